"""Earlier versions, for the page: a light line for each, and two of them compared."""

from typing import Any

from agent.graph.context import Context
from agent.graph.history import compared, history
from agent.schemas.history import VersionLine
from agent.schemas.stages import ArtifactStage
from agent.tools.history import CompareVersions
from agent.web.redlines import redline_props

Props = dict[str, Any]
_MADE = {"form": "edited", "draft": "drafted", "redraft": "redrafted", "restore": "restored"}
_DECIDED = {"approve": "Approved by", "override": "Approved against a failed check by", "request_changes": "Returned by"}


async def lines_of(context: Context, campaign_id: str, stage: ArtifactStage, words: dict[str, str]) -> list[Props]:
    """The versions of a stage, newest first, without their content. `words` name the statuses."""
    listed = await history(context, campaign_id, stage)
    return [_line(line, words) for line in listed.versions]


def _line(line: VersionLine, words: dict[str, str]) -> Props:
    decided = f"{_DECIDED[line.decision]} {line.decided_by}" if line.decision else ""
    return {
        "number": line.number,
        "by": line.author,
        "made": line.made_at.isoformat(),
        "how": _how(line.reason),
        "status": line.status,
        "word": words.get(line.status, line.status),
        "decision": decided,
        "decided": line.decided_at.isoformat() if line.decided_at else "",
        "comment": line.comment or "",
    }


def _how(reason: str) -> str:
    """What made a version: its reasons, without the opening of the stage when more than that happened."""
    several = [one for one in reason.split(", ") if one != "opened"] or ["opened"]
    text = ", ".join(_MADE.get(one, one) for one in several)
    return text[:1].upper() + text[1:]


async def comparison_of(context: Context, campaign_id: str, stage: ArtifactStage, asked: CompareVersions) -> Props:
    """Two versions compared, as the Redline card has it. Raises NotFound, NotOffered."""
    return redline_props(await compared(context, campaign_id, stage, asked))
