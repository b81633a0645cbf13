"""A language model behind a real local server: what it answers is checked, mended, refused or told, and never taken on trust."""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml

from agent.errors import ModelRefused, ModelUnavailable
from agent.llm.port import DraftRequest, JudgeRequest, ReadRequest, Sources
from agent.llm.server.asking import Asker, Manner
from agent.llm.server.errors import TELLINGS
from agent.llm.server.model import ServerModel
from agent.llm.server.wire import Wire
from agent.play.player import play
from agent.play.scripted import Reply, ScriptedServer
from agent.schemas.campaign import Campaign

TESTS = Path(__file__).parent.parent
NARRATIVE: dict[str, Any] = json.loads((TESTS / "reference" / "northlight" / "strategy.json").read_text())["narrative"]
SOURCES = Sources(campaign=Campaign(name="Autumn"), today=date(2026, 8, 10))
DRAFT = DraftRequest(stage="strategy", section="narrative", sources=SOURCES, current={})
ROLE = "draft:strategy.narrative"


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    scripted = ScriptedServer()
    await scripted.start()
    yield scripted
    await scripted.stop()


@pytest.fixture
async def model(server: ScriptedServer) -> AsyncIterator[ServerModel]:
    wire = Wire(server.url, None, timeout=2)
    yield ServerModel(Asker(wire, "scripted", manner=Manner(sleep=_at_once)))
    await wire.close()


async def _at_once(seconds: float) -> None:
    """Retries do not wait in a test."""


def queue(server: ScriptedServer, *replies: dict[str, Any]) -> None:
    for reply in replies:
        server.queue(Reply.model_validate({"role": ROLE, **reply}))


async def test_a_fitting_answer_takes_one_request_with_a_strict_schema(server: ScriptedServer, model: ServerModel) -> None:
    queue(server, {"json": NARRATIVE})
    drafted = await model.draft(DRAFT)
    assert drafted.value == NARRATIVE
    [(role, body)] = server.requests
    assert role == ROLE
    schema = body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert "$ref" not in json.dumps(schema)
    assert drafted.prompt is not None
    assert drafted.prompt.startswith("draft@")


@pytest.mark.parametrize(
    ("first", "requests"),
    [
        ({"text": f"<think>hm</think>Here it is:\n```json\n{json.dumps(NARRATIVE)}\n```"}, 1),
        ({"text": "I would rather talk about it."}, 2),
        ({"json": {**NARRATIVE, "pillars": "three"}}, 2),
        ({"json": {}}, 2),
        ({"text": json.dumps(NARRATIVE)[:-40]}, 2),
        ({"status": 429, "headers": {"retry-after": "1"}}, 2),
        ({"status": 503}, 2),
        ({"json": NARRATIVE, "drop": 20}, 2),
        ({"json": NARRATIVE, "delay": 3.0}, 2),
        ({"status": 400, "message": "response_format json_schema is not supported"}, 2),
    ],
)
async def test_what_can_be_mended_is_mended_and_counted(server: ScriptedServer, model: ServerModel, first: dict[str, Any], requests: int) -> None:
    queue(server, first, {"json": NARRATIVE})
    assert (await model.draft(DRAFT)).value == NARRATIVE
    assert len(server.requests) == requests


async def test_a_server_without_schemas_is_asked_step_by_step_more_plainly_and_remembered(server: ScriptedServer, model: ServerModel) -> None:
    refusals: list[dict[str, Any]] = [{"status": 400, "message": "response_format json_schema is not supported"}, {"status": 400, "message": "response_format json_object is not supported"}]
    queue(server, *refusals, {"json": NARRATIVE}, {"json": NARRATIVE})
    await model.draft(DRAFT)
    await model.draft(DRAFT)
    kinds = [(body.get("response_format") or {}).get("type") for _, body in server.requests]
    assert kinds == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize(
    ("reply", "kind", "said", "requests"),
    [
        ({"text": "no", "refusal": "I cannot help with that."}, ModelRefused, "declined", 1),
        ({"text": "{", "finish": "length"}, ModelRefused, "longer than it may be", 1),
        ({"status": 401}, ModelUnavailable, "did not accept the key", 1),
        ({"status": 404}, ModelUnavailable, "does not know this model", 1),
    ],
)
async def test_what_cannot_be_mended_is_told_at_once(
    server: ScriptedServer, model: ServerModel, reply: dict[str, Any], kind: type[ModelUnavailable], said: str, requests: int
) -> None:
    queue(server, reply)
    with pytest.raises(kind, match=said):
        await model.draft(DRAFT)
    assert len(server.requests) == requests


