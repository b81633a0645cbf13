"""Pins: what a person pinned comes out of every redraft byte for byte, with its origin."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from agent.errors import Invalid, ModelRefused
from agent.graph.desk import Desk
from agent.llm.port import SectionDraft
from agent.schemas import paths
from agent.schemas.canonical import canonical_json
from agent.schemas.pins import address, covers, grafted, located, moved, value_at
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import Provenance
from agent.tools.edit import Draft, origin_of, set_values
from agent.tools.pins import PinValue, paths_of, pinnable
from tests.trust.desks import CLIENTS, DRAFTED, desk_of, drafted, redraft, sections_of

INSTRUCTIONS = (
    None, "make it shorter", "warmer", "bolder and less abstract", "no figures", "make the enemy less abstract", "fewer posts", "more precise", "in another way",
    "rewrite everything from scratch, with other words", "shorter hooks", "use the second offer", "keep it plain; no jokes", "longer",
)  # fmt: skip


def places(content: dict[str, Any], stage: str) -> list[str]:
    """Every path of an artifact that can be pinned: sections, fields, entries, and what is inside them."""
    return list(_places(content, stage))


def _places(value: Any, path: str) -> Iterator[str]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inside:
        place = path + paths.join("_", step)[1:]
        if not paths.is_empty(item):
            yield place
            yield from _places(item, place)


@st.composite
def redrafts(draw: st.DrawFn) -> tuple[str, ArtifactStage, list[str], list[str | None]]:
    """A client, a stage, paths to pin in its first draft, and instructions to redraft by."""
    client, stage = draw(st.sampled_from(CLIENTS)), draw(st.sampled_from(DRAFTED))
    known = places(drafted(client, stage).content, stage)
    tops = draw(st.lists(st.sampled_from(sorted({paths.join(*paths.steps(path)[:2]) for path in known})), min_size=1, max_size=4))
    pinned = list(dict.fromkeys(draw(st.sampled_from([path for path in known if covers(top, path)])) for top in tops))
    return client, stage, pinned, draw(st.lists(st.sampled_from(INSTRUCTIONS), min_size=1, max_size=2))


def origins(draft: Draft, path: str) -> list[Provenance | None]:
    """Where a value, and every value inside it, came from."""
    return [origin_of(draft.provenance, name) for name, _ in paths.leaves(draft.value(path), path)]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=redrafts())
@example(case=("northlight", "creatives", ["creatives.messages.hooks[1]"], ["make it shorter"]))
@example(case=("haldane", "creatives", ["creatives.messages.hooks[4]", "creatives.messages.hooks[1]"], ["make it shorter"]))
@example(case=("haldane", "execution", ["execution.calendar.posts[3]", "execution.timeline.end_date"], ["fewer posts"]))
def test_pins_survive_every_redraft(case: tuple[str, ArtifactStage, list[str], list[str | None]]) -> None:
    client, stage, pinned, instructions = case
    before = drafted(client, stage)
    pins = tuple(address(before.content, path) for path in pinned)
    desk = desk_of(client, stage, pins)
    for instruction in instructions:
        redraft(desk, sections_of(desk), instruction)
    for path, pin in zip(pinned, pins, strict=True):
        now = located(desk.draft.content, pin)
        assert now is not None
        assert canonical_json(desk.draft.value(now)) == canonical_json(before.value(path))
        assert origins(desk.draft, now) == origins(before, path)


@settings(max_examples=60, deadline=None)
@given(client=st.sampled_from(CLIENTS), stage=st.sampled_from(DRAFTED), data=st.data())
def test_redrafting_one_section_leaves_every_other_as_it_is(client: str, stage: ArtifactStage, data: st.DataObject) -> None:
    desk, before = desk_of(client, stage), drafted(client, stage)
    section = data.draw(st.sampled_from(sections_of(desk)))
    redraft(desk, [section], data.draw(st.sampled_from(INSTRUCTIONS)))
    for path in places(before.content, stage):
        derived = any(covers(top, path) or covers(path, top) for top in desk.stage.derived)
        if not covers(f"{stage}.{section}", path) and not derived:
            assert canonical_json(desk.draft.value(path)) == canonical_json(before.value(path)), path


JSON_TEXT = st.text("abc", max_size=2)
VALUES = st.recursive(
    st.none() | st.integers(0, 3) | JSON_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    | st.lists(st.builds(lambda name, value: {"id": name, "v": value}, st.sampled_from(["x", "y", "z"]), inner), max_size=3, unique_by=lambda item: item["id"]),
    max_leaves=12,
)  # fmt: skip
OBJECTS = st.dictionaries(st.sampled_from("abcd"), VALUES, min_size=1, max_size=4)


@settings(max_examples=500, deadline=None)
@given(held=OBJECTS, new=OBJECTS, data=st.data())
def test_grafting_any_pins_into_anything_keeps_them(held: dict[str, Any], new: dict[str, Any], data: st.DataObject) -> None:
    known = list(_places(held, "s"))
    pins = [address(held, path) for path in data.draw(st.lists(st.sampled_from(known), unique=True))] if known else []
    made = grafted(new, held, pins)
    for pin in pins:
        assert canonical_json(value_at(made, pin)) == canonical_json(value_at(held, pin))
    assert canonical_json(grafted(made, held, pins)) == canonical_json(made)


def test_an_entry_with_an_id_is_followed_wherever_it_stands() -> None:
    held = {"assets": [{"id": "a", "hook": "one"}, {"id": "b", "hook": "two"}]}
    pin = address(held, "creatives.assets[1]")
    assert pin == 'creatives.assets["b"]'
    assert located(grafted({"assets": [{"id": "b", "hook": "other"}, {"id": "c"}]}, held, [pin]), pin) == "creatives.assets[0]"


def test_a_pinned_line_that_a_draft_moves_is_not_said_twice() -> None:
    assert grafted({"hooks": ["b", "x"]}, {"hooks": ["a", "b"]}, ["creatives.hooks[1]"]) == {"hooks": ["x", "b"]}


def test_a_list_that_came_out_shorter_keeps_the_entries_before_a_pinned_one() -> None:
    assert grafted({"hooks": ["x"]}, {"hooks": ["a", "b", "c"]}, ["creatives.hooks[2]"]) == {"hooks": ["x", "b", "c"]}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("strategy.narrative.villain", "no strategy.narrative.villain"),
        ("strategy.narrative.pillars[40]", "no strategy.narrative.pillars"),
        ("strategy.measurement", "cannot be pinned"),
        ("strategy", "whole stage"),
    ],
)
def test_what_does_not_exist_or_is_computed_cannot_be_pinned(path: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        pinnable(drafted("northlight", "strategy"), paths_of(PinValue(path=path), "strategy")[0], ("strategy.measurement",))


def test_an_empty_field_cannot_be_pinned() -> None:
    with pytest.raises(Invalid, match="is empty"):
        pinnable(drafted("northlight", "creatives"), "creatives.mix.tone_override", ())


def test_a_persons_own_edit_of_a_pinned_field_is_what_the_pin_holds() -> None:
    desk = desk_of("northlight", "strategy", ("strategy.narrative.enemy",))
    desk.draft, _ = set_values(desk.draft, {"strategy.narrative.enemy": "Habit."}, Provenance(source="operator", by="maya@agency.example"))
    desk.hold()
    redraft(desk, sections_of(desk), "bolder")
    assert desk.draft.value("strategy.narrative.enemy") == "Habit."
    assert desk.draft.provenance["strategy.narrative.enemy"].source == "operator"


def test_a_draft_that_alters_a_pinned_value_is_not_taken() -> None:
    desk = desk_of("northlight", "strategy", ("strategy.narrative.enemy",))
    before = canonical_json(desk.draft.content)
    value: JsonValue = json.loads(canonical_json({**desk.draft.content["narrative"], "enemy": "Somebody else."}))
    with pytest.raises(ModelRefused, match=r"strategy\.narrative\.enemy"):
        desk.take("narrative", SectionDraft(value=value, used=[], model="m"))
    assert canonical_json(desk.draft.content) == before


def test_a_pinned_section_is_not_drafted_at_all() -> None:
    desk = desk_of("haldane", "strategy", ("strategy.narrative",))
    redraft(desk, sections_of(desk), "warmer")
    assert "narrative" not in desk.lineage
    assert "constraints" in desk.lineage


def test_hydration_leaves_the_holes_of_a_pinned_section() -> None:
    held = drafted("northlight", "strategy")
    content = paths.put(held.content, "constraints.forbidden_language", [])
    desk = desk_of("northlight", "strategy", ("strategy.constraints",), draft=Draft("strategy", content, dict(held.provenance)))
    desk.hydrate()
    assert desk.draft.value("strategy.constraints.forbidden_language") == []


def asked(desk: Desk, section: str) -> SectionDraft:
    """What the offline model answers for a section."""
    return asyncio.run(desk.context.model.draft(desk.request(section, "shorter", [])))


def test_the_offline_model_honours_pins_by_itself() -> None:
    desk = desk_of("haldane", "creatives", ("creatives.messages.hooks[1]",))
    value = asked(desk, "messages").value
    assert isinstance(value, dict)
    assert value_at({"messages": value}, "creatives.messages.hooks[1]") == desk.draft.value("creatives.messages.hooks[1]")


@pytest.mark.parametrize(
    ("pin", "after", "wanted"),
    [
        ("s.hooks[1]", ["b", "c"], "s.hooks[0]"),
        ("s.hooks[1]", ["x", "a", "b", "c"], "s.hooks[2]"),
        ("s.hooks[1]", ["a", "B", "c"], "s.hooks[1]"),
        ("s.hooks[1]", ["a", "c"], None),
        ("s.hooks", ["a"], "s.hooks"),
        ('s.assets["x"].tags[1].name', [], 's.assets["x"].tags[1].name'),
    ],
)
def test_a_pin_follows_its_entry_when_a_person_changes_the_list(pin: str, after: list[str], wanted: str | None) -> None:
    assert moved(pin, {"hooks": ["a", "b", "c"]}, {"hooks": after}) == wanted


@settings(max_examples=60, deadline=None)
@given(case=redrafts(), first_day=st.sampled_from(["2026-09-07", "2026-10-05", "2026-11-02"]), weeks=st.sampled_from([4, 12, 20]))
@example(case=("northlight", "execution", ["execution.calendar"], [None]), first_day="2026-10-05", weeks=12)
@example(case=("northlight", "execution", ["execution.calendar", "execution.timeline.phases[2].milestones[0].date"], [None]), first_day="2026-09-07", weeks=20)
def test_pins_survive_a_change_upstream_and_saving_again_changes_nothing(case: tuple[str, ArtifactStage, list[str], list[str | None]], first_day: str, weeks: int) -> None:
    client, stage, pinned, _ = case
    before = drafted(client, stage)
    desk = desk_of(client, stage, tuple(address(before.content, path) for path in pinned))
    intake = desk.sources.upstream["intake"]
    moved_on = intake.model_copy(update={"content": {**intake.content, "start_date": first_day, "duration_weeks": weeks}})
    desk.sources = desk.sources.model_copy(update={"upstream": {**desk.sources.upstream, "intake": moved_on}})
    redraft(desk, sections_of(desk), None)
    for pin in desk.pins:
        assert canonical_json(value_at(desk.draft.content, pin)) == canonical_json(value_at(before.content, pin))
    if not any(covers(top, pin) for top in desk.stage.derived for pin in desk.pins):
        once = canonical_json(desk.draft.content)
        desk.compile()
        assert canonical_json(desk.draft.content) == once


def test_a_pinned_list_of_milestones_does_not_grow_with_every_save() -> None:
    desk = desk_of("northlight", "execution", ("execution.timeline.phases[2].milestones",))
    desk.draft, _ = set_values(desk.draft, {"execution.timeline.start_date": "2026-10-05"}, Provenance(source="operator", by="maya@agency.example"))
    desk.hold()
    desk.compile()
    once = canonical_json(desk.draft.content)
    desk.compile()
    assert canonical_json(desk.draft.content) == once
