"""Which entry of an older list is which entry of a newer one: by id or name, by equal content, then by likeness."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import Any

from agent.schemas.canonical import canonical_json
from agent.schemas.paths import is_empty

Pairs = list[tuple[int, int]]
"""Places in the older and the newer list of entries that are the same one."""

_NAMES = ("id", "name", "kpi", "metric", "vector", "date", "job", "platform")
"""Fields that name an entry, the surest first."""
_LIKE = 0.5
"""Least likeness, from 0 to 1, of two entries that are taken for one."""
_MOST = 60
"""Longest rest of a list in which likeness is looked for; beyond it entries are paired in their order."""


def align(before: Sequence[Any], after: Sequence[Any]) -> Pairs:
    """The entries that are in both lists, in the order of the newer."""
    pairs: Pairs = []
    for key in (_name, _content):
        pairs += _paired(before, after, pairs, key)
    return sorted(pairs + _alike(before, after, pairs), key=lambda pair: pair[1])


def moved(pairs: Pairs) -> set[int]:
    """Newer places of entries that changed places: the fewest that explain the new order."""
    ends: list[int] = []
    chains: list[list[int]] = []
    for old, new in pairs:
        place = bisect_left(ends, old)
        chain = [*(chains[place - 1] if place else []), new]
        ends[place : place + 1], chains[place : place + 1] = [old], [chain]
    stayed = set(chains[-1]) if chains else set()
    return {new for _, new in pairs} - stayed


def _name(entry: Any) -> Hashable:
    if not isinstance(entry, dict):
        return None
    return next(((name, entry[name]) for name in _NAMES if isinstance(entry.get(name), str) and entry[name]), None)


def _content(entry: Any) -> Hashable:
    """An empty entry is like any other empty one."""
    return "" if is_empty(entry) else canonical_json(entry)


def _left(entries: Sequence[Any], taken: set[int]) -> list[int]:
    return [place for place in range(len(entries)) if place not in taken]


def _paired(before: Sequence[Any], after: Sequence[Any], known: Pairs, key: Callable[[Any], Hashable]) -> Pairs:
    """Entries with the same key, when that key stands once on each side or as often as needed in their order."""
    places: dict[Hashable, list[int]] = {}
    for place in _left(before, {old for old, _ in known}):
        places.setdefault(key(before[place]), []).append(place)
    places.pop(None, None)
    pairs = []
    for place in _left(after, {new for _, new in known}):
        same = places.get(key(after[place]))
        if same:
            pairs.append((same.pop(0), place))
    return pairs


def _alike(before: Sequence[Any], after: Sequence[Any], known: Pairs) -> Pairs:
    old, new = _left(before, {one for one, _ in known}), _left(after, {other for _, other in known})
    if not old or not new:
        return []
    if max(len(old), len(new)) > _MOST:
        return list(zip(old, new, strict=False))
    likeness = sorted(((-_likeness(before[one], after[other]), abs(one - other), one, other) for one in old for other in new), key=lambda row: row[:2])
    pairs: Pairs = []
    for unlike, _, one, other in likeness:
        if -unlike >= _LIKE and one not in {o for o, _ in pairs} and other not in {n for _, n in pairs}:
            pairs.append((one, other))
    return pairs


def _likeness(one: Any, other: Any) -> float:
    if type(one) is not type(other):
        return 0.0
    if not isinstance(one, str | dict | list):
        return 0.0
    left, right = (value.split() if isinstance(value, str) else canonical_json(value).split() for value in (one, other))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return 0.0 if matcher.real_quick_ratio() < _LIKE or matcher.quick_ratio() < _LIKE else matcher.ratio()
