"""What reaches the driver (events), what the graph has to say (notices), and what comes back (replies, offers, outcome)."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.calls import Spending
from agent.schemas.comments import Commented, CommentsListed, RequestsAnswered
from agent.schemas.history import Compared, HistoryListed, VersionShown
from agent.schemas.invitations import Invited
from agent.schemas.merging import MergeConflict
from agent.schemas.pins import Pinned, PinnedValue
from agent.schemas.quality import QCResult
from agent.schemas.stages import ActionName, ArtifactStage, StageId, StageStatus
from agent.schemas.staleness import Cause, Impact, StillValid, TraceStep
from agent.schemas.version import Provenance

# Events: the four things a person can do.


class Say(Model):
    """A typed message."""

    kind: Literal["say"] = "say"
    id: str
    """Idempotency key of the event: the same id is acted on once."""
    text: str = Field(max_length=250_000)


class Upload(Model):
    """Files already stored, with what was typed beside them."""

    kind: Literal["upload"] = "upload"
    id: str
    files: list[str]
    """Ids of stored files."""
    text: str = Field(default="", max_length=250_000)


class SetFields(Model):
    """What a form does: typed values at full dotted paths."""

    kind: Literal["set"] = "set"
    id: str
    values: dict[str, JsonValue]
    base: int | None = None
    """The version the form was filled from; null means the newest."""


class Click(Model):
    """A button or command."""

    kind: Literal["click"] = "click"
    id: str
    action: ActionName
    stage: StageId | None = None
    """The stage the button belongs to; null means the current one."""
    version: int | None = None
    """The version that was on screen; null means the newest. A decision on another version is refused."""
    args: dict[str, JsonValue] = Field(default_factory=dict)
    """acknowledge (true or list of warning keys), comment, reason, name, section, ..."""


Event = Annotated[Say | Upload | SetFields | Click, Field(discriminator="kind")]

# Notices: facts the graph states; the chat package finds the words.


class FieldChange(Model):
    """One field before and after."""

    path: str
    before: JsonValue = None
    after: JsonValue = None


class CampaignOpened(Model):
    """A campaign was created, selected, edited, archived or duplicated."""

    kind: Literal["campaign_opened"] = "campaign_opened"
    how: Literal["created", "selected", "edited", "archived", "duplicated"]
    name: str
    client_name: str | None
    status: str
    stage: StageId
    changes: list[FieldChange] = Field(default_factory=list)
    from_brief: bool = False
    """True when a brief without a campaign opened it."""


class CampaignsListed(Model):
    """The campaigns of the workspace, newest first."""

    kind: Literal["campaigns_listed"] = "campaigns_listed"
    names: list[str]
    statuses: list[str]


class Conflicting(Model):
    """Values that contradict each other; a person picks."""

    path: str
    values: list[JsonValue]
    quotes: list[str]


class BriefRead(Model):
    """A brief was read into the intake."""

    kind: Literal["brief_read"] = "brief_read"
    file: str
    version: int
    filled: list[str]
    """Paths filled from it."""
    kept: list[str] = Field(default_factory=list)
    """Paths where an earlier value of the operator was kept."""
    conflicts: list[Conflicting] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list)
    """What looks inconsistent, disputed, or like an instruction that was not followed."""


class FieldsSet(Model):
    """Fields were changed by a person."""

    kind: Literal["fields_set"] = "fields_set"
    stage: ArtifactStage
    version: int
    changes: list[FieldChange]


class AskFor(Model):
    """One group of missing fields is asked for."""

    kind: Literal["ask_for"] = "ask_for"
    stage: ArtifactStage
    group: str
    paths: list[str]
    required: bool
    remaining: int
    """How many required fields are still missing in all groups."""


class Drafted(Model):
    """Sections were drafted or redrafted."""

    kind: Literal["drafted"] = "drafted"
    stage: ArtifactStage
    version: int
    sections: list[str]
    model: str
    assumptions: list[str] = Field(default_factory=list)
    unchanged: bool = False
    """True when the draft is the same as before, so that no version was made."""
    pinned: list[str] = Field(default_factory=list)
    """Sections that are pinned and were left as they are."""
    stale: list[str] = Field(default_factory=list)
    """Sections of an unchanged draft that were marked out of date."""
    not_drafted: list[str] = Field(default_factory=list)
    """Sections that were to be drafted and are not, because the model failed or the run was stopped."""


class Checked(Model):
    """Quality control ran."""

    kind: Literal["checked"] = "checked"
    result: QCResult


class GateOpened(Model):
    """A version waits for a person's decision."""

    kind: Literal["gate_opened"] = "gate_opened"
    stage: ArtifactStage
    version: int
    status: str
    score: int
    warnings: int
    blockers: int
    impact: Impact | None = None
    """What approving it would make out of date."""
    stale: dict[str, list[Cause]] = Field(default_factory=dict)
    """Its own sections that are out of date, so that it cannot be approved yet."""


