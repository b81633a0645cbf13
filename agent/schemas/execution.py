"""Stage 4, execution: the plan, compiled into dated posts with tracked links."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from agent.schemas.base import Artifact, CampaignDate, Model, Money, Share, field
from agent.schemas.stages import StrategicRole

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Wall-clock time, HH:MM, in the zone named beside it."""
PostsPerWeek = Annotated[int, Field(ge=0, le=21)]
PostStatus = Literal["draft", "in_review", "approved", "scheduled", "published", "cancelled"]


class Milestone(Model):
    """A dated event of a phase."""

    date: CampaignDate
    name: str


class Phase(Model):
    """A run of weeks with one goal."""

    name: str
    weeks: tuple[int, int]
    """First and last week, counted from 1."""
    start: CampaignDate
    end: CampaignDate
    goal: str | None = None
    milestones: list[Milestone] = Field(default_factory=list)


class Timeline(Model):
    """When the flight runs."""

    start_date: CampaignDate | None = field(required=True, hydrated="intake.start_date")
    duration_weeks: int | None = field(required=True, hydrated="intake.duration_weeks", ge=1, le=52)
    end_date: CampaignDate | None = field()
    """Derived: the last day of the last week."""
    phases: list[Phase] = field([])


class Slot(Model):
    """A weekly posting time, and why it was chosen."""

    weekday: Weekday
    time: ClockTime
    zone: str
    basis: str
    """The source of the prior and the day it was read, or 'Assumption'."""
    confidence: str


class Holiday(Model):
    """A public holiday inside the flight."""

    date: CampaignDate
    name: str
    countries: list[str] = Field(default_factory=list)


class Holidays(Model):
    """Public holidays of the markets, computed."""

    countries: list[str] = Field(default_factory=list)
    level: str = "national"
    method: Literal["computed"] = "computed"
    dates: list[Holiday] = Field(default_factory=list)
    rule: str | None = None
    """What happens to a slot that falls on one."""


class Schedule(Model):
    """How often and when."""

    posts_per_week: dict[str, PostsPerWeek] = field({}, required=True, hydrated="creatives.mix.target_platforms")
    best_times: dict[str, list[Slot]] = field({})
    blackout_dates: list[CampaignDate] = field([])
    """Days without any publication."""
    holidays: Holidays = Field(default_factory=Holidays)


class WeekRotation(Model):
    """Which pillars a week shows, by platform."""

    week: int = Field(ge=1)
    starts: CampaignDate
    pillars: dict[str, list[str]]


class CtaRotation(Model):
    """Which calls to action a run of weeks uses."""

    weeks: tuple[int, int]
    ctas: list[str]


class Deadline(Model):
    """A review step of a post, counted back in business days."""

    step: str
    due: dt.date


class Post(Model):
    """One dated publication."""

    id: str
    """Stable: a re-compile keeps it."""
    date: CampaignDate
    time: ClockTime
    zone: str
    platform: str
    asset: str
    """Id of an asset of the creatives."""
    pillar: str
    cta: str | None = None
    link: str | None = None
    """Full address with tracking values."""
    ga4_channel: str | None = None
    """Predicted GA4 default channel."""
    owner: str
    status: PostStatus = "draft"
    deadlines: list[Deadline] = Field(default_factory=list)
    note: str | None = None
    """Why it moved, when it moved."""


class Calendar(Model):
    """The rotation, and the dated posts compiled from it."""

    calendar_type: Literal["weekly", "biweekly", "monthly"] | None = field(required=True)
    content_rotation: list[WeekRotation] = field([], required=True)
    cta_rotation: list[CtaRotation] = field([])
    posts: list[Post] = field([])


class Utm(Model):
    """Tracking values. Lower case, one separator, no spaces, no personal data, never on internal links."""

    campaign_name: str | None = field(required=True, hydrated="creatives.brief.campaign_theme")
    """utm_campaign."""
    source: dict[str, str] = field({})
    """utm_source per platform."""
    medium: dict[str, str] = field({}, required=True)
    """utm_medium per platform; 'X sponsored' for the paid use of platform X."""
    content: str | None = field()
    """How utm_content is made."""
    term: str | None = field()
    id: str | None = field()
    """utm_id."""
    tracking_notes: str | None = field()


class ReviewStep(Model):
    """One step before publication."""

    step: str
    duration_hours: int | None = None
    owner: str
    business_days_before_publication: int = Field(ge=0)
    check: str | None = None


class Approver(Model):
    """A person who releases something."""

    name: str
    role: str
    scope: str


class Governance(Model):
    """Who looks at what, when, and what happens if it goes wrong."""

    review_process: list[ReviewStep] = field([], required=True)
    approvers: list[Approver] = field([], required=True)
    escalation: str | None = field()
    crisis_protocol: str | None = field()


class TeamRole(Model):
    """A role and its duty."""

    role: str
    duty: str


class Capacity(Model):
    """What the team can carry."""

    posts_per_week: int | None = Field(default=None, ge=0)
    reviews_per_week: int | None = Field(default=None, ge=0)
    note: str | None = None


class Resources(Model):
    """People and tools."""

    team_roles: list[TeamRole] = field([], required=True)
    tools: list[str] = field([])
    capacity: Capacity = Field(default_factory=Capacity)


class ChannelPlan(Model):
    """Budget and expected results of one channel."""

    channel: str
    strategic_role: StrategicRole | None = None
    budget_share: Share | None = None
    budget: Money | None = None
    planned_results: float | None = None
    """Expected count of the first KPI; an assumption."""
    result: str | None = None
    """What is counted."""
    assets: list[str] = Field(default_factory=list)
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_currency_and_result_from_names(cls, data: Any) -> Any:
        """Accept `budget_gbp: 16200` and `planned_new_subscribers: 540`, which name unit and result in the key."""
        if not isinstance(data, dict):
            return data
        out: dict[str, Any] = {}
        for name, value in data.items():
            if name.startswith("budget_") and name != "budget_share":
                out["budget"] = {"amount": value, "currency": name.removeprefix("budget_").upper()}
            elif name.startswith("planned_") and name != "planned_results":
                out["planned_results"] = value
                out["result"] = name.removeprefix("planned_").replace("_", " ")
            else:
                out[name] = value
        return out


class Window(Model):
    """The days an asset may run."""

    asset: str
    start: CampaignDate | None = Field(default=None, alias="from")
    until: CampaignDate | None = None


class ChannelCadence(Model):
    """The rhythm of one channel in words, and limits per asset."""

    channel: str
    rhythm: str
    windows: list[Window] = Field(default_factory=list)


class UtmPlanRow(Model):
    """One kind of link, and where GA4 will file it."""

    platform: str
    use: str
    source: str | None = None
    medium: str | None = None
    example: str
    predicted_ga4_channel: str | None = None
    confidence: str


class Derived(Model):
    """Follows from strategy and creatives; shown, not asked for."""

    channel_plan: list[ChannelPlan] = field([])
    cadence: list[ChannelCadence] = field([])
    utm_plan: list[UtmPlanRow] = field([])
    risk_guardrails: list[str] = field([], hydrated="strategy.constraints")


class Execution(Artifact):
    """The plan of the flight."""

    timeline: Timeline = Field(default_factory=Timeline)
    schedule: Schedule = Field(default_factory=Schedule)
    calendar: Calendar = Field(default_factory=Calendar)
    utm: Utm = Field(default_factory=Utm)
    governance: Governance = Field(default_factory=Governance)
    resources: Resources = Field(default_factory=Resources)
    derived: Derived = Field(default_factory=Derived)
