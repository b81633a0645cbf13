"""Why a section is out of date, for the page: which upstream value changed, word by word."""

from typing import Any

from agent.chat.labels import label, shown, stage_name
from agent.schemas.staleness import Cause, Change
from agent.stages.base import Stage
from agent.tools.redline import segments

Reason = dict[str, Any]
_LONGEST = 240
_ITEMS = 5


def reasons_of(causes: list[Cause]) -> list[Reason]:
    """Reasons in the order they were found, one for each change at the source.

    Each has `field` (Intake: Pricing), `parts` of [op, text], `through` (where it came by, or nothing) and `items` (entries that show the old value).
    """
    found: dict[str, Reason] = {}
    for one in causes:
        source = one.root or one
        reason = found.setdefault(source.path, {"path": source.path, "field": _name(source.path), "parts": _parts(source), "through": [], "items": []})
        if one.root:
            reason["through"] = list(dict.fromkeys([*reason["through"], _name(one.path)]))
        reason["items"] = list(dict.fromkeys([*reason["items"], *one.items]))
    return [{**reason, "items": _cut(reason["items"])} for reason in found.values()]


def section_title(stage: Stage, section: str) -> str:
    """A section as its stage names it."""
    return next((one.title for one in stage.sections if one.id == section), label(f"{stage.id}.{section}"))


def _name(path: str) -> str:
    return f"{stage_name(path.split('.')[0])}: {label(path)}"


def _parts(source: Change) -> list[list[str]]:
    return [[part.op, part.text] for part in segments(shown(source.before, _LONGEST), shown(source.after, _LONGEST))]


def _cut(items: list[str]) -> list[str]:
    return items if len(items) <= _ITEMS else [*items[:_ITEMS], f"{len(items) - _ITEMS} more"]
