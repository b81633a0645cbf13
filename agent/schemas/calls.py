"""What was asked of a model server and what it cost: one record per request, and the totals of a campaign."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import StageId

CallVoice = Literal["interpret", "read", "draft", "judge", "probe"]
"""What a model was asked to do. `read` is reading a brief; `probe` is the doctor's question."""
Attempt = Literal["first", "repair", "retry"]
"""Why a request was sent: for the first time, to have an answer corrected, or again after a failure."""
Rung = Literal["json_schema", "json_object", "text", "tools"]
"""The form the answer was asked for in."""


class Purpose(Model):
    """Why a model is asked, and on whose account."""

    voice: CallVoice
    campaign_id: str | None = None
    event: str | None = None
    """Id of the event that caused it."""
    stage: StageId | None = None
    section: str | None = None
    question: str | None = None
    """The judge's question."""

    @property
    def role(self) -> str:
        """Its name in one word: draft:strategy.narrative, judge:coherence, interpret, read."""
        place = self.question or ".".join(part for part in (self.stage, self.section) if part and self.section)
        return f"{self.voice}:{place}" if place else self.voice


@dataclass(frozen=True)
class ModelCall:
    """One request to a model server. Keys and headers are never part of it."""

    purpose: Purpose
    prompt: str | None
    """Name and digest of the prompt's template."""
    model: str
    """The model asked for."""
    rung: Rung
    attempt: Attempt
    milliseconds: int
    outcome: str
    """ok, or the name of the failure: does_not_fit, too_long, declined, filtered, stopped, or the client's error class."""
    messages: list[dict[str, Any]]
    at: datetime
    answered: str | None = None
    """The model the server says has answered."""
    tokens_in: int | None = None
    """Null when the server did not say."""
    tokens_cached: int | None = None
    """Those of `tokens_in` the server had kept from an earlier request."""
    tokens_out: int | None = None
    cost: Decimal | None = None
    """In the currency of the prices; null when the model's price or its tokens are not known."""
    free: bool = False
    """True when the server refused the request before answering, so that there is nothing to pay."""
    answer: str | None = None


class SpendingLine(Model):
    """What one voice cost with one model."""

    voice: str
    model: str
    calls: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)
    """Of the calls whose cost is known."""
    unknown: int = 0
    """Calls whose cost is not known."""


class Spending(Model):
    """What the models cost in one campaign."""

    lines: list[SpendingLine] = Field(default_factory=list)
    budget: Decimal | None = None

    @property
    def calls(self) -> int:
        """Requests, failed ones included."""
        return sum(line.calls for line in self.lines)

    @property
    def unknown(self) -> int:
        """Calls whose cost is not known."""
        return sum(line.unknown for line in self.lines)

    @property
    def cost(self) -> Decimal:
        """What is known to have been spent."""
        return sum((line.cost for line in self.lines), Decimal(0))


def amount(value: Decimal) -> str:
    """A sum in the currency of the prices, which is not named: '12.50', '0.0042'."""
    return f"{value:,.2f}" if value == 0 or value >= 1 else f"{value:.4f}"
