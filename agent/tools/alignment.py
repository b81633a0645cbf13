"""Which entry of an older list is which entry of a newer one: by equal content, by id or name, then by likeness."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from agent.schemas.canonical import canonical_json
from agent.schemas.paths import is_empty, leaves

Pairs = list[tuple[int, int]]
"""Places in the older and the newer list of entries that are the same one."""

_NAMES = ("id", "name", "kpi", "metric", "vector", "date", "job", "platform")
"""Fields that name an entry, the surest first."""
_LIKE = 0.5
"""Least likeness, from 0 to 1, of two entries that are taken for one."""
_MOST = 60_000
"""Most pairs of entries that are looked at for likeness; beyond it entries are paired in their order."""


def align(before: Sequence[Any], after: Sequence[Any]) -> Pairs:
    """The entries that are in both lists, in the order of the newer."""
    pairs: Pairs = []
    for key in (_content, _name):
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
    """Equal for equal entries, and for empty ones, whichever way they are empty."""
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
    """The entries that share most words, the best first; of equally good ones those that stand nearest each other."""
    old, new = _left(before, {one for one, _ in known}), _left(after, {other for _, other in known})
    if len(old) * len(new) > _MOST:
        return list(zip(old, new, strict=False))
    left, right = {place: _words(before[place]) for place in old}, {place: _words(after[place]) for place in new}
    rated = sorted((-share, abs(one - other), one + other, one, other) for share, one, other in _shares(left, right))
    pairs: Pairs = []
    for *_, one, other in rated:
        if one in left and other in right:
            pairs.append((one, other))
            del left[one], right[other]
    return pairs


def _shares(left: dict[int, Counter[str]], right: dict[int, Counter[str]]) -> Iterator[tuple[float, int, int]]:
    """Pairs that share enough words. The share is what difflib calls the quick ratio, of words: the same in both directions."""
    sizes = {place: words.total() for place, words in right.items()}
    for one, words in left.items():
        size = words.total()
        for other, others in right.items():
            whole = size + sizes[other]
            if whole and 2 * min(size, sizes[other]) >= _LIKE * whole and (share := 2 * (words & others).total() / whole) >= _LIKE:
                yield share, one, other


def _words(entry: Any) -> Counter[str]:
    return Counter(word for _, value in leaves(entry) if value is not None for word in re.findall(r"\w+", str(value).casefold()))
