"""The timeline: when the flight ends, its phases, and the dates everybody waits for."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Milestone, Phase, Timeline
from agent.stages.execution.plan import Plan, Sheet
from agent.stages.facts import Facts
from agent.stages.wording import article, bare, listed, lower_first, money, number, text_of

_DATED = re.compile(r"(?P<opens>(?:from|after)[^;,]*,?\s)?(?P<day>\d{4}-\d{2}-\d{2})")


def phase_weeks(weeks: int) -> list[tuple[str, int, int]]:
    """Launch, Optimize, Scale with first and last week: 12 weeks give 1-2, 3-8, 9-12; very short flights have fewer phases."""
    launch = max(1, round(weeks / 6))
    optimize = max(launch + 1, round(weeks * 2 / 3))
    borders = [("Launch", 1, launch), ("Optimize", launch + 1, min(optimize, weeks)), ("Scale", optimize + 1, weeks)]
    return [(name, first, last) for name, first, last in borders if first <= last]


def timed(timeline: Timeline) -> Timeline:
    """The end, and every phase with its dates. Phases a person laid out stay as they are as long as they fill the flight."""
    if timeline.start_date is None or timeline.duration_weeks is None:
        return timeline.model_copy(update={"end_date": None})
    start, weeks = timeline.start_date, timeline.duration_weeks
    layout = [(phase.name, *phase.weeks) for phase in timeline.phases]
    if [week for _, first, last in layout for week in range(first, last + 1)] != list(range(1, weeks + 1)):
        layout = phase_weeks(weeks)
    goals = {phase.name: phase.goal for phase in timeline.phases}
    known = {(item.date, item.name): item for phase in timeline.phases for item in phase.milestones}
    milestones = sorted(known.values(), key=lambda item: item.date)
    phases = []
    for name, first, last in layout:
        opens, ends = start + timedelta(weeks=first - 1), start + timedelta(weeks=last, days=-1)
        own = [item for item in milestones if (item.date >= opens or first == 1) and (item.date <= ends or last == weeks)]
        phases.append(Phase(name=name, weeks=(first, last), start=opens, end=ends, goal=goals.get(name), milestones=own))
    return timeline.model_copy(update={"end_date": start + timedelta(weeks=weeks, days=-1), "phases": phases})


def draft_timeline(request: DraftRequest) -> SectionDraft:
    """Draft the timeline. Without a start date there are no dates, and the start is asked for."""
    sheet = Sheet(request)
    held = sheet.execution.timeline
    start = sheet.facts.start or held.start_date
    weeks = sheet.facts.intake.duration_weeks
    if start is None:
        sheet.assume("timeline.start_date", "The brief names no first day; nothing is dated until it is known.")
        return sheet.done(Timeline(start_date=None, duration_weeks=weeks).model_dump(mode="json"))
    layout = phase_weeks(weeks)
    goals = _goals(sheet, layout, weeks)
    first = Phase(name=layout[0][0], weeks=(1, layout[0][2]), start=start, end=start, milestones=list(_milestones(sheet, start, weeks)))
    rough = [first, *(Phase(name=name, weeks=(a, b), start=start, end=start) for name, a, b in layout[1:])]
    phases = [phase.model_copy(update={"goal": goals[phase.name]}) for phase in rough]
    sheet.assume("timeline.phases", "Spend and results per phase are planning figures at an even pace.")
    return sheet.done(timed(Timeline(start_date=start, duration_weeks=weeks, phases=phases)).model_dump(mode="json"))


def _goals(sheet: Sheet, layout: list[tuple[str, int, int]], weeks: int) -> dict[str, str]:
    facts = sheet.facts
    many = sheet.many
    trial = f", {listed(sheet.trials)} kept or dropped" if sheet.trials else ""
    cost, scale = _aims(sheet)
    said = {
        "Launch": f"Every link on {listed(sheet.platforms) or 'each channel'} proven, first {many} counted",
        "Optimize": f"Weak openings replaced{trial}{cost}",
        "Scale": scale,
    }
    return {name: text_of(said[name], _figures(facts, name, first, last, weeks)) for name, first, last in layout}


def _aims(plan: Plan) -> tuple[str, str]:
    """What the middle of the flight works towards, and where money or effort goes at its end."""
    facts, rate = plan.facts, plan.facts.rate
    if facts.cost and facts.cost.target:
        limit = facts.cost.amount(facts.cost.target)
        dear = article(facts.counted.one) if facts.counted else "a result"
        return f", {lower_first(facts.cost.name)} brought to {limit}", f"Money goes where {dear} costs less than {limit}"
    if rate and rate.target is not None:
        past = f"from {rate.amount(rate.baseline)} " if rate.baseline is not None else ""
        return f", {lower_first(rate.name)} on its way {past}to {rate.amount(rate.target)}", f"Effort goes where the {lower_first(rate.name)} is best"
    return "", f"Effort goes where most {plan.many} come from"


def _figures(facts: Facts, name: str, first: int, last: int, weeks: int) -> str:
    """Spend and results of a phase at an even pace; differences of rounded totals, so that the phases add up."""
    parts = []
    if facts.intake.budget:
        total = float(facts.intake.budget.amount)
        parts.append(f"{money(round(total * last / weeks) - round(total * (first - 1) / weeks), facts.intake.budget.currency)} spent")
    if facts.counted and facts.counted.target:
        goal = float(facts.counted.target)
        parts.append(f"{number(round(goal * last / weeks) - round(goal * (first - 1) / weeks))} {facts.counted.many}")
    return f"Planned for {name} (assumption, even pace): {', '.join(parts)}" if parts else ""


def _milestones(plan: Plan, start: date, weeks: int) -> Iterator[Milestone]:
    """Dates stated by the client or set by the strategy's rules, each once."""
    end = start + timedelta(weeks=weeks, days=-1)
    yield Milestone(date=start, name="First day of the flight")
    found = {(item.date, item.name): item for item in [*_stated(plan, start, end), *_judged(plan, start, end)]}
    yield from found.values()
    yield Milestone(date=end, name="Last day of the flight")
    counted = plan.facts.counted
    if counted and counted.by and start <= counted.by <= end + timedelta(days=60):
        yield Milestone(date=counted.by, name=f"Count of {counted.many} closed")


