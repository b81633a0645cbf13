"""Conversations: threads, their transcript, the events people caused, and the plan each event was interpreted as."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, delete, or_, select, update

from agent.errors import Busy, NotFound
from agent.schemas.events import Event
from agent.schemas.text import clean
from agent.schemas.version import Actor
from agent.store.base import Base, insert, insert_once, new_id, one
from agent.store.records import EventRecord, Message, Thread
from agent.store.tables import events, leases, messages, threads

LEASE_SECONDS = 30
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def _message(row: RowMapping) -> Message:
    return Message(
        id=row["idem"],
        role=row["role"],
        text=row["text"],
        notice=row["notice"],
        error=row["error"],
        event=row["event_id"],
        at=datetime.fromisoformat(row["at"]),
    )


def _event(row: RowMapping) -> EventRecord:
    return EventRecord(
        event=_EVENT.validate_python(row["event"]),
        thread=row["thread_id"],
        campaign_id=row["campaign_id"],
        actor=Actor.model_validate(row["actor"]),
        done=row["done"],
    )


class ThreadStore(Base):
    """Threads, messages, events, leases."""

    async def keep_thread(self, thread: str, *, owner: str | None = None, name: str | None = None) -> None:
        """Make a thread known, or name it. The owner of a thread never changes."""
        async with self._database.write() as connection:
            row = await one(connection, threads, threads.c.id == thread)
            if row is None:
                values = {"id": thread, "owner": owner or "", "name": clean(name or "", 200), "campaign_id": None}
                await insert(connection, threads, {**values, "created_at": self._now(), "hidden": False})
                return
            changed = {"name": clean(name, 200)} if name else {}
            if owner and not row["owner"]:
                changed["owner"] = owner
            if changed:
                await connection.execute(update(threads).where(threads.c.id == thread).values(**changed))

    async def hide_thread(self, thread: str) -> None:
        """Take a thread out of the list; nothing is deleted."""
        async with self._database.write() as connection:
            await connection.execute(update(threads).where(threads.c.id == thread).values(hidden=True))

    async def thread(self, thread: str) -> Thread | None:
        """One thread."""
        async with self._database.read() as connection:
            row = await one(connection, threads, threads.c.id == thread)
        return _thread(row) if row else None

    async def threads_of(self, owner: str) -> list[Thread]:
        """A person's threads, newest first."""
        query = select(threads).where(threads.c.owner == owner, threads.c.hidden.is_(False))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(threads.c.created_at.desc(), threads.c.id))).mappings().all()
        return [_thread(row) for row in rows]

    async def campaign_of(self, thread: str) -> str | None:
        """The campaign a thread is bound to."""
        async with self._database.read() as connection:
            row = await one(connection, threads, threads.c.id == thread)
        return row["campaign_id"] if row else None

    async def bind(self, thread: str, campaign_id: str) -> None:
        """Bind a thread to a campaign."""
        await self.keep_thread(thread)
        async with self._database.write() as connection:
            await connection.execute(update(threads).where(threads.c.id == thread).values(campaign_id=campaign_id))

    async def add_message(
        self,
        thread: str,
        role: Literal["user", "assistant"],
        text: str,
        *,
        notice: dict[str, Any] | None,
        error: bool = False,
        event: str | None,
        idem: str,
    ) -> None:
        """Add to the transcript; the same `idem` adds once."""
        async with self._database.write() as connection:
            row = {"thread_id": thread, "event_id": event, "role": role, "text": clean(text), "notice": notice}
            await insert_once(connection, messages, {**row, "error": error, "at": self._now(), "idem": idem}, "idem")

    async def last_messages(self, thread: str, n: int) -> list[Message]:
        """The last `n` messages of a thread, oldest first."""
        query = select(messages).where(messages.c.thread_id == thread).order_by(messages.c.seq.desc()).limit(n)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_message(row) for row in reversed(rows)]

    async def replies_of(self, event_id: str) -> list[Message]:
        """What was said about an event, in order."""
        query = select(messages).where(messages.c.event_id == event_id).order_by(messages.c.seq)
        async with self._database.read() as connection:
            return [_message(row) for row in (await connection.execute(query)).mappings()]

    async def record_event(self, event: Event, *, thread: str, campaign_id: str | None, actor: Actor) -> bool:
        """Keep an event before acting on it; False when its id is known."""
        async with self._database.write() as connection:
            row = {"id": event.id, "thread_id": thread, "campaign_id": campaign_id, "event": event.model_dump(mode="json")}
            return await insert_once(connection, events, {**row, "actor": actor.model_dump(mode="json"), "plan": None, "done": False}, "id")

    async def event(self, event_id: str) -> EventRecord:
        """One event. Raises NotFound."""
        async with self._database.read() as connection:
            row = await one(connection, events, events.c.id == event_id)
        if row is None:
            raise NotFound("There is no such event.")
        return _event(row)

    async def finish_event(self, event_id: str) -> None:
        """Note that an event was acted on completely."""
        async with self._database.write() as connection:
            await connection.execute(update(events).where(events.c.id == event_id).values(done=True))

    async def open_events(self) -> list[EventRecord]:
        """Events that were recorded and not finished, oldest first."""
        query = select(events).where(events.c.done.is_(False)).order_by(events.c.seq)
        async with self._database.read() as connection:
            return [_event(row) for row in (await connection.execute(query)).mappings()]

    async def plan(self, event_id: str) -> list[dict[str, Any]] | None:
        """The tool calls an event was interpreted as; None before."""
        async with self._database.read() as connection:
            row = await one(connection, events, events.c.id == event_id)
        return row["plan"] if row else None

    async def keep_plan(self, event_id: str, calls: list[dict[str, Any]]) -> None:
        """Keep the tool calls of an event."""
        async with self._database.write() as connection:
            await connection.execute(update(events).where(events.c.id == event_id).values(plan=calls))

    @asynccontextmanager
    async def lease(self, name: str, *, wait: float = 5.0) -> AsyncIterator[None]:
        """Hold a name alone, over tasks and processes, for as long as the block runs. Raises Busy after `wait` seconds."""
        holder, deadline = f"{socket.gethostname()[:20]}:{os.getpid()}:{new_id()}"[:64], time.monotonic() + wait
        while not await self._take(name, holder):
            if time.monotonic() > deadline:
                raise Busy("Another step of this campaign is still running. Nothing was lost; try again in a moment.")
            await asyncio.sleep(0.05)
        released = asyncio.Event()
        renewal = asyncio.create_task(self._renew(name, holder, released))
        try:
            yield
        finally:
            released.set()
            await renewal
            async with self._database.write() as connection:
                await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))

    async def _take(self, name: str, holder: str) -> bool:
        now = int(time.time())
        async with self._database.write() as connection:
            row = await one(connection, leases, leases.c.name == name)
            if row is None:
                await insert(connection, leases, {"name": name, "holder": holder, "until": now + LEASE_SECONDS})
                return True
            expired = or_(leases.c.until < now, leases.c.holder == holder)
            if _is_dead(str(row["holder"])):
                expired = leases.c.holder == row["holder"]
            taken = await connection.execute(
                update(leases).where(leases.c.name == name, expired).values(holder=holder, until=now + LEASE_SECONDS)
            )
        return bool(taken.rowcount)

    async def _renew(self, name: str, holder: str, released: asyncio.Event) -> None:
        """Renew until released. It is never cancelled: a write cut off in the middle would leave its connection behind."""
        while not await _set_within(released, LEASE_SECONDS / 3):
            async with self._database.write() as connection:
                later = int(time.time()) + LEASE_SECONDS
                await connection.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(until=later))


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _is_dead(holder: str) -> bool:
    """Whether a lease is held by a process of this machine that no longer exists."""
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname()[:20] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _thread(row: RowMapping) -> Thread:
    return Thread(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        campaign_id=row["campaign_id"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )
