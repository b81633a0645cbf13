"""Pinned values: how one is addressed, found again, compared, and put back. Plain JSON in, plain JSON out.

An entry of a list whose entries have ids is addressed by its id, as in creatives.assets["ig-01"].hook, and is followed wherever it
stands. Other entries are addressed by their place.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import JsonValue

from agent.schemas import paths
from agent.schemas.base import Model
from agent.schemas.canonical import canonical_json

Steps = list[str | int]
Address = str
"""A full dotted path with its stage, in which entries with an id stand by their id."""


class Pin(Model):
    """One pinned value of a campaign."""

    path: Address
    by: str
    """Email of the person who pinned it."""
    at: str
    """ISO 8601."""


class PinnedValue(Model):
    """A pinned value as it stands now."""

    path: str
    """Its present path; the address when it is gone."""
    value: JsonValue = None
    by: str


class Pinned(Model):
    """Values were pinned, or released."""

    kind: Literal["pinned"] = "pinned"
    how: Literal["pinned", "already", "unpinned"]
    paths: list[str]


def same(one: object, other: object) -> bool:
    """Whether two values are byte for byte the same as canonical JSON."""
    return canonical_json(one) == canonical_json(other)


def ids_of(items: object) -> list[str] | None:
    """The ids of a list's entries; None when an entry has none or two have the same."""
    if not isinstance(items, list) or not items:
        return None
    found = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    ids = [name for name in found if isinstance(name, str) and name and '"' not in name]
    return ids if len(ids) == len(items) == len(set(ids)) else None


def address(content: object, path: str) -> Address:
    """The address of a path in this content: places of entries with ids become their ids. A path that leads nowhere stays as it is."""
    stage, *rest = paths.steps(path)
    text, value = str(stage), content
    for step in rest:
        ids = ids_of(value)
        if isinstance(step, int) and ids is not None and step < len(ids):
            step = ids[step]
        text += f'["{step}"]' if ids is not None and isinstance(step, str) else _suffix(step)
        value = _child(value, step)
    return text


def _suffix(step: str | int) -> str:
    return paths.join("_", step)[1:]


def located(content: object, path: Address) -> str | None:
    """The present path of an address: ids become places; None when it leads nowhere."""
    stage, *rest = paths.steps(path)
    text, value = str(stage), content
    for step in rest:
        if isinstance(value, list):
            place = _place(value, step)
            if place is None:
                return None
            text, value = f"{text}[{place}]", value[place]
        elif isinstance(value, Mapping) and step in value:
            text, value = text + _suffix(step), value[step]
        else:
            return None
    return text


def value_at(content: object, path: Address) -> Any:
    """The value at an address; None when there is none."""
    value = content
    for step in paths.steps(path)[1:]:
        value = _child(value, step)
    return value


def covers(top: str, path: str) -> bool:
    """Whether `path` is `top` or lies inside it."""
    upper, lower = paths.steps(top), paths.steps(path)
    return lower[: len(upper)] == upper


def touches(one: str, other: str) -> bool:
    """Whether one of two paths is, or lies inside, the other."""
    return covers(one, other) or covers(other, one)


def moved(pin: Address, before: object, after: object) -> Address | None:
    """The address of a pinned entry without an id after a person re-ordered, shortened or lengthened its list; None when the entry was taken out.

    An entry that was changed in its place keeps its address: the pin holds the new value.
    """
    entry = re.match(r"([^\[]*(?:\[\"[^\"]*\"\][^\[]*)*)\[(\d+)\]", pin)
    if entry is None:
        return pin
    top, place, rest = entry[1], int(entry[2]), pin[entry.end() :]
    old, new = value_at(before, top), value_at(after, top)
    if not isinstance(old, list) or not isinstance(new, list) or place >= len(old) or (place < len(new) and same(old[place], new[place])):
        return pin
    found = [index for index, item in enumerate(new) if same(item, old[place])]
    if len(found) == 1:
        return f"{top}[{found[0]}]{rest}"
    return None if not found and len(new) < len(old) else pin


def altered(held: object, new: object, pins: Iterable[Address]) -> list[Address]:
    """The pins whose value in `new` is not byte for byte what `held` has. A pin that leads nowhere in `held` holds nothing."""
    return [pin for pin in pins if located(held, pin) and (located(new, pin) is None or not same(value_at(held, pin), value_at(new, pin)))]


def grafted(new: Any, held: Any, pins: Iterable[Address]) -> Any:
    """`new` with the pinned values of `held` put back at their addresses; nothing else of `held` comes along unless a place needs it.

    A list that came out shorter than a pinned place keeps the earlier entries up to it. An entry with an id that is gone returns.
    """
    return _grafted(new, held, [paths.steps(pin)[1:] for pin in pins])


def _grafted(new: Any, held: Any, pins: list[Steps]) -> Any:
    if any(not steps for steps in pins) or type(new) is not type(held):
        return held
    grouped: dict[str | int, list[Steps]] = {}
    for step, *rest in pins:
        grouped.setdefault(step, []).append(rest)
    if isinstance(held, Mapping):
        return {**new, **{key: _grafted(new.get(key), held[key], rest) for key, rest in grouped.items() if key in held}}
    return _entries(new, held, grouped) if isinstance(held, list) else held


def _entries(new: list[Any], held: list[Any], pins: dict[str | int, list[Steps]]) -> list[Any]:
    out = list(new)
    by_place = sorted(step for step in pins if isinstance(step, int) and step < len(held))
    for place in by_place:
        out += held[len(out) : place]
        _free(out, place, held[place], by_place)
        out[place : place + 1] = [_grafted(out[place] if place < len(out) else None, held[place], pins[place])]
    for name in (step for step in pins if isinstance(step, str)):
        before, now = _place(held, name), _place(out, name)
        if before is not None and now is not None:
            out[now] = _grafted(out[now], held[before], pins[name])
        elif before is not None:
            out.insert(min(before, len(out)), held[before])
    return out


def _free(out: list[Any], place: int, value: Any, pinned: list[int]) -> None:
    """What stands at a pinned place moves to where the pinned value came out, so that the list does not say it twice."""
    twin = next((at for at, item in enumerate(out) if at not in pinned and same(item, value)), None)
    if twin is not None and place < len(out):
        out[twin], out[place] = out[place], out[twin]


def _place(items: list[Any], step: str | int) -> int | None:
    if isinstance(step, int):
        return step if step < len(items) else None
    return next((at for at, item in enumerate(items) if isinstance(item, Mapping) and item.get("id") == step), None)


def _child(value: object, step: str | int) -> Any:
    if isinstance(value, list):
        place = _place(value, step)
        return None if place is None else value[place]
    return value.get(step) if isinstance(value, Mapping) else None
