"""What the panel is given to show: consequences before a decision, redlines, reasons, pins and earlier versions."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.errors import NotFound
from agent.schemas.events import Click, SetFields
from agent.tools.history import CompareVersions
from agent.web.contested import contested_of
from agent.web.panel import panel_of
from agent.web.versions import comparison_of
from agent.wiring import App
from tests.trust.campaigns import MAYA, THREAD, TOM, act, copied, opened

PRICE = "26 GBP a month; First bag half price for new subscribers (13 GBP first month)"
TONE = "Warm and plain, never loud"


@pytest.fixture
async def app(tmp_path: Path, whole_campaign: Path) -> AsyncIterator[App]:
    async with opened(copied(whole_campaign, tmp_path / "data")) as running:
        yield running


async def shown(app: App) -> dict[str, Any]:
    return await panel_of(app, THREAD, await app.driver.position(THREAD), MAYA)


async def waiting(app: App, field: str, value: str) -> dict[str, Any]:
    """The panel of an intake in review, with one field changed."""
    await act(app, SetFields(id="set", values={field: value}))
    await act(app, Click(id="submit", action="submit", stage="intake"))
    return await shown(app)


def words(parts: list[list[str]], kind: str) -> list[str]:
    return [text for op, text in parts if op == kind]


async def test_the_gate_counts_what_goes_out_of_date_stage_by_stage_and_whose_approval_falls(app: App) -> None:
    impact = (await waiting(app, "intake.pricing", PRICE))["impact"]
    assert [one["title"] for one in impact["stages"]] == ["Strategy", "Creatives", "Execution", "Monitoring", "Delivery"]
    assert impact["count"] == sum(len(one["sections"]) for one in impact["stages"])
    assert all(one["falls"] == [one["version"]] for one in impact["stages"])
    strategy = impact["stages"][0]
    assert {section["title"] for section in strategy["sections"]} == {"Business reality", "Market truth"}
    why = strategy["sections"][0]["why"][0]
    assert (why["field"], words(why["parts"], "delete"), words(why["parts"], "insert")) == ("Intake: Pricing", ["24", "12"], ["26", "13"])


async def test_the_gate_says_nothing_about_consequences_when_there_are_none(app: App) -> None:
    panel = await waiting(app, "intake.tone_voice", "warm, plain,  dry humour; never SNOBBY")
    assert panel["impact"] is None
    assert panel["changes"]["count"] == 1


async def test_what_changed_since_the_version_in_force_is_a_redline_with_its_file(app: App) -> None:
    panel = await waiting(app, "intake.pricing", PRICE)
    changes = panel["changes"]
    [row] = changes["rows"]
    assert (changes["since"], changes["material"], row["matters"]) == (2, 1, ["price"])
    assert words(row["parts"], "insert") == ["26", "13"]
    assert changes["url"].endswith(f"/{panel['campaign_id']}/intake/2/3.docx")


async def test_a_section_that_is_out_of_date_carries_its_reasons(app: App) -> None:
    panel = await waiting(app, "intake.pricing", PRICE)
    await act(app, Click(id="yes", action="approve", stage="intake", version=panel["version"], args={"acknowledge": True}), TOM)
    groups = (await shown(app))["groups"]
    reasons = {group["id"]: [one["field"] for one in group["why"]] for group in groups if group.get("stale")}
    assert reasons == {"business_reality": ["Intake: Pricing"], "market_truth": ["Intake: Pricing"]}


async def test_what_is_pinned_as_a_part_of_something_names_it_and_what_is_computed_cannot_be_pinned(app: App) -> None:
    await act(app, Click(id="go", action="go_to", stage="strategy"))
    await act(app, Click(id="pin", action="pin", stage="strategy", args={"section": "narrative"}))
    narrative = next(group for group in (await shown(app))["groups"] if group["id"] == "narrative")
    assert narrative["pinned"]
    assert {field["pinned_with"] for field in narrative["fields"]} == {"Narrative"}
    await act(app, Click(id="back", action="go_to", stage="intake"))
    marks = {field["path"]: field.get("computed") for group in (await shown(app))["groups"] for field in group["fields"]}
    assert (marks["intake.regulated"], marks["intake.pricing"]) == (True, None)


async def test_versions_are_light_lines_newest_first_with_their_decision(app: App) -> None:
    lines = (await waiting(app, "intake.pricing", PRICE))["versions"]
    assert (lines[0]["number"], lines[0]["word"], lines[0]["how"]) == (3, "In review", "Edited")
    assert lines[1]["decision"].startswith("Approved by")
    assert all(len(str(line)) < 500 for line in lines)


async def test_two_versions_are_compared_without_a_word_in_the_chat(app: App) -> None:
    panel = await waiting(app, "intake.pricing", PRICE)
    before = len(await app.store.last_messages(THREAD, 100))
    found = await comparison_of(app.context, panel["campaign_id"], "intake", CompareVersions.model_validate({"from": 2, "to": 3}))
    assert (found["before"], found["after"], len(found["rows"])) == (2, 3, 1)
    assert len(await app.store.last_messages(THREAD, 100)) == before
    with pytest.raises(NotFound):
        await comparison_of(app.context, panel["campaign_id"], "intake", CompareVersions.model_validate({"from": 2, "to": 9}))


async def test_a_form_that_met_another_change_is_told_whose_it_was_and_what_to_answer_with(app: App) -> None:
    await act(app, Click(id="go", action="go_to", stage="intake"))
    await act(app, SetFields(id="tom", values={"intake.tone_voice": TONE}, base=2), TOM)
    outcome = await act(app, SetFields(id="maya", values={"intake.tone_voice": "Dry"}, base=2))
    [met] = await contested_of(app.store, outcome)
    assert (met["path"], met["name"], met["theirs_text"], met["newest"]) == ("intake.tone_voice", TOM.email, TONE, 3)
    answered = await act(app, SetFields(id="mine", values={"intake.tone_voice": "Dry"}, base=met["newest"]))
    assert await contested_of(app.store, answered) == []
