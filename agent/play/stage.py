"""The scene a script plays on: the product opened on a data directory, ended and opened again at will."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from agent.config import Settings
from agent.llm.port import ModelPort
from agent.play.counting import Counting
from agent.play.doomed import KILLED
from agent.schemas.events import Event, Outcome
from agent.schemas.version import Actor
from agent.wiring import App, offline_model, open_app


class Scene:
    """One data directory with a frozen clock. Not safe for two tasks at once."""

    def __init__(self, data: Path, clock: Callable[[], datetime], *, four_eyes: bool, model: ModelPort | None = None) -> None:
        self.settings = Settings(data_dir=data, four_eyes=four_eyes)
        self.clock = clock
        self.model = Counting(model or offline_model())
        self._stack: AsyncExitStack | None = None
        self._app: App | None = None

    @property
    def app(self) -> App:
        """The running product."""
        assert self._app is not None, "the scene is open while a script plays"
        return self._app

    async def open(self) -> None:
        """Open from disk, finishing what a crash interrupted."""
        self._stack = AsyncExitStack()
        self._app = await self._stack.enter_async_context(open_app(self.settings, clock=self.clock, model=self.model))

    async def close(self) -> None:
        """Drop every object."""
        if self._stack is not None:
            await self._stack.aclose()
        self._stack = self._app = None

    async def restart(self) -> None:
        """As after a crash: nothing but the disk remains."""
        await self.close()
        await self.open()

    async def submit(self, thread: str, event: Event, actor: Actor) -> Outcome:
        """Act as a person in the chat does."""
        return await self.app.driver.submit(thread, event, actor)

    async def submit_and_kill(self, thread: str, event: Event, actor: Actor, point: str) -> tuple[Outcome, bool]:
        """Act in a process of its own that is ended at the named point, then open again and go on.

        Returns the outcome after recovery, and whether the point was reached.
        """
        await self.close()
        order = {
            "data": str(self.settings.data_dir), "four_eyes": self.settings.four_eyes, "now": self.clock().isoformat(), "thread": thread,
            "event": event.model_dump(mode="json"), "actor": actor.model_dump(mode="json"), "point": point,
        }  # fmt: skip
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agent.play.doomed", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        _, complaint = await child.communicate(json.dumps(order).encode())
        if child.returncode not in (0, KILLED):
            raise RuntimeError(f"the process that was to be ended failed by itself: {complaint.decode()[-2000:]}")
        await self.open()
        return await self.app.driver.submit(thread, event, actor), child.returncode == KILLED
