"""Where figures come from, and when they are reported to whom."""

import re
from datetime import date, timedelta
from typing import Literal, get_args

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Approver, Weekday
from agent.schemas.monitoring import Reporting, ReportSchedule, Tracking
from agent.schemas.stages import Cadence
from agent.stages.media import medium
from agent.stages.monitoring.plan import Plan, Sheet

Format = Literal["dashboard", "email", "pdf", "slack", "presentation"]
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_OFFERED = {"pdf": "pdf", "pptx": "presentation"}
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b|\b(1[0-2]|[1-9]) ?(am|pm)\b", re.I)
_ZONE = re.compile(r"\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/+-]+")


def draft_tracking(request: DraftRequest) -> SectionDraft:
    """Draft the data sources."""
    sheet = Sheet(request)
    if sheet.facts.intake.tracking_status != "yes":
        sheet.assume("tracking.data_sources", "Whether these sources can be read is not stated; access is checked before the first post.")
    tracking = Tracking(data_sources=_sources(sheet), frequency="daily", attribution_model="last_click", utm=sheet.execution.utm)
    return sheet.done(tracking.model_dump(mode="json"))


def _sources(plan: Plan) -> list[str]:
    found = ["analytics"]
    paid = any(name.endswith(" sponsored") for name in plan.execution.utm.medium) or any(_is_paid(kind) for kind in plan.kinds.values())
    if paid:
        found.append("ads")
    found.append("CRM" if "CRM" in plan.record else plan.record)
    if plan.of_kind("Email"):
        found.append("email")
    found += [f"{name.lower()} registrations" for name in plan.of_kind("Webinar", "Trade fair")]
    return found


def _is_paid(kind: str) -> bool:
    try:
        return medium(kind).paid
    except KeyError:
        return False


def draft_reporting(request: DraftRequest) -> SectionDraft:
    """Draft the reports: the client's own rhythm, weekday, hour and zone where they are stated."""
    sheet = Sheet(request)
    frequency = _frequency(sheet)
    schedule = _schedule(sheet, frequency)
    reporting = Reporting(frequency=frequency, schedule=schedule, formats=_formats(sheet), recipients=_recipients(sheet), dashboard_url=sheet.monitoring.reporting.dashboard_url)
    return sheet.done(reporting.model_dump(mode="json"))


def _frequency(sheet: Sheet) -> Cadence:
    stated = sheet.facts.intake.report_frequency
    if stated in ("weekly", "monthly"):
        return stated
    cadence = sheet.strategy.measurement.review_cadence or "weekly"
    said = "The client asks for one report, after the flight" if stated == "one_time" else "The brief does not say how often reports are wanted"
    sheet.assume("reporting.frequency", f"{said}; figures are looked at {'every day' if cadence == 'daily' else cadence}.")
    return cadence


def _schedule(sheet: Sheet, frequency: Cadence) -> ReportSchedule:
    facts = sheet.facts
    said = " ".join(facts.texts("reporting"))
    weekday = next((name for name in _WEEKDAYS if re.search(rf"\b{name}s?\b", said, re.I)), None)
    time, zone = _clock(said), _ZONE.search(said)
    if not said or time is None:
        sheet.assume("reporting.schedule", "The brief names no hour for reports; 09:00 local time is assumed.")
    schedule = ReportSchedule(time=time or "09:00", timezone=zone[0] if zone else facts.intake.timezone)
    if facts.intake.report_frequency == "one_time":
        once = _business_day(sheet, facts.end + timedelta(days=1)) if facts.end else None
        return schedule.model_copy(update={"day": "once, on the first business day after the flight", "first": once, "last": once})
    if frequency == "monthly" and weekday is None:
        return schedule.model_copy(update={"day": "first business day of the month", **_months(sheet)})
    if frequency == "daily":
        return schedule.model_copy(update={"day": "every business day", "first": facts.start, "last": facts.end})
    return schedule.model_copy(update={"weekday": weekday or "Monday", **_weeks(sheet, weekday or "Monday")})


