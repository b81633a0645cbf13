"""Where the positions of running campaigns are kept: a SQLite file of its own, pruned after every run."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

KEEP = 20
"""Checkpoints kept per campaign."""

_OLD = """
DELETE FROM checkpoints WHERE thread_id = :thread AND checkpoint_id NOT IN (
    SELECT checkpoint_id FROM checkpoints WHERE thread_id = :thread ORDER BY checkpoint_id DESC LIMIT :keep)
"""
_ORPHANS = """
DELETE FROM writes WHERE thread_id = :thread AND checkpoint_id NOT IN (
    SELECT checkpoint_id FROM checkpoints WHERE thread_id = :thread)
"""


@asynccontextmanager
async def open_saver(path: Path) -> AsyncIterator[tuple[AsyncSqliteSaver, Callable[[str], Awaitable[None]]]]:
    """The saver and its pruning; the connection is closed at the end, or its thread would keep the process alive."""
    connection = await aiosqlite.connect(path, timeout=30)
    try:
        saver = AsyncSqliteSaver(connection)
        await saver.setup()
        await connection.execute("PRAGMA synchronous=NORMAL")

        async def prune(thread: str) -> None:
            async with saver.lock:
                await connection.execute(_OLD, {"thread": thread, "keep": KEEP})
                await connection.execute(_ORPHANS, {"thread": thread})
                await connection.commit()

        yield saver, prune
    finally:
        await connection.close()
