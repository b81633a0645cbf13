"""How often a kind of channel is used, and at which hours: weak priors, dated and sourced, until the client's own data says better."""

from dataclasses import dataclass
from typing import get_args

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Schedule, Slot, Weekday
from agent.stages.execution.closed import closed_days, holidays_of
from agent.stages.execution.plan import OWN_PAGES, Plan, Sheet, kind
from agent.stages.wording import listed

DEFAULT_POSTS = 3
"""Posts per week of a publishing channel before anybody has thought about it."""
_RETURNS = 6
"""How often one asset may come back before the rhythm is lowered; once a week stays."""
_DAYS: tuple[Weekday, ...] = get_args(Weekday)
_SPROUT = "Sprout 2025, second-hand; read 2026-11-23"
_NO_PRIOR = "Assumption, no sourced prior"


@dataclass(frozen=True)
class Rhythm:
    """The habits of a kind of channel."""

    posts: int
    """Per week; 0 for what is booked or always on and has no posting days."""
    days: str = "Wed Tue Thu Mon Fri Sat Sun"
    """Weekdays, best first. Sunday is worst in every source."""
    times: tuple[str, str, str] = ("11:00", "15:00", "09:00")
    """Hours, best first."""
    basis: str = _NO_PRIOR

    def slot(self, index: int, zone: str) -> Slot:
        """The slot with that number: all days at the best hour first, then the next hour."""
        short = self.days.split()[index % 7]
        weekday = next(name for name in _DAYS if name.startswith(short))
        prior = "weak prior until own data" if self.basis != _NO_PRIOR else "assumption"
        return Slot(weekday=weekday, time=self.times[index // 7 % 3], zone=zone, basis=self.basis, confidence=prior)


_MIDDAY = ("12:15", "13:00", "11:30")
_BOOKED = Rhythm(0)
_RHYTHMS = {
    "Instagram": Rhythm(2, "Tue Fri Thu Wed Mon Sat Sun", _MIDDAY, _SPROUT),
    "Facebook": Rhythm(1, "Wed Fri Tue Thu Mon Sat Sun", ("12:30", "13:15", "11:45"), _SPROUT),
    "LinkedIn": Rhythm(1, "Tue Thu Wed Mon Fri Sat Sun", ("08:30", "12:00", "10:15"), _SPROUT),
    "Xing": Rhythm(1, "Tue Thu Wed Mon Fri Sat Sun", ("08:45", "12:00", "10:30")),
    "TikTok": Rhythm(2, "Tue Thu Wed Mon Fri Sat Sun", ("18:00", "19:30", "17:00"), _SPROUT),
    "X": Rhythm(2, "Wed Tue Thu Mon Fri Sat Sun", ("10:00", "13:00", "16:00")),
    "Pinterest": Rhythm(2, "Fri Sat Tue Wed Thu Mon Sun", ("20:00", "18:00", "12:00")),
    "YouTube": Rhythm(1, "Thu Fri Tue Wed Mon Sat Sun", ("16:00", "18:00", "12:00")),
    "Email": Rhythm(1, "Thu Tue Wed Mon Fri Sat Sun", ("09:30", "14:00", "11:00")),
    "WhatsApp": Rhythm(1, "Wed Fri Tue Thu Mon Sat Sun", ("17:00", "12:00", "10:00")),
    "Podcast": Rhythm(1, "Wed Mon Tue Thu Fri Sat Sun", ("07:00", "12:00", "17:00")),
    "Webinar": _BOOKED, "Google Search": _BOOKED, "Job boards": _BOOKED, "Landing page": _BOOKED, "Website": _BOOKED, "Blog": _BOOKED, "Local press": _BOOKED,
    "Radio": _BOOKED, "Posters and leaflets": _BOOKED, "Trade fair": _BOOKED, "Referrals": _BOOKED,
}  # fmt: skip


def rhythm_of(platform: str) -> Rhythm:
    """The habits of a platform's kind."""
    return _RHYTHMS.get(kind(platform), Rhythm(1))


def default_posts(platform: str) -> int:
    """What a platform starts with when it is hydrated: 3 a week where posts have days, else 0."""
    return DEFAULT_POSTS if rhythm_of(platform).posts else 0


def slots_of(platform: str, count: int, given: list[Slot], zone: str) -> list[Slot]:
    """At least `count` weekly slots: those given, then the platform's habits. Slots that were only added for a higher count go again."""
    kept = given[:count]
    for index in range(21):
        if len(kept) >= count:
            break
        slot = rhythm_of(platform).slot(index, zone)
        if all((slot.weekday, slot.time) != (other.weekday, other.time) for other in kept):
            kept = [*kept, slot]
    if len(given) > count and slots_of(platform, len(given), kept, zone) != given:
        return given
    return kept


def draft_schedule(request: DraftRequest) -> SectionDraft:
    """Draft the schedule: as often as the assets carry, in the hours of the priors."""
    sheet = Sheet(request)
    held = sheet.execution.schedule
    counts = _counts(sheet)
    best = {name: slots_of(name, count, held.best_times.get(name, []), sheet.zone) for name, count in counts.items()}
    sheet.assume("schedule.best_times", "Hours are weak priors from surveys that contradict each other; the client's own figures replace them after six posts.")
    if sheet.facts.intake.timezone is None:
        sheet.assume("schedule.best_times", "The brief names no time zone; UTC stands until it is known.")
    schedule = Schedule(posts_per_week=counts, best_times=best, blackout_dates=held.blackout_dates)
    start, end = sheet.facts.start, sheet.facts.end
    if start and end:
        closed = closed_days(sheet, start, end, held.blackout_dates)
        schedule.blackout_dates = sorted(day for day in closed.blackouts)
        schedule.holidays = holidays_of(sheet, closed, start, end)
    return sheet.done(schedule.model_dump(mode="json"))


def _counts(sheet: Sheet) -> dict[str, int]:
    held = sheet.execution.schedule.posts_per_week
    untouched = {name: default_posts(name) for name in sheet.platforms}
    if held and held != untouched:
        return {name: held.get(name, default_posts(name)) for name in sheet.platforms}
    counts = {name: _count(sheet, name) for name in sheet.platforms}
    without = [name for name in sheet.platforms if rhythm_of(name).posts and not sheet.assets.get(name)]
    if without:
        sheet.assume("schedule.posts_per_week", f"No asset exists for {listed(without)}, so nothing is scheduled there.")
    elif not any(counts.values()) and counts:
        able = [name for name in sheet.platforms if sheet.assets.get(name)] or sheet.platforms
        first = next((name for name in able if kind(name) not in OWN_PAGES), able[0])
        counts[first] = 1
        sheet.assume("schedule.posts_per_week", f"No channel has posting days by nature; {first} gets one dated release a week.")
    return counts


def _count(plan: Plan, platform: str) -> int:
    """The habit; less when assets would return too often, more when otherwise some would never run, at most seven."""
    habit, assets = rhythm_of(platform).posts, len(plan.assets.get(platform, []))
    if not habit or not assets:
        return 0
    weeks = plan.facts.intake.duration_weeks
    count = 1 if platform in plan.trials else habit
    while count > 1 and count * weeks > _RETURNS * assets:
        count -= 1
    return min(7, max(count, -(-assets // weeks)))