class Decided(Model):
    """A person decided."""

    kind: Literal["decided"] = "decided"
    stage: ArtifactStage
    version: int
    decision: Literal["approve", "request_changes", "override"]
    by: str
    comment: str | None = None
    opens: ArtifactStage | None = None
    """The stage that is worked on next."""


class StageBlocked(Model):
    """A stage cannot be worked on: which upstream artifacts are missing, in which status."""

    kind: Literal["stage_blocked"] = "stage_blocked"
    stage: ArtifactStage
    missing: dict[str, str]
    """Upstream stage (or 'campaign') to its present status."""


class StageEntered(Model):
    """The conversation moved to another stage."""

    kind: Literal["stage_entered"] = "stage_entered"
    stage: StageId
    status: StageStatus
    version: int | None = None
    stale: dict[str, list[Cause]] = Field(default_factory=dict)
    """Sections that are out of date, and why."""


class Answered(Model):
    """An answer to a question, with the data it is made from."""

    kind: Literal["answered"] = "answered"
    about: Literal["missing", "blocked", "status", "where_from", "value", "findings", "help", "next", "decide", "history", "unclear", "text", "pinned", "impact", "still_valid", "cost"]
    stage: StageId
    path: str | None = None
    value: JsonValue = None
    provenance: Provenance | None = None
    statuses: dict[str, StageStatus] = Field(default_factory=dict)
    missing: list[str] = Field(default_factory=list)
    blocked_by: dict[str, str] = Field(default_factory=dict)
    result: QCResult | None = None
    text: str | None = None
    """Words of a language model, or of the operator's own message when it was not understood."""
    pins: list[PinnedValue] = Field(default_factory=list)
    trace: list[TraceStep] = Field(default_factory=list)
    """Where the value comes from, most relevant source first."""
    more: int = 0
    """How many sources are not named."""
    impact: Impact | None = None
    stale: dict[str, list[Cause]] = Field(default_factory=dict)
    spending: Spending | None = None


class Packaged(Model):
    """A package was made, or is being made."""

    kind: Literal["packaged"] = "packaged"
    package: str
    state: Literal["running", "done", "failed"]
    name: str | None = None
    formats: list[str] = Field(default_factory=list)
    bytes: int = 0
    error: str | None = None


class Confirmed(Model):
    """A person said that sections still hold."""

    kind: Literal["confirmed"] = "confirmed"
    said: StillValid


class BudgetNearlySpent(Model):
    """Most of what the models may cost in this campaign is spent; said once."""

    kind: Literal["budget_nearly_spent"] = "budget_nearly_spent"
    spent: Decimal
    budget: Decimal


class Failed(Model):
    """Something was refused or went wrong; what happened, that nothing was lost, what to do."""

    kind: Literal["failed"] = "failed"
    message: str
    retry: bool = False
    blocked_by: dict[str, str] = Field(default_factory=dict)


Notice = Annotated[
    CampaignOpened | CampaignsListed | BriefRead | FieldsSet | AskFor | Drafted | Checked | GateOpened | Decided
    | StageBlocked | StageEntered | Answered | Packaged | Failed | Pinned | MergeConflict | Confirmed
    | HistoryListed | VersionShown | Compared | BudgetNearlySpent | Commented | CommentsListed | RequestsAnswered
    | Invited,
    Field(discriminator="kind"),
]  # fmt: skip

# What comes back.


class Offer(Model):
    """An action a person can take now, or sees disabled with the reason."""

    action: ActionName
    label: str
    """What the button says: 'Approve Intake v3'."""
    stage: StageId
    version: int | None = None
    enabled: bool = True
    reason: str | None = None
    """Why it is disabled."""
    primary: bool = False


class Reply(Model):
    """One message to the person: words, and the notice they were made from (for cards)."""

    id: str
    text: str
    """Markdown."""
    notice: Notice | None = None
    error: bool = False


class Position(Model):
    """Where a thread stands: shown in the header, read by scripts."""

    campaign_id: str | None = None
    campaign: str | None = None
    client: str | None = None
    stage: StageId = "campaign"
    statuses: dict[str, StageStatus] = Field(default_factory=dict)
    versions: dict[str, int] = Field(default_factory=dict)
    """Newest version number per stage."""
    offers: list[Offer] = Field(default_factory=list)
    waiting_since: str | None = None
    running: bool = False


class Outcome(Model):
    """The result of one event."""

    replies: list[Reply]
    position: Position
    error: str | None = None
    """The refusal or error, when there was one; nothing changed then, except that a merge kept what did not conflict."""
    blocked_by: list[str] = Field(default_factory=list)


class Progress(Model):
    """Sent while a run goes on: a step, a piece of text, a finished reply."""

    kind: Literal["step", "token", "reply"]
    id: str
    label: str = ""
    """'Drafting Narrative', 'Reading northlight-roasters.md'."""
    text: str = ""
    """Of a token: what comes behind the text so far; an empty one that is not the last means that the text begins again."""
    done: bool = False
    reply: Reply | None = None
