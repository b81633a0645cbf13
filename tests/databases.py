"""Databases for tests: SQLite in a folder, and a PostgreSQL schema of its own wherever a server is reachable."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

SERVER = "postgresql://root@127.0.0.1/test"


@contextmanager
def postgresql_url() -> Iterator[str]:
    """The address of a fresh schema, dropped at the end. Skips when no server is reachable, except in CI, where that is a failure."""
    name = f"t{uuid4().hex[:12]}"
    try:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
    except psycopg.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL is reachable: {error}")
    try:
        yield f"postgresql+psycopg://root@127.0.0.1/test?options=-csearch_path%3D{name}"
    finally:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
