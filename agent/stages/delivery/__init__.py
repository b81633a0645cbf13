"""Stage 6, delivery: what goes into the client's package, and the checks before it is made."""

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.delivery import Delivery
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage
from agent.stages.delivery.checking import compile_delivery
from agent.stages.delivery.lineage import USES
from agent.stages.delivery.options import draft_options
from agent.stages.delivery.selection import draft_formats, draft_selection


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """The client's name for the footer."""
    name = sources.content("intake").get("client_name")
    options = dict(content.get("options") or {})
    branding = dict(options.get("branding") or {})
    if "intake" not in sources.upstream or paths.is_empty(name) or not paths.is_empty(branding.get("footer")):
        return Hydrated(content, ProvenanceMap())
    filled = {**content, "options": {**options, "branding": {**branding, "footer": name}}}
    origin = Provenance(source="hydrated", path="intake.client_name", version=sources.upstream["intake"].version)
    return Hydrated(filled, {"delivery.options.branding.footer": origin})


_COMPUTED = ("delivery.checklist.approvals", "delivery.checklist.qc_passed", "delivery.checklist.complete")

DELIVERY = Stage(
    id="delivery",
    title="Delivery",
    purpose="Choose what the client gets, in which files, and confirm the last checks.",
    artifact=Delivery,
    requires=("intake", "strategy", "creatives", "execution"),
    sections=(
        Section("artifact_selection", "Contents", USES["artifact_selection"], draft=draft_selection),
        Section("export_formats", "Files", USES["export_formats"], draft=draft_formats),
        Section("options", "Options", USES["options"], draft=draft_options),
        Section("checklist", "Checklist", USES["checklist"]),
    ),
    hydrate=_hydrate,
    compile=compile_delivery,
    derived=("delivery.artifact_selection.monitoring", *_COMPUTED),
    computed=_COMPUTED,
)
