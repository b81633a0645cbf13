"""What the models cost, in words and as a table. What is not known is said; it is never counted as nothing."""

from collections.abc import Sequence

from pydantic import JsonValue

from agent.schemas.calls import Spending, SpendingLine, amount
from agent.schemas.events import BudgetNearlySpent

HEADINGS = ("voice", "model", "calls", "failed", "tokens in", "cached", "tokens out", "cost")


def cost_in_words(spending: Spending | None) -> str:
    """The answer to 'what did this cost?'."""
    if spending is None or not spending.lines:
        return "Nothing: no language model has been asked for this campaign. The offline model works by rules and costs nothing."
    rows = "\n".join(f"- {line.voice} ({line.model}): {_calls(line.calls)}, {line.tokens_in:,} tokens in, {line.tokens_out:,} out, {_cost(line)}" for line in spending.lines)
    return f"{_total(spending)}\n\n{rows}"


def _total(spending: Spending) -> str:
    known = spending.calls - spending.unknown
    head = f"The models have cost **{amount(spending.cost)}** in this campaign so far, in the currency of the prices, for {_calls(spending.calls)}."
    if spending.unknown:
        lead = head if known else f"What the models have cost is not known. There were {_calls(spending.calls)}."
        head = f"{lead} The cost of {spending.unknown} of them is unknown: the model has no price in AICMO_MODEL_PRICES, or the server did not say how many tokens it used."
    return f"{head} The budget is {amount(spending.budget)}." if spending.budget is not None else head


def _calls(number: int) -> str:
    return f"{number} {'call' if number == 1 else 'calls'}"


def _cost(line: SpendingLine) -> str:
    if not line.unknown:
        return amount(line.cost)
    return f"{amount(line.cost)} and {line.unknown} unknown" if line.calls > line.unknown else "cost unknown"


def nearly_spent(notice: BudgetNearlySpent) -> str:
    """The warning that is said once per budget."""
    share = int(100 * notice.spent / notice.budget)
    return (
        f"The models have cost {amount(notice.spent)} of this campaign's budget of {amount(notice.budget)} ({share} %). Before it is passed they are not asked any more. "
        "Raise AICMO_CAMPAIGN_BUDGET to go on with them, or set AICMO_MODEL=offline to go on by rules."
    )


def table(spending: Spending) -> str:
    """Voices and models in columns, with a total."""
    lines = [(line.voice, line.model, *_figures(line)) for line in spending.lines]
    total = SpendingLine(
        voice="total",
        model="",
        calls=spending.calls,
        failed=sum(line.failed for line in spending.lines),
        tokens_in=sum(line.tokens_in for line in spending.lines),
        tokens_cached=sum(line.tokens_cached for line in spending.lines),
        tokens_out=sum(line.tokens_out for line in spending.lines),
        cost=spending.cost,
        unknown=spending.unknown,
    )
    return _columns([HEADINGS, *lines, (total.voice, total.model, *_figures(total))])


def as_json(spending: Spending) -> dict[str, JsonValue]:
    """The same for programs: sums as decimal text."""
    return {**spending.model_dump(mode="json", exclude={"budget"}), "calls": spending.calls, "cost": str(spending.cost), "unknown": spending.unknown}


def _figures(line: SpendingLine) -> tuple[str, ...]:
    return f"{line.calls:,}", f"{line.failed:,}", f"{line.tokens_in:,}", f"{line.tokens_cached:,}", f"{line.tokens_out:,}", _cost(line)


def _columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in rows)
