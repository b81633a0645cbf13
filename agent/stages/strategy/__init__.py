"""Stage 2, strategy: the 8-layer contract between client and agency."""

from typing import Any

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.strategy import Strategy
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage, unchanged
from agent.stages.strategy.channels import draft_channels
from agent.stages.strategy.guards import draft_guards
from agent.stages.strategy.lineage import STEADY, USES
from agent.stages.strategy.market import draft_market
from agent.stages.strategy.measures import draft_measures
from agent.stages.strategy.psychology import draft_psychology
from agent.stages.strategy.reality import draft_reality
from agent.stages.strategy.story import draft_story
from agent.stages.strategy.value import draft_value

_FROM_INTAKE: tuple[tuple[str, str, str], ...] = (
    ("business_reality", "revenue_streams", "revenue_streams"),
    ("business_reality", "unit_economics", "unit_economics"),
    ("business_reality", "pricing_logic", "pricing"),
    ("business_reality", "risk_tolerance", "risk_tolerance"),
    ("audience_psychology", "objection_hierarchy", "objections"),
    ("constraints", "forbidden_language", "banned_words"),
    ("constraints", "claim_boundaries", "forbidden_claims"),
)


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """What the approved intake says already; the layers are drafted around it."""
    if "intake" not in sources.upstream:
        return Hydrated(content, {})
    intake, version = sources.content("intake"), sources.upstream["intake"].version
    filled: dict[str, Any] = {**content}
    origins = ProvenanceMap()
    for section, name, source in _FROM_INTAKE:
        held = dict(filled.get(section) or {})
        value = intake.get(source)
        if not paths.is_empty(held.get(name)) or paths.is_empty(value):
            continue
        filled[section] = {**held, name: value}
        origins[f"strategy.{section}.{name}"] = Provenance(source="hydrated", path=f"intake.{source}", version=version)
    return Hydrated(filled, origins)


STRATEGY = Stage(
    id="strategy",
    title="Strategy",
    purpose="Agree in eight layers what is said, to whom, where, and how success is judged.",
    artifact=Strategy,
    requires=("intake",),
    sections=(
        Section("business_reality", "Business reality", USES["business_reality"], draft=draft_reality, steady=STEADY.get("business_reality", {})),
        Section("market_truth", "Market truth", USES["market_truth"], draft=draft_market, steady=STEADY.get("market_truth", {})),
        Section("audience_psychology", "Audience psychology", USES["audience_psychology"], draft=draft_psychology, steady=STEADY.get("audience_psychology", {})),
        Section("value_architecture", "Value architecture", USES["value_architecture"], draft=draft_value, steady=STEADY.get("value_architecture", {}), after=("market_truth", "audience_psychology")),
        Section("narrative", "Narrative", USES["narrative"], draft=draft_story, steady=STEADY.get("narrative", {}), after=("audience_psychology", "value_architecture")),
        Section("channel_strategy", "Channel strategy", USES["channel_strategy"], draft=draft_channels, steady=STEADY.get("channel_strategy", {}), after=("audience_psychology",)),
        Section("constraints", "Constraints", USES["constraints"], draft=draft_guards, steady=STEADY.get("constraints", {})),
        Section("measurement", "Measurement", USES["measurement"], draft=draft_measures, steady=STEADY.get("measurement", {}), after=("channel_strategy",)),
    ),
    hydrate=_hydrate,
    compile=unchanged,
)