def _stated(plan: Plan, start: date, end: date) -> Iterator[Milestone]:
    for fact in plan.facts.facts("event"):
        if fact.start and start <= fact.start <= end:
            yield Milestone(date=fact.start, name=bare(re.sub(r"\(.*?\)", "", fact.text))[:80])
    for fact in plan.facts.facts("blackout"):
        if fact.start and fact.end and start <= fact.start <= end:
            after = fact.end + timedelta(days=1)
            yield Milestone(date=fact.start, name=f"Nothing is published until {after.isoformat()}{reason(fact.text)}")
            if after <= end:
                yield Milestone(date=after, name="All links and forms clicked again before the first post")


def reason(text: str) -> str:
    """The reason a client gives in brackets for a closed period, to be put after a comma; empty when there is none."""
    found = re.search(r"\(([^)\d]+)\)", text)
    return f", {found[1].strip()}" if found else ""


def _day(text: str) -> date | None:
    """The day; None for digits that name none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _judged(plan: Plan, start: date, end: date) -> Iterator[Milestone]:
    """Days named in the windows of the strategy's stop rules and decision rules."""
    rules = [rule for channel in plan.strategy.channel_strategy.channels for rule in channel.kill_criteria]
    due: dict[tuple[date, str], list[str]] = {}
    for rule in [*rules, *plan.strategy.measurement.decision_rules]:
        for found in _DATED.finditer(rule.window):
            day = _day(found["day"])
            if day and start < day <= end:
                due.setdefault((day, "Read from this day on" if found["opens"] else "Judged"), []).append(rule.metric)
    yield from (Milestone(date=day, name=f"{what}: {'; '.join(dict.fromkeys(metrics))}") for (day, what), metrics in due.items())
