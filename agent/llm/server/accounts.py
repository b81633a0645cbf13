"""Keeping account of a model server: what every call costs, its record, and a campaign's budget, held before a call is sent."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

from agent.config import Price
from agent.errors import OverBudget
from agent.llm.server.wire import Usage
from agent.schemas.calls import ModelCall, Purpose, Spending, amount

MILLION = 1_000_000
CHARACTERS_PER_TOKEN = 3
"""Rough, and on the high side for English, so that a budget is kept in other languages too."""
HIDDEN = "[key removed]"


class Recorder(Protocol):
    """Where calls are kept. The store is one; neither method fails the call it is about."""

    async def record_call(self, call: ModelCall) -> None:
        """Keep one call."""

    async def spent(self, campaign_id: str | None) -> Spending:
        """What a campaign has cost so far."""


class Nowhere:
    """Keeps nothing: for probing a server."""

    async def record_call(self, call: ModelCall) -> None:
        """Forget it."""

    async def spent(self, campaign_id: str | None) -> Spending:
        """Nothing is known to have been spent."""
        return Spending()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Accounts:
    """The books of one installation. One run works on a campaign at a time, so what is held is known to this process."""

    recorder: Recorder = field(default_factory=Nowhere)
    prices: Mapping[str, Price] = field(default_factory=dict)
    budget: Decimal | None = None
    """Per campaign; None means no limit."""
    secrets: tuple[str, ...] = ()
    """Words that are taken out of everything that is kept."""
    clock: Callable[[], datetime] = _now
    _held: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _released: asyncio.Condition = field(default_factory=asyncio.Condition)

    def cost(self, usage: Usage | None, *models: str | None) -> Decimal | None:
        """The price of an answer by the first of the models that has one; None when it cannot be known."""
        price = next((self.prices[name] for name in models if name is not None and name in self.prices), None)
        if price is None or usage is None:
            return None
        cached = price.input if price.cached_input is None else price.cached_input
        return ((usage.prompt - usage.cached) * price.input + usage.cached * cached + usage.completion * price.output) / MILLION

    async def hold(self, purpose: Purpose, model: str, *, characters: int, most: int) -> Decimal:
        """Set aside what a call may cost at most; waits for calls under way. Raises OverBudget when the budget has not that much left."""
        campaign = purpose.campaign_id
        if self.budget is None or campaign is None:
            return Decimal(0)
        wanted = self.cost(Usage(characters // CHARACTERS_PER_TOKEN + 1, 0, most), model)
        if wanted is None:
            raise OverBudget(_unpriced(model))
        async with self._released:
            while True:
                spent = (await self.recorder.spent(campaign)).cost
                if spent + self._held[campaign] + wanted <= self.budget:
                    self._held[campaign] += wanted
                    return wanted
                if not self._held[campaign]:
                    raise OverBudget(_spent(spent, wanted, self.budget))
                await self._released.wait()

    async def release(self, purpose: Purpose, held: Decimal) -> None:
        """Give back what was set aside, once the call is recorded."""
        if held and purpose.campaign_id is not None:
            async with self._released:
                self._held[purpose.campaign_id] -= held
                self._released.notify_all()

    async def record(self, call: ModelCall) -> None:
        """Keep a call, without any secret word."""
        messages = [self._without_secrets(message) for message in call.messages]
        await self.recorder.record_call(replace(call, messages=messages, answer=self._without_secrets(call.answer)))

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._without_secrets(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._without_secrets(item) for item in value]
        if isinstance(value, str):
            for word in self.secrets:
                value = value.replace(word, HIDDEN)
        return value


def _spent(spent: Decimal, wanted: Decimal, budget: Decimal) -> str:
    return (
        f"The model was not asked: {amount(spent)} of this campaign's model budget of {amount(budget)} is spent, and this call may cost up to {amount(wanted)}. Nothing is lost. "
        "Raise AICMO_CAMPAIGN_BUDGET, or set AICMO_MODEL=offline to go on by rules; forms and buttons work as they are."
    )


def _unpriced(model: str) -> str:
    return (
        f"The model was not asked: this campaign has a model budget, and AICMO_MODEL_PRICES has no price for '{model}', so the budget cannot be kept. Nothing is lost. "
        "Add its price, or take AICMO_CAMPAIGN_BUDGET away."
    )
