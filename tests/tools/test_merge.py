"""Three-way merge: both changes are kept, and nothing that both changed is overwritten."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.schemas import paths
from agent.schemas.canonical import canonical_json
from agent.tools.merge import merge
from tests.trust.test_pins import OBJECTS


def plain(value: Any) -> str:
    return canonical_json(value)


@given(base=OBJECTS, mine=OBJECTS)
def test_when_only_one_side_changed_it_is_taken_whole(base: dict[str, Any], mine: dict[str, Any]) -> None:
    for merged in (merge(base, base, mine), merge(base, mine, base), merge(base, mine, mine)):
        assert plain(merged.value) == plain(mine)
        assert not merged.clashes


@settings(deadline=None)
@given(base=OBJECTS, theirs=OBJECTS, mine=OBJECTS)
def test_the_order_of_two_changes_that_do_not_meet_does_not_matter(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    one, other = merge(base, theirs, mine), merge(base, mine, theirs)
    assert [clash.place for clash in one.clashes] == [clash.place for clash in other.clashes] or {clash.place for clash in one.clashes} == {clash.place for clash in other.clashes}
    if not one.clashes:
        assert plain(one.value) == plain(other.value)


LEAVES = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abcd"})
NESTED = st.fixed_dictionaries({"x": LEAVES, "y": LEAVES, "z": st.lists(st.integers(0, 2), max_size=2)})


@given(base=NESTED, theirs=NESTED, mine=NESTED)
def test_it_clashes_exactly_where_both_changed_the_same_value_differently(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    values = [("z",), *((top, leaf) for top in "xy" for leaf in "abcd")]
    sides = [{place: paths.get(side, ".".join(place)) for place in values} for side in (base, theirs, mine)]
    wanted = [place for place in values if len({plain(side[place]) for side in sides}) == 3 or (sides[0][place] not in (sides[1][place], sides[2][place]) and sides[1][place] != sides[2][place])]
    merged = merge(base, theirs, mine)
    assert {clash.place for clash in merged.clashes} == set(wanted)
    for place in values:
        found = paths.get(merged.value, ".".join(place))
        assert found == (sides[2][place] if sides[1][place] == sides[0][place] else sides[1][place])


def test_entries_with_ids_are_merged_one_by_one() -> None:
    base = {"assets": [{"id": "a", "hook": "1", "body": "1"}, {"id": "b", "hook": "1", "body": "1"}]}
    theirs = {"assets": [{"id": "b", "hook": "1", "body": "1"}, {"id": "a", "hook": "theirs", "body": "1"}]}
    mine = {"assets": [{"id": "a", "hook": "1", "body": "mine"}, {"id": "b", "hook": "1", "body": "1"}, {"id": "c"}]}
    merged = merge(base, theirs, mine)
    assert merged.value == {"assets": [{"id": "b", "hook": "1", "body": "1"}, {"id": "c"}, {"id": "a", "hook": "theirs", "body": "mine"}]}
    assert not merged.clashes


def test_a_list_without_ids_is_one_value() -> None:
    merged = merge({"hooks": ["a", "b"]}, {"hooks": ["x", "b"]}, {"hooks": ["a", "y"]})
    assert [clash.place for clash in merged.clashes] == [("hooks",)]
    assert merged.value == {"hooks": ["x", "b"]}


def test_money_is_one_value() -> None:
    base = {"budget": {"amount": 45000, "currency": "GBP"}}
    merged = merge(base, {"budget": {"amount": 60000, "currency": "GBP"}}, {"budget": {"amount": 45000, "currency": "EUR"}})
    assert [clash.place for clash in merged.clashes] == [("budget",)]


def test_an_entry_one_side_took_out_and_the_other_changed_is_a_clash() -> None:
    base = {"assets": [{"id": "a", "hook": "1"}, {"id": "b", "hook": "1"}]}
    merged = merge(base, {"assets": [{"id": "b", "hook": "1"}]}, {"assets": [{"id": "a", "hook": "2"}, {"id": "b", "hook": "1"}]})
    assert [clash.place for clash in merged.clashes] == [("assets", "a")]
    assert merged.value == {"assets": [{"id": "b", "hook": "1"}]}
