"""Showing a run while it goes on: one step that names what is being done, and each reply as soon as it is said."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from chainlit.element import ElementDict

from agent.schemas.events import Progress, Reply
from agent.web.cards import cards_of
from agent.web.page import Page


@dataclass
class Showing:
    """What one page sees of one run."""

    page: Page
    forms: list[ElementDict] = field(default_factory=list)
    """Cards that close when the conversation goes on."""
    _said: set[str] = field(default_factory=set)
    _streams: set[str] = field(default_factory=set)
    _step: str | None = None
    _labels: list[str] = field(default_factory=list)
    _since: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def progress(self, progress: Progress) -> None:
        """Show one piece of progress."""
        if progress.kind == "step":
            await self._working(progress.label)
        elif progress.kind == "token":
            await self._token(progress)
        elif progress.reply is not None:
            await self.reply(progress.reply)

    async def reply(self, reply: Reply) -> None:
        """Show a reply once, with its cards."""
        if reply.id in self._said:
            return
        self._said.add(reply.id)
        await self.rest()
        if reply.id in self._streams:
            await self.page.replace(reply.id, reply.text)
        else:
            await self.page.say(reply.id, reply.text, error=reply.error)
        notice = reply.notice.model_dump(mode="json") if reply.notice else None
        for card in cards_of(self.page.thread, reply.id, notice, last=True):
            self.forms.append(card)
            await self.page.card(card)

    async def refuse(self, words: str) -> None:
        """Say why an event was not acted on. It is not part of the transcript: nothing happened."""
        await self.rest()
        await self.page.say(str(uuid4()), words, error=True)

    async def rest(self) -> None:
        """Close the step that is being shown."""
        key, self._step = self._step, None
        if key is None:
            return
        until = datetime.now(UTC)
        name = self._labels[0] if len(self._labels) == 1 else f"{len(self._labels)} steps"
        details = "\n".join(f"- {label}" for label in self._labels) if len(self._labels) > 1 else ""
        seconds = (until - self._since).total_seconds()
        await self.page.work(key, f"{name}, {seconds:.1f} s", since=self._since, until=until, details=details)

    async def _working(self, label: str) -> None:
        new = self._step is None
        if self._step is None:
            self._step, self._labels, self._since = str(uuid4()), [], datetime.now(UTC)
        if label not in self._labels:
            self._labels.append(label)
        await self.page.work(self._step, label, since=self._since, new=new)

    async def _token(self, progress: Progress) -> None:
        """Show a text as it is written; when it is finished it goes, since what it became stands in a reply and on a card."""
        lead = f"*{progress.label}*\n\n" if progress.label else ""
        if progress.id not in self._streams:
            self._streams.add(progress.id)
            await self.page.say(progress.id, lead)
        elif not progress.text and not progress.done:
            await self.page.replace(progress.id, lead)
        if progress.text:
            await self.page.stream(progress.id, progress.text)
        if progress.done:
            await self.page.remove(progress.id)
