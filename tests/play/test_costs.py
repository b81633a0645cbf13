"""Costs and budgets in the product: told in chat and on the command line, warned of once, never passed."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent.chat.costs import table
from agent.cli import main
from agent.config import Price, Settings
from agent.play.scripted import ScriptedServer
from agent.schemas.events import Outcome, Say
from agent.wiring import App, open_app
from tests.llm.servers import MAYA, product, queue, serving

PRICES = {"scripted": Price(input=Decimal(1_000), output=Decimal(1_000))}
"""A tenth of a cent per token."""
OPEN = {"calls": [{"tool": "create_campaign", "arguments": {"name": "Autumn", "client_name": "Northlight"}}]}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving() as scripted:
        queue(scripted, "interpret", {"json": OPEN})
        yield scripted


def tokens(number: int, **given: Any) -> dict[str, Any]:
    return {"json": {"calls": [], "say": "Hello."}, "usage": {"prompt_tokens": number, "completion_tokens": 0}, **given}


async def say(app: App, key: str, text: str = "hello") -> Outcome:
    return await app.driver.submit("t", Say(id=key, text=text), MAYA)


async def test_what_did_this_cost_is_answered_with_the_figures(server: ScriptedServer, tmp_path: Path) -> None:
    queue(server, "interpret", tokens(250), tokens(1_000, json={"calls": [{"tool": "ask", "arguments": {"about": "cost"}}]}))
    async with product(server, tmp_path, model_prices=PRICES) as app:
        for key in ("a", "b"):
            await say(app, key)
        outcome = await say(app, "c", "what did this cost?")
    assert "The models have cost **1.25** in this campaign so far" in outcome.replies[0].text
    assert "- interpret (scripted): 2 calls, 1,250 tokens in" in outcome.replies[0].text


async def test_the_offline_model_costs_nothing_and_says_so(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path).model_copy(update={"model": "offline"})) as app:
        await app.store.keep_thread("t", owner=MAYA.email, name="t")
        await say(app, "a", "New campaign: Autumn for Northlight")
        assert "Nothing: no language model has been asked" in (await say(app, "b", "What did this cost?")).replies[0].text


async def test_a_warning_comes_once_and_the_budget_is_not_passed(server: ScriptedServer, tmp_path: Path) -> None:
    queue(server, "interpret", tokens(81_000), tokens(14_000))
    async with product(server, tmp_path, model_prices=PRICES, campaign_budget=Decimal(100), max_output_tokens=256) as app:
        await say(app, "a")
        warned, again, stopped = [await say(app, key) for key in ("b", "c", "d")]
        campaign = warned.position.campaign_id
        assert "81.00 of this campaign's budget of 100.00 (81 %)" in warned.replies[-1].text
        assert [reply.text for reply in again.replies] == ["Hello."]
        assert "95.00 of this campaign's model budget of 100.00 is spent" in (stopped.error or "")
        assert (await app.store.spent(campaign)).cost == 95
    async with product(server, tmp_path, model="offline", campaign_budget=Decimal(100)) as app:
        assert (await say(app, "e", "tone: warm and plain")).error is None


async def test_the_table_adds_up_and_names_what_is_unknown(server: ScriptedServer, tmp_path: Path) -> None:
    queue(server, "interpret", tokens(250), tokens(500, usage=None))
    async with product(server, tmp_path, model_prices=PRICES) as app:
        for key in ("a", "b", "c"):
            campaign = (await say(app, key)).position.campaign_id
        lines = table(await app.store.spent(campaign)).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["interpret", "scripted", "2", "0", "250", "0", "0", "0.2500", "and", "1", "unknown"],
        ["total", "2", "0", "250", "0", "0", "0.2500", "and", "1", "unknown"],
    ]


def test_the_command_needs_a_campaign_that_exists(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AICMO_DATA_DIR", str(tmp_path))
    assert main(["costs", "--campaign", "Nothing"]) == 1
    assert "no campaign called 'Nothing'" in capsys.readouterr().err
    assert main(["costs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"(before a campaign was open)": {"lines": [], "calls": 0, "cost": "0", "unknown": 0}}
