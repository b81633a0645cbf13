"""A model for each voice: settings name them, one port speaks with all of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agent.config import Settings
from agent.llm.port import InterpretRequest, JudgeRequest
from agent.llm.server.accounts import Nowhere
from agent.wiring import model_of
from tests.llm.servers import DRAFT, NARRATIVE, ROLE, SOURCES, queue, serving

JUDGE = JudgeRequest(question="coherence", stage="strategy", content={}, sources=SOURCES)
HELLO = InterpretRequest(text="help", today=date(2026, 8, 10))


def test_a_voice_without_a_model_of_its_own_has_the_common_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MODEL": "big", "MODEL_JUDGE": "small", "MODEL_PRICES": '{"big": {"input": 2.5, "output": "10"}}', "CAMPAIGN_BUDGET": "12.50"}.items():
        monkeypatch.setenv(f"AICMO_{name}", value)
    settings = Settings()
    assert settings.models == {"interpret": "big", "draft": "big", "judge": "small"}
    assert settings.model_prices["big"].output == Decimal(10)
    assert settings.campaign_budget == Decimal("12.50")


async def test_each_voice_asks_its_own_model(tmp_path: Path) -> None:
    async with serving() as server:
        queue(server, "interpret", {"text": "hello"})
        queue(server, ROLE, {"json": NARRATIVE})
        queue(server, "judge:coherence", {"json": {"verdict": "pass", "path": None, "quote": None, "message": "ok"}})
        given = Settings(data_dir=tmp_path).model_copy(update={"model": "m", "model_draft": "writer", "model_judge": "critic", "base_url": server.url, "temperature": 0.9, "max_output_tokens": 300})
        async with model_of(given, Nowhere()) as model:
            await model.interpret(HELLO)
            await model.draft(DRAFT)
            await model.judge(JUDGE)
        assert [(body["model"], body["temperature"], body["max_tokens"]) for _, body in server.requests] == [("m", 0.9, 300), ("writer", 0.9, 300), ("critic", 0.9, 300)]
        assert (model.name, model.judge_name) == ("writer", "critic")


async def test_the_offline_model_may_understand_while_another_drafts(tmp_path: Path) -> None:
    async with serving() as server:
        queue(server, ROLE, {"json": NARRATIVE})
        given = Settings(data_dir=tmp_path).model_copy(update={"model": "offline", "model_draft": "writer", "base_url": server.url})
        async with model_of(given, Nowhere()) as model:
            assert (await model.interpret(HELLO)).calls[0].tool == "ask"
            assert (await model.draft(DRAFT)).value == NARRATIVE
        assert (model.name, model.judge_name) == ("writer", "offline")
        assert len(server.requests) == 1
