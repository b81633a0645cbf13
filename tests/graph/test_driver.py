"""The driver: one way in, every event once, one winner, nothing lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fpdf import FPDF

from agent.config import Settings
from agent.graph.state import STATE_KEYS
from agent.schemas.events import Click, Outcome, Say, SetFields, Upload
from agent.schemas.version import Actor
from agent.wiring import App, open_app
from tests.databases import postgresql_url

BRIEF = (Path(__file__).parent.parent / "briefs" / "northlight-roasters.md").read_bytes()
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TOM = Actor(email="tom@agency.example", name="Tom", role="approver")
ROOT = Actor(email="root@agency.example", name="Root", role="admin")


@pytest.fixture(params=["sqlite", "postgresql"])
async def app(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[App]:
    with postgresql_url() if request.param == "postgresql" else nullcontext(None) as url:
        settings = Settings(data_dir=tmp_path, database_url=url)
        async with open_app(settings, clock=lambda: datetime(2026, 8, 10, 9, tzinfo=UTC)) as opened:
            await opened.store.keep_thread("t", owner=MAYA.email, name="t")
            yield opened


async def upload(app: App, name: str, data: bytes, key: str = "u") -> Outcome:
    file = await app.store.save_file(name, "text/plain", data, by=MAYA.email)
    return await app.driver.submit("t", Upload(id=key, files=[file.id]), MAYA)


async def at_the_intake_gate(app: App) -> None:
    await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight Coffee Roasters"), MAYA)
    await upload(app, "brief.md", BRIEF)
    outcome = await app.driver.submit("t", Click(id="s", action="submit"), MAYA)
    assert outcome.position.statuses["intake"] == "in_review"


async def test_the_same_event_twice_is_acted_on_once(app: App) -> None:
    first = await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight"), MAYA)
    again = await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight"), MAYA)
    assert [r.id for r in first.replies] == [r.id for r in again.replies]
    assert len(await app.store.campaigns()) == 1


async def test_two_people_deciding_at_once_have_one_winner(app: App) -> None:
    await at_the_intake_gate(app)
    both = await asyncio.gather(
        app.driver.submit("t", Click(id="d1", action="approve", stage="intake", version=2, args={"acknowledge": True}), TOM),
        app.driver.submit("t", Click(id="d2", action="request_changes", stage="intake", version=2, args={"comment": "no"}), ROOT),
    )
    assert sorted(outcome.error is None for outcome in both) == [False, True]
    kinds = [d.kind for d in [await app.store.decision(both[0].position.campaign_id or "", "intake", 2)] if d]
    assert kinds == ["approve" if both[0].error is None else "request_changes"]


async def test_a_decision_on_a_version_that_is_not_the_newest_is_refused(app: App) -> None:
    await at_the_intake_gate(app)
    await app.driver.submit("t", SetFields(id="f", values={"intake.tone_voice": "dry"}), MAYA)
    outcome = await app.driver.submit("t", Click(id="d", action="approve", stage="intake", version=2, args={"acknowledge": True}), TOM)
    assert "not the newest" in (outcome.error or "")
    assert outcome.position.statuses["strategy"] == "blocked"


async def test_a_form_filled_from_an_older_version_is_a_conflict(app: App) -> None:
    await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight"), MAYA)
    await app.driver.submit("t", SetFields(id="a", values={"intake.tone_voice": "dry"}, base=1), MAYA)
    outcome = await app.driver.submit("t", SetFields(id="b", values={"intake.tone_voice": "loud"}, base=1), MAYA)
    assert "version 2 is the newest" in (outcome.error or "")


def encrypted_pdf() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_encryption(owner_password="owner", user_password="secret")
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("huge.txt", b"x" * (50 * 2**20), "largest brief is 20 MB"),
        ("brief.pdf", b"MZ\x90\x00program", "not what its name says"),
        ("locked.pdf", encrypted_pdf(), "encrypted"),
        ("empty.txt", b"", "no text"),
        ("long.txt", b"word " * 50_000, "at most 200,000"),
    ],
)
async def test_a_file_that_is_no_brief_is_refused_and_the_chat_goes_on(app: App, name: str, data: bytes, said: str) -> None:
    await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight"), MAYA)
    refused = await upload(app, name, data)
    assert said in (refused.error or "")
    assert refused.position.versions == {"intake": 1}
    goes_on = await app.driver.submit("t", Say(id="g", text="tone: warm"), MAYA)
    assert goes_on.error is None


async def test_a_pasted_text_of_two_hundred_thousand_characters_is_refused(app: App) -> None:
    await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight"), MAYA)
    outcome = await app.driver.submit("t", Say(id="long", text="word " * 42_000), MAYA)
    assert "at most 200,000" in (outcome.error or "")


async def test_two_briefs_that_contradict_each_other_are_both_shown(app: App) -> None:
    await app.driver.submit("t", Say(id="n", text="New campaign: Autumn for Northlight Coffee Roasters"), MAYA)
    await upload(app, "one.txt", b"Client: Northlight Coffee Roasters\nBudget: 45,000 GBP\nTone: warm\n", "u1")
    outcome = await upload(app, "two.txt", b"Client: Northlight Coffee Roasters\nBudget: 50,000 GBP\nTone: warm\n", "u2")
    assert "45,000 GBP" in outcome.replies[0].text
    assert "50,000 GBP" in outcome.replies[0].text
    version = await app.store.latest(outcome.position.campaign_id or "", "intake")
    assert version is not None
    assert version.content["budget"] == {"amount": 45000, "currency": "GBP"}


async def test_what_was_approved_goes_stale_when_its_source_changes_and_is_named(app: App) -> None:
    await at_the_intake_gate(app)
    await app.driver.submit("t", Click(id="d", action="approve", args={"acknowledge": True}), TOM)
    await app.driver.submit("t", Click(id="s2", action="submit"), MAYA)
    await app.driver.submit("t", Click(id="d2", action="approve", args={"acknowledge": True}), TOM)
    await app.driver.submit("t", SetFields(id="f", values={"intake.competitors": ["Pact", "Grind"]}), MAYA)
    await app.driver.submit("t", Click(id="s3", action="submit", stage="intake"), MAYA)
    outcome = await app.driver.submit("t", Click(id="d3", action="approve", stage="intake", args={"acknowledge": True}), TOM)
    assert outcome.position.statuses["strategy"] == "stale"
    assert outcome.position.stage == "strategy"
    assert list(await app.store.stale_sections(outcome.position.campaign_id or "", "strategy")) == ["market_truth"]


def test_the_keys_of_a_stored_state_are_a_contract() -> None:
    assert {"schema", "campaign", "thread", "event", "actor", "stage", "at", "round", "version", "submit"} == STATE_KEYS
