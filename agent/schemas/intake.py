"""Stage 1, intake: what the client said, field by field, and the plan of what to make from it."""

from typing import Annotated, Literal

from pydantic import Field

from agent.schemas.base import Artifact, CampaignDate, EmailAddress, Model, Money, Number, Share, TimeZone, WebAddress, field
from agent.schemas.stages import ExportFormat, Objective

Bottleneck = Literal["unknown", "lead_generation", "sales_conversion", "product_market_fit", "retention", "operations"]
ProofKind = Literal["case_study", "testimonial", "data", "certification", "press", "award"]
JobModule = Literal["strategy", "creatives", "execution", "monitoring", "delivery"]
JobStatus = Literal["pending", "ready", "running", "completed", "failed", "blocked"]
FactTopic = Literal[
    "channel", "avoided_channel", "blackout", "approver", "baseline", "competitor_note", "allowed_wording",
    "budget_scope", "event", "reporting", "audience_size", "reference", "market_note", "other",
]  # fmt: skip


class RevenueStream(Model):
    """One way the client earns."""

    name: str
    share: Share | None = None
    """Part of revenue, 0 to 1; null when not stated."""


class UnitEconomics(Model):
    """Money per customer, as the client states it. 'unknown' when not stated, or when the client says not to quote it."""

    cac: str = "unknown"
    """Customer acquisition cost with currency and period, such as '19 GBP (last year)'."""
    ltv: str = "unknown"
    """Customer lifetime value."""
    aov: str = "unknown"
    """Average order value."""
    payback: str = "unknown"
    """Time until the acquisition cost is earned back."""
    margin: str = "unknown"
    """Gross margin, such as 'about 41%'."""


class KpiTarget(Model):
    """A target the client set, with its unit and date."""

    kpi: str
    """What is counted, in the client's words; a baseline may stand in brackets: '90-day repeat rate (from 29%)'."""
    target: Number | None = None
    unit: str | None = None
    by: CampaignDate | None = None
    """The day it is due; null when not stated."""


class ProofAsset(Model):
    """Evidence the client holds. Claims in copy must match one of these in number, unit and date."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    kind: ProofKind
    text: str
    """The evidence in the client's own words."""
    value: Number | None = None
    unit: str | None = None
    source: str | None = None
    """Where it can be checked."""
    date: Annotated[str | None, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] = None
    """Day, month or year it was measured or granted, ISO 8601; null when not stated."""
    expires: CampaignDate | None = None
    markets: list[str] = Field(default_factory=list)
    """Markets it may be used in; empty means no limit was stated."""


class BrandKit(Model):
    """The client's look."""

    logo: str | None = None
    colours: list[str] = Field(default_factory=list)
    fonts: list[str] = Field(default_factory=list)


class Hiring(Model):
    """Asked for when the objective is hiring."""

    evp_statement: str | None = None
    """Employer value proposition: why somebody should work there."""
    role_types: list[str] = Field(default_factory=list)
    hiring_locations: list[str] = Field(default_factory=list)
    employer_brand_notes: str | None = None


class Ecommerce(Model):
    """Asked for when the client sells online."""

    product_catalog_url: WebAddress | None = None
    top_skus: list[str] = Field(default_factory=list)
    margins: str | None = None


class Services(Model):
    """Asked for when the client sells services."""

    service_deck_link: WebAddress | None = None
    service_areas: list[str] = Field(default_factory=list)
    booking_link: WebAddress | None = None


class BriefFact(Model):
    """Something the brief states that has no intake field of its own and that a later stage needs."""

    topic: FactTopic
    """What the fact is about; it decides which stage uses it."""
    text: str
    """The fact, in the client's words."""
    start: CampaignDate | None = None
    """First day, for a blackout or an event."""
    end: CampaignDate | None = None
    """Last day, for a blackout or an event."""


class Job(Model):
    """One deliverable of the engagement."""

    job: str
    module: JobModule
    selected: bool = True
    priority: Literal[0, 100, 200, 300, 400]
    status: JobStatus | None = "pending"
    depends_on: list[str] = Field(default_factory=list)
    reason: str | None = None
    """Why it is, or is not, part of this engagement."""


class GenerationPlan(Model):
    """Which of the 24 job types this engagement makes."""

    jobs: list[Job] = Field(default_factory=list)


