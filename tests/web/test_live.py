"""Who may act where, and what a person is told when a run breaks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.config import Settings
from agent.errors import NotPermitted
from agent.schemas.events import Outcome, Progress, Say
from agent.schemas.version import Actor
from agent.web.live import Live
from agent.web.server import first_account
from tests.web.conftest import CLIENT, MAYA, THREAD

TOM = Actor(email="tom@agency.example", name="Tom", role="approver")


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    opened = Live()
    async with opened.opened(Settings(data_dir=tmp_path / "data")) as app:
        for person in (MAYA, TOM, CLIENT):
            await app.store.add_user(person.email, person.name, person.role, "a long password")
        yield opened


async def heard(progress: Progress) -> None:
    """Nobody is looking."""


async def test_a_thread_belongs_to_whoever_began_it(live: Live) -> None:
    assert await live.owner(THREAD, MAYA.email) == MAYA
    with pytest.raises(NotPermitted, match="somebody else"):
        await live.owner(THREAD, TOM.email)


@pytest.mark.parametrize("email", [CLIENT.email, "gone@agency.example", ""])
async def test_clients_and_strangers_do_not_work_here(live: Live, email: str) -> None:
    assert await live.member(email) is None
    with pytest.raises(NotPermitted):
        await live.owner(THREAD, email)


async def test_the_same_message_twice_is_acted_on_once(live: Live) -> None:
    actor = await live.owner(THREAD, MAYA.email)
    event = Say(id="m", text="New campaign: Northlight autumn for Northlight Coffee Roasters")
    first, again = [await live.run(THREAD, event, actor, heard) for _ in range(2)]
    assert isinstance(first, Outcome) and isinstance(again, Outcome)
    assert [reply.id for reply in first.replies] == [reply.id for reply in again.replies]
    assert len(await live.app.store.campaigns()) == 1


async def test_a_run_that_breaks_is_told_without_its_innards(live: Live) -> None:
    async def broken(progress: Progress) -> None:
        raise ValueError("secret detail")

    actor = await live.owner(THREAD, MAYA.email)
    told = await live.run(THREAD, Say(id="m", text="New campaign: Northlight autumn"), actor, broken)
    assert isinstance(told, str) and "kept" in told
    assert "secret detail" not in told
    assert live.running(THREAD) is None


async def test_the_first_account_is_made_once(tmp_path: Path) -> None:
    fresh = Live()
    async with fresh.opened(Settings(data_dir=tmp_path / "data")) as app:
        made = await first_account(app.store)
        assert made is not None
        actor = await app.store.check_password(*made)
        assert actor is not None and actor.role == "admin"
        assert await first_account(app.store) is None
