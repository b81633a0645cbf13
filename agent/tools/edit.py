"""Pure edits of an artifact's content and provenance. Every edit ends in the schema or does not happen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import JsonValue

from agent.errors import Invalid
from agent.schemas import paths
from agent.schemas.events import FieldChange
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import Provenance, ProvenanceMap
from agent.tools.coerce import coerce


@dataclass(frozen=True)
class Draft:
    """An artifact being worked on: plain JSON and where each value came from."""

    stage: ArtifactStage
    content: dict[str, Any]
    provenance: ProvenanceMap

    def value(self, path: str) -> Any:
        """The value at a full dotted path; None when there is none."""
        try:
            return paths.get(self.content, inner(path))
        except KeyError:
            return None


def stage_of(path: str) -> ArtifactStage:
    """The stage a full dotted path belongs to. Raises Invalid."""
    head = str(paths.steps(path)[0])
    for stage in ARTIFACT_STAGES:
        if head == stage:
            return stage
    raise Invalid(f"'{path}' must start with its stage, such as intake.website. Nothing was changed.")


def inner(path: str) -> str:
    """The path inside the artifact: intake.website -> website. Raises Invalid for a bare stage name."""
    _, *rest = paths.steps(path)
    if not rest:
        raise Invalid(f"'{path}' names a whole stage; name a field in it. Nothing was changed.")
    return paths.join(*rest)


def set_values(draft: Draft, values: dict[str, JsonValue], origin: Provenance) -> tuple[Draft, list[FieldChange]]:
    """Put values in, check the whole against its schema, and record where they came from. Raises Invalid; then nothing changed."""
    content = draft.content
    for path, value in values.items():
        content = paths.put(content, inner(path), coerce(draft.stage, path, value))
    return _checked(draft, content, list(values), origin)


def add_items(draft: Draft, path: str, items: list[JsonValue], origin: Provenance) -> tuple[Draft, list[FieldChange]]:
    """Append to a list what is not in it yet."""
    present = _list_at(draft, path)
    wanted = list(present)
    for item in items:
        if not any(_same(item, other) for other in wanted):
            wanted.append(item)
    return set_values(draft, {path: wanted}, origin)


def remove_items(draft: Draft, path: str, items: list[JsonValue], origin: Provenance) -> tuple[Draft, list[FieldChange]]:
    """Take entries out of a list. Raises Invalid when one is not there."""
    present = _list_at(draft, path)
    absent = [str(item) for item in items if not any(_same(item, other) for other in present)]
    if absent:
        raise Invalid(f"{path} does not contain {', '.join(absent)}. Nothing was changed.")
    return set_values(draft, {path: [other for other in present if not any(_same(item, other) for item in items)]}, origin)


def clear(draft: Draft, cleared: list[str], origin: Provenance) -> tuple[Draft, list[FieldChange]]:
    """Empty fields: each returns to the default of its schema."""
    blank = dump(parse(draft.stage, {}))
    content = draft.content
    for path in cleared:
        try:
            value = paths.get(blank, inner(path))
        except KeyError:
            value = None
        content = paths.put(content, inner(path), value)
    return _checked(draft, content, cleared, origin)


def replace_section(draft: Draft, section: str, value: JsonValue, origin: Provenance) -> tuple[Draft, list[FieldChange]]:
    """Put a whole drafted section in."""
    path = f"{draft.stage}.{section}"
    return _checked(draft, {**draft.content, section: value}, [path], origin)


def changes_between(stage: ArtifactStage, before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    """Every leaf that differs, with both values."""
    old, new = dict(paths.leaves(before, stage)), dict(paths.leaves(after, stage))
    return [
        FieldChange.model_validate({"path": path, "before": old.get(path), "after": new.get(path)})
        for path in {**old, **new}
        if old.get(path) != new.get(path)
    ]


def _checked(
    draft: Draft, content: dict[str, Any], touched: list[str], origin: Provenance
) -> tuple[Draft, list[FieldChange]]:
    valid = dump(parse(draft.stage, content))
    after = replace(draft, content=valid)
    changed = [
        FieldChange(path=path, before=draft.value(path), after=after.value(path))
        for path in touched
        if draft.value(path) != after.value(path)
    ]
    confirmed = [path for path in touched if origin.source == "operator"]
    provenance = draft.provenance
    for path in dict.fromkeys([*(change.path for change in changed), *confirmed]):
        provenance = with_origin(provenance, path, origin)
    return replace(after, provenance=provenance), changed


def with_origin(provenance: ProvenanceMap, path: str, origin: Provenance) -> ProvenanceMap:
    """Record the origin of a path; what was recorded below it is gone, because the value below it is."""
    kept = {name: known for name, known in provenance.items() if name != path and not is_below(name, path)}
    return {**kept, path: origin}


def is_below(path: str, top: str) -> bool:
    """Whether `path` lies inside the value at `top`."""
    return path.startswith((f"{top}.", f"{top}["))


def origin_of(provenance: ProvenanceMap, path: str) -> Provenance | None:
    """The origin that speaks for a path: its own, or that of the nearest path above it."""
    parts = paths.steps(path)
    for length in range(len(parts), 0, -1):
        known = provenance.get(paths.join(*parts[:length]))
        if known is not None:
            return known
    return None


DERIVED = Provenance(source="default", note="Worked out by rules from the rest.")
"""The origin of a value that nobody typed and nothing upstream says."""


def with_every_origin(draft: Draft) -> Draft:
    """The draft with an origin for every filled value: what has none was worked out by the stage itself."""
    recorded = draft.provenance
    above = {path[: mark.start()] for path in recorded for mark in re.finditer(r"[.\[]", path)}
    derived = dict.fromkeys(_without_origin(draft.content, draft.stage, recorded, above), DERIVED)
    return replace(draft, provenance={**recorded, **derived}) if derived else draft


def _without_origin(value: Any, path: str, recorded: ProvenanceMap, above: set[str]) -> Iterator[str]:
    """The highest filled paths that no origin speaks for. Goes down only where something below is recorded."""
    if path in recorded:
        return
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if path not in above and path != paths.steps(path)[0]:
        if not paths.is_empty(value):
            yield path
        return
    for key, child in children:
        yield from _without_origin(child, paths.join(*paths.steps(path), key), recorded, above)


def _list_at(draft: Draft, path: str) -> list[JsonValue]:
    value = draft.value(path)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Invalid(f"{path} is not a list. Nothing was changed.")
    return value


def _same(one: JsonValue, other: JsonValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().casefold() == other.strip().casefold()
    return one == other
