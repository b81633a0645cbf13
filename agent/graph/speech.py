"""Saying something to the person: a notice becomes words, is kept in the transcript once, and is sent on while the run goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent.errors import AicmoError, Blocked, ModelUnavailable, OverBudget
from agent.graph.context import Context
from agent.schemas.events import Failed, Notice, Progress, Reply, StageBlocked
from agent.schemas.merging import MergeConflict


def is_error(notice: Notice) -> bool:
    """Whether the notice tells of a refusal or failure."""
    return isinstance(notice, Failed | StageBlocked | MergeConflict)


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
    _count: int = 0

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
        reply = Reply(id=idem, text=text, notice=notice, error=error)
        self.send(Progress(kind="reply", id=idem, reply=reply, done=True).model_dump(mode="json"))

    def step(self, label: str, *, done: bool = False) -> None:
        """Tell what is being worked on."""
        self.send(Progress(kind="step", id=f"{self.key}:{label}", label=label, done=done).model_dump(mode="json"))
