"""Chapter: the plan of the flight, with its calendar and tracking."""

from collections import Counter
from datetime import timedelta

from agent.exports import wording
from agent.exports.blocks import Block, Facts, Heading, Paragraph, Table, Weeks, facts, items, paragraph, section
from agent.exports.lines import PostLine
from agent.exports.model import ExportModel
from agent.schemas.execution import Calendar, Derived, Execution, Governance, Resources, Schedule, Timeline, Utm

PRINTED_POSTS = 1000
"""Most posts the report prints; the data file holds all."""

_WEEK_COLUMNS = (30.0, 22.0, 56.0, 30.0, 39.0, 41.0, 26.0, 18.0)


def chapter(execution: Execution, model: ExportModel) -> list[Block]:
    """Timeline, schedule, calendar, tracking, governance and resources."""
    return [
        *section("Timeline", _timeline(execution.timeline)),
        *section("Channel plan", _channel_plan(execution.derived, model)),
        *section("Schedule", _schedule(execution.schedule, execution.derived)),
        *section("Rotation", _rotation(execution.calendar)),
        *section("Calendar", [*calendar_chart(execution, model), *_calendar(model)]),
        *section("Tracking", _tracking(execution.utm, execution.derived)),
        *section("Governance", _governance(execution.governance)),
        *section("Resources", _resources(execution.resources)),
        *section("Guardrails", items(execution.derived.risk_guardrails)),
    ]


