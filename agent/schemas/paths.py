"""Dotted paths: how chat, forms, checks, lineage and scripts name a field (`creatives.assets[0].body`)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.errors import Invalid

_STEP = re.compile(r"\[(\d+)\]|\[(\*|\w+=\w+)\]|\[\"([^\"]*)\"\]|([^.\[\]]+)")


class Pick(str):
    """A step that picks entries of a list: '*' all of them, 'topic=event' those with that value. Lineage names fields by it; no edit does."""

    __slots__ = ()

    def of(self, entries: list[Any]) -> list[Any]:
        """The entries picked."""
        name, _, wanted = self.partition("=")
        return entries if self == "*" else [entry for entry in entries if isinstance(entry, Mapping) and entry.get(name) == wanted]


def steps(path: str) -> list[str | int]:
    """Split a path: 'a.b[0].c' -> ['a', 'b', 0, 'c']. A key with dots is written ["like.this"]; [*] and [topic=event] pick entries. Raises Invalid."""
    out: list[str | int] = []
    position = 0
    while position < len(path):
        if path[position] == "." and out:
            position += 1
        match = _STEP.match(path, position)
        if match is None:
            raise Invalid(f"'{path}' is not a field path such as intake.website or creatives.assets[0].body")
        index, pick, key, name = match.groups()
        out.append(int(index) if index is not None else Pick(pick) if pick is not None else key if key is not None else name)
        position = match.end()
    if not out:
        raise Invalid("an empty field path names nothing")
    return out


def join(*parts: str | int) -> str:
    """Make a path from steps; the inverse of `steps`."""
    text = ""
    for part in parts:
        text = f"{text}[{part}]" if isinstance(part, int | Pick) else _below(text, part)
    return text


def get(content: object, path: str) -> object:
    """The value at `path` inside plain JSON content, a list where the path picks entries; raises KeyError when there is none."""
    return _get(content, steps(path), path)


def _get(content: object, rest: list[str | int], path: str) -> object:
    value = content
    for place, step in enumerate(rest, 1):
        if isinstance(step, Pick):
            if not isinstance(value, list):
                raise KeyError(path)
            return [found for entry in step.of(value) if (found := _found(entry, rest[place:])) is not None]
        if isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                raise KeyError(path)
            value = value[step]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            raise KeyError(path)
    return value


def _found(entry: object, rest: list[str | int]) -> object:
    try:
        return _get(entry, rest, "")
    except KeyError:
        return None


def put(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of `content` with `value` at `path`. Missing objects are made; a list grows by one at most. Raises Invalid."""
    out: dict[str, Any] = _put(content, steps(path), value, path)
    return out


def _put(node: Any, rest: list[str | int], value: object, path: str) -> Any:
    if not rest:
        return value
    step, *further = rest
    if isinstance(step, Pick):
        raise Invalid(f"{path} names several entries; name one of them, by its number")
    if isinstance(step, int):
        items = list(node or [])
        if step > len(items):
            raise Invalid(f"{path}: the list has {len(items)} entries, so the next one is [{len(items)}]")
        items[step : step + 1] = [_put(items[step] if step < len(items) else None, further, value, path)]
        return items
    if node is not None and not isinstance(node, dict):
        raise Invalid(f"{path}: '{step}' is not a field here")
    return {**(node or {}), step: _put((node or {}).get(step), further, value, path)}


def leaves(content: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every value that is not an object or list, with its path; empty objects and lists count as values."""
    if isinstance(content, Mapping) and content:
        for key, value in content.items():
            yield from leaves(value, _below(prefix, key))
    elif isinstance(content, list) and content:
        for index, value in enumerate(content):
            yield from leaves(value, f"{prefix}[{index}]")
    else:
        yield prefix, content


def _below(prefix: str, key: str) -> str:
    name = f'["{key}"]' if re.search(r"[.\[\]]", key) else key
    return prefix + name if not prefix or name.startswith("[") else f"{prefix}.{name}"


def is_empty(value: object) -> bool:
    """What counts as not filled: null, blank text, an empty list or object, and the word 'unknown'."""
    if isinstance(value, str):
        return value.strip() in ("", "unknown")
    if isinstance(value, Mapping):
        return all(is_empty(item) for item in value.values())
    return value is None or value == []
