"""A comparison shows all that differs, nothing that does not, and tells wording from what matters."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.schemas import paths
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ArtifactStage
from agent.tools.redline import compare, segments

REFERENCE = Path(__file__).parent.parent / "reference" / "northlight"


def content(stage: ArtifactStage) -> dict[str, Any]:
    return dump(parse(stage, json.loads((REFERENCE / f"{stage}.json").read_text())))


STRATEGY, CREATIVES, INTAKE = content("strategy"), content("creatives"), content("intake")


def changed(stage: ArtifactStage, path: str, value: Any) -> list[tuple[str, str, list[str]]]:
    """What is told about one value that was replaced: path, kind and what matters."""
    before = {"strategy": STRATEGY, "creatives": CREATIVES, "intake": INTAKE}[stage]
    after = paths.put(before, path.split(".", 1)[1], value)
    return [(one.path, one.kind, list(one.matters)) for one in compare(stage, before, after).differences]


@pytest.mark.parametrize(
    ("stage", "path", "value", "matters"),
    [
        ("strategy", "strategy.narrative.enemy", "The habit of buying what the shelf holds", []),
        ("strategy", "strategy.narrative.tension", "It takes 14 cups to notice.", ["number"]),
        ("strategy", "strategy.narrative.problem", "It starts on 4 May.", ["date"]),
        ("strategy", "strategy.value_architecture.core_promise", "The best coffee you can get at home.", ["claim"]),
        ("strategy", "strategy.value_architecture.sacrifice_framing", "You give up £3.", ["price"]),
        ("strategy", "strategy.market_truth.category_maturity", "declining", ["enum"]),
        ("intake", "intake.website", "https://northlight.example", ["link"]),
        ("intake", "intake.compliance_notes", "Ask legal first", ["legal"]),
        ("intake", "intake.duration_weeks", 10, ["number"]),
    ],
)
def test_what_matters_is_told_from_wording(stage: ArtifactStage, path: str, value: Any, matters: list[str]) -> None:
    found = changed(stage, path, value)
    assert [(where, kind) for where, kind, _ in found] == [(path, "changed")]
    assert set(matters) <= set(found[0][2])
    assert matters or not found[0][2]


def test_an_inserted_entry_leaves_those_after_it_as_they_are() -> None:
    hooks = STRATEGY["narrative"]["pillars"]
    after = copy.deepcopy(STRATEGY)
    after["narrative"]["pillars"] = [{**hooks[0], "name": "Another pillar", "description": "Something else", "angles": []}, *hooks]
    assert [(one.path, one.kind) for one in compare("strategy", STRATEGY, after).differences] == [("strategy.narrative.pillars[0]", "added")]


def test_entries_with_ids_are_followed_when_they_move() -> None:
    after = copy.deepcopy(CREATIVES)
    assets = after["assets"]
    assets.append(assets.pop(0))
    assets[-1]["hook"] = "A different hook"
    found = {(one.path, one.before_path, one.kind) for one in compare("creatives", CREATIVES, after).differences}
    last = len(assets) - 1
    assert found == {(f"creatives.assets[{last}]", "creatives.assets[0]", "moved"), (f"creatives.assets[{last}].hook", "creatives.assets[0].hook", "changed")}


def test_what_was_taken_out_is_shown_where_it_was() -> None:
    after = copy.deepcopy(CREATIVES)
    gone = after["assets"].pop(1)
    found = compare("creatives", CREATIVES, after).differences
    assert [(one.path, one.kind, one.before) for one in found] == [("creatives.assets[1]", "removed", gone)]


def test_material_changes_come_first() -> None:
    after = copy.deepcopy(STRATEGY)
    after["business_reality"]["business_model_summary"] += " Honestly."
    after["measurement"]["review_cadence"] = "daily"
    assert [one.material for one in compare("strategy", STRATEGY, after).differences] == [True, False]


TEXTS = st.text(st.sampled_from("abc d.£\n"), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["id", "name", "text", "x"]), inner, max_size=3),
    max_leaves=12,
)
CONTENTS = st.dictionaries(st.sampled_from(["brief", "assets", "mix"]), VALUES, max_size=3)


@given(CONTENTS)
def test_a_version_does_not_differ_from_itself(whole: dict[str, Any]) -> None:
    assert compare("creatives", whole, copy.deepcopy(whole)).differences == []


@settings(max_examples=300)
@example({"brief": [False, None]}, {"brief": [False, ""]})
@example({"brief": [0, None]}, {"brief": [0, {}]})
@example({"brief": [1, False]}, {"brief": [1, 0]})
@given(CONTENTS, CONTENTS)
def test_every_difference_is_real_and_versions_that_differ_have_one(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = compare("creatives", before, after).differences
    assert bool(found) == (_filled(before) != _filled(after))
    for one in found:
        if one.kind != "added":
            assert paths.get(before, _inner(one.before_path)) == one.before
        if one.kind != "removed":
            assert paths.get(after, _inner(one.path)) == one.after


def _inner(path: str) -> str:
    return path.removeprefix("creatives.")


def _filled(value: Any) -> str:
    """A missing value and an empty one say the same; true is not one."""
    if paths.is_empty(value):
        return ""
    if isinstance(value, dict):
        return str({key: _filled(item) for key, item in sorted(value.items()) if not paths.is_empty(item)})
    return str([_filled(item) for item in value]) if isinstance(value, list) else repr(value)


@given(TEXTS, TEXTS)
def test_segments_rebuild_both_texts(before: str, after: str) -> None:
    parts = segments(before, after)
    assert "".join(part.text for part in parts if part.op != "insert") == before
    assert "".join(part.text for part in parts if part.op != "delete") == after


def test_a_sentence_that_was_rewritten_reads_as_one_change() -> None:
    parts = segments("The belief that only works by leaving.", "The habit of buying from a shelf.")
    assert [(part.op, part.text) for part in parts] == [
        ("equal", "The "), ("delete", "belief that only works by leaving"), ("insert", "habit of buying from a shelf"), ("equal", "."),
    ]  # fmt: skip


FLAT = st.dictionaries(st.sampled_from(["brief", "assets", "mix"]), st.none() | st.integers(0, 3) | TEXTS | st.dictionaries(st.sampled_from(["a", "b"]), TEXTS), max_size=3)


@given(FLAT, FLAT)
def test_comparing_the_other_way_round_swaps_added_and_removed(before: dict[str, Any], after: dict[str, Any]) -> None:
    there = [one.kind for one in compare("creatives", before, after).differences]
    back = [one.kind for one in compare("creatives", after, before).differences]
    for one, other in (("added", "removed"), ("removed", "added")):
        assert there.count(one) == back.count(other)  # type: ignore[arg-type]
