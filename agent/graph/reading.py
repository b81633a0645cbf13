"""A brief becomes intake fields: what the operator typed stays, what is read carries its quote, what does not fit is said."""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from agent.errors import Invalid
from agent.graph.desk import Desk
from agent.llm.port import Extraction, Found
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.events import BriefRead, Conflicting
from agent.schemas.version import Provenance
from agent.tools.edit import origin_of, set_values


@dataclass
class Reading:
    """What one brief did to the intake."""

    filled: list[str] = field(default_factory=list)
    conflicts: list[Conflicting] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_into(desk: Desk, extraction: Extraction, file: str) -> Reading:
    """Put what was read into the desk's draft. A value a person typed is kept; a value that does not fit is left out and named."""
    reading = Reading(remarks=list(extraction.remarks), conflicts=list(extraction.conflicts))
    contested = {conflict.path for conflict in extraction.conflicts}
    held = {name: list(desk.draft.value(f"intake.{name}") or []) for name in _ENTRIES}
    for found in extraction.found:
        if not found.path.startswith("intake.") or found.path in contested:
            continue
        placed = _placed(found, held)
        if placed is None:
            continue
        if _typed_by_a_person(desk, placed.path):
            if desk.draft.value(placed.path) != placed.value:
                reading.kept.append(placed.path)
            continue
        known = origin_of(desk.draft.provenance, placed.path)
        present = desk.draft.value(placed.path)
        if known is not None and _contradicts(known, file, present, placed.value):
            reading.conflicts.append(Conflicting(path=placed.path, values=[present, placed.value], quotes=[known.quote or "", placed.quote]))
            continue
        _put(desk, placed, file, reading)
    return reading


def _contradicts(known: Provenance, file: str, present: Any, value: Any) -> bool:
    """Whether another source says something else; a longer form of the same words is no contradiction."""
    from_elsewhere = known.source == "hydrated" or (known.source == "extracted" and known.file != file)
    if not from_elsewhere or paths.is_empty(present) or present == value:
        return False
    return not (isinstance(present, str) and isinstance(value, str) and present.casefold() in value.casefold())


_ENTRIES = {"proof_assets": "id", "kpi_targets": "kpi", "brief_facts": "text", "forbidden_claims": ""}
"""Lists that a brief fills entry by entry, and what makes two entries the same."""


def _placed(found: Found, held: dict[str, list[Any]]) -> Found | None:
    """Where an entry of a list goes: behind the entries an earlier brief filled; None when it stands there already."""
    match = re.fullmatch(r"intake\.(\w+)\[(\d+)\]", found.path)
    if match is None or match[1] not in held or not held[match[1]]:
        return found
    key = _ENTRIES[match[1]]
    entries = held[match[1]]
    same = [place for place, entry in enumerate(entries) if (entry.get(key) if key and isinstance(entry, dict) else entry) == (found.value.get(key) if key and isinstance(found.value, dict) else found.value)]
    if same:
        return found.model_copy(update={"path": f"intake.{match[1]}[{same[0]}]"})
    entries.append(found.value)
    return found.model_copy(update={"path": f"intake.{match[1]}[{len(entries) - 1}]"})


def _typed_by_a_person(desk: Desk, path: str) -> bool:
    known = origin_of(desk.draft.provenance, path)
    return known is not None and known.source == "operator" and not paths.is_empty(desk.draft.value(path))


def _put(desk: Desk, found: Found, file: str, reading: Reading) -> None:
    origin = Provenance(source="extracted", quote=found.quote, file=file, lines=found.lines, note=found.note)
    try:
        desk.draft, changes = set_values(desk.draft, {found.path: found.value}, origin)
    except Invalid as error:
        reading.remarks.append(f"Left out: {error}")
        return
    if changes:
        reading.filled.append(found.path)
    else:
        desk.origin(origin, found.path)


def campaign_with(campaign: Campaign, extraction: Extraction) -> Campaign:
    """The campaign with its empty fields filled from the brief; unchanged where the values do not fit together."""
    plain = campaign.model_dump(mode="json")
    found = {item.path.removeprefix("campaign."): item.value for item in extraction.found if item.path.startswith("campaign.")}
    intake = {item.path.removeprefix("intake."): item.value for item in extraction.found if item.path.startswith("intake.")}
    for name in ("client_name", "objective", "budget", "start_date"):
        if name in intake:
            found.setdefault(name, intake[name])
    filled = {name: value for name, value in found.items() if name in plain and plain[name] is None}
    try:
        return Campaign.model_validate({**plain, **filled})
    except ValidationError:
        return campaign


def brief_notice(desk: Desk, extraction: Extraction, reading: Reading, file: str) -> BriefRead:
    """What the person is told about a brief that was read."""
    return BriefRead(
        file=file,
        version=desk.number + 1,
        filled=reading.filled,
        kept=reading.kept,
        conflicts=reading.conflicts,
        remarks=reading.remarks,
    )


