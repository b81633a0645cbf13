"""The checks before files are made: three are computed from the approved artifacts, two are confirmed by a person."""

from typing import get_args

from agent.llm.port import Sources, Upstream
from agent.quality.text import placeholder
from agent.schemas import paths
from agent.schemas.delivery import ArtifactSelection, Delivery
from agent.schemas.registry import missing_required
from agent.schemas.stages import ArtifactStage
from agent.stages.base import Content


def compile_delivery(content: Content, sources: Sources) -> Content:
    """Monitoring only when it is approved; approvals, quality and completeness as they stand now. A person's confirmations stay."""
    delivery = Delivery.model_validate(content)
    chosen = delivery.artifact_selection
    if "monitoring" not in sources.upstream:
        chosen = chosen.model_copy(update={"monitoring": False})
    delivery.artifact_selection = chosen
    stages = selected(chosen)
    approved = {stage: sources.upstream[stage] for stage in stages if stage in sources.upstream}
    all_there = bool(stages) and len(approved) == len(stages)
    delivery.checklist = delivery.checklist.model_copy(
        update={
            "approvals": all_there,
            "qc_passed": all_there and all(up.qc_status in ("PASS", "WARN", "OVERRIDDEN") for up in approved.values()),
            "complete": all_there and all(is_complete(stage, up) for stage, up in approved.items()),
        }
    )
    return delivery.model_dump(mode="json")


def selected(selection: ArtifactSelection) -> list[ArtifactStage]:
    """The stages whose artifacts are included."""
    chosen = selection.model_dump()
    return [stage for stage in get_args(ArtifactStage) if chosen.get(stage)]


def is_complete(stage: ArtifactStage, upstream: Upstream) -> bool:
    """Whether no required field is empty and no placeholder is left."""
    content = dict(upstream.content)
    texts = (value for _, value in paths.leaves(content) if isinstance(value, str))
    return not missing_required(stage, content) and not any(placeholder(text) for text in texts)
