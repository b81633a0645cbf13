"""A scripted model server and what asks it, for tests."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.config import Price, Settings
from agent.llm.port import DraftRequest, Sources
from agent.llm.server.accounts import Accounts
from agent.llm.server.asking import Asker, Manner
from agent.llm.server.model import ServerModel
from agent.llm.server.wire import Wire
from agent.play.scripted import Reply, ScriptedServer
from agent.schemas.calls import ModelCall, Spending, SpendingLine
from agent.schemas.campaign import Campaign
from agent.schemas.version import Actor
from agent.wiring import App, open_app

TESTS = Path(__file__).parent.parent
STRATEGY: dict[str, Any] = json.loads((TESTS / "reference" / "northlight" / "strategy.json").read_text())
NARRATIVE: dict[str, Any] = STRATEGY["narrative"]
ROLE = "draft:strategy.narrative"
SOURCES = Sources(campaign=Campaign(name="Autumn"), today=date(2026, 8, 10))
DRAFT = DraftRequest(stage="strategy", section="narrative", sources=SOURCES, current={}, campaign_id="c", event="e")
PRICES = {"scripted": Price(input=Decimal(2), cached_input=Decimal(1), output=Decimal(10))}
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TOM = Actor(email="tom@agency.example", name="Tom", role="approver")
USAGE = {"prompt_tokens": 1_000, "cached_tokens": 400, "completion_tokens": 500}


class Notebook:
    """A recorder that keeps calls in memory."""

    def __init__(self, spent: str = "0") -> None:
        self.calls: list[ModelCall] = []
        self._spent = Decimal(spent)

    async def record_call(self, call: ModelCall) -> None:
        self.calls.append(call)
        self._spent += call.cost or 0

    async def spent(self, campaign_id: str | None) -> Spending:
        return Spending(lines=[SpendingLine(voice="draft", model="scripted", cost=self._spent)])


async def at_once(seconds: float) -> None:
    """Retries do not wait in a test."""


def queue(server: ScriptedServer, role: str, *replies: dict[str, Any]) -> None:
    for reply in replies:
        server.queue(Reply.model_validate({"role": role, **reply}))


@asynccontextmanager
async def serving() -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer()
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def asking(server: ScriptedServer, accounts: Accounts | None = None, *, key: str | None = None, query: str = "") -> AsyncIterator[ServerModel]:
    wire = Wire(server.url + query, key, timeout=2)
    yield ServerModel(Asker(wire, "scripted", accounts=accounts, manner=Manner(sleep=at_once)))
    await wire.close()


@asynccontextmanager
async def product(server: ScriptedServer, folder: Path, **settings: Any) -> AsyncIterator[App]:
    """The product with the scripted server as its model, and a thread called t."""
    given = Settings(data_dir=folder).model_copy(update={"model": "scripted", "base_url": server.url, **settings})
    async with open_app(given, clock=lambda: datetime(2026, 8, 10, 9, tzinfo=UTC)) as app:
        await app.store.keep_thread("t", owner=MAYA.email, name="t")
        yield app


def intake() -> dict[str, Any]:
    content = json.loads((TESTS / "reference" / "northlight" / "intake.json").read_text())
    return {f"intake.{name}": value for name, value in content.items() if value not in (None, [], {}, "unknown") and name != "generation_plan"}