class Intake(Artifact):
    """What the client said. What the client did not say stays empty and is asked for, never invented."""

    client_name: str | None = field(group="identity", required=True, max_length=200)
    """The client's name as it should be printed."""
    website: WebAddress | None = field(group="identity", required=True)
    """The client's site, sub-domain included. Not needed when has_website is false."""
    has_website: bool | None = field(group="identity")
    """False when the client has no site."""
    industry: str | None = field(group="identity", required=True)
    """What the client does, and for whom."""
    geography: list[str] = field([], group="identity", required=True)
    """Markets of this campaign, one per entry; a later market says so: 'Poland (later)'."""
    timezone: TimeZone | None = field(group="identity")
    """IANA zone of the campaign."""
    languages: list[str] = field([], group="identity")
    """Languages of the copy, by English name."""
    company: str | None = field(group="identity")
    """Legal or trading name when it is stated."""
    contact_email: EmailAddress | None = field(group="identity")
    """Where the client can be reached."""

    primary_offer: str | None = field(group="offer", required=True)
    """What is being sold, completely: contents, rhythm, conditions."""
    pricing: str | None = field(group="offer")
    """What it costs, with currency, unit and introductory conditions."""
    revenue_streams: list[RevenueStream] = field([], group="offer")
    """How the client earns."""
    unit_economics: UnitEconomics = Field(default_factory=UnitEconomics, json_schema_extra={"x-group": "offer"})
    """Money per customer; each may be unknown."""
    growth_bottleneck: Bottleneck = field("unknown", group="offer")
    """What holds growth back, as the client says."""
    differentiators: list[str] = field([], group="offer")
    """What sets the client apart, as the client says."""
    competitors: list[str] = field([], group="offer")
    """Named competitors. Never named in copy."""

    target_audience: str | None = field(group="audience", required=True)
    """Who should act, with ages, roles, habits as stated."""
    pain_points: list[str] = field([], group="audience", required=True)
    """What bothers them, in their words."""
    desired_outcomes: list[str] = field([], group="audience", required=True)
    """What they want instead."""
    objections: list[str] = field([], group="audience")
    """What holds them back, in their words."""

    objective: Objective | None = field(group="goals", required=True, hydrated="campaign.objective")
    """The one thing the campaign is for."""
    kpi_targets: list[KpiTarget] = field([], group="goals")
    """Targets with number, unit and date."""
    start_date: CampaignDate | None = field(group="goals", hydrated="campaign.start_date")
    """First day of the flight."""
    duration_weeks: int = field(12, group="goals", ge=1, le=52)
    """Length of the flight in weeks."""
    budget: Money | None = field(group="goals", hydrated="campaign.budget")
    """Total budget, with its ISO currency."""

    tone_voice: str | None = field(group="voice")
    """How the copy should sound."""
    voice_examples: list[str] = field([], group="voice")
    """Sentences that sound right."""
    banned_words: list[str] = field([], group="voice")
    """Words the copy must not use."""
    required_disclaimers: list[str] = field([], group="voice")
    """Lines that must stand where the offer appears, word for word."""

    risk_tolerance: Literal["conservative", "moderate", "aggressive"] | None = field("moderate", group="compliance", required=True)
    """How bold claims may be."""
    compliance_notes: str | None = field(group="compliance")
    """Rules, approvals, consent, anything legal."""
    forbidden_claims: list[str] = field([], group="compliance")
    """What the copy must not say or hint."""
    regulated: bool = field(False, group="compliance")
    """Derived from the industry: finance, health, pharma, legal, gambling, alcohol, crypto."""

    proof_assets: list[ProofAsset] = field([], group="proof")
    """Evidence that claims can stand on."""

    brand_kit: BrandKit = Field(default_factory=BrandKit, json_schema_extra={"x-group": "assets"})
    """Logo, colours, fonts."""
    content_library: list[str] = field([], group="assets")
    """Existing photographs, films, articles."""
    social_handles: dict[str, str] = field({}, group="assets")
    """Account per platform."""
    tracking_status: Literal["yes", "partial", "no", "unknown"] = field("unknown", group="assets")
    """Whether analytics and conversions are set up."""
    ad_account_ready: Literal["yes", "needs_setup", "unknown"] = field("unknown", group="assets")
    """Whether paid media can start."""

    formats_wanted: list[ExportFormat] = field([], group="delivery needs")
    """File formats the client asked for."""
    report_frequency: Literal["one_time", "weekly", "monthly"] | None = field(group="delivery needs")
    """How often the client wants a report."""

    hiring: Hiring | None = field(group="hiring")
    """Only when the objective is hiring."""
    ecommerce: Ecommerce | None = field(group="ecommerce")
    """Only for online shops."""
    services: Services | None = field(group="services")
    """Only for service businesses."""

    brief_facts: list[BriefFact] = field([], group="other facts")
    """Facts of the brief that later stages need: channels, closed dates, approvers, baselines, allowed wording."""

    generation_plan: GenerationPlan = Field(default_factory=GenerationPlan, json_schema_extra={"x-group": "generation plan"})
    """What this engagement makes; proposed from objective, budget and channels, edited by the operator."""
