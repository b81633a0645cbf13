"""What is out of date: one pass decides, a person's word covers one value, an approval falls and comes back."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import Invalid, NotOffered, NotPermitted, Refused
from agent.schemas.canonical import digest
from agent.schemas.staleness import Change, StillValid
from agent.schemas.version import Actor, ArtifactVersion, LineageRef
from agent.store import Store, open_store
from agent.store.material import entries_showing, essence, value_at
from tests.databases import postgresql_url
from tests.store.test_store import MAYA, TOM, approved, campaign, checked, content, decide, now, save

ANNA = Actor(email="anna@client.example", name="Anna", role="client")


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with postgresql_url() if request.param == "postgresql" else nullcontext(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}") as url:
        opened = await open_store(url, key=b"key", files=tmp_path / "files", clock=now)
        yield opened
        await opened.close()


def used(version: ArtifactVersion, *paths: str, spares: tuple[str, ...] = ()) -> list[LineageRef]:
    return [LineageRef(path=path, version=version.number, digest=digest(value_at(version.content, path)), spares=list(spares)) for path in paths]


async def chain(store: Store) -> str:
    """Intake, a strategy whose reality rests on the price, creatives whose messages rest on that reality."""
    where = await campaign(store)
    intake = await approved(store, where, "intake", content("intake"))
    lineage = {"business_reality": used(intake, "intake.pricing"), "narrative": used(intake, "intake.pain_points")}
    strategy = await approved(store, where, "strategy", content("strategy"), lineage=lineage)
    lineage = {"messages": used(strategy, "strategy.business_reality.pricing_logic"), "brief": used(strategy, "strategy.narrative.problem")}
    await approved(store, where, "creatives", content("creatives"), lineage=lineage)
    return where


async def price(store: Store, where: str, text: str) -> None:
    await approved(store, where, "intake", {**content("intake"), "pricing": text})


async def confirm(store: Store, where: str, stage: Any, *sections: str, actor: Actor = TOM, idem: str = "c") -> StillValid:
    return await store.still_valid(where, stage, sections=list(sections), actor=actor, reason=None, idem=idem)


async def test_a_change_reaches_what_was_made_from_what_was_made_from_it(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    [cause] = (await store.stale_sections(where, "creatives"))["messages"]
    assert (cause.path, cause.root and cause.root.path, cause.root and cause.root.after) == ("strategy.business_reality.pricing_logic", "intake.pricing", "£11 a month")
    assert list(await store.stale_sections(where, "creatives")) == ["messages"]
    assert (await store.statuses(where))["creatives"] == "stale"


async def test_an_approval_is_back_when_upstream_says_again_what_it_said(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    await price(store, where, content("intake")["pricing"])
    assert await store.stale_sections(where, "creatives") == {}
    assert (await store.statuses(where))["strategy"] == (await store.statuses(where))["creatives"] == "approved"


async def test_what_is_downstream_is_fresh_again_once_upstream_is_approved_with_the_same_value(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    intake = await store.in_force(where, "intake")
    assert intake is not None
    redrafted = {**content("strategy"), "business_reality": {**content("strategy")["business_reality"], "growth_constraint": "Trust."}}
    await approved(store, where, "strategy", redrafted, lineage={"business_reality": used(intake, "intake.pricing")})
    assert await store.stale_sections(where, "creatives") == {}
    assert (await store.statuses(where))["creatives"] == "approved"


async def test_still_valid_covers_exactly_one_value(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    said = await confirm(store, where, "strategy")
    assert (said.sections, said.status) == (["business_reality"], "approved")
    assert await store.stale_sections(where, "creatives") == {}
    await price(store, where, "£12 a month")
    assert list(await store.stale_sections(where, "strategy")) == ["business_reality"]


async def test_a_doubt_from_upstream_can_be_dispelled_until_the_source_changes_again(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    await confirm(store, where, "creatives")
    assert await store.stale_sections(where, "creatives") == {}
    await price(store, where, "£12 a month")
    assert list(await store.stale_sections(where, "creatives")) == ["messages"]


async def test_the_same_click_twice_says_it_once(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    first = await confirm(store, where, "strategy", idem="once")
    count = (await store.ledger_head())[1]
    assert await confirm(store, where, "strategy", idem="once") == first
    assert (await store.ledger_head())[1] == count
    assert await store.verify_ledger() == []


async def test_still_valid_is_refused_when_nothing_is_stale_to_a_client_and_for_another_section(store: Store) -> None:
    where = await chain(store)
    with pytest.raises(NotOffered):
        await confirm(store, where, "strategy")
    await price(store, where, "£11 a month")
    with pytest.raises(NotPermitted):
        await confirm(store, where, "strategy", actor=ANNA)
    with pytest.raises(Invalid, match="narrative is not out of date"):
        await confirm(store, where, "strategy", "narrative")


async def test_a_confirmation_goes_with_the_section_into_the_next_version(store: Store) -> None:
    where = await chain(store)
    await price(store, where, "£11 a month")
    await confirm(store, where, "strategy")
    held = await store.latest(where, "strategy")
    assert held is not None
    await save(store, where, "strategy", {**held.content, "narrative": {}}, lineage=held.lineage)
    assert await store.stale_sections(where, "strategy") == {}


async def test_a_version_in_review_with_stale_sections_stays_there_and_says_why(store: Store) -> None:
    where = await campaign(store)
    intake = await approved(store, where, "intake", content("intake"))
    version = await save(store, where, "strategy", content("strategy"), lineage={"business_reality": used(intake, "intake.pricing")})
    await store.submit(where, "strategy", 1, by=MAYA.email, idem="s")
    await checked(store, where, version)
    await price(store, where, "£11 a month")
    assert (await store.statuses(where))["strategy"] == "in_review"
    with pytest.raises(Refused, match=r"business_reality \(intake.pricing was .* and is now £11 a month"):
        await decide(store, where, await store.version(where, "strategy", 1))


async def test_a_restored_version_is_as_stale_as_what_it_was_made_from(store: Store) -> None:
    where = await chain(store)
    old = await store.version(where, "strategy", 1)
    await price(store, where, "£11 a month")
    await save(store, where, "strategy", {**content("strategy"), "business_reality": {}}, lineage={})
    assert await store.stale_sections(where, "strategy") == {}
    await save(store, where, "strategy", dict(old.content), lineage=old.lineage)
    assert list(await store.stale_sections(where, "strategy")) == ["business_reality"]


async def test_the_impact_is_told_before_anything_is_approved(store: Store) -> None:
    where = await chain(store)
    await save(store, where, "intake", {**content("intake"), "pricing": "£11 a month"})
    impact = await store.impact(where, "intake", 2)
    assert [(one.stage, list(one.sections), one.falls) for one in impact.stages] == [("strategy", ["business_reality"], True), ("creatives", ["messages"], True)]
    assert await store.stale_sections(where, "strategy") == {}


async def test_a_field_that_does_not_follow_from_the_change_carries_no_doubt(store: Store) -> None:
    where = await campaign(store)
    intake = await approved(store, where, "intake", content("intake"))
    made = used(intake, "intake.pricing", spares=("risk_tolerance",))
    strategy = await approved(store, where, "strategy", content("strategy"), lineage={"business_reality": made})
    await approved(store, where, "creatives", content("creatives"), lineage={"messages": used(strategy, "strategy.business_reality.risk_tolerance")})
    await price(store, where, "£11 a month")
    assert await store.stale_sections(where, "creatives") == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("from £9", "from £11"), ("9.5%", "95%"), ("-5%", "5%"), ("1 May", "2 May"), ("£9", "€9"), ("never late", "late"), ("10-12 days", "10 12 days"), ("https://a.co/x", "https://a.co/y")],
)
def test_figures_signs_dates_and_words_are_material(one: str, other: str) -> None:
    assert essence(one) != essence(other)


@given(st.text(alphabet="abc xyz'", min_size=1), st.integers(0, 10_000))
def test_case_space_and_punctuation_are_cosmetic(words: str, figure: int) -> None:
    text = f"{words} costs £{figure} a month"
    assert essence(text) == essence(f"  {text.upper()}, ".replace(" ", "  ")) == essence(f"“{text}”!")


def test_the_entries_that_show_the_old_value_are_named_in_any_notation() -> None:
    change = Change(path="intake.pricing", before="24 GBP a month", after="26 GBP a month")
    assets = [{"id": "a1", "body": "Only £24 a month."}, {"id": "a2", "body": "In 24 hours."}, {"id": "a3", "body": "GBP 24 it is"}, {"id": "a4", "body": "£240"}]
    assert entries_showing(assets, change) == ["a1", "a3"]
