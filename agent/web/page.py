"""One open page: the few things the server sends to it over Chainlit's socket, in Chainlit's shapes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from chainlit.element import ElementDict
from chainlit.session import WebsocketSession
from chainlit.step import StepDict
from chainlit.types import ThreadDict

from agent.web.markdown import shown

Kind = Literal["user_message", "assistant_message", "tool"]
"""What the server shows: what a person said, what was answered, what is being done."""


def step(thread: str, key: str, kind: Kind, text: str, *, at: datetime, error: bool = False, parent: str | None = None) -> StepDict:
    """A message or a step in Chainlit's shape. What a person wrote is shown as it is; the rest is Markdown."""
    person = kind == "user_message"
    moment = at.isoformat()
    return StepDict(
        id=key,
        threadId=thread,
        parentId=parent,
        name="You" if person else "AICMO",
        type=kind,
        input="",
        output=text if person else shown(text),
        createdAt=moment,
        start=moment,
        end=moment,
        streaming=False,
        isError=error,
        metadata={"avatarName": "AICMO"},
    )


@dataclass(frozen=True)
class Page:
    """A page of a signed-in person."""

    session: WebsocketSession
    run: str | None = None
    """Id of Chainlit's own step around a message; what is said stands below it."""

    @property
    def thread(self) -> str:
        """The conversation the page shows."""
        return str(self.session.thread_id)

    @property
    def email(self) -> str:
        """The address of the person; empty when nobody is signed in."""
        return str(self.session.user.identifier) if self.session.user else ""

    @property
    def phone(self) -> bool:
        """Whether the panel would cover the chat, so that it opens only when it is asked for."""
        return "Mobi" in str(self.session.environ.get("HTTP_USER_AGENT", ""))

    async def _send(self, event: str, data: Any) -> None:
        emit: Any = self.session.emit
        await emit(event, data)

    async def say(self, key: str, text: str, *, error: bool = False) -> None:
        """Add a message."""
        await self._send("new_message", step(self.thread, key, "assistant_message", text, at=datetime.now(UTC), error=error, parent=self.run))

    async def replace(self, key: str, text: str) -> None:
        """Replace the text of a message."""
        await self._send("update_message", step(self.thread, key, "assistant_message", text, at=datetime.now(UTC), parent=self.run))

    async def stream(self, key: str, token: str) -> None:
        """Add to the text of a message."""
        await self._send("stream_token", {"id": key, "token": token, "isSequence": False, "isInput": False})

    async def remove(self, key: str) -> None:
        """Take a message away."""
        await self._send("delete_message", step(self.thread, key, "assistant_message", "", at=datetime.now(UTC), parent=self.run))

    async def work(self, key: str, label: str, *, since: datetime, until: datetime | None = None, details: str = "", new: bool = False) -> None:
        """Show what is being done, or, with `until`, what was done."""
        plain = step(self.thread, key, "tool", details, at=since, parent=self.run)
        plain["name"] = label
        plain["end"] = until.isoformat() if until else None
        await self._send("new_message" if new else "update_message", plain)

    async def card(self, card: ElementDict) -> None:
        """Show a card or the panel; one with the same id is replaced."""
        await self._send("element", card)

    async def replay(self, thread: ThreadDict) -> None:
        """Show a whole thread again."""
        await self._send("resume_thread", thread)

    async def busy(self, on: bool) -> None:
        """Show that a run is under way."""
        await self._send("task_start" if on else "task_end", {})
