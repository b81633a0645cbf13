"""A comparison leaves nothing out: the differences, applied to the older version, give the newer one."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.schemas import paths
from agent.schemas.comparison import Comparison
from agent.tools.alignment import align
from agent.tools.redline import compare, segments
from tests.stages.helpers import reference

WORDS = st.sampled_from(["Plain words about an old habit.", "From 12 GBP a bag.", "Until 7 September 2026.", "The best in town.", "Nobody brings it up at parties"])


class Applied:
    """The newer content made from the older one and the differences. Empty values are one and the same, as in a comparison."""

    def __init__(self, comparison: Comparison) -> None:
        by_kind: dict[str, list[Any]] = {kind: [d for d in comparison.differences if d.kind == kind] for kind in ("added", "removed", "changed", "moved")}
        self._set = {d.path: d.after for kind in ("added", "changed") for d in by_kind[kind]}
        self._new = {d.path: d.after for d in by_kind["added"] if d.path.endswith("]")}
        self._gone = {d.before_path for d in by_kind["removed"]}
        self._moved = {d.before_path: int(paths.steps(d.path)[-1]) for d in by_kind["moved"]}

    def value(self, value: Any, was: str, path: str) -> Any:
        if isinstance(value, dict):
            return {key: self._field(item, f"{was}.{key}", f"{path}.{key}") for key, item in value.items()}
        return self._list(value, was, path) if isinstance(value, list) else value

    def _field(self, value: Any, was: str, path: str) -> Any:
        if path in self._set:
            return self._set[path]
        return None if was in self._gone else self.value(value, was, path)

    def _list(self, value: list[Any], was: str, path: str) -> list[Any]:
        new = {int(paths.steps(place)[-1]): item for place, item in self._new.items() if place.rpartition("[")[0] == path}
        kept = [place for place in range(len(value)) if f"{was}[{place}]" not in self._gone]
        fixed = {place: self._moved[f"{was}[{place}]"] for place in kept if f"{was}[{place}]" in self._moved}
        free = (at for at in range(len(kept) + len(new)) if at not in new and at not in fixed.values())
        for place in kept:
            now = fixed[place] if place in fixed else next(free)
            new[now] = self._field(value[place], f"{was}[{place}]", f"{path}[{now}]")
        return [new[at] for at in range(len(new))]


def without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if not paths.is_empty(item)}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def assets(content: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content["assets"]
    return found


def edit(place: int, words: str) -> Callable[[dict[str, Any]], None]:
    def act(content: dict[str, Any]) -> None:
        if assets(content):
            assets(content)[place % len(assets(content))]["body"] = words

    return act


def move(place: int, to: int) -> Callable[[dict[str, Any]], None]:
    def act(content: dict[str, Any]) -> None:
        if assets(content):
            assets(content).insert(to, assets(content).pop(place % len(assets(content))))

    return act


def drop(place: int) -> Callable[[dict[str, Any]], None]:
    def act(content: dict[str, Any]) -> None:
        if assets(content):
            assets(content).pop(place % len(assets(content)))

    return act


def add(place: int, words: str) -> Callable[[dict[str, Any]], None]:
    def act(content: dict[str, Any]) -> None:
        assets(content).insert(place, {**reference("northlight", "creatives")["assets"][0], "id": f"new-{len(assets(content))}-{place}", "body": words})
        content["brief"]["creative_approach"] = None if place % 2 else words

    return act


PLACES = st.integers(0, 11)
ACTS = st.lists(st.one_of(st.builds(edit, PLACES, WORDS), st.builds(move, PLACES, PLACES), st.builds(drop, PLACES), st.builds(add, PLACES, WORDS)), max_size=8)


@settings(max_examples=80, deadline=None)
@given(acts=ACTS)
def test_the_differences_applied_to_the_older_version_give_the_newer(acts: list[Callable[[dict[str, Any]], None]]) -> None:
    before = reference("northlight", "creatives")
    after = copy.deepcopy(before)
    for act in acts:
        act(after)
    made = Applied(compare("creatives", before, after)).value(before, "creatives", "creatives")
    assert without_empty(made) == without_empty(after)


def test_an_entry_taken_out_before_others_of_its_platform_leaves_them_alone() -> None:
    posts = [{"platform": "Instagram", "text": "One line"}, {"platform": "Instagram", "text": "Another thing"}]
    found = compare("creatives", {"x": {"posts": posts}}, {"x": {"posts": posts[1:]}}).differences
    assert [(difference.kind, difference.before_path) for difference in found] == [("removed", "creatives.x.posts[0]")]


def test_a_new_first_entry_leaves_a_hundred_reworded_ones_with_themselves() -> None:
    before = [f"Line number {place} of the calendar" for place in range(100)]
    after = ["Something new altogether", *(f"{line}, reworded" for line in before)]
    assert align(before, after) == [(place, place + 1) for place in range(100)]


def test_a_word_that_was_exchanged_leaves_the_space_behind_it() -> None:
    found = [(part.op, part.text) for part in segments("It takes 24 weeks, no more.", "It takes 12 weeks, no less.")]
    assert found == [("equal", "It takes "), ("delete", "24"), ("insert", "12"), ("equal", " weeks, no "), ("delete", "more"), ("insert", "less"), ("equal", ".")]


def test_no_and_nought_are_told_apart_wherever_they_stand() -> None:
    assert compare("creatives", {"x": {"y": [1, False]}}, {"x": {"y": [1, 0]}}).differences
