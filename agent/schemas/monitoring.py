"""Stage 5, monitoring: what is measured, reported and alerted on, and the imported figures."""

from typing import Literal

from pydantic import Field

from agent.schemas.base import Artifact, CampaignDate, Model, Number, WebAddress, field
from agent.schemas.execution import ClockTime, Utm, Weekday
from agent.schemas.stages import Cadence
from agent.schemas.strategy import Comparator


class SelectedKpi(Model):
    """A KPI of strategy layer 8, or an addition that says so."""

    name: str
    unit: str | None = None
    target: Number | None = None
    baseline: Number | None = None
    direction: Literal["up", "down"] = "up"
    by: CampaignDate | None = None
    origin: str | None = Field(default=None, alias="from")
    """'strategy.measurement.primary_kpis'; null for an addition."""
    addition: bool = False
    counted: str | None = None
    """How it is counted, from which records."""


class Kpis(Model):
    """What is measured."""

    selected: list[SelectedKpi] = field([], required=True, hydrated="strategy.measurement.primary_kpis")


class Tracking(Model):
    """Where figures come from."""

    data_sources: list[str] = field([], required=True)
    """analytics, ads, CRM, email, or a named system."""
    frequency: Literal["real_time", "hourly", "daily", "weekly", "biweekly", "monthly"] | None = field(required=True)
    attribution_model: Literal[
        "data_driven", "last_click", "google_paid_last_click", "first_click", "linear", "time_decay", "position_based"
    ] | None = field()
    """first_click, linear, time_decay and position_based are kept for old plans; GA4 no longer offers them."""
    utm: Utm = Field(default_factory=Utm, json_schema_extra={"x-hydrated": "execution.utm"})


class ReportSchedule(Model):
    """When reports go out."""

    weekday: Weekday | None = None
    day: str | None = None
    """In words, when it is not a weekday: 'first business day of the month'."""
    time: ClockTime | None = None
    timezone: str | None = None
    first: CampaignDate | None = None
    last: CampaignDate | None = None


class Reporting(Model):
    """Who reads what, when."""

    frequency: Cadence | None = field(required=True, hydrated="intake.report_frequency")
    schedule: ReportSchedule = Field(default_factory=ReportSchedule)
    formats: list[Literal["dashboard", "email", "pdf", "slack", "presentation"]] = field([], required=True)
    recipients: list[str] = field([], required=True)
    dashboard_url: WebAddress | None = field()


class Threshold(Model):
    """One alert."""

    metric: str
    comparator: Comparator
    value: Number
    window: str
    min_sample: Number = Field(ge=0)
    severity: Literal["info", "warning", "critical"]
    action: str
    owner: str
    compiled_from: str | None = None
    """Path of the strategy rule it was compiled from; null for an addition."""


class Alerts(Model):
    """When somebody must look."""

    thresholds: list[Threshold] = field([], hydrated="strategy.measurement.decision_rules")
    notification_channels: list[Literal["email", "slack", "sms", "dashboard", "in_app"]] = field([])
    optimization_rules: list[str] = field([])
    escalation: str | None = field()


class AbTest(Model):
    """A test with its sample size."""

    hypothesis: str
    metric: str
    baseline: Number
    """Rate, 0 to 1."""
    lift: Number
    """Relative: 0.2 means 20% more than the baseline."""
    baseline_basis: str
    sample_size_per_arm: int
    """Computed for alpha and power below, two-sided."""
    days: int | None = None
    days_basis: str | None = None
    alpha: Number = 0.05
    power: Number = 0.8


class Analysis(Model):
    """What the figures should answer."""

    questions: list[str] = field([], required=True)
    segmentation: list[str] = field([])
    ab_tests: list[AbTest] = field([])


class DataPoint(Model):
    """One imported figure. A missing figure is absent, never zero."""

    date: CampaignDate
    source: str
    campaign: str | None = None
    """utm_campaign or campaign name of the export."""
    metric: str
    value: Number


class KpiData(Model):
    """Figures imported from exports, and what could not be matched."""

    points: list[DataPoint] = Field(default_factory=list)
    unmatched: list[str] = Field(default_factory=list)
    """Rows left out, each with the reason."""


class Monitoring(Artifact):
    """The measurement plan and its data."""

    kpis: Kpis = Field(default_factory=Kpis)
    tracking: Tracking = Field(default_factory=Tracking)
    reporting: Reporting = Field(default_factory=Reporting)
    alerts: Alerts = Field(default_factory=Alerts)
    analysis: Analysis = Field(default_factory=Analysis)
    data: KpiData = Field(default_factory=KpiData)
