"""The product while the server runs: one opened app, and the runs it has under way, which outlive the page that started them."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agent.config import Settings
from agent.errors import AicmoError, NotPermitted
from agent.graph.driver import OnProgress
from agent.schemas.events import Event, Outcome
from agent.schemas.version import Actor
from agent.wiring import App, open_app

logger = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds a stopping server waits for runs to end; what is left is finished at the next start."""


@dataclass
class Live:
    """What the handlers of chat and downloads work with."""

    _app: App | None = None
    _runs: dict[str, asyncio.Task[Outcome]] = field(default_factory=dict)

    @property
    def app(self) -> App:
        """The opened app. The server opens it before it answers anything."""
        if self._app is None:
            raise RuntimeError("the server has not been opened")
        return self._app

    @asynccontextmanager
    async def opened(self, settings: Settings) -> AsyncIterator[App]:
        """Open the app for as long as the server runs; let runs end before it closes."""
        async with open_app(settings) as app:
            self._app = app
            try:
                yield app
            finally:
                if self._runs:
                    await asyncio.wait(self._runs.values(), timeout=PATIENCE)
                self._app = None

    async def member(self, email: str | None) -> Actor | None:
        """The signed-in member of the workspace with that address, as the account is now; clients are none."""
        actor = await self.app.store.user(email) if email else None
        return actor if actor is not None and actor.role != "client" else None

    async def owner(self, thread: str, email: str) -> Actor:
        """The member acting in a thread; makes a new thread theirs. Raises NotPermitted in another person's."""
        actor = await self.member(email)
        if actor is None:
            raise NotPermitted("Your account may not work here any more. Nothing was changed.")
        await self.app.store.keep_thread(thread, owner=actor.email)
        known = await self.app.store.thread(thread)
        if known is None or known.owner != actor.email:
            raise NotPermitted("This conversation belongs to somebody else. Nothing was changed.")
        return actor

    def running(self, thread: str) -> asyncio.Task[Outcome] | None:
        """The run a thread has under way."""
        return self._runs.get(thread)

    async def run(self, thread: str, event: Event, actor: Actor, on_progress: OnProgress) -> Outcome | str:
        """Act on one event and give its outcome, or the sentence that says why there is none. The run goes on when the page is closed."""
        task = asyncio.create_task(self.app.driver.submit(thread, event, actor, on_progress))
        self._runs[thread] = task
        task.add_done_callback(lambda done: self._forget(thread, task))
        await asyncio.wait([task])
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, AicmoError):
            return str(error)
        key = secrets.token_hex(4)
        logger.error("run failed (%s)", key, exc_info=error)
        return (
            "That did not work, and it is our fault, not yours. What you typed and sent is kept. "
            f"Try again; if it happens again, give this number to whoever looks after the server: {key}."
        )

    def _forget(self, thread: str, task: asyncio.Task[Outcome]) -> None:
        if self._runs.get(thread) is task:
            del self._runs[thread]


live = Live()
"""The one of this process: Chainlit keeps its sessions per process too."""
