"""The doctor tries a model: what works is named, what is wrong comes with its remedy."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.config import Settings
from agent.llm.server.probe import Calls, Probe, probe
from agent.play.scripted import ScriptedServer
from agent.wiring import askers_of
from tests.llm.servers import queue, serving

READY: dict[str, Any] = {"json": {"ready": True}}
CALLED: dict[str, Any] = {"json": {"calls": [{"tool": "ready"}]}}
NO_SCHEMA: dict[str, Any] = {"status": 400, "message": "response_format json_schema is not supported"}


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving() as scripted:
        yield scripted


async def tried(address: str, **settings: Any) -> dict[str, Probe]:
    calls, given = Calls(), Settings().model_copy(update={"model": "m", "base_url": address, **settings})
    async with askers_of(given, calls) as askers:
        return {found.voice: found for found in await probe(askers, calls)}


async def test_one_small_call_per_voice_tells_what_works(server: ScriptedServer) -> None:
    queue(server, "probe:interpret", CALLED)
    for voice in ("draft", "judge"):
        queue(server, f"probe:{voice}", READY)
    found = await tried(server.url)
    assert all(one.works for one in found.values())
    assert found["interpret"].said.startswith("tools work; usage is reported; ")
    assert found["draft"].said.startswith("json_schema works; streaming works; usage is reported; ")
    assert found["judge"].said.startswith("json_schema works; usage is reported; ")
    assert len(server.requests) == 3


async def test_what_a_server_cannot_do_is_named_with_its_consequence(server: ScriptedServer) -> None:
    queue(server, "probe:interpret", {"status": 400, "message": "tools are not supported"}, {"text": "ready"})
    queue(server, "probe:draft", NO_SCHEMA, {"status": 400, "message": "stream is not supported"}, {**READY, "usage": None})
    queue(server, "probe:judge", {**READY, "usage": None})
    found = await tried(server.url)
    assert "tools are refused" in found["interpret"].said
    assert "json_schema is refused, json_object works" in found["draft"].said
    assert "streaming does not work" in found["draft"].said
    assert "usage is not reported, so costs stay unknown" in found["judge"].said


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"status": 401}, "did not accept the key. Check OPENAI_API_KEY"),
        ({"status": 404}, "does not know this model or address. Check AICMO_MODEL"),
        ({"text": "certainly!"}, "Choose a model that follows a JSON schema"),
    ],
)
async def test_what_is_wrong_is_told_with_its_remedy(server: ScriptedServer, reply: dict[str, Any], said: str) -> None:
    queue(server, "probe:judge", *[reply] * 3)
    found = await tried(server.url, model="offline", model_judge="m")
    assert [(one.works, said in one.said) for one in found.values()] == [(False, True)]


async def test_a_server_that_does_not_run_is_told() -> None:
    found = await tried("http://127.0.0.1:9/v1", model="offline", model_judge="m")
    assert "cannot be reached" in found["judge"].said
    assert "OPENAI_BASE_URL" in found["judge"].said


async def test_offline_there_is_nothing_to_try(tmp_path: Path) -> None:
    assert await tried("http://127.0.0.1:9/v1", model="offline") == {}
