"""What a newer approved version makes out of date: compare each upstream value a section used, before and after."""

import re
from typing import Any

from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.events import FieldChange
from agent.schemas.version import LineageRef

_COSMETIC = re.compile(r"[\W_]+")


def value_at(content: dict[str, Any], path: str) -> Any:
    """The upstream value a lineage path names; None when it is gone."""
    _, *rest = paths.steps(path)
    try:
        return paths.get(content, paths.join(*rest)) if rest else content
    except KeyError:
        return None


def essence(value: Any) -> Any:
    """The value without what is cosmetic: case, white space and punctuation in text. Numbers in text keep their signs and marks."""
    if isinstance(value, str):
        if re.search(r"\d", value):
            return " ".join(value.casefold().split()).rstrip(" .;,:")
        return _COSMETIC.sub(" ", value.casefold()).strip()
    if isinstance(value, dict):
        return {key: essence(item) for key, item in value.items()}
    return [essence(item) for item in value] if isinstance(value, list) else value


def changes_of(references: list[LineageRef], stage: str, content: dict[str, Any], old: dict[str, Any]) -> list[FieldChange]:
    """The used paths of `stage` whose value changed materially."""
    changed = []
    for reference in references:
        if paths.steps(reference.path)[0] != stage:
            continue
        after = value_at(content, reference.path)
        if digest(after) == reference.digest:
            continue
        before = value_at(old, reference.path)
        if essence(before) != essence(after):
            changed.append(FieldChange(path=reference.path, before=before, after=after))
    return changed
