"""What pinning means for an artifact at work: which paths may be pinned, and how pinned values and their origins are kept."""

from dataclasses import replace

from pydantic import JsonValue

from agent.errors import Invalid
from agent.schemas import paths
from agent.schemas.base import Model
from agent.schemas.pins import Address, address, covers, grafted, located, touches, value_at
from agent.schemas.registry import ARTIFACTS, dump, parse
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import ProvenanceMap
from agent.tools.edit import Draft, inner, is_below, origin_of, stage_of

LONGEST = 300
"""Longest address that is kept, in characters."""


class PinValue(Model):
    """Keep a value as it is: a redraft leaves it byte for byte. A field, a list entry or a whole section."""

    path: str | None = None
    """Full dotted path: strategy.narrative.enemy, creatives.messages.hooks[1]."""
    section: str | None = None
    """Or a section of the current stage: narrative."""
    stage: ArtifactStage | None = None
    """The stage of the section; null means the current one."""


class UnpinValue(PinValue):
    """Let a pinned value, and every pinned value inside it, be redrafted again."""


def paths_of(given: PinValue, current: ArtifactStage) -> list[str]:
    """The full paths that are meant. A section of a flat artifact means its fields. Raises Invalid when nothing, or no such thing, is named."""
    if given.path:
        stage_of(given.path)
        inner(given.path)
        return [given.path]
    if not given.section:
        raise Invalid("Say what to pin: a path such as strategy.narrative.enemy, or a section. Nothing was changed.")
    stage = given.stage or current
    fields = ARTIFACTS[stage].model_fields
    if given.section in fields:
        return [f"{stage}.{given.section}"]
    marks = {name: info.json_schema_extra for name, info in fields.items()}
    named = [f"{stage}.{name}" for name, extra in marks.items() if isinstance(extra, dict) and extra.get("x-group") == given.section]
    if not named:
        raise Invalid(f"{stage.capitalize()} has no section '{given.section}'. Nothing was changed.")
    return named


def pinnable(draft: Draft, path: str, computed: tuple[str, ...]) -> Address:
    """The address of a value that may be pinned. Raises Invalid when it does not exist, is empty, or holds what is computed from the state of things."""
    place = located(draft.content, path)
    if place is None:
        raise Invalid(f"There is no {path} in this artifact, so it cannot be pinned. Nothing was changed.")
    if paths.is_empty(draft.value(place)):
        raise Invalid(f"{path} is empty, so there is nothing to keep. Fill it first, then pin it. Nothing was changed.")
    named = [name for name in computed if touches(name, place)]
    if named:
        raise Invalid(f"{', '.join(named)} follows from the state of things and cannot be pinned. Pin the fields around it. Nothing was changed.")
    found = address(draft.content, place)
    if len(found) > LONGEST:
        raise Invalid(f"{path} is longer than {LONGEST} characters and cannot be pinned. Nothing was changed.")
    return found


def with_pins(draft: Draft, held: Draft, pins: tuple[Address, ...]) -> Draft:
    """A draft with the pinned values of another put back, origins included. Raises Invalid when the rest does not fit around them."""
    living = [pin for pin in pins if located(held.content, pin)]
    if not living:
        return draft
    content = dump(parse(draft.stage, grafted(draft.content, held.content, living)))
    provenance = draft.provenance
    for pin in living:
        provenance = _origins_kept(provenance, held, (str(located(held.content, pin)), str(located(content, pin))))
    return replace(draft, content=content, provenance=provenance)


def _origins_kept(provenance: ProvenanceMap, held: Draft, moved: tuple[str, str]) -> ProvenanceMap:
    """Provenance in which a value says the same about itself as in `held`; `moved` is its path there and its path now."""
    before, now = moved
    kept = {name: known for name, known in provenance.items() if name != now and not is_below(name, now)}
    own = origin_of(held.provenance, before)
    inside = {f"{now}{name[len(before) :]}": known for name, known in held.provenance.items() if is_below(name, before)}
    return {**kept, **({now: own} if own and own != origin_of(kept, now) else {}), **inside}


def pinned_values(draft: Draft, section: str, pins: tuple[Address, ...]) -> dict[str, JsonValue]:
    """The pinned values inside a section, by address."""
    top = f"{draft.stage}.{section}"
    return {pin: value_at(draft.content, pin) for pin in pins if covers(top, pin) and located(draft.content, pin)}


def is_pinned(path: str, pins: tuple[Address, ...]) -> bool:
    """Whether a value is pinned, by itself or as a part of what is."""
    return any(covers(pin, path) for pin in pins)
