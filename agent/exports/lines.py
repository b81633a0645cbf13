"""Posts, measures, channels and approvals as lines: figures and dates already as words, the same in every file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from agent.exports import wording
from agent.exports.package_input import PackageInput
from agent.schemas.creatives import Asset
from agent.schemas.execution import ChannelPlan, Execution, Post
from agent.schemas.intake import Intake
from agent.schemas.monitoring import Monitoring, SelectedKpi
from agent.schemas.strategy import Channel, PrimaryKpi, Strategy
from agent.schemas.text import clean, one_line
from agent.schemas.version import ArtifactVersion


@dataclass(frozen=True)
class PostLine:
    """One post of the calendar, in words."""

    post: Post
    week: int
    """Week of the flight, counted from 1."""
    day: str
    """'Tue 8 Sep'; the week says the year."""
    title: str
    hook: str
    kind: str
    status: str
    tags: Mapping[str, str]
    """The link's utm values by name."""

    @property
    def at(self) -> tuple[date, str, str]:
        """Day, local time and id, to sort by."""
        return self.post.date, self.post.time, self.post.id

    @property
    def link(self) -> str | None:
        """The tracked address, when it is a web address."""
        return self.post.link if self.post.link and self.post.link.startswith(("https://", "http://")) else None


@dataclass(frozen=True)
class KpiLine:
    """One number the campaign is judged by, in words."""

    name: str
    target: str
    baseline: str
    better: str
    """'Higher' or 'Lower'."""
    by: str
    counted: str
    addition: bool


@dataclass(frozen=True)
class ChannelLine:
    """One channel with its money, in words; amount and share as figures for charts."""

    name: str
    role: str
    kpi: str
    share: float | None
    share_text: str
    amount: float | None
    budget: str
    results: str
    note: str


@dataclass(frozen=True)
class SignOff:
    """Who approved what, when."""

    stage: str
    version: str
    by: str
    at: str
    checks: str


def post_lines(execution: Execution | None, assets: Mapping[str, Asset]) -> tuple[PostLine, ...]:
    """The dated posts by day and time."""
    if execution is None or not execution.calendar.posts:
        return ()
    posts = execution.calendar.posts
    first = execution.timeline.start_date or min(post.date for post in posts)
    lines = [_post(post, first, assets.get(post.asset)) for post in posts]
    return tuple(sorted(lines, key=lambda line: line.at))


def _post(post: Post, first: date, asset: Asset | None) -> PostLine:
    return PostLine(
        post=post,
        week=(post.date - first).days // 7 + 1,
        day=wording.short_day(post.date),
        title=one_line(asset.title if asset else post.asset),
        hook=one_line(asset.hook) if asset else "",
        kind=wording.words(asset.type) if asset else "",
        status=wording.words(post.status),
        tags={name: value for name, value in parse_qsl(urlsplit(post.link or "").query) if name.startswith("utm_")},
    )


def kpi_lines(intake: Intake | None, strategy: Strategy | None, monitoring: Monitoring | None) -> tuple[KpiLine, ...]:
    """What is measured: as monitoring selected it, else as the strategy or the brief states it."""
    if monitoring and monitoring.kpis.selected:
        return tuple(_kpi(kpi, kpi.counted or "", kpi.addition) for kpi in monitoring.kpis.selected)
    if strategy and strategy.measurement.primary_kpis:
        return tuple(_kpi(kpi, "", False) for kpi in strategy.measurement.primary_kpis)
    stated = intake.kpi_targets if intake else []
    return tuple(_kpi(PrimaryKpi(name=kpi.kpi, unit=kpi.unit, target=kpi.target, by=kpi.by), "", False) for kpi in stated)


def _kpi(kpi: PrimaryKpi | SelectedKpi, counted: str, addition: bool) -> KpiLine:
    return KpiLine(
        name=one_line(kpi.name),
        target=wording.measure(kpi.target, kpi.unit),
        baseline=wording.measure(kpi.baseline, kpi.unit),
        better="Higher" if kpi.direction == "up" else "Lower",
        by=wording.day(kpi.by) if kpi.by else "Not dated",
        counted=counted,
        addition=addition,
    )


def channel_lines(strategy: Strategy | None, execution: Execution | None) -> tuple[ChannelLine, ...]:
    """The channels of the strategy, with the money of the plan; then those only the plan names."""
    plans = {plan.channel: plan for plan in execution.derived.channel_plan} if execution else {}
    named = {channel.name: channel for channel in strategy.channel_strategy.channels} if strategy else {}
    names = [*named, *(name for name in plans if name not in named)]
    return tuple(_channel(name, named.get(name, Channel(name=name)), plans.get(name, ChannelPlan(channel=name))) for name in names)


def _channel(name: str, channel: Channel, plan: ChannelPlan) -> ChannelLine:
    share = plan.budget_share if plan.budget_share is not None else channel.budget_share
    role = channel.strategic_role or plan.strategic_role
    expected = wording.measure(plan.planned_results, plan.result) if plan.planned_results is not None else ""
    return ChannelLine(
        name=one_line(name),
        role=wording.words(role) if role else "",
        kpi=channel.kpi or "",
        share=share,
        share_text=wording.percent(share) if share is not None else "Unknown",
        amount=plan.budget.amount if plan.budget else None,
        budget=wording.money(plan.budget.amount, plan.budget.currency) if plan.budget else "Unknown",
        results=expected,
        note=plan.note or "",
    )


def sign_off(data: PackageInput, version: ArtifactVersion, zone: str | None) -> SignOff:
    """The approval of a version, in words."""
    decision, result = data.decisions[version.stage], data.qc.get(version.stage)
    checks = "Not on record"
    if decision.kind == "override":
        checks = f"Released by decision of an {wording.words(decision.role).lower()}"
    elif result is not None:
        noted = len(result.warnings)
        checks = f"{wording.counted(noted, 'remark')} noted and accepted" if noted else "All checks passed"
    return SignOff(
        stage=wording.words(version.stage),
        version=str(version.number),
        by=one_line(clean(decision.by)),
        at=wording.moment(decision.at, zone),
        checks=checks,
    )
