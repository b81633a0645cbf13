"""What the person who decides sees before deciding: what the version changes, and what approving it makes out of date."""

from typing import Any

from agent.chat.freshness import impact_words
from agent.chat.labels import stage_name
from agent.schemas.staleness import Cause, StageImpact
from agent.schemas.version import ArtifactVersion
from agent.stages.base import Stage
from agent.store import Store
from agent.tools.redline import compare
from agent.web.reasons import reasons_of, section_title
from agent.web.redlines import rows_of

Props = dict[str, Any]
MOST = 40
"""Most differences shown at the gate; the Word file has all."""


async def changes_of(store: Store, campaign_id: str, version: ArtifactVersion) -> Props | None:
    """What differs from the version in force, what matters first. None without one to compare with."""
    before = await store.in_force(campaign_id, version.stage)
    if before is None or before.number == version.number:
        return None
    found = compare(version.stage, dict(before.content), dict(version.content), numbers=(before.number, version.number))
    first = found.model_copy(update={"differences": found.differences[:MOST]})
    return {
        "since": before.number,
        "count": len(found.differences),
        "material": len(found.material),
        "rows": rows_of(first),
        "url": f"/redlines/{campaign_id}/{version.stage}/{before.number}/{version.number}.docx",
    }


async def impact_of(store: Store, campaign_id: str, version: ArtifactVersion, stages: dict[Any, Stage]) -> Props | None:
    """What approving the version that waits would make out of date, by stage. None when nothing, or when nothing waits."""
    if version.status != "in_review":
        return None
    impact = await store.impact(campaign_id, version.stage, version.number)
    if not impact.stages:
        return None
    by_stage: dict[str, list[StageImpact]] = {}
    for one in impact.stages:
        by_stage.setdefault(one.stage, []).append(one)
    told = [_stage(stages[name], found) for name, found in by_stage.items()]
    return {"words": impact_words(impact), "count": sum(len(one["sections"]) for one in told), "stages": told}


def _stage(stage: Stage, found: list[StageImpact]) -> Props:
    """One stage: a section that goes out of date in two of its versions is told once."""
    sections: dict[str, list[Cause]] = {name: causes for one in found for name, causes in one.sections.items()}
    return {
        "stage": stage.id,
        "title": stage_name(stage.id),
        "version": found[-1].version,
        "of": len(stage.sections),
        "falls": [one.version for one in found if one.falls],
        "sections": [{"id": name, "title": section_title(stage, name), "why": reasons_of(causes)} for name, causes in sections.items()],
    }
