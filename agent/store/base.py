"""What every part of the store works with."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schemas.permissions import Workspace
from agent.store.database import Database
from agent.store.keys import Keyring


class Base:
    """Database, clock, key and file folder."""

    def __init__(self, database: Database, *, key: bytes, files: Path, clock: Callable[[], datetime], workspace: Workspace) -> None:
        self._database = database
        self._key = key
        self._files = files
        self._keys = Keyring(key, files.parent / "ledger_keys.json")
        self._clock = clock
        self.workspace = workspace

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")


def new_id() -> str:
    """A fresh id."""
    return uuid4().hex


def id_of(*parts: str | int) -> str:
    """The id of what these parts name: the same parts give the same id, so that a replay gives the same files."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


async def one(connection: AsyncConnection, table: Table, *where: ColumnElement[bool]) -> RowMapping | None:
    """The row that fits, or None."""
    return (await connection.execute(select(table).where(*where))).mappings().first()


async def insert_once(connection: AsyncConnection, table: Table, values: Mapping[str, Any], key: str) -> bool:
    """Add a row unless its key is there already; returns whether it was added."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing(index_elements=[key]).returning(table.c[key])
    return (await connection.execute(statement)).first() is not None


async def insert(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> None:
    """Add a row."""
    await connection.execute(table.insert().values(**values))
