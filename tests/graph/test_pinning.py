"""Pins in a campaign: recorded, listed, honoured by every way a draft is made."""

from pathlib import Path

import pytest

from agent.errors import NotOffered
from agent.graph.perform import repaired_sections
from agent.graph.pinning import refuse_pinned
from agent.schemas.events import Answered, Click, Outcome, Say, SetFields
from agent.schemas.pins import Pin
from agent.schemas.quality import Check
from agent.web.panel import panel_of
from agent.wiring import App
from tests.graph.test_merging import MAYA, TOM, Overtaken, app, at_strategy, do, model, strategy
from tests.trust.desks import desk_of

__all__ = ["app", "model"]


async def campaign(app: App) -> str:
    return (await app.store.campaigns())[0].id


async def pin(app: App, path: str, key: str = "p") -> Outcome:
    return await do(app, Click(id=key, action="pin", args={"path": path}))


async def test_a_pin_is_kept_for_the_campaign_and_recorded_once(app: App) -> None:
    await at_strategy(app)
    await pin(app, "strategy.narrative.enemy")
    again = await pin(app, "strategy.narrative.enemy", "again")
    assert await app.store.pins(await campaign(app)) == [Pin(path="strategy.narrative.enemy", by=MAYA.email, at="2026-08-10T09:00:00.000000+00:00")]
    assert "already pinned" in again.replies[0].text
    assert await app.store.verify_ledger() == []
    assert (await strategy(app)).number == 1


async def test_pinning_is_offered_where_there_is_a_version_and_releasing_where_something_is_pinned(app: App) -> None:
    opened = await do(app, Say(id="n", text="New campaign: Autumn for Northlight Coffee Roasters"))
    assert {"pin", "unpin"} & {offer.action for offer in opened.position.offers} == {"pin"}
    outcome = await pin(app, "intake.client_name")
    assert {"pin", "unpin"} <= {offer.action for offer in outcome.position.offers}


@pytest.mark.parametrize(
    ("path", "said"),
    [("strategy.narrative.villain", "There is no"), ("strategy.narrative.pillars[40]", "There is no"), ("creatives.assets[0]", "There is no"), ("intake.tone", "There is no"),
     ("intake.regulated", "cannot be pinned"), ("strategy", "whole stage"), ("narrative", "must start with its stage")],
)  # fmt: skip
async def test_what_cannot_be_pinned_is_refused_with_the_reason(app: App, path: str, said: str) -> None:
    await at_strategy(app)
    outcome = await pin(app, path)
    assert said in (outcome.error or "")
    assert await app.store.pins(await campaign(app)) == []


async def test_a_refused_pin_at_a_gate_leaves_the_gate_waiting(app: App) -> None:
    await at_strategy(app)
    await do(app, Click(id="s2", action="submit"))
    refused = await pin(app, "strategy.nothing")
    pinned = await pin(app, "strategy.narrative.enemy", "p2")
    assert (refused.error is None, pinned.error) == (False, None)
    decided = await do(app, Click(id="d2", action="approve", args={"acknowledge": True}), TOM)
    assert decided.position.statuses["strategy"] == "approved"


async def test_what_is_pinned_is_listed_in_an_answer_and_marked_in_the_panel(app: App) -> None:
    await at_strategy(app)
    await pin(app, "strategy.narrative.pillars[1]")
    outcome = await do(app, Say(id="q", text="what is pinned?"))
    notice = outcome.replies[0].notice
    assert isinstance(notice, Answered)
    assert [item.path for item in notice.pins] == ["strategy.narrative.pillars[1]"]
    props = await panel_of(app, "t", outcome.position, MAYA)
    narrative = next(group for group in props["groups"] if group["id"] == "narrative")
    pillars = next(node for node in narrative["fields"] if node["path"] == "strategy.narrative.pillars")
    assert [row.get("pinned", False) for row in pillars["rows"]][:2] == [False, True]


async def test_a_brief_read_later_does_not_change_a_pinned_field(app: App, tmp_path: Path) -> None:
    await do(app, Say(id="n", text="New campaign: Autumn for Northlight Coffee Roasters"))
    await do(app, Say(id="b", text="Client: Northlight\nTone: warm\nOffer: Coffee by post\nAudience: people who drink coffee\n" + "Pricing: 12 GBP a bag\n" * 20))
    before = await app.store.latest(await campaign(app), "intake")
    assert before is not None
    await pin(app, "intake.target_audience")
    outcome = await do(app, Say(id="c", text="Client: Northlight\nTone: dry\nOffer: Tea by post\nAudience: people who drink tea\n" + "Pricing: 14 GBP a bag\n" * 20))
    after = await app.store.latest(await campaign(app), "intake")
    assert after is not None
    assert after.content["target_audience"] == before.content["target_audience"]
    assert outcome.error is None


async def test_a_pin_made_while_a_redraft_ran_elsewhere_is_honoured_when_the_two_are_merged(app: App, model: Overtaken) -> None:
    await at_strategy(app)
    before = (await strategy(app)).content["narrative"]["enemy"]  # type: ignore[index]
    model.store, model.edits, model.pins = app.store, {"tension": "Tom wrote this."}, ["strategy.narrative.enemy"]
    await do(app, Say(id="r", text="make the enemy less abstract"))
    narrative = (await strategy(app)).content["narrative"]
    assert (narrative["enemy"], narrative["tension"]) == (before, "Tom wrote this.")  # type: ignore[index]


async def test_a_pin_follows_an_entry_when_a_person_takes_out_one_before_it(app: App) -> None:
    await at_strategy(app)
    held = (await strategy(app)).content["constraints"]["tone_boundaries"]  # type: ignore[index]
    await do(app, SetFields(id="a", values={"strategy.constraints.tone_boundaries": [*held, "Plain.", "Dry."]}))
    await pin(app, f"strategy.constraints.tone_boundaries[{len(held) + 1}]")
    await do(app, SetFields(id="b", values={"strategy.constraints.tone_boundaries": ["Dry.", "Warm."]}))
    assert [item.path for item in await app.store.pins(await campaign(app))] == ["strategy.constraints.tone_boundaries[0]"]
    outcome = await do(app, SetFields(id="c", values={"strategy.constraints.tone_boundaries": ["Warm."]}))
    assert "no longer pinned" in " ".join(reply.text for reply in outcome.replies)
    assert await app.store.pins(await campaign(app)) == []


def test_a_fix_is_not_put_into_what_is_pinned() -> None:
    desk = desk_of("northlight", "strategy", ("strategy.narrative",))
    with pytest.raises(NotOffered, match="is pinned"):
        refuse_pinned(desk, "strategy.narrative.enemy")
    refuse_pinned(desk, "strategy.constraints")


def blocker(path: str) -> Check:
    return Check(id="x", kind="rule", severity="BLOCKER", verdict="fail", path=path, message="m")


def test_repair_leaves_what_is_pinned_to_the_person() -> None:
    desk = desk_of("northlight", "creatives", ("creatives.messages", 'creatives.assets["nl-02"]'))
    assert repaired_sections(desk, [blocker("creatives.messages.hooks[0]"), blocker("creatives.brief.key_message")], []) == ["brief"]


def test_repair_after_one_section_was_asked_for_touches_no_other() -> None:
    desk, plan = desk_of("northlight", "strategy"), [{"tool": "draft", "arguments": {"sections": ["narrative"]}}]
    checks = [blocker("strategy.narrative.enemy"), blocker("strategy.measurement.primary_kpis")]
    assert repaired_sections(desk, checks, plan) == ["narrative"]
    assert repaired_sections(desk, checks, []) == ["narrative", "measurement"]
