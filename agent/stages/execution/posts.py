"""The calendar: weekly slots become dated posts, each with its asset, link and review dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import get_args

from agent.schemas.creatives import Asset
from agent.schemas.execution import Deadline, Post, ReviewStep, Slot, Weekday, WeekRotation
from agent.stages.execution.closed import ClosedDays
from agent.stages.execution.links import link_for, predicted, values_for
from agent.stages.execution.plan import Plan, slug
from agent.stages.execution.windows import Windows
from agent.stages.wording import day as in_words

DEFAULT_STEPS: tuple[tuple[str, int], ...] = (("Draft", 6), ("Internal review", 5), ("Stakeholder approval", 3), ("Final QC and scheduling", 1))
"""Review steps with business days before publication, until governance says otherwise."""
OWNER = "Content creator"
"""The role that publishes, until a person names another."""
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_GENERATED = re.compile(r"\S.* (?:moved from \w+ \d{1,2} \w+ \d{4}: .+|falls on a public holiday: .+)\.")
_SETTLED = ("approved", "scheduled")
"""A post in one of these states keeps its day and asset as long as both are still possible."""
_SEARCH_DAYS = 6
"""A slot moves at most to the day before its own next turn."""


@dataclass(frozen=True)
class Opening:
    """One slot in one week of the flight."""

    id: str
    platform: str
    week: int
    index: int
    day: date
    slot: Slot


@dataclass
class Compiled:
    """The dated posts, and what happened to slots on closed days."""

    posts: list[Post] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class CalendarMaker:
    """Makes the posts of one plan. The same plan gives the same posts; what a person set on a post is carried over by its id."""

    def __init__(self, plan: Plan, closed: ClosedDays, rotation: list[WeekRotation]) -> None:
        self._plan = plan
        self._closed = closed
        self._pillars = {row.week: row.pillars for row in rotation}
        self._windows = Windows(plan)
        self._earlier = {post.id: post for post in plan.execution.calendar.posts}
        self._steps = _steps(plan.execution.governance.review_process)
        self._taken: set[tuple[str, date, str]] = set()
        self._busy: set[tuple[str, date]] = set()
        self._uses: dict[tuple[str, str], tuple[int, int]] = {}
        self._turn = 0
        self._due = cache(self._business_day_before)
        self._link = cache(self._link_of)
        self._by_id = {asset.id: asset for asset in plan.creatives.assets}

    def compiled(self) -> Compiled:
        """All posts of the flight in order of time."""
        out = Compiled()
        openings = list(self._openings())
        published = [post for post in self._earlier.values() if post.status == "published"]
        for post in published:
            self._take(post.platform, post.date, post.time)
        placed = self._placed([item for item in openings if not self._is_published(item)], out)
        made = [self._post(item, day, note, out) for item, day, note in sorted(placed, key=_order)]
        out.posts = sorted([*published, *(post for post in made if post)], key=lambda post: (post.date, post.time, post.platform, post.id))
        return out

    def _is_published(self, item: Opening) -> bool:
        earlier = self._earlier.get(item.id)
        return earlier is not None and earlier.status == "published"

    def _openings(self) -> Iterator[Opening]:
        timeline, schedule = self._plan.execution.timeline, self._plan.execution.schedule
        if timeline.start_date is None or timeline.duration_weeks is None:
            return
        names = _unique_names(list(schedule.posts_per_week))
        for week in range(1, timeline.duration_weeks + 1):
            opens = timeline.start_date + timedelta(weeks=week - 1)
            for platform, count in schedule.posts_per_week.items():
                for index, slot in enumerate(schedule.best_times.get(platform, [])[:count]):
                    day = opens + timedelta(days=(_WEEKDAYS.index(slot.weekday) - opens.weekday()) % 7)
                    yield Opening(f"{names[platform]}-w{week:02d}-{index + 1}", platform, week, index, day, slot)

    def _placed(self, openings: list[Opening], out: Compiled) -> list[tuple[Opening, date, str | None]]:
        """Every opening with its day: open days first, then the others on the next free day."""
        placed: list[tuple[Opening, date, str | None]] = []
        waiting: list[Opening] = []
        for item in openings:
            settled = self._settled_day(item)
            if settled is not None:
                placed.append((item, settled, None))
                self._take(item.platform, settled, self._earlier[item.id].time)
        done = {item.id for item, _, _ in placed}
        for item in openings:
            if item.id in done:
                continue
            if self._closed.why(item.day) or not self._is_free(item, item.day):
                waiting.append(item)
                continue
            placed.append((item, item.day, None))
            self._take(item.platform, item.day, item.slot.time)
        for item in waiting:
            found = self._moved(item, out)
            if found is not None:
                placed.append(found)
                self._take(item.platform, found[1], item.slot.time)
        return placed

    def _moved(self, item: Opening, out: Compiled) -> tuple[Opening, date, str | None] | None:
        why = self._closed.why(item.day) or "the hour is taken"
        end = self._plan.execution.timeline.end_date or item.day
        days = [item.day + timedelta(days=n) for n in range(1, _SEARCH_DAYS + 1)]
        fitting = [day for day in days if day <= end and not self._closed.why(day) and (day.weekday() < 5 or item.day.weekday() > 4)]
        target = next((day for day in fitting if (item.platform, day) not in self._busy), None)
        name = f"{item.platform} {item.slot.time}"
        if target is not None:
            out.moved.append(f"{name}, {item.day.isoformat()} to {target.isoformat()}")
            return item, target, f"{name} moved from {_WEEKDAYS[item.day.weekday()]} {in_words(item.day)}: {why}."
        if item.day not in self._closed.blackouts and item.day in self._closed.holidays and self._is_free(item, item.day):
            return item, item.day, f"{name} on {in_words(item.day)} falls on a public holiday: {why}."
        out.left_out.append(f"{name}, {item.day.isoformat()}")
        return None

    def _is_free(self, item: Opening, day: date) -> bool:
        return (item.platform, day, item.slot.time) not in self._taken

    def _take(self, platform: str, day: date, time: str) -> None:
        self._taken.add((platform, day, time))
        self._busy.add((platform, day))

    def _settled_day(self, item: Opening) -> date | None:
        """The day of a post a person approved or scheduled, while it is still possible."""
        earlier, timeline = self._earlier.get(item.id), self._plan.execution.timeline
        if earlier is None or earlier.status not in _SETTLED or timeline.start_date is None or timeline.end_date is None:
            return None
        asset = self._by_id.get(earlier.asset)
        possible = timeline.start_date <= earlier.date <= timeline.end_date and earlier.date not in self._closed.blackouts
        free = (earlier.platform, earlier.date, earlier.time) not in self._taken and earlier.platform == item.platform
        return earlier.date if possible and free and asset and self._windows.may_run(asset, earlier.date) else None

    def _post(self, item: Opening, day: date, note: str | None, out: Compiled) -> Post | None:
        earlier = self._earlier.get(item.id)
        settled = earlier is not None and earlier.status in _SETTLED and earlier.date == day
        pillars = self._pillars.get(item.week, {}).get(item.platform, [])
        asset = self._by_id.get(earlier.asset) if earlier and settled else self._choose(item.platform, day, pillars[item.index % len(pillars)] if pillars else None)
        if asset is None:
            out.left_out.append(f"{item.platform} {item.slot.time}, {item.day.isoformat()} (no asset may run on that day)")
            return None
        self._turn += 1
        uses, _ = self._uses.get((item.platform, asset.id), (0, 0))
        self._uses[item.platform, asset.id] = (uses + 1, self._turn)
        own = earlier.note if earlier and earlier.note and not _GENERATED.fullmatch(earlier.note) else None
        link, channel = self._link(item.platform, asset.id)
        return Post(
            id=item.id,
            date=day,
            time=earlier.time if earlier and settled else item.slot.time,
            zone=earlier.zone if earlier and settled else item.slot.zone,
            platform=item.platform,
            asset=asset.id,
            pillar=asset.pillar,
            cta=asset.cta,
            link=link,
            ga4_channel=channel,
            owner=earlier.owner if earlier else OWNER,
            status=earlier.status if earlier else "draft",
            deadlines=[Deadline(step=step, due=self._due(day, count)) for step, count in self._steps],
            note=own or note,
        )

    def _choose(self, platform: str, day: date, pillar: str | None) -> Asset | None:
        """The asset of the week's pillar that was used least and longest ago; another pillar's when none of it may run."""
        allowed = [asset for asset in self._plan.assets.get(platform, []) if self._windows.may_run(asset, day)]
        fitting = [asset for asset in allowed if asset.pillar == pillar] or allowed
        return min(fitting, key=lambda asset: self._uses.get((platform, asset.id), (0, 0)), default=None)

    def _link_of(self, platform: str, asset_id: str) -> tuple[str | None, str | None]:
        asset, utm = self._by_id[asset_id], self._plan.execution.utm
        values = values_for(platform, asset, utm)
        channel = predicted(*values, slug(utm.campaign_name or ""))[0] if values else None
        return link_for(self._plan, platform, asset, utm), channel

    def _business_day_before(self, day: date, count: int) -> date:
        while count:
            day -= timedelta(days=1)
            count -= self._closed.is_workday(day)
        return day


def _steps(review: list[ReviewStep]) -> list[tuple[str, int]]:
    return [(step.step, min(step.business_days_before_publication, 260)) for step in review] or list(DEFAULT_STEPS)


def _unique_names(platforms: list[str]) -> dict[str, str]:
    """A name for ids per platform; two platforms never share one."""
    names: dict[str, str] = {}
    for platform in platforms:
        base, count = slug(platform) or "post", 1
        name = base
        while name in names.values():
            count += 1
            name = f"{base}-{count}"
        names[platform] = name
    return names


def _order(item: tuple[Opening, date, str | None]) -> tuple[date, str, str, int]:
    opening, day, _ = item
    return day, opening.slot.time, opening.platform, opening.index
