"""The scene a script plays on: the product opened on a data directory, ended and opened again at will."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from agent.config import Settings
from agent.llm.port import ModelPort
from agent.play.counting import Counting
from agent.play.doomed import KILLED
from agent.play.scripted import ScriptedServer
from agent.schemas.events import Event, Outcome
from agent.schemas.permissions import Workspace
from agent.schemas.version import Actor
from agent.wiring import App, offline_model, open_app, workspace_of


class Scene:
    """One data directory with a frozen clock. Not safe for two tasks at once."""

    def __init__(self, data: Path, clock: Callable[[], datetime], *, workspace: Workspace, kind: str = "offline") -> None:
        self.settings = Settings(data_dir=data, **workspace.model_dump())
        self.clock = clock
        self.server = ScriptedServer() if kind == "scripted" else None
        self.model = Counting(offline_model())
        self._kind = kind
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
        if self.server is not None:
            await self.server.start()
            self.settings = self.settings.model_copy(update={"model": "scripted", "base_url": self.server.url})
        elif self._kind == "offline":
            self.settings = self.settings.model_copy(update={"model": "offline"})
        self._app = await self._stack.enter_async_context(open_app(self.settings, clock=self.clock, around=self._counted))

    def _counted(self, model: ModelPort) -> Counting:
        self.model, before = Counting(model), self.model.calls
        self.model.calls = before
        return self.model

    async def close(self) -> None:
        """Drop every object."""
        if self._stack is not None:
            await self._stack.aclose()
        if self.server is not None:
            await self.server.stop()
        self._stack = self._app = None

    @property
    def calls(self) -> int:
        """What was asked of the model so far: requests to the scripted server, else calls of the port."""
        return len(self.server.requests) if self.server is not None else self.model.calls

    async def restart(self) -> None:
        """As after a crash: nothing but the disk remains."""
        await self.close()
        await self.open()

    async def submit(self, thread: str, event: Event, actor: Actor) -> Outcome:
        """Act as a person in the chat does."""
        return await self.app.driver.submit(thread, event, actor)

    def _environment(self) -> dict[str, str]:
        address = {"OPENAI_BASE_URL": self.server.url} if self.server is not None else {}
        return {**os.environ, "AICMO_MODEL": self.settings.model, **address}

    async def submit_and_kill(self, thread: str, event: Event, actor: Actor, point: str) -> tuple[Outcome, bool]:
        """Act in a process of its own that is ended at the named point, then open again and go on.

        Returns the outcome after recovery, and whether the point was reached.
        """
        await self.close()
        if self.server is not None:
            await self.server.start()
        order = {
            "data": str(self.settings.data_dir), "workspace": workspace_of(self.settings).model_dump(mode="json"), "now": self.clock().isoformat(), "thread": thread,
            "event": event.model_dump(mode="json"), "actor": actor.model_dump(mode="json"), "point": point,
        }  # fmt: skip
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agent.play.doomed", env=self._environment(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        _, complaint = await child.communicate(json.dumps(order).encode())
        if child.returncode not in (0, KILLED):
            raise RuntimeError(f"the process that was to be ended failed by itself: {complaint.decode()[-2000:]}")
        if self.server is not None:
            await self.server.stop()
        await self.open()
        return await self.app.driver.submit(thread, event, actor), child.returncode == KILLED
