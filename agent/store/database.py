"""The connection: engine, pragmas, migration, and the two ways to use it (read, write)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_migrating: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps its context in a global, so two databases of one process are migrated in turn."""
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database. Nothing holds a transaction across an await on the network."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that takes the write lock at once: two writers queue here instead of failing half way."""
        async with self._one_writer, self.engine.begin() as connection:
            if self.engine.dialect.name == "sqlite":
                await connection.execute(text("BEGIN IMMEDIATE"))
            else:
                await connection.execute(text("SELECT pg_advisory_xact_lock(7120420)"))
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def open_database(url: str, *, secret: bytes) -> Database:
    """Connect and migrate to the newest revision. `secret` is the installation's; a migration that carries the ledger over needs it."""
    engine = _engine(url)
    turn = _migrating.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with AsyncExitStack() as on_failure:
        on_failure.push_async_callback(engine.dispose)
        async with turn, engine.connect() as connection:
            await connection.run_sync(_migrate, secret)
        on_failure.pop_all()
    return Database(engine)


def _engine(url: str) -> AsyncEngine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": 30}, pool_reset_on_return=None)
    event.listen(engine.sync_engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, record: Any) -> None:
    """WAL for readers beside a writer; full synchronisation, since a recorded approval must survive a power cut."""
    connection.isolation_level = None  # BEGIN is ours, so that a writer locks from its first statement
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(connection: Connection, secret: bytes) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["secret"] = secret
    command.upgrade(config, "head")
    connection.commit()