def _clock(said: str) -> str | None:
    found = _CLOCK.search(said)
    if found is None:
        return None
    if found[1]:
        return f"{int(found[1]):02d}:{found[2]}"
    return f"{int(found[3]) % 12 + (12 if found[4].lower() == 'pm' else 0):02d}:00"


def _weeks(plan: Plan, weekday: Weekday) -> dict[str, date]:
    """First report after the first full week, last one after the flight."""
    facts = plan.facts
    if not (facts.start and facts.end):
        return {}
    wanted = _WEEKDAYS.index(weekday)
    first, last = facts.start + timedelta(days=7), facts.end + timedelta(days=1)
    return {"first": first + timedelta(days=(wanted - first.weekday()) % 7), "last": last + timedelta(days=(wanted - last.weekday()) % 7)}


def _months(plan: Plan) -> dict[str, date]:
    """First report in the month after the start, last one in the month after the last KPI can be read."""
    facts = plan.facts
    if not (facts.start and facts.end):
        return {}
    readings = [kpi.by for kpi in plan.strategy.measurement.primary_kpis if kpi.by]
    return {"first": _business_day(plan, _next_month(facts.start)), "last": _business_day(plan, _next_month(max([facts.end, *readings])))}


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _business_day(plan: Plan, day: date) -> date:
    """The day, or the next one that is neither a weekend, nor New Year, nor a holiday of the plan."""
    closed = {item.date for item in plan.execution.schedule.holidays.dates}
    while day.weekday() > 4 or day in closed or (day.month, day.day) == (1, 1):
        day += timedelta(days=1)
    return day


def _formats(plan: Plan) -> list[Format]:
    said = " ".join(plan.facts.texts("reporting")).lower()
    cues: tuple[tuple[str, Format], ...] = (("pdf", "pdf"), ("deck", "presentation"), ("presentation", "presentation"), ("slides", "presentation"), ("dashboard", "dashboard"), ("slack", "slack"), ("mail", "email"))
    found: list[Format] = [name for cue, name in cues if cue in said]
    wanted: list[Format] = ["presentation" if name == "pptx" else "pdf" for name in plan.facts.intake.formats_wanted if name in _OFFERED]
    return list(dict.fromkeys([*found, *(wanted if not found else [])])) or ["pdf"]


def _recipients(sheet: Sheet) -> list[str]:
    """Who releases content reads the reports, unless the client names somebody else."""
    said = " ".join(sheet.facts.texts("reporting"))
    named = re.findall(r"\b(?:to|for) ((?:Dr\. |Mr\. |Ms\. |Mrs\. |Hr\. |Fr\. )?[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b", said)
    people = sheet.execution.governance.approvers
    if named:
        known = {name: next((addressed(sheet, person) for person in people if person.name.startswith(name)), name) for name in named}
        return list(known.values())
    reader = next((person for person in people if person.scope.startswith("all content")), people[0] if people else None)
    if reader is None or "to be named" in reader.role:
        sheet.assume("reporting.recipients", "The brief names no reader of the reports; the client does.")
        return [reader.name if reader else f"Marketing manager at {sheet.facts.short}"]
    sheet.assume("reporting.recipients", f"The brief names no reader of the reports; {reader.name} is assumed, who releases content.")
    return [addressed(sheet, reader)]


def addressed(plan: Plan, person: Approver) -> str:
    """A person with role, and with the address when the client gave theirs."""
    mail = plan.facts.intake.contact_email
    own = mail if mail and plan.facts.contact and plan.facts.contact in person.name else None
    role = "" if person.role.startswith("Approver at") else person.role.lower() if person.role.isalpha() else person.role
    about = ", ".join(part for part in (role, own) if part)
    return f"{person.name} ({about})" if about else person.name
