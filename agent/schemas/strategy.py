"""Stage 2, strategy: the 8-layer contract."""

from typing import Literal

from pydantic import Field

from agent.schemas.base import Artifact, CampaignDate, Model, Number, Share, field
from agent.schemas.intake import RevenueStream, UnitEconomics
from agent.schemas.stages import AssetType, Cadence, StrategicRole

Comparator = Literal["<", "<=", ">", ">=", "=="]


class Rule(Model):
    """If the metric passes the threshold over the window, with enough data, do this."""

    metric: str
    comparator: Comparator
    threshold: Number
    window: str
    """The period looked at, and what the sample counts."""
    min_sample: Number = Field(ge=0)
    """Smallest sample at which the rule may speak."""
    action: str
    """What is done, by whom."""


class BusinessReality(Model):
    """Layer 1: how the client earns, and what stands in the way."""

    business_model_summary: str | None = field(required=True)
    """How the client earns, from whom, in plain words."""
    revenue_streams: list[RevenueStream] = field([], required=True, hydrated="intake.revenue_streams")
    unit_economics: UnitEconomics | None = field(required=True, hydrated="intake.unit_economics")
    pricing_logic: str | None = field(required=True, hydrated="intake.pricing")
    """What is charged, why, and how the price may be used in copy."""
    growth_constraint: str | None = field(required=True)
    """What limits growth, with the arithmetic."""
    bottleneck: Literal["demand", "awareness", "trust", "conversion", "retention"] | None = field(
        required=True, hydrated="intake.growth_bottleneck"
    )
    risk_tolerance: Literal["conservative", "moderate", "aggressive"] | None = field(hydrated="intake.risk_tolerance")
    regulatory_constraints: list[str] = field([], hydrated="intake.compliance_notes")


class CompetitiveVector(Model):
    """One axis of competition: where we stand, where they stand, what follows."""

    vector: Literal["price", "speed", "trust", "brand", "distribution", "features", "service"]
    us: str
    competitors: str
    note: str | None = None


class MarketTruth(Model):
    """Layer 2: what is true of the market, whether we like it or not."""

    category_maturity: Literal["emerging", "growing", "mature", "declining"] | None = field(required=True)
    competitive_vectors: list[CompetitiveVector] = field([])
    white_space_logic: str | None = field(required=True)
    """The position nobody holds, and why it fits this client."""
    what_not_to_do: list[str] = field([], required=True)


class Persona(Model):
    """One reader."""

    name: str
    role: str
    situation: str
    wants: str
    objection: str
    decisive_evidence: str
    basis: str
    """'brief', or what is assumed."""


class AudiencePsychology(Model):
    """Layer 3: what the audience believes, wants and doubts."""

    awareness_state: Literal["unaware", "problem_aware", "solution_aware", "product_aware", "most_aware"] | None = field(required=True)
    pain_intensity: int | None = field(ge=1, le=5)
    """1 mild to 5 acute."""
    objection_hierarchy: list[str] = field([], required=True, hydrated="intake.objections")
    """Most blocking first, each with its answer."""
    trust_transfer_mechanism: str | None = field(required=True)
    """How a doubter comes to believe."""
    personas: list[Persona] = field([])


class Proof(Model):
    """A statement and the proof asset it stands on."""

    text: str
    proof_asset: str
    """Id of a proof asset of the intake."""


class ProofStack(Model):
    """Proof by kind."""

    social: list[Proof] = Field(default_factory=list)
    """What other customers say or do."""
    authority: list[Proof] = Field(default_factory=list)
    """Awards, certificates, press."""
    mechanism: list[Proof] = Field(default_factory=list)
    """Data on how it works."""


class Differentiation(Model):
    """What is hard to copy, and what is not."""

    structural: list[str] = Field(default_factory=list)
    cosmetic: list[str] = Field(default_factory=list)


class ValueArchitecture(Model):
    """Layer 4: the promise and what carries it."""

    core_promise: str | None = field(required=True)
    """One sentence."""
    proof_stack: ProofStack = Field(default_factory=ProofStack)
    sacrifice_framing: str | None = field(required=True)
    """What we give up, and what the customer gives up."""
    differentiation_logic: Differentiation | None = field(required=True)


class Pillar(Model):
    """One theme the content returns to."""

    name: str
    description: str
    angles: list[str] = Field(default_factory=list)


class Narrative(Model):
    """Layer 5: the story."""

    problem: str | None = field(required=True)
    tension: str | None = field(required=True)
    resolution: str | None = field(required=True)
    enemy: str | None = field(required=True)
    """A belief, habit or status quo; never a named competitor."""
    repetition_logic: str | None = field(required=True)
    """What is repeated, and what varies; at least 20 characters."""
    pillars: list[Pillar] = field([], required=True)
    """At least three."""


class Channel(Model):
    """One channel, its role and when to stop it."""

    name: str
    strategic_role: StrategicRole | None = None
    content_types: list[AssetType] = Field(default_factory=list)
    kpi: str | None = None
    budget_share: Share | None = None
    kill_criteria: list[Rule] = Field(default_factory=list)


class CtaRules(Model):
    """Calls to action."""

    allowed: list[str] = Field(default_factory=list)
    forbidden: list[str] = Field(default_factory=list)
    primary: str | None = None


class ChannelStrategy(Model):
    """Layer 6: where, in which role, until when."""

    channels: list[Channel] = field([], required=True, max_length=10)
    cta_rules: CtaRules = Field(default_factory=CtaRules)


class Constraints(Model):
    """Layer 7: what every asset must respect."""

    tone_boundaries: list[str] = field([], required=True, hydrated="intake.tone_voice")
    forbidden_language: list[str] = field([], required=True, hydrated="intake.banned_words")
    claim_boundaries: list[str] = field([], required=True, hydrated="intake.forbidden_claims")
    visual_constraints: list[str] = field([], hydrated="intake.brand_kit")
    compliance_rules: list[str] = field([], required=True, hydrated="intake.compliance_notes")


class PrimaryKpi(Model):
    """A number the campaign is judged by."""

    name: str
    unit: str | None = None
    target: Number | None = None
    baseline: Number | None = None
    direction: Literal["up", "down"] = "up"
    by: CampaignDate | None = None


class Measurement(Model):
    """Layer 8: how we will know."""

    success_definition: str | None = field(required=True, hydrated="intake.kpi_targets")
    primary_kpis: list[PrimaryKpi] = field([], required=True)
    leading_indicators: list[str] = field([], required=True)
    lagging_indicators: list[str] = field([], required=True)
    review_cadence: Cadence | None = field(required=True)
    decision_rules: list[Rule] = field([], required=True)


class Strategy(Artifact):
    """The 8-layer contract between client and agency."""

    schema_version: Literal["strategy_contract_v1"] = "strategy_contract_v1"
    business_reality: BusinessReality = Field(default_factory=BusinessReality)
    market_truth: MarketTruth = Field(default_factory=MarketTruth)
    audience_psychology: AudiencePsychology = Field(default_factory=AudiencePsychology)
    value_architecture: ValueArchitecture = Field(default_factory=ValueArchitecture)
    narrative: Narrative = Field(default_factory=Narrative)
    channel_strategy: ChannelStrategy = Field(default_factory=ChannelStrategy)
    constraints: Constraints = Field(default_factory=Constraints)
    measurement: Measurement = Field(default_factory=Measurement)
