"""Drafts while they are written: words only, begun again after a cut, stopped at once, finished sections kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import ModelUnavailable
from agent.llm.server.prose import Prose
from agent.play.scripted import ScriptedServer
from agent.schemas.events import Click, Outcome, Progress, Say, SetFields
from agent.schemas.paths import leaves
from agent.schemas.registry import parse
from agent.stages import STAGES
from agent.stages.base import waves
from agent.wiring import App
from tests.llm.servers import DRAFT, MAYA, NARRATIVE, ROLE, STRATEGY, TOM, asking, intake, product, queue, serving

LAYERS = [name for name in STRATEGY if name != "schema_version"]
OPEN = {"calls": [{"tool": "create_campaign", "arguments": {"name": "Autumn", "client_name": "Northlight Coffee Roasters"}}]}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving() as scripted:
        yield scripted


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)), st.booleans(), st.integers(1, 9))
def test_the_words_of_json_are_its_string_values_however_it_is_cut(value: Any, ascii_only: bool, size: int) -> None:
    text = json.dumps({"a": value}, ensure_ascii=ascii_only)
    prose = Prose()
    words = "".join(prose.feed(text[at : at + size]) for at in range(0, len(text), size))
    assert words == "".join(f"{leaf}\n" for leaf in strings(value))


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in inner for text in strings(item)]


async def test_a_draft_is_streamed_as_words_and_asks_for_its_usage(server: ScriptedServer) -> None:
    heard: list[str] = []

    async def hear(text: str) -> None:
        heard.append(text)

    queue(server, ROLE, {"json": NARRATIVE})
    async with asking(server) as model:
        assert (await model.draft(DRAFT, hear)).value == NARRATIVE
    assert server.requests[0][1]["stream_options"] == {"include_usage": True}
    assert len(heard) > 3
    assert "".join(heard) == "".join(f"{text}\n" for _, text in leaves(NARRATIVE) if isinstance(text, str))


async def test_a_cut_stream_is_asked_again_and_begins_again(server: ScriptedServer) -> None:
    heard: list[str] = []

    async def hear(text: str) -> None:
        heard.append(text)

    queue(server, ROLE, {"json": NARRATIVE, "drop": 1_500}, {"json": NARRATIVE})
    async with asking(server) as model:
        await model.draft(DRAFT, hear)
    begun = "".join(heard[heard.index("") :])
    assert begun.startswith(NARRATIVE["problem"])
    assert len(server.requests) == 2


async def test_a_stream_that_is_always_cut_is_a_named_failure(server: ScriptedServer) -> None:
    async def hear(text: str) -> None:
        """Nothing is kept."""

    queue(server, ROLE, *[{"json": NARRATIVE, "drop": 1_500}] * 3)
    async with asking(server) as model:
        with pytest.raises(ModelUnavailable, match=r"broke off before its end|connection broke"):
            await model.draft(DRAFT, hear)


async def at_strategy(app: App, server: ScriptedServer, replies: dict[str, dict[str, Any]], progress: list[Progress]) -> Outcome:
    async def keep(piece: Progress) -> None:
        progress.append(piece)

    queue(server, "interpret", {"json": OPEN})
    for name in LAYERS:
        queue(server, f"draft:strategy.{name}", {"json": STRATEGY[name], **replies.get(name, {})})
    await app.driver.submit("t", Say(id="n", text="please set up Northlight's autumn campaign"), MAYA)
    await app.driver.submit("t", SetFields(id="f", values=intake()), MAYA)
    await app.driver.submit("t", Click(id="s", action="submit"), MAYA)
    return await app.driver.submit("t", Click(id="d", action="approve", args={"acknowledge": True}), TOM, keep)


async def test_sections_appear_as_they_are_written_and_close(server: ScriptedServer, tmp_path: Path) -> None:
    progress: list[Progress] = []
    async with product(server, tmp_path) as app:
        await at_strategy(app, server, {}, progress)
    written = {piece.id.split(":")[-1] for piece in progress if piece.kind == "token" and piece.done}
    assert written == set(LAYERS)


async def test_the_eight_layers_take_three_waves_and_are_asked_side_by_side(server: ScriptedServer, tmp_path: Path) -> None:
    async with product(server, tmp_path) as app:
        outcome = await at_strategy(app, server, {name: {"delay": 0.2} for name in LAYERS}, [])
        version = await app.store.latest(outcome.position.campaign_id or "", "strategy")
    assert server.at_once >= 3
    assert version is not None
    assert {name: version.content[name] for name in LAYERS} == {name: STRATEGY[name] for name in LAYERS}
    strategy = next(stage for stage in STAGES if stage.id == "strategy")
    assert len(waves([section for section in strategy.sections if section.draft])) <= 3


async def test_when_one_section_fails_the_finished_ones_are_kept_and_the_rest_named(server: ScriptedServer, tmp_path: Path) -> None:
    async with product(server, tmp_path) as app:
        outcome = await at_strategy(app, server, {"measurement": {"status": 401}}, [])
        version = await app.store.latest(outcome.position.campaign_id or "", "strategy")
    assert "did not accept the key" in (outcome.error or "")
    assert any("Not drafted yet: Measurement" in reply.text for reply in outcome.replies)
    assert version is not None
    assert version.content["narrative"] == STRATEGY["narrative"]
    assert version.content["measurement"] == parse("strategy", {}).model_dump(mode="json")["measurement"]


async def test_stopping_closes_the_stream_keeps_what_is_finished_and_is_not_taken_up_again(server: ScriptedServer, tmp_path: Path) -> None:
    progress: list[Progress] = []
    async with product(server, tmp_path) as app:
        run = asyncio.create_task(at_strategy(app, server, {"narrative": {"pace": 0.2}}, progress))
        while not any(piece.kind == "token" and piece.id.endswith(":narrative") for piece in progress):
            await asyncio.sleep(0.02)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        asked = len(server.requests)
        campaign = (await app.driver.position("t")).campaign_id or ""
        version = await app.store.latest(campaign, "strategy")
        await app.driver.submit("t", SetFields(id="g", values={"strategy.narrative.enemy": "the habit of buying coffee by price"}), MAYA)
        calls = await app.store.calls(campaign)
    assert version is not None
    assert version.content["market_truth"] == STRATEGY["market_truth"]
    assert not [role for role, _ in server.requests[asked:] if role.startswith("draft:")]
    assert [call.outcome for call in calls if call.purpose.section == "narrative"] == ["stopped"]
