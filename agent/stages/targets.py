"""The client's targets made typed: what is counted, from where to where, until when, and what one result may cost."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from agent.schemas.base import MoneyValue
from agent.schemas.intake import KpiTarget
from agent.stages.wording import bare, lower_first, money, number, singular

Kind = Literal["count", "rate", "cost", "money"]

_BRACKETS = re.compile(r"\s*\(([^)]*)\)")
_BASELINE = re.compile(r"\b(?:from|now|currently|today|baseline|was|up from|down from)\s+(?:about |around )?([\d.,]*\d)", re.I)
_LOWER_IS_BETTER = re.compile(
    r"\b(cost|cac|cpl|cpa|churn|bounce|time to|no-?shows?|complaints?|cancellations?|returns|drop-?out|stay below|under|at most|reduce|fewer)\b", re.I
)
_DAYS = re.compile(r"\b(\d+)[- ](day|week|month)s?\b", re.I)
_PER = re.compile(r"\bcost per (.+)$", re.I)
_COST = re.compile(r"\b(cost per|cac|cpl|cpa|cost of)\b", re.I)
_RATE = re.compile(r"\b(rate|share|percentage|ratio|margin)\b", re.I)
_LIMIT = re.compile(r"\b(below|under|at most|at least|above|over|max\w*|min\w*|must|stay)\b", re.I)


@dataclass(frozen=True)
class Target:
    """One target of the client."""

    name: str
    """What is counted, without brackets: 'Qualified leads'."""
    kind: Kind
    target: int | float | None
    unit: str | None
    baseline: int | float | None
    direction: Literal["up", "down"]
    by: date | None
    definition: str | None
    """What counts as one, when the client says so: 'utility engineers with a named project'."""
    window_days: int | None
    """For a rate over a period, the days a customer needs before it can be read."""

    @property
    def one(self) -> str:
        """One of what is counted, for use in a sentence: 'new subscriber'."""
        return lower_first(singular(self.name))

    @property
    def many(self) -> str:
        """What is counted, for use in a sentence: 'new subscribers'."""
        return lower_first(self.name)

    def amount(self, value: int | float) -> str:
        """A value of this target with its unit: '40%', 'GBP 30', '1,500'."""
        if self.unit == "%":
            return f"{number(value)}%"
        if self.unit and re.fullmatch(r"[A-Z]{3}", self.unit):
            return money(value, self.unit)
        return number(value)


def read_target(stated: KpiTarget, start: date | None, weeks: int) -> Target:
    """Type one stated target; nothing is added that it does not say, except the end of the flight as an upper date for counts."""
    notes = " ".join(_BRACKETS.findall(stated.kpi))
    name = bare(_BRACKETS.sub("", stated.kpi)) or bare(stated.kpi)
    baseline = _BASELINE.search(stated.kpi)
    start_value = float(baseline[1].replace(",", "")) if baseline else None
    kind = _kind(name, stated.unit)
    falls = bool(_LOWER_IS_BETTER.search(f"{name} {notes}"))
    if start_value is not None and stated.target is not None:
        falls = stated.target < start_value
    return Target(
        name=name[:1].upper() + name[1:],
        kind=kind,
        target=stated.target,
        unit=stated.unit,
        baseline=_whole(start_value),
        direction="down" if falls else "up",
        by=stated.by,
        definition=notes if notes and not baseline and not _LIMIT.search(notes) else None,
        window_days=_window(name),
    )


def _kind(name: str, unit: str | None) -> Kind:
    if _COST.search(name):
        return "cost"
    if unit == "%" or _RATE.search(name):
        return "rate"
    return "money" if unit and re.fullmatch(r"[A-Z]{3}", unit) else "count"


def _window(name: str) -> int | None:
    found = _DAYS.search(name)
    return int(found[1]) * {"day": 1, "week": 7, "month": 30}[found[2].lower()] if found else None


def _whole(value: float | None) -> int | float | None:
    return int(value) if value is not None and value.is_integer() else value


def cost_target(counted: Target | None, stated: Target | None, budget: MoneyValue | None) -> Target | None:
    """What one result may cost: the client's own ceiling, else budget divided by the target; None when neither is known."""
    if stated is not None:
        per = _PER.search(stated.name)
        if counted and per and singular(per[1].lower()) in (counted.one, counted.one.split()[-1]):
            return _named(stated, f"Cost per {counted.one}")
        return stated
    if counted is None or budget is None or not counted.target:
        return None
    each = _whole(round(float(budget.amount) / float(counted.target), 2))
    return Target(f"Cost per {counted.one}", "cost", each, budget.currency, None, "down", counted.by, None, None)


def _named(target: Target, name: str) -> Target:
    return Target(
        name, target.kind, target.target, target.unit, target.baseline, target.direction, target.by, target.definition, target.window_days
    )


def readable_on(target: Target, last_joiner: date) -> date:
    """The first day on which a rate over a window is known for everybody who joined by `last_joiner`."""
    return last_joiner + timedelta(days=target.window_days or 0)