async def test_an_answer_that_never_fits_is_refused_after_two_corrections(server: ScriptedServer, model: ServerModel) -> None:
    queue(server, *[{"json": {"enemy": 5}}] * 3)
    with pytest.raises(ModelRefused, match="did not fit after 2 corrections"):
        await model.draft(DRAFT)
    assert "enemy" in server.requests[1][1]["messages"][-1]["content"]


async def test_a_value_whose_quote_is_not_in_the_brief_is_dropped(server: ScriptedServer, model: ServerModel) -> None:
    found = [
        {"path": "intake.website", "value": '"https://shop.example.co.uk"', "quote": "shop.example.co.uk"},
        {"path": "intake.pricing", "value": "24 GBP", "quote": "24 GBP a month, they said"},
        {"path": "intake.duration_weeks", "value": "lots", "quote": "shop.example.co.uk"},
    ]
    server.queue(Reply.model_validate({"role": "read", "json": {"found": found, "remarks": []}}))
    extraction = await model.read(ReadRequest(name="brief", text="Our shop: shop.example.co.uk", today=date(2026, 8, 10)))
    assert [item.path for item in extraction.found] == ["intake.website"]


async def test_the_judge_answers_one_question(server: ScriptedServer, model: ServerModel) -> None:
    server.queue(Reply.model_validate({"role": "judge:coherence", "json": {"verdict": "pass", "path": None, "quote": None, "message": "ok"}}))
    said = await model.judge(JudgeRequest(question="coherence", stage="strategy", content={}, sources=SOURCES))
    assert said.verdict == "pass"


def test_every_error_class_of_the_sdk_has_its_sentence() -> None:
    known = {name for name in dir(openai) if isinstance(getattr(openai, name), type) and issubclass(getattr(openai, name), openai.OpenAIError)}
    not_for_chat = {"InvalidWebhookSignatureError", "WebSocketConnectionClosedError", "WebSocketQueueFullError"}
    assert known - not_for_chat <= {kind.__name__ for kind in TELLINGS} | {"_AmbiguousModuleClientUsageError"}


def script(folder: Path, steps: list[dict[str, Any]]) -> Path:
    path = folder / "x.yaml"
    start = [
        {"model": {"role": "interpret", "json": {"calls": [{"tool": "create_campaign", "arguments": {"name": "Autumn", "client_name": "Northlight Coffee Roasters"}}]}}},
        {"say": "please set up Northlight's autumn campaign", "expect": {"campaign": "Autumn", "calls": 1}},
    ]
    path.write_text(yaml.safe_dump({"name": "x", "model": "scripted", "clock": "2026-08-10T09:00:00+01:00", "steps": [*start, *steps]}, allow_unicode=True))
    return path


def intake() -> dict[str, Any]:
    content = json.loads((TESTS / "reference" / "northlight" / "intake.json").read_text())
    return {f"intake.{name}": value for name, value in content.items() if value not in (None, [], {}, "unknown") and name != "generation_plan"}


async def test_a_campaign_is_talked_read_drafted_and_judged_by_the_model(tmp_path: Path) -> None:
    strategy = json.loads((TESTS / "reference" / "northlight" / "strategy.json").read_text())
    drafts: list[dict[str, Any]] = [{"model": {"role": f"draft:strategy.{name}", "json": value}} for name, value in strategy.items() if name != "schema_version"]
    judged = {"verdict": "fail", "path": "strategy.narrative.enemy", "quote": strategy["narrative"]["enemy"], "message": "Make it shorter."}
    played = await play(
        script(
            tmp_path,
            [
                {"set": intake()},
                {"click": "submit"},
                *drafts,
                {"model": {"role": "judge:specificity", "json": judged}},
                {"click": "approve", "with": {"acknowledge": True}},
                {"expect": {"field": {"strategy.narrative.enemy": strategy["narrative"]["enemy"]}, "provenance": {"strategy.narrative.enemy": "drafted"}, "unused": 0}},
                {"expect": {"qc": {"stage": "strategy", "status": "WARN", "fails": ["specificity"]}}},
                {"model": {"role": "interpret", "json": {"calls": [{"tool": "approve", "arguments": {"stage": "strategy"}}]}}},
                {"say": "approve the strategy", "expect": {"error": "no tool called 'approve'", "status": {"strategy": "draft"}}},
            ],
        )
    )
    assert played.problems == []


async def test_a_model_that_cannot_be_reached_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    played = await play(script(tmp_path, [{"say": "hello", "expect": {"error": "does not know this model", "status": {"intake": "draft"}}}, {"restart": True}, {"expect": {"campaign": "Autumn"}}]))
    assert played.problems == []
