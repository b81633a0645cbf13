"""Model calls in the store: kept whole, added up, and never in the way."""

import shutil
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent.schemas.calls import ModelCall, Purpose
from agent.schemas.campaign import Campaign
from agent.store import Store, open_store
from tests.databases import postgresql_url

NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)
CALL = ModelCall(
    purpose=Purpose(voice="draft", stage="strategy", section="narrative"), prompt="draft@1", model="m", rung="json_schema", attempt="first", milliseconds=12, outcome="ok",
    messages=[{"role": "user", "content": "x" * 30_000}], at=NOW, answered="m-1", tokens_in=10, tokens_cached=2, tokens_out=5, cost=Decimal("0.10"), answer="{}",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with postgresql_url() if request.param == "postgresql" else nullcontext(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}") as url:
        opened = await open_store(url, key=b"key", files=tmp_path / "files", clock=lambda: NOW)
        yield opened
        await opened.close()


async def campaign(store: Store) -> str:
    return (await store.create_campaign(Campaign(name="Autumn"), by="maya@agency.example", idem="c")).id


def on(campaign_id: str, **given: object) -> ModelCall:
    return replace(CALL, purpose=CALL.purpose.model_copy(update={"campaign_id": campaign_id}), **given)  # type: ignore[arg-type]


async def test_a_call_comes_back_as_it_was_made(store: Store) -> None:
    call = on(await campaign(store))
    await store.record_call(call)
    assert await store.calls(call.purpose.campaign_id) == [call]


async def test_costs_add_up_by_voice_and_model_and_unknown_ones_are_counted(store: Store) -> None:
    where = await campaign(store)
    for call in (on(where), on(where, cost=Decimal("0.2")), on(where, cost=None), on(where, outcome="AuthenticationError", cost=None, free=True), on(where, model="n")):
        await store.record_call(call)
    await store.record_call(CALL)
    spent = await store.spent(where)
    assert [(line.model, line.calls, line.failed, line.cost, line.unknown) for line in spent.lines] == [("m", 4, 1, Decimal("0.30"), 1), ("n", 1, 0, Decimal("0.10"), 0)]
    assert (spent.cost, spent.unknown, (await store.spent(None)).calls) == (Decimal("0.40"), 1, 1)


async def test_a_call_that_cannot_be_recorded_does_not_stop_the_work(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shutil.rmtree(tmp_path / "files")
    (tmp_path / "files").write_text("in the way")
    await store.record_call(CALL)
    await store.record_call(on("no such campaign"))
    assert "could not be recorded" in caplog.text
