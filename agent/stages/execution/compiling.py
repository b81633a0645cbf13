"""The compile step: from start, rhythm, rotation and links to dated posts. Pure; compiling twice changes nothing."""

import re
from datetime import date, timedelta

from agent.llm.port import Sources
from agent.schemas.execution import Calendar, Execution, Schedule, WeekRotation
from agent.stages.base import Content
from agent.stages.execution.closed import ClosedDays, closed_days, holidays_of
from agent.stages.execution.phases import timed
from agent.stages.execution.plan import Plan
from agent.stages.execution.posts import CalendarMaker, Compiled
from agent.stages.execution.rhythm import slots_of

_GENERATED = re.compile(r"\s*(?:Moved in this plan|Left out of this plan): .*$", re.S)
_SHOWN = 8


def compile_execution(content: Content, sources: Sources) -> Content:
    """The end, the phases, closed days and dated posts, as they follow from the rest."""
    plan = Plan(sources, content)
    plan.execution.timeline = timed(plan.execution.timeline)
    plan.execution.schedule, closed = _schedule(plan)
    plan.execution.calendar, made = compiled_calendar(plan, closed)
    plan.execution.schedule.holidays.rule = _rule(plan, closed, made)
    done = plan.execution.model_dump(mode="json", include={"timeline", "schedule", "calendar"})
    return {**Execution().model_dump(mode="json"), **content, **done}


def compiled_calendar(plan: Plan, closed: ClosedDays | None = None) -> tuple[Calendar, Compiled]:
    """The calendar with its posts; without a first day there are none."""
    timeline, calendar = plan.execution.timeline, plan.execution.calendar
    if timeline.start_date is None or timeline.duration_weeks is None or timeline.end_date is None:
        return calendar.model_copy(update={"posts": []}), Compiled()
    closed = closed or closed_days(plan, timeline.start_date, timeline.end_date, plan.execution.schedule.blackout_dates)
    rotation = _rotation(calendar.content_rotation, timeline.start_date, timeline.duration_weeks)
    made = CalendarMaker(plan, closed, rotation).compiled()
    return calendar.model_copy(update={"content_rotation": rotation, "posts": made.posts}), made


def _rotation(given: list[WeekRotation], start: date, weeks: int) -> list[WeekRotation]:
    """The rotation for exactly the weeks of the flight; weeks that are missing repeat those that are given."""
    if not given:
        return []
    by_week = {row.week: row for row in given}
    order = sorted(by_week)
    rows = (by_week.get(week) or by_week[order[(week - 1) % len(order)]] for week in range(1, weeks + 1))
    return [row.model_copy(update={"week": week, "starts": start + timedelta(weeks=week - 1)}) for week, row in enumerate(rows, 1)]


def _schedule(plan: Plan) -> tuple[Schedule, ClosedDays | None]:
    timeline, schedule = plan.execution.timeline, plan.execution.schedule
    best = {name: slots_of(name, count, schedule.best_times.get(name, []), plan.zone) for name, count in schedule.posts_per_week.items()}
    best = {**{name: slots for name, slots in schedule.best_times.items() if name not in best}, **best}
    if timeline.start_date is None or timeline.end_date is None:
        return schedule.model_copy(update={"best_times": best}), None
    start, end = timeline.start_date, timeline.end_date
    closed = closed_days(plan, start, end, schedule.blackout_dates)
    held = holidays_of(plan, closed, start, end).model_copy(update={"rule": schedule.holidays.rule})
    return schedule.model_copy(update={"best_times": best, "blackout_dates": sorted(closed.blackouts), "holidays": held}), closed


def _rule(plan: Plan, closed: ClosedDays | None, made: Compiled) -> str | None:
    """What happens on closed days, and what did happen in this plan. Words a person wrote in front stay."""
    held = plan.execution.schedule.holidays
    if closed is None:
        return held.rule
    policy = _GENERATED.sub("", held.rule or "").strip() or _policy(plan, closed)
    moved = f"Moved in this plan: {_some(made.moved)}." if made.moved else ""
    left = f"Left out of this plan: {_some(made.left_out)}." if made.left_out else ""
    return " ".join(part for part in (policy, moved, left) if part)


def _policy(plan: Plan, closed: ClosedDays) -> str:
    where = "either market" if len(plan.facts.markets) == 2 else "any market" if len(plan.facts.markets) > 2 else "the market"
    if closed.strict:
        return f"No post on a public holiday of {where}, as the client asks. A slot on a closed day moves to the next free day, else it is left out."
    return f"A slot on a public holiday of {where} moves to the next free day where there is one. Local times stay as they are when clocks change."


def _some(items: list[str]) -> str:
    rest = len(items) - _SHOWN
    return "; ".join(items[:_SHOWN]) + (f"; and {rest} more" if rest > 0 else "")
