"""Accounts: made by an admin, checked by password, locked for a while after many wrong tries."""

import asyncio
import hashlib
import hmac
import secrets

from sqlalchemy import RowMapping, select, update

from agent.errors import Conflict
from agent.schemas.stages import Role
from agent.schemas.version import Actor
from agent.store.base import Base, insert, one
from agent.store.tables import users

MAX_FAILURES = 10
LOCK_SECONDS = 300


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def _actor(row: RowMapping) -> Actor:
    return Actor(email=row["email"], name=row["name"], role=row["role"])


class UserStore(Base):
    """Who may sign in."""

    async def add_user(self, email: str, name: str, role: Role, password: str) -> Actor:
        """Make an account. Raises Conflict when there is one."""
        key, salt = email.strip().casefold(), secrets.token_bytes(16)
        hashed = await asyncio.to_thread(_hash, password, salt)
        row = {"email": key, "name": name, "role": role, "salt": salt, "password": hashed, "failures": 0, "locked_until": 0}
        async with self._database.write() as connection:
            if await one(connection, users, users.c.email == key) is not None:
                raise Conflict(f"There is an account for {key} already. Nothing was changed.")
            await insert(connection, users, row)
        return Actor(email=key, name=name, role=role)

    async def user(self, email: str) -> Actor | None:
        """The account of an address, with its role as it is now."""
        async with self._database.read() as connection:
            row = await one(connection, users, users.c.email == email.strip().casefold())
        return _actor(row) if row else None

    async def users(self) -> list[Actor]:
        """All accounts."""
        async with self._database.read() as connection:
            return [_actor(row) for row in (await connection.execute(select(users).order_by(users.c.email))).mappings()]

    async def check_password(self, email: str, password: str) -> Actor | None:
        """The account, when the password is right and it is not locked. An unknown address takes as long as a known one."""
        key, now = email.strip().casefold(), int(self._clock().timestamp())
        async with self._database.read() as connection:
            row = await one(connection, users, users.c.email == key)
        hashed = await asyncio.to_thread(_hash, password, row["salt"] if row else b"no account here!")
        if row is None or row["locked_until"] > now:
            return None
        right = hmac.compare_digest(hashed, row["password"])
        failures = 0 if right else row["failures"] + 1
        locked = now + LOCK_SECONDS if failures >= MAX_FAILURES else 0
        async with self._database.write() as connection:
            values = {"failures": 0 if locked else failures, "locked_until": locked}
            await connection.execute(update(users).where(users.c.email == key).values(**values))
        return _actor(row) if right else None
