"""Stage 3, creatives: the creative brief, the mix, the messages, and the copy of every asset."""

from typing import Any

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.creatives import Creatives
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage
from agent.stages.creatives.lineage import STEADY, USES
from agent.stages.creatives.plan import TYPES
from agent.stages.creatives.sections import draft_assets, draft_brief, draft_messages, draft_mix, hydrated, is_filled


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """Theme, audience, key message and platforms from the approved intake and strategy; filled fields stay."""
    problem, audience, promise = (_text(sources, *place) for place in _FROM.values())
    made = hydrated(problem, audience, promise)
    values: dict[str, object] = {f"brief.{name}": made[name] for name in made}
    values["mix.target_platforms"] = [row["name"] for row in _rows(sources, "channel_strategy", "channels")]
    origins = {**{f"brief.{name}": f"{stage}.{path}" for name, (stage, path) in _FROM.items()}, "mix.target_platforms": "strategy.channel_strategy.channels"}
    filled, provenance = dict(content), ProvenanceMap()
    for path, value in values.items():
        if not paths.is_empty(value) and not is_filled(filled, path):
            filled = paths.put(filled, path, value)
            stage = origins[path].split(".")[0]
            version = next(up.version for name, up in sources.upstream.items() if name == stage)
            provenance[f"creatives.{path}"] = Provenance(source="hydrated", path=origins[path], version=version)
    return Hydrated(filled, provenance)


_FROM = {
    "campaign_theme": ("strategy", "narrative.problem"),
    "target_audience": ("intake", "target_audience"),
    "key_message": ("strategy", "value_architecture.core_promise"),
}


def _text(sources: Sources, stage: str, path: str) -> str | None:
    upstream = next((up.content for name, up in sources.upstream.items() if name == stage), {})
    try:
        value = paths.get(upstream, path)
    except KeyError:
        return None
    return value if isinstance(value, str) else None


def _rows(sources: Sources, layer: str, name: str) -> list[dict[str, Any]]:
    """The named rows of a layer of the strategy."""
    held = sources.content("strategy").get(layer)
    rows = held.get(name) if isinstance(held, dict) else None
    return [row for row in rows if isinstance(row, dict) and row.get("name")] if isinstance(rows, list) else []


def _compile(content: Content, sources: Sources) -> Content:
    """Counts, formats and the platform map follow the assets once there are any."""
    assets = [asset for asset in content.get("assets") or [] if isinstance(asset, dict)]
    if not assets:
        return content
    named = [row["name"] for row in _rows(sources, "narrative", "pillars")]
    pillars = dict.fromkeys([name for name in named if any(a["pillar"] == name for a in assets)] + [a["pillar"] for a in assets])
    platforms = dict.fromkeys([row["name"] for row in _rows(sources, "channel_strategy", "channels") if any(a["platform"] == row["name"] for a in assets)] + [a["platform"] for a in assets])
    mix = {
        **(content.get("mix") or {}),
        "num_assets": len(assets),
        "asset_types": [kind for kind in TYPES if any(a["type"] == kind for a in assets)],
        "pillar_distribution": {name: sum(1 for a in assets if a["pillar"] == name) for name in pillars},
    }
    mapping = {name: [a["id"] for a in assets if a["platform"] == name] for name in platforms}
    return {**content, "mix": mix, "messages": {**(content.get("messages") or {}), "channel_mapping": mapping}}


CREATIVES = Stage(
    id="creatives",
    title="Creatives",
    purpose="Write the copy of every asset from the approved strategy, with a proof for every claim.",
    artifact=Creatives,
    requires=("strategy",),
    sections=(
        Section("brief", "Creative brief", USES["brief"], draft=draft_brief, steady=STEADY.get("brief", {})),
        Section("mix", "Mix", USES["mix"], draft=draft_mix, steady=STEADY.get("mix", {})),
        Section("messages", "Messages", USES["messages"], draft=draft_messages, steady=STEADY.get("messages", {}), after=("brief",)),
        Section("assets", "Assets", USES["assets"], draft=draft_assets, steady=STEADY.get("assets", {}), after=("brief", "mix", "messages")),
    ),
    hydrate=_hydrate,
    compile=_compile,
    derived=("creatives.mix.num_assets", "creatives.mix.asset_types", "creatives.mix.pillar_distribution", "creatives.messages.channel_mapping"),
)
