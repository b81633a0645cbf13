"""What nodes work with: handed in per run, never stored in a checkpoint. This is where tests inject."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from agent.llm.port import ModelPort
from agent.schemas.events import Notice
from agent.stages.base import Stage
from agent.store import Store


class Voice(Protocol):
    """Finds the words for a notice. The graph states facts; the chat package speaks."""

    def words(self, notice: Notice) -> str:
        """Markdown for one notice."""


@dataclass(frozen=True)
class Context:
    """Everything a node may use."""

    store: Store
    model: ModelPort
    stages: dict[str, Stage]
    voice: Voice
    clock: Callable[[], datetime]
    link: Callable[[str], str] = lambda invitation: invitation
    """Address of the page where the client of an invitation decides."""
    point: Callable[[str], None] = lambda name: None
    """Called at named points of a run; a test ends the process there."""
    budget: Decimal | None = None
    """Most that the models may cost in one campaign; None means no limit."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the program ends: what is cancelled then was not stopped by a person, and is finished at the next start."""
