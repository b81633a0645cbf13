"""Which pillars each week shows, so that every asset gets its turn and none runs outside its days."""

from datetime import date, timedelta

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Calendar, CtaRotation, Post, Timeline, WeekRotation
from agent.stages.execution.compiling import compiled_calendar
from agent.stages.execution.plan import Plan, Sheet
from agent.stages.execution.windows import Windows
from agent.stages.wording import listed


def draft_calendar(request: DraftRequest) -> SectionDraft:
    """Draft the rotation and the dated posts that follow from it."""
    sheet = Sheet(request)
    held = sheet.execution.calendar
    timeline = sheet.execution.timeline
    if timeline.start_date is None or timeline.duration_weeks is None:
        sheet.assume("calendar.content_rotation", "Weeks are laid out once the first day is known.")
        return sheet.done(Calendar(calendar_type=held.calendar_type or "weekly").model_dump(mode="json"))
    rotation = _rotation(sheet, timeline.start_date, timeline.duration_weeks)
    calendar = Calendar(calendar_type=held.calendar_type or "weekly", content_rotation=rotation, posts=held.posts)
    sheet.execution.calendar = calendar
    calendar, _ = compiled_calendar(sheet)
    calendar.cta_rotation = _ctas(timeline, calendar.posts)
    unused = [asset.id for asset in sheet.creatives.assets if asset.id not in {post.asset for post in calendar.posts}]
    if unused:
        sheet.assume("calendar.content_rotation", f"Not placed on a posting day, because the channel has none or the days are over: {listed(unused)}.")
    return sheet.done(calendar.model_dump(mode="json"))


def _rotation(plan: Plan, start: date, weeks: int) -> list[WeekRotation]:
    windows, uses = Windows(plan), dict[str, tuple[int, int]]()
    rows, turn = [], 0
    for week in range(1, weeks + 1):
        opens = start + timedelta(weeks=week - 1)
        pillars: dict[str, list[str]] = {}
        for platform, count in plan.execution.schedule.posts_per_week.items():
            allowed = [asset for asset in plan.assets.get(platform, []) if windows.may_run(asset, opens + timedelta(days=4))]
            for _ in range(count if allowed else 0):
                turn += 1
                chosen = min(allowed, key=lambda asset: uses.get(asset.id, (0, 0)))
                uses[chosen.id] = (uses.get(chosen.id, (0, 0))[0] + 1, turn)
                pillars.setdefault(platform, []).append(chosen.pillar)
        rows.append(WeekRotation(week=week, starts=opens, pillars=pillars))
    return rows


def _ctas(timeline: Timeline, posts: list[Post]) -> list[CtaRotation]:
    """The calls to action of each phase, most frequent first."""
    rows = []
    for phase in timeline.phases:
        seen = [post.cta for post in posts if post.cta and phase.start <= post.date <= phase.end]
        ordered = sorted(dict.fromkeys(seen), key=lambda cta: -seen.count(cta))
        if ordered:
            rows.append(CtaRotation(weeks=phase.weeks, ctas=ordered))
    return rows
