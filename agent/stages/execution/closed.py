"""Days without publication: blackouts the client states, and public holidays of the markets, computed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import holidays as calendars
from babel import Locale

from agent.schemas.execution import Holiday, Holidays
from agent.stages.execution.phases import reason
from agent.stages.execution.plan import Plan
from agent.stages.markets import country_code
from agent.stages.wording import listed

_NO_HOLIDAYS = re.compile(r"\b(no|not|nothing|never|without|except|don't|skip)\b[^.;]{0,60}\b(bank|public|national) holidays?\b", re.I)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 400
"""A stated blackout is read for at most this many days; a longer one is a mistake in the dates."""


@dataclass(frozen=True)
class ClosedDays:
    """Which days of a flight are closed, and why."""

    blackouts: dict[date, str]
    """Day to reason: no publication at all."""
    holidays: dict[date, Holiday]
    """Public holidays around the flight; avoided even where the client does not ask for it."""
    strict: bool
    """Whether the client says that nothing is published on public holidays."""

    def is_workday(self, day: date) -> bool:
        """Whether a review step can be due on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def why(self, day: date) -> str:
        """Why a day is closed; empty when it is open."""
        if day in self.blackouts:
            return self.blackouts[day]
        return self.holidays[day].name if day in self.holidays else ""


def closed_days(plan: Plan, start: date, end: date, given: list[date]) -> ClosedDays:
    """Closed days of a flight: those given, those the client states, and the holidays of the markets with half a year before for deadlines."""
    countries = _countries(plan)
    known = {item.date: item for item in _holidays(tuple(countries.items()), start.year - 1, end.year)}
    strict = any(_NO_HOLIDAYS.search(text) for text in [*plan.facts.texts("blackout"), plan.facts.intake.compliance_notes or ""])
    blackouts = dict.fromkeys(given, "day without publication")
    if strict:
        blackouts |= {day: item.name for day, item in known.items() if start <= day <= end}
    blackouts |= dict(_stated(plan, start, end))
    return ClosedDays(blackouts, known, strict)


def holidays_of(plan: Plan, closed: ClosedDays, start: date, end: date) -> Holidays:
    """The holidays of a flight, as they are shown."""
    countries = _countries(plan)
    federal = "national, with the nations of the United Kingdom" if "GB" in countries.values() else "national; regional holidays are not included"
    inside = [item for day, item in sorted(closed.holidays.items()) if start <= day <= end]
    return Holidays(countries=list(countries), level=federal, dates=inside)


def _stated(plan: Plan, start: date, end: date) -> Iterator[tuple[date, str]]:
    for fact in plan.facts.facts("blackout"):
        why = reason(fact.text).removeprefix(", ") or "day without publication"
        if fact.start:
            last = min(fact.end or fact.start, fact.start + timedelta(days=_LONGEST))
            yield from ((fact.start + timedelta(days=n), why) for n in range((last - fact.start).days + 1) if start <= fact.start + timedelta(days=n) <= end)
        names = fact.text.lower()
        shut = {n for n, name in enumerate(_WEEKDAYS) if re.search(rf"\b(?:on|no|not|nothing|never)\b[^.;,]*\b{name}s\b", names)}
        shut |= {5, 6} if re.search(r"\b(?:no|not|nothing|never)\b[^.;,]*\bweekends?\b", names) else set()
        if shut:
            days = (start + timedelta(days=n) for n in range((end - start).days + 1))
            yield from ((day, "day without publication") for day in days if day.weekday() in shut)


def _countries(plan: Plan) -> dict[str, str]:
    """Markets that are countries, with their codes; when none is, the country of the time zone."""
    found = {market: code for market in plan.facts.markets if (code := country_code(market))}
    if not found and plan.facts.intake.timezone and (code := _zones().get(plan.facts.intake.timezone)):
        found = {str(Locale("en").territories.get(code, code)): code}
    return {market: code for market, code in found.items() if code in calendars.list_supported_countries()}


@cache
def _zones() -> dict[str, str]:
    """Country of each time zone that belongs to one country."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {zone: code for code, _, zone, *_ in rows}


@cache
def _holidays(markets: tuple[tuple[str, str], ...], first: int, last: int) -> tuple[Holiday, ...]:
    """Public holidays of several countries over some years, one entry per day, in order."""
    found: dict[date, list[tuple[str, str]]] = {}
    for market, code in markets:
        for day, name in _national(code, first, last):
            found.setdefault(day, []).append((market, name))
    return tuple(
        Holiday(date=day, name=" / ".join(dict.fromkeys(name for _, name in rows)), countries=[market for market, _ in rows])
        for day, rows in sorted(found.items())
    )


@cache
def _national(code: str, first: int, last: int) -> tuple[tuple[date, str], ...]:
    years = range(first, last + 1)
    offered = getattr(calendars, code).supported_languages
    language = next((name for name in ("en_GB", "en_US") if name in offered), None)
    if code != "GB":
        names = calendars.country_holidays(code, years=years, language=language).items()
        return tuple((day, name if code in ("US", "CA") else name.replace("Labor", "Labour")) for day, name in names)
    nations = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
    rows: dict[tuple[date, str], list[str]] = {}
    for nation, part in nations.items():
        for day, name in calendars.country_holidays("GB", subdiv=part, years=years, language=language).items():
            rows.setdefault((day, name), []).append(nation)
    return tuple((day, name if len(own) == len(nations) else f"{name}, {listed(own)}") for (day, name), own in rows.items())
