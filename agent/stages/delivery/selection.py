"""Which artifacts and which files are delivered."""

from typing import Any, get_args

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.delivery import ArtifactSelection, ExportFormats
from agent.schemas.stages import ExportFormat
from agent.stages.delivery.lineage import USES
from agent.stages.facts import facts_of

RULES = "rules 2026.11"
"""Version of the drafting rules; stands where a language model's draft has the digest of its prompt."""
_ALWAYS: tuple[ExportFormat, ...] = ("pdf", "json", "zip")


def drafted(request: DraftRequest, value: dict[str, Any], assumptions: dict[str, str] | None = None) -> SectionDraft:
    """A section by these rules."""
    return SectionDraft(value=value, used=list(USES[request.section]), assumptions=assumptions or {}, model="offline", prompt=RULES)


def draft_selection(request: DraftRequest) -> SectionDraft:
    """Everything that is approved; monitoring only when it is."""
    selection = ArtifactSelection(monitoring="monitoring" in request.sources.upstream)
    return drafted(request, selection.model_dump(mode="json"))


def draft_formats(request: DraftRequest) -> SectionDraft:
    """What the client asked for, the reading copy, the data and the package."""
    wanted = {*facts_of(request.sources).intake.formats_wanted, *_ALWAYS}
    chosen = {name: name in wanted for name in get_args(ExportFormat)}
    return drafted(request, ExportFormats.model_validate(chosen).model_dump(mode="json"))
