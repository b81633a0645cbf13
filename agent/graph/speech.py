"""Saying something to the person: a notice becomes words, is kept in the transcript once, and is sent on while the run goes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent.errors import AicmoError, Blocked, ModelUnavailable, OverBudget
from agent.graph.context import Context
from agent.schemas.events import Failed, Notice, Progress, Reply, StageBlocked
from agent.schemas.invitations import LINK, Invited
from agent.schemas.merging import MergeConflict

PAUSE = 0.05
"""Seconds between two pieces of text that are sent on."""


def is_error(notice: Notice) -> bool:
    """Whether the notice tells of a refusal or failure."""
    return isinstance(notice, Failed | StageBlocked | MergeConflict)


def with_link(context: Context, text: str, notice: Notice | None) -> str:
    """Words as they are shown. The transcript, and what a model reads of it, holds no link."""
    return text.replace(LINK, context.link(notice.invitation)) if isinstance(notice, Invited) else text


def failure(error: AicmoError) -> Failed:
    """What an outcome says to the person."""
    blocked = error.missing if isinstance(error, Blocked) else {}
    return Failed(message=str(error), retry=isinstance(error, ModelUnavailable) and not isinstance(error, OverBudget), blocked_by=blocked)


@dataclass
class Speaker:
    """Speaks for one task of one run. The task's key makes every message unique, also when the task runs again after a crash."""

    context: Context
    thread: str
    event: str
    key: str
    send: Callable[[dict[str, Any]], None] = field(default=lambda progress: None)
    tick: Callable[[], float] = time.monotonic
    _count: int = 0
    _written: float = 0.0
    """When a piece of text was sent last."""

    async def say(self, notice: Notice) -> None:
        """Keep the words of a notice in the transcript and send them on."""
        self._count += 1
        idem = f"{self.key}:{self._count}"
        text = self.context.voice.words(notice)
        error = is_error(notice)
        await self.context.store.add_message(
            self.thread,
            "assistant",
            text,
            notice=notice.model_dump(mode="json"),
            error=error,
            event=self.event,
            idem=idem,
        )
        reply = Reply(id=idem, text=with_link(self.context, text, notice), notice=notice, error=error)
        self.send(Progress(kind="reply", id=idem, reply=reply, done=True).model_dump(mode="json"))

    def step(self, label: str, *, done: bool = False) -> None:
        """Tell what is being worked on."""
        self.send(Progress(kind="step", id=f"{self.key}:{label}", label=label, done=done).model_dump(mode="json"))

    def writing(self, key: str, label: str) -> "Writing":
        """A text that is about to be written, shown as it comes."""
        return Writing(self, f"{self.key}:writing:{key}", label)

    def may_write(self) -> bool:
        """Whether enough time has passed since the last piece of any text; asking takes the turn."""
        now = self.tick()
        if now - self._written < PAUSE:
            return False
        self._written = now
        return True


@dataclass
class Writing:
    """One text while it is written. Pieces are gathered so that all texts of a run together send at most twenty a second."""

    speaker: Speaker
    id: str
    label: str
    _waiting: str = ""
    _shown: bool = False

    async def add(self, text: str) -> None:
        """Show a piece of text; an empty one means that the text begins again."""
        if not text:
            self._waiting = ""
            if self._shown:
                self._send("", done=False)
            return
        self._waiting += text
        if self.speaker.may_write():
            self._send(self._waiting, done=False)

    def end(self) -> None:
        """Show what is left and close the text; what it became is shown elsewhere."""
        if self._shown or self._waiting:
            self._send(self._waiting, done=True)

    def _send(self, text: str, *, done: bool) -> None:
        self._waiting, self._shown = "", True
        self.speaker.send(Progress(kind="token", id=self.id, label=self.label, text=text, done=done).model_dump(mode="json"))
