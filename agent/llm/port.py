"""The model port: three voices behind one protocol. Every answer is validated by the caller before it touches an artifact."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Literal, Protocol

from pydantic import Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.campaign import Campaign
from agent.schemas.events import Conflicting
from agent.schemas.quality import Check
from agent.schemas.stages import ActionName, ArtifactStage, StageId, StageStatus
from agent.schemas.version import ProvenanceMap


class Turn(Model):
    """One message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class ToolSpec(Model):
    """A tool the model may call, with the JSON schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, JsonValue]


class ToolCall(Model):
    """A call a model, form or command wants made."""

    tool: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)


class Request(Model):
    """What every request says beside its question: on whose account it is made."""

    campaign_id: str | None = None
    event: str | None = None
    """Id of the event that caused it."""


class InterpretRequest(Request):
    """What the operator said, and where the campaign stands."""

    text: str = Field(max_length=250_000)
    today: date
    campaign: Campaign | None = None
    campaigns: list[str] = Field(default_factory=list)
    """Names of all campaigns of the workspace."""
    stage: StageId = "campaign"
    statuses: dict[str, StageStatus] = Field(default_factory=dict)
    content: dict[str, JsonValue] = Field(default_factory=dict)
    """The current stage's artifact."""
    missing: list[str] = Field(default_factory=list)
    """Required paths that are empty."""
    asked: list[str] = Field(default_factory=list)
    """Paths the last reply asked for, in order."""
    sections: dict[str, str] = Field(default_factory=dict)
    """Section ids of the current stage with their titles."""
    at_gate: bool = False
    offered: list[ActionName] = Field(default_factory=list)
    window: list[Turn] = Field(default_factory=list)
    tools: list[ToolSpec] = Field(default_factory=list)


class Interpretation(Model):
    """What the operator wants: calls to make in order, and words of the model if it has any."""

    calls: list[ToolCall] = Field(default_factory=list)
    say: str | None = None


class ReadRequest(Request):
    """A brief to be read into the intake."""

    name: str
    """File name, or 'message'."""
    text: str = Field(max_length=250_000)
    today: date


class Found(Model):
    """One value read from a brief, with the words it came from."""

    path: str
    """Full dotted path: intake.website, or campaign.name for the campaign's own fields."""
    value: JsonValue
    quote: str
    """Verbatim; runs of white space as one space."""
    lines: tuple[int, int] | None = None
    note: str | None = None


class Extraction(Model):
    """Everything read from a brief."""

    found: list[Found]
    conflicts: list[Conflicting] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list)
    """Plain sentences for the operator: disputed figures, arithmetic that cannot hold, instructions found in the text and not followed."""


class Upstream(Model):
    """An approved artifact a draft may use."""

    version: int
    digest: str
    content: dict[str, JsonValue]
    provenance: ProvenanceMap = Field(default_factory=dict)
    qc_status: str | None = None
    """PASS, WARN or FAIL of the approved version; OVERRIDDEN when an admin approved it against a failed check, which the manifest prints."""
    approved_by: str | None = None


class Sources(Model):
    """All a stage may read: the campaign, the approved upstream artifacts, the day."""

    campaign: Campaign
    upstream: dict[ArtifactStage, Upstream] = Field(default_factory=dict)
    today: date
    pending: dict[str, StageStatus] = Field(default_factory=dict)
    """Status of every stage, for delivery's pre-flight."""

    def content(self, stage: ArtifactStage) -> dict[str, JsonValue]:
        """Content of an approved upstream artifact; empty when there is none."""
        return self.upstream[stage].content if stage in self.upstream else {}


class DraftRequest(Request):
    """One section to draft."""

    stage: ArtifactStage
    section: str
    sources: Sources
    current: dict[str, JsonValue]
    """The artifact so far, earlier sections included."""
    instruction: str | None = None
    """What the operator or an approver asked for."""
    findings: list[Check] = Field(default_factory=list)
    """What quality control found in the last draft of this section."""
    pinned: dict[str, JsonValue] = Field(default_factory=dict)
    """Values of this section that must come out byte for byte, by address (agent.schemas.pins)."""
    uses: list[str] = Field(default_factory=list)
    """Full upstream paths a model is given; its lineage."""
    after: list[str] = Field(default_factory=list)
    """Sections of the same artifact it builds on."""


class SectionDraft(Model):
    """A drafted section."""

    value: JsonValue
    """The whole section, as it stands in the artifact's JSON."""
    used: list[str]
    """Full upstream paths it was made from: its lineage."""
    assumptions: dict[str, str] = Field(default_factory=dict)
    """Full path of a field to what is assumed in it and must be confirmed."""
    model: str
    prompt: str | None = None
    """Digest of the prompt, or version of the drafting rules."""


class JudgeRequest(Request):
    """One narrow question about an artifact."""

    question: str
    """Id: coherence, specificity, audience_fit, brand_voice, plausibility, actionability, narrative_consistency, claim_risk."""
    stage: ArtifactStage
    content: dict[str, JsonValue]
    sources: Sources


class Judgement(Model):
    """The judge's answer. 'unavailable' is shown and is never a pass."""

    verdict: Literal["pass", "fail", "unsure", "unavailable"]
    path: str | None = None
    quote: str | None = None
    message: str = ""


OnToken = Callable[[str], Awaitable[None]]
"""Receives text as it is written; an empty text says that it begins again."""


class ModelPort(Protocol):
    """Models behind three voices. Raises ModelUnavailable or ModelRefused; never returns a default."""

    @property
    def name(self) -> str:
        """The model that drafts; 'offline' for the embedded one."""

    @property
    def judge_name(self) -> str:
        """The model that judges; 'offline' when none does."""

    async def interpret(self, request: InterpretRequest) -> Interpretation:
        """Say what the operator wants done."""

    async def read(self, request: ReadRequest) -> Extraction:
        """Read a brief into intake fields, each with its quote."""

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """Draft one section."""

    async def judge(self, request: JudgeRequest) -> Judgement:
        """Answer one narrow question about an artifact."""
