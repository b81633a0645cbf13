"""What a model costs: every call on record, secrets on none, a budget that is never passed."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from agent.errors import ModelRefused, ModelUnavailable, OverBudget
from agent.llm.server.accounts import Accounts
from agent.play.scripted import ScriptedServer
from tests.llm.servers import DRAFT, NARRATIVE, PRICES, ROLE, USAGE, Notebook, asking, queue, serving


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with serving() as scripted:
        yield scripted


async def test_a_call_is_recorded_with_who_what_how_long_and_how_much(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, {"json": NARRATIVE, "usage": USAGE})
    async with asking(server, Accounts(book, PRICES)) as model:
        await model.draft(DRAFT)
    [call] = book.calls
    assert (call.purpose.voice, call.purpose.campaign_id, call.purpose.event, call.purpose.section) == ("draft", "c", "e", "narrative")
    assert (call.rung, call.attempt, call.outcome, call.answered) == ("json_schema", "first", "ok", "scripted")
    assert (call.tokens_in, call.tokens_cached, call.tokens_out) == (1_000, 400, 500)
    assert call.cost == Decimal("0.0066")
    assert call.answer is not None
    assert NARRATIVE["enemy"] in call.answer


async def test_corrections_retries_and_steps_down_the_ladder_are_told_apart(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, {"status": 400, "message": "response_format json_schema is not supported"}, {"status": 503}, {"json": {"enemy": 5}}, {"json": NARRATIVE})
    async with asking(server, Accounts(book, PRICES)) as model:
        await model.draft(DRAFT)
    assert [(c.rung, c.attempt, c.outcome) for c in book.calls] == [
        ("json_schema", "first", "BadRequestError"),
        ("json_object", "retry", "InternalServerError"),
        ("json_object", "retry", "does_not_fit"),
        ("json_object", "repair", "ok"),
    ]
    assert [c.free for c in book.calls] == [True, True, False, False]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [({"status": 401}, "AuthenticationError"), ({"text": "no", "refusal": "no"}, "declined"), ({"text": "{", "finish": "length"}, "too_long"), ({"text": "{", "finish": "content_filter"}, "filtered")],
)
async def test_a_failed_call_is_recorded_too(server: ScriptedServer, reply: dict[str, object], outcome: str) -> None:
    book = Notebook()
    queue(server, ROLE, reply)
    async with asking(server, Accounts(book, PRICES)) as model:
        with pytest.raises(ModelUnavailable):
            await model.draft(DRAFT)
    assert [c.outcome for c in book.calls] == [outcome]


async def test_the_cost_of_a_model_without_a_price_or_of_unknown_tokens_is_unknown_not_nothing(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, {"json": NARRATIVE, "usage": USAGE}, {"json": NARRATIVE, "usage": None})
    async with asking(server, Accounts(book, {})) as model:
        await model.draft(DRAFT)
    async with asking(server, Accounts(book, PRICES)) as model:
        await model.draft(DRAFT)
    assert [c.cost for c in book.calls] == [None, None]
    assert book.calls[1].tokens_in is None


async def test_a_key_is_in_no_record_even_when_somebody_pastes_it(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, {"json": {"enemy": "sk-secret-1"}}, {"json": NARRATIVE})
    async with asking(server, Accounts(book, secrets=("sk-secret-1",)), key="sk-secret-1") as model:
        await model.draft(DRAFT.model_copy(update={"instruction": "my key is sk-secret-1"}))
    assert server.heads[0][1]["authorization"] == "Bearer sk-secret-1"
    assert "sk-secret-1" not in repr(book.calls)
    assert "authorization" not in repr(book.calls).lower()


async def test_a_call_that_might_pass_the_budget_is_not_made(server: ScriptedServer) -> None:
    async with asking(server, Accounts(Notebook("0.95"), PRICES, Decimal(1))) as model:
        with pytest.raises(OverBudget, match=r"0\.9500 of this campaign's model budget of 1\.00 is spent.*Nothing is lost.*AICMO_CAMPAIGN_BUDGET"):
            await model.draft(DRAFT)
    assert server.requests == []


async def test_calls_side_by_side_wait_for_one_another_rather_than_pass_the_budget(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, *[{"json": NARRATIVE, "usage": USAGE}] * 4)
    async with asking(server, Accounts(book, PRICES, Decimal("0.12"))) as model:
        await asyncio.gather(*(model.draft(DRAFT) for _ in range(4)))
    assert server.at_once == 1
    assert sum(c.cost or 0 for c in book.calls) <= Decimal("0.12")


async def test_a_budget_that_cannot_be_kept_for_want_of_a_price_is_said(server: ScriptedServer) -> None:
    async with asking(server, Accounts(Notebook(), {}, Decimal(1))) as model:
        with pytest.raises(OverBudget, match="no price for 'scripted'"):
            await model.draft(DRAFT)


async def test_an_answer_that_never_fits_is_paid_for_three_times_and_recorded_so(server: ScriptedServer) -> None:
    book = Notebook()
    queue(server, ROLE, *[{"json": {"enemy": 5}, "usage": USAGE}] * 3)
    async with asking(server, Accounts(book, PRICES)) as model:
        with pytest.raises(ModelRefused):
            await model.draft(DRAFT)
    assert [c.attempt for c in book.calls] == ["first", "repair", "repair"]
    assert sum(c.cost or 0 for c in book.calls) == Decimal("0.0198")


async def test_azure_is_asked_by_deployment_and_api_version_with_its_own_header(server: ScriptedServer) -> None:
    queue(server, ROLE, {"json": NARRATIVE})
    async with asking(server, key="azure-key", query="?api-version=2024-10-21") as model:
        await model.draft(DRAFT)
    path, headers = server.heads[0]
    assert path.endswith("/openai/deployments/scripted/chat/completions?api-version=2024-10-21")
    assert headers["api-key"] == "azure-key"
    assert "authorization" not in headers