def calendar_chart(execution: Execution, model: ExportModel) -> list[Block]:
    """Posts per platform and week, under the phases; nothing without posts."""
    if not model.posts:
        return []
    first = execution.timeline.start_date or model.posts[0].post.date
    last = max(line.week for line in model.posts)
    number = max(last, execution.timeline.duration_weeks or 1)
    counts = Counter((line.post.platform, line.week) for line in model.posts)
    platforms = dict.fromkeys([*execution.schedule.posts_per_week, *(line.post.platform for line in model.posts)])
    rows = tuple((name, tuple(counts[name, week] for week in range(1, number + 1))) for name in platforms)
    spans = tuple((p.name, p.weeks[0] - 1, min(p.weeks[1], number) - 1) for p in execution.timeline.phases if p.weeks[0] <= number)
    closed = frozenset((day - first).days // 7 for day in execution.schedule.blackout_dates)
    weeks = tuple(wording.day_month(first + timedelta(weeks=week)) for week in range(number))
    return [Weeks("Posts per week, by the day the week starts", weeks, rows, spans, closed)]


def _timeline(timeline: Timeline) -> list[Block]:
    rows = tuple(
        (phase.name, wording.weeks(*phase.weeks).capitalize(), wording.span(phase.start, phase.end), phase.goal or "")
        for phase in timeline.phases
    )
    stones = sorted((stone.date, stone.name) for phase in timeline.phases for stone in phase.milestones)
    return [
        *facts(
            ("Start", timeline.start_date),
            ("End", timeline.end_date),
            ("Duration", wording.counted(timeline.duration_weeks, "week") if timeline.duration_weeks else None),
        ),
        *([Table(("Phase", "Weeks", "Dates", "Goal"), rows)] if rows else []),
        *section("Milestones", [Facts(tuple((wording.day(day), name) for day, name in stones))] if stones else [], 3),
    ]


def _channel_plan(derived: Derived, model: ExportModel) -> list[Block]:
    rows = tuple((line.name, line.role, line.share_text, line.budget, line.results, line.note) for line in model.channels)
    header = ("Channel", "Role", "Share", "Budget", "Expected", "Remark")
    assets = [(plan.channel, ", ".join(_title(asset, model) for asset in plan.assets)) for plan in derived.channel_plan]
    return [
        *([Table(header, rows, frozenset({2, 3}))] if rows and derived.channel_plan else []),
        *(paragraph("Expected results are planning assumptions, not promises.", "small") if any(row[4] for row in rows) else []),
        *section("Assets per channel", facts(*assets), 3),
    ]


def _title(asset_id: str, model: ExportModel) -> str:
    asset = model.assets.get(asset_id)
    return f"{asset.title} ({asset_id})" if asset else asset_id


def _schedule(schedule: Schedule, derived: Derived) -> list[Block]:
    slots = tuple(
        (platform, slot.weekday, f"{slot.time} ({slot.zone})", slot.basis, slot.confidence)
        for platform, times in schedule.best_times.items()
        for slot in times
    )
    rhythm = [(cadence.channel, cadence.rhythm) for cadence in derived.cadence]
    windows = [f"{w.asset}: {wording.span(w.start, w.until)}" for cadence in derived.cadence for w in cadence.windows]
    days = schedule.holidays
    holidays = tuple((wording.day(h.date), h.name, ", ".join(h.countries)) for h in days.dates)
    return [
        *facts(
            *((f"{platform}, per week", wording.counted(count, "post")) for platform, count in schedule.posts_per_week.items()),
            ("Nothing is published on", [wording.day(day) for day in schedule.blackout_dates]),
        ),
        *section("Rhythm", facts(*rhythm), 3),
        *section("Assets with limited dates", items(windows), 3),
        *section("Posting times", [Table(("Platform", "Day", "Time", "Basis", "Confidence"), slots)] if slots else [], 3),
        *section(
            "Public holidays",
            [
                *facts(("Countries", days.countries), ("Level", days.level if days.countries else None)),
                *([Table(("Date", "Holiday", "Countries"), holidays)] if holidays else []),
                *paragraph(days.rule),
            ],
            3,
        ),
    ]


def _rotation(calendar: Calendar) -> list[Block]:
    platforms = tuple(dict.fromkeys(name for week in calendar.content_rotation for name in week.pillars))
    rows = tuple(
        (f"{week.week}, from {wording.day_month(week.starts)}", *(" / ".join(week.pillars.get(name, [])) for name in platforms))
        for week in calendar.content_rotation
    )
    ctas = [(wording.weeks(*rotation.weeks).capitalize(), rotation.ctas) for rotation in calendar.cta_rotation]
    return [
        *facts(("Planned", wording.words(calendar.calendar_type) if calendar.calendar_type else None)),
        *([Table(("Week", *platforms), rows)] if rows else []),
        *section("Calls to action", facts(*ctas), 3),
    ]


def _calendar(model: ExportModel) -> list[Block]:
    blocks: list[Block] = []
    printed = model.posts[:PRINTED_POSTS]
    for week in dict.fromkeys(line.week for line in printed):
        lines = [line for line in printed if line.week == week]
        monday = lines[0].post.date - timedelta(days=lines[0].post.date.weekday())
        blocks += [Heading(f"Week {week}, from {wording.day(monday)}", 3), _week(lines)]
    if len(model.posts) > len(printed):
        blocks += [Paragraph(f"{len(model.posts) - len(printed):,} more posts are in the data file and the workbook.", "small")]
    return blocks


def _week(lines: list[PostLine]) -> Table:
    header = ("Day", "Platform", "Post", "Call to action", "Tracked as", "Reviews due", "Owner", "Status")
    return Table(header, tuple(_row(line) for line in lines), links=tuple(line.link for line in lines), wide=True, shares=_WEEK_COLUMNS)


def _row(line: PostLine) -> tuple[str, ...]:
    post = line.post
    tracked = [f"{line.tags[name]}" for name in ("utm_source", "utm_medium", "utm_content") if name in line.tags]
    return (
        f"{line.day}\n{post.time} {post.zone}",
        f"{post.platform}\n{line.kind}".strip(),
        f"{line.title}\n{line.hook}\n{post.pillar}".strip() + (f"\n{post.note}" if post.note else ""),
        post.cta or "",
        "\n".join([" / ".join(tracked), *([post.ga4_channel] if post.ga4_channel else [])]).strip(),
        "\n".join(f"{deadline.step}: {wording.day_month(deadline.due)}" for deadline in post.deadlines),
        post.owner,
        line.status,
    )


def _tracking(utm: Utm, derived: Derived) -> list[Block]:
    platforms = dict.fromkeys([*utm.source, *utm.medium])
    values = tuple((name, utm.source.get(name, ""), utm.medium.get(name, "")) for name in platforms)
    rows = tuple(
        (f"{row.platform}, {row.use}", row.source or "", row.medium or "", row.predicted_ga4_channel or "", row.confidence)
        for row in derived.utm_plan
    )
    examples = [(f"{row.platform}, {row.use}", row.example) for row in derived.utm_plan]
    return [
        *facts(("Campaign", utm.campaign_name), ("Content", utm.content), ("Term", utm.term), ("Campaign number", utm.id)),
        *([Table(("Platform", "Source", "Medium"), values)] if values else []),
        *paragraph(utm.tracking_notes),
        *section(
            "Where links are counted",
            [Table(("Link", "Source", "Medium", "Channel in GA4", "Confidence"), rows), *facts(*examples)] if rows else [],
            3,
        ),
    ]


def _governance(governance: Governance) -> list[Block]:
    steps = tuple(
        (
            step.step,
            step.owner,
            f"{wording.number(step.duration_hours)} hours" if step.duration_hours else "",
            wording.counted(step.business_days_before_publication, "business day"),
            step.check or "",
        )
        for step in governance.review_process
    )
    approvers = tuple((person.name, person.role, person.scope) for person in governance.approvers)
    return [
        *([Table(("Step", "Owner", "Takes", "Before publication", "What is looked at"), steps)] if steps else []),
        *section("Who approves", [Table(("Name", "Role", "What"), approvers)] if approvers else [], 3),
        *section("Escalation", paragraph(governance.escalation), 3),
        *section("If something goes wrong", paragraph(governance.crisis_protocol), 3),
    ]


def _resources(resources: Resources) -> list[Block]:
    capacity = resources.capacity
    return [
        *facts(*((role.role, role.duty) for role in resources.team_roles)),
        *section("Tools", items(resources.tools), 3),
        *section(
            "Capacity",
            [
                *facts(("Posts per week", capacity.posts_per_week), ("Reviews per week", capacity.reviews_per_week)),
                *paragraph(capacity.note),
            ],
            3,
        ),
    ]
