"""Three-way merge of plain JSON: what two people made from the same base, in one; where both changed the same value differently, neither is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from agent.schemas.pins import ids_of, same

ABSENT: Final = object()
"""What a value is where there is none."""
Place = tuple[str | int, ...]
"""Steps to a value; an entry of a list stands by its id."""


@dataclass(frozen=True)
class Clash:
    """A value both sides changed differently. The merged content has theirs."""

    place: Place
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True)
class Merged:
    """A merged value and what could not be merged."""

    value: Any
    clashes: tuple[Clash, ...] = ()


def merge(base: Any, theirs: Any, mine: Any, place: Place = ()) -> Merged:
    """Both changes in one. Objects merge field by field, lists entry by entry where entries have ids; anything else, money included, is one value."""
    if _equal(theirs, mine) or _equal(base, mine):
        return Merged(theirs)
    if _equal(base, theirs):
        return Merged(mine)
    sides = (base, theirs, mine)
    if all(isinstance(side, dict) and not _is_money(side) for side in sides):
        return _objects(sides, place)
    if all(isinstance(side, list) for side in sides) and (keyed := _by_id(sides)) is not None and (order := _order(keyed)) is not None:
        found = _objects(keyed, place)
        return Merged([found.value[name] for name in order if name in found.value], found.clashes)
    return Merged(theirs, (Clash(place, base, theirs, mine),))


def _objects(sides: Sequence[dict[str, Any]], place: Place) -> Merged:
    value: dict[str, Any] = {}
    clashes: list[Clash] = []
    base, theirs, mine = sides
    for key in dict.fromkeys([*theirs, *mine, *base]):
        found = merge(base.get(key, ABSENT), theirs.get(key, ABSENT), mine.get(key, ABSENT), (*place, key))
        clashes += found.clashes
        if found.value is not ABSENT:
            value[key] = found.value
    return Merged(value, tuple(clashes))


def _by_id(sides: Sequence[list[Any]]) -> list[dict[str, Any]] | None:
    """The lists as objects by id; None when a list has an entry without one."""
    keyed = []
    for side in sides:
        ids = ids_of(side) if side else []
        if ids is None:
            return None
        keyed.append(dict(zip(ids, side, strict=True)))
    return keyed


def _order(sides: Sequence[dict[str, Any]]) -> list[str] | None:
    """The ids of all sides in one order: that of the side that re-ordered, new ones behind the entry they followed. None when both re-ordered differently."""
    base, theirs, mine = sides
    common = [name for name in base if name in theirs and name in mine]
    orders = [[name for name in side if name in common] for side in (theirs, mine)]
    moved = [order for order in orders if order != common]
    if len(moved) == 2 and moved[0] != moved[1]:
        return None
    out = [name for name in (mine if orders[1] != common else theirs if orders[0] != common else base) if name in base]
    out += [name for name in base if name not in out]
    for run in sorted(_runs(theirs, base) + _runs(mine, base), reverse=True):
        anchor, added = run
        at = out.index(anchor) + 1 if anchor else 0
        out[at:at] = [name for name in added if name not in out]
    return out


def _runs(side: dict[str, Any], base: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Runs of entries that are new, each with the entry of the base it follows ('' at the start)."""
    runs: list[tuple[str, list[str]]] = []
    anchor = ""
    for name in side:
        if name in base:
            anchor = name
        elif runs and runs[-1][0] == anchor:
            runs[-1][1].append(name)
        else:
            runs.append((anchor, [name]))
    return runs


def _is_money(value: dict[str, Any]) -> bool:
    return set(value) == {"amount", "currency"}


def _equal(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return same(one, other)
