"""What a person does about a section that is out of date: draft it again, edit it, or say that it still holds; a model can do the first only."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.llm.offline.interpreting import interpret
from agent.llm.port import InterpretRequest
from agent.schemas.events import Click, GateOpened, Outcome, Say, SetFields
from agent.tools.catalogue import BESIDE_THE_GATE, MODEL_TOOLS
from agent.web.panel import panel_of
from agent.wiring import App
from tests.trust.campaigns import MAYA, NOW, THREAD, TOM, act, approve, copied, opened

PRICE = "26 GBP a month; First bag half price for new subscribers (13 GBP first month)"


@pytest.fixture
async def app(whole_campaign: Path, tmp_path: Path) -> AsyncIterator[App]:
    async with opened(copied(whole_campaign, tmp_path / "data")) as running:
        yield running


async def changed(app: App, path: str, value: Any) -> str:
    """A field of an approved stage changed and approved again; gives the campaign."""
    position = await app.driver.position(THREAD)
    await act(app, SetFields(id=f"set {path} {value}", values={path: value}))
    await approve(app, path.split(".")[0])  # type: ignore[arg-type]
    return str(position.campaign_id)


async def stale(app: App, where: str, stage: Any) -> list[str]:
    return list(await app.store.stale_sections(where, stage))


async def redraft(app: App, stage: Any, *sections: str) -> Outcome:
    return await act(app, Click(id=f"redraft {stage} {sections}", action="redraft", stage=stage, args={"sections": list(sections)}))


async def test_a_new_draft_takes_over_again_what_upstream_says_now(app: App) -> None:
    where = await changed(app, "strategy.value_architecture.core_promise", "Coffee that is simply there.")
    assert await stale(app, where, "creatives") == ["brief"]
    await redraft(app, "creatives", "brief")
    version = await app.store.latest(where, "creatives")
    assert version is not None
    assert version.content["brief"]["key_message"] == "Coffee that is simply there."  # type: ignore[index]
    assert version.provenance["creatives.brief.key_message"].path == "strategy.value_architecture.core_promise"
    assert await stale(app, where, "creatives") == []


async def test_editing_a_section_settles_it(app: App) -> None:
    where = await changed(app, "intake.competitors", ["Pact", "Rave"])
    await act(app, SetFields(id="e", values={"strategy.market_truth.white_space_logic": "Nobody else answers the doubt about subscriptions."}))
    assert await stale(app, where, "strategy") == []


async def test_editing_one_entry_does_not_settle_those_that_still_show_the_old_value(app: App) -> None:
    where = await changed(app, "intake.pricing", PRICE)
    version = await app.store.latest(where, "creatives")
    assert version is not None
    assets: Any = version.content["assets"]
    showing = [place for place, asset in enumerate(assets) if "£24" in asset["body"]]
    assert (await app.store.stale_sections(where, "creatives"))["assets"][0].items == [assets[place]["id"] for place in showing]
    for count, place in enumerate(showing):
        assert "assets" in await stale(app, where, "creatives"), count
        new: dict[str, Any] = {f"creatives.assets[{place}].{name}": value for name, value in (("body", "What it costs stands on the page."), ("claims", []))}
        await _strategy_holds(app, where)
        await act(app, SetFields(id=f"asset {place}", values=new))
    assert "assets" not in await stale(app, where, "creatives")


async def _strategy_holds(app: App, where: str) -> None:
    if await stale(app, where, "strategy"):
        await app.store.still_valid(where, "strategy", sections=[], actor=TOM, reason=None, idem="holds")


async def test_the_gate_tells_what_an_approval_changes_and_so_does_the_panel(app: App) -> None:
    await act(app, SetFields(id="p", values={"intake.pricing": PRICE}))
    outcome = await act(app, Click(id="s", action="submit", stage="intake"))
    notice = next(reply.notice for reply in outcome.replies if isinstance(reply.notice, GateOpened))
    assert notice.impact is not None
    assert {one.stage: sorted(one.sections) for one in notice.impact.stages}["execution"] == ["calendar", "governance"]
    panel = await panel_of(app, THREAD, outcome.position, MAYA)
    assert panel["impact"]["words"] in outcome.replies[-1].text


async def test_a_gate_goes_on_waiting_when_somebody_says_that_another_stage_still_holds(app: App) -> None:
    where = await changed(app, "intake.competitors", ["Pact", "Rave"])
    await act(app, SetFields(id="t", values={"intake.content_library": ["Photos"]}))
    await act(app, Click(id="s", action="submit", stage="intake"))
    outcome = await act(app, Click(id="v", action="still_valid", stage="strategy"), TOM)
    assert outcome.error is None
    assert outcome.position.statuses["intake"] == "in_review"
    assert await stale(app, where, "strategy") == []


async def test_what_was_typed_of_the_kind_still_valid_changes_nothing(app: App) -> None:
    where = await changed(app, "intake.competitors", ["Pact", "Rave"])
    for words in ("the strategy is still valid", "yes, market truth still holds", "mark it still valid"):
        await act(app, Say(id=words, text=words))
        assert await stale(app, where, "strategy") == ["market_truth"]


def test_a_model_cannot_say_that_something_still_holds() -> None:
    assert "still_valid" not in MODEL_TOOLS
    assert "still_valid" in BESIDE_THE_GATE


@pytest.mark.parametrize(
    ("text", "about", "path"),
    [
        ("what would approving this change?", "impact", None),
        ("what will go stale?", "impact", None),
        ("the creatives are still valid", "still_valid", None),
        ("where does creatives.assets[3].body come from?", "where_from", "creatives.assets[3].body"),
    ],
)
def test_questions_about_freshness_are_understood(text: str, about: str, path: str | None) -> None:
    [call] = interpret(InterpretRequest(text=text, today=NOW.date(), stage="creatives")).calls
    assert (call.arguments["about"], call.arguments.get("path")) == (about, path)
