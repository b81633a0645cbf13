"""Watching what the models cost: a warning, once, when most of a campaign's budget is spent."""

from decimal import Decimal

from agent.graph.context import Context
from agent.graph.speech import Speaker
from agent.schemas.events import BudgetNearlySpent

WARNED_AT = Decimal("0.8")
"""Share of the budget that is worth a warning."""


async def warn_when_nearly_spent(context: Context, campaign_id: str | None, thread: str, event: str) -> None:
    """Say once per campaign and budget that most of it is spent. The key of the message makes it once."""
    if context.budget is None or campaign_id is None:
        return
    spent = (await context.store.spent(campaign_id)).cost
    if spent >= WARNED_AT * context.budget:
        speaker = Speaker(context, thread, event, f"budget:{campaign_id}:{context.budget}")
        await speaker.say(BudgetNearlySpent(spent=spent, budget=context.budget))
