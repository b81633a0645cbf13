"""The tools: one schema each. A message, a form, an upload and a button all become calls of these, and nothing else edits an artifact.

A decision (approve, request changes, override) is not a tool: only a signed-in person's click makes one.
"""

from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from agent.errors import Invalid
from agent.llm.port import ToolCall, ToolSpec
from agent.schemas.base import CampaignDate, Model, Money
from agent.schemas.registry import explain
from agent.schemas.stages import ArtifactStage, CampaignStatus, Objective, StageId
from agent.tools.comments import ListComments, MakeComment, ResolveComment
from agent.tools.history import CompareVersions, OpenVersion, ShowHistory
from agent.tools.inviting import InviteClient, RevokeInvitation
from agent.tools.pins import PinValue, UnpinValue


class CreateCampaign(Model):
    """Start a new campaign. Only what was said; leave out the rest."""

    name: str = Field(min_length=1, max_length=200)
    client_name: str | None = None
    objective: Objective | None = None
    budget: Money | None = None
    start_date: CampaignDate | None = None
    end_date: CampaignDate | None = None
    notes: str | None = None


class EditCampaign(Model):
    """Change the campaign's own data: name, client, objective, budget, dates, status, notes."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    client_name: str | None = None
    objective: Objective | None = None
    budget: Money | None = None
    start_date: CampaignDate | None = None
    end_date: CampaignDate | None = None
    status: CampaignStatus | None = None
    notes: str | None = None


class SelectCampaign(Model):
    """Switch this conversation to another campaign of the workspace."""

    name: str


class ListCampaigns(Model):
    """Show the campaigns of the workspace."""


class DuplicateCampaign(Model):
    """Copy the campaign's own data and its newest intake into a new campaign; nothing else is carried over."""

    name: str = Field(min_length=1, max_length=200)


class ArchiveCampaign(Model):
    """Put the campaign away. It can be brought back."""


class SetFields(Model):
    """Set fields of an artifact, by full dotted path: {"intake.tone_voice": "Warm, plain"}. Values must fit the schema."""

    values: dict[str, JsonValue] = Field(min_length=1)
    base: int | None = None
    """The version the values were based on; null means the newest."""


class AddItems(Model):
    """Append entries to a list field."""

    path: str
    items: list[JsonValue] = Field(min_length=1)


class RemoveItems(Model):
    """Take entries out of a list field. Text entries match regardless of case."""

    path: str
    items: list[JsonValue] = Field(min_length=1)


class ClearFields(Model):
    """Empty fields."""

    paths: list[str] = Field(min_length=1)


class ReadBrief(Model):
    """Read a brief into the intake: an uploaded file, or the message itself when no file is named."""

    file: str | None = None
    """Id of the stored file; null means the text of the message."""


class DraftSections(Model):
    """Draft or redraft sections of the current stage. No sections means all of them."""

    stage: ArtifactStage | None = None
    sections: list[str] = Field(default_factory=list)
    instruction: str | None = None
    """What should be different, in the operator's words."""


class GoTo(Model):
    """Go to another stage of this campaign."""

    stage: StageId


class Submit(Model):
    """Submit the newest version of a stage for approval. It does not approve anything."""

    stage: ArtifactStage | None = None


class Check(Model):
    """Run quality control again."""

    stage: ArtifactStage | None = None


class ApplyFix(Model):
    """Put in the value a check proposed."""

    check: str
    path: str | None = None


class RestoreVersion(Model):
    """Make a new version with the content of an earlier one."""

    stage: ArtifactStage | None = None
    number: int = Field(ge=1)


class Reopen(Model):
    """Take a version out of review, back to draft; or go back to an approved stage to change it."""

    stage: ArtifactStage | None = None


class Ask(Model):
    """The person asked something. The answer is made from the campaign's own data."""

    about: Literal[
        "missing", "blocked", "status", "where_from", "value", "findings", "help", "next", "decide", "history", "unclear", "pinned", "impact", "still_valid", "cost"
    ]
    """decide: the person asked about, or tried, approving in words; the answer says how a decision is made. cost: what the models have cost in this campaign."""
    stage: StageId | None = None
    path: str | None = None


class StillValid(Model):
    """Say that sections which are out of date still hold as they are. No sections means all of them. Only a person's click does."""

    stage: ArtifactStage | None = None
    sections: list[str] = Field(default_factory=list)
    reason: str | None = Field(default=None, max_length=2_000)


class Tell(Model):
    """Say something to the person in the model's own words."""

    text: str


TOOLS: dict[str, type[Model]] = {
    "create_campaign": CreateCampaign,
    "edit_campaign": EditCampaign,
    "select_campaign": SelectCampaign,
    "list_campaigns": ListCampaigns,
    "duplicate_campaign": DuplicateCampaign,
    "archive_campaign": ArchiveCampaign,
    "set_fields": SetFields,
    "add_items": AddItems,
    "remove_items": RemoveItems,
    "clear_fields": ClearFields,
    "read_brief": ReadBrief,
    "draft": DraftSections,
    "go_to": GoTo,
    "submit": Submit,
    "check": Check,
    "apply_fix": ApplyFix,
    "restore_version": RestoreVersion,
    "reopen": Reopen,
    "ask": Ask,
    "tell": Tell,
    "pin": PinValue,
    "unpin": UnpinValue,
    "still_valid": StillValid,
    "history": ShowHistory,
    "open_version": OpenVersion,
    "compare": CompareVersions,
    "comment": MakeComment,
    "list_comments": ListComments,
    "resolve_comment": ResolveComment,
    "invite_client": InviteClient,
    "revoke_invitation": RevokeInvitation,
}

CAMPAIGN_TOOLS = frozenset(
    {"create_campaign", "edit_campaign", "select_campaign", "list_campaigns", "duplicate_campaign", "archive_campaign"}
)
"""Tools that act on campaigns, not on an artifact; they run before the campaign's graph does."""

BESIDE_THE_GATE = frozenset({"ask", "tell", "list_campaigns", "pin", "unpin", "still_valid", "history", "open_version", "compare", "comment", "list_comments", "resolve_comment", "invite_client", "revoke_invitation"})
"""Tools that make no version: a gate that waits goes on waiting when one of them is used."""

MODEL_TOOLS = tuple(name for name in TOOLS if name not in ("archive_campaign", "apply_fix", "restore_version", "reopen", "tell", "unpin", "still_valid", "resolve_comment", "invite_client", "revoke_invitation"))
"""What a language model may call. It cannot approve, override, delete or send."""


def specs() -> list[ToolSpec]:
    """The tools a model may call, with their JSON schemas."""
    return [
        ToolSpec(name=name, description=(TOOLS[name].__doc__ or "").strip(), parameters=TOOLS[name].model_json_schema())
        for name in MODEL_TOOLS
    ]


def arguments(call: ToolCall) -> Model:
    """The validated arguments of a call. Raises Invalid for an unknown tool or arguments that do not fit."""
    schema = TOOLS.get(call.tool)
    if schema is None:
        raise Invalid(f"There is no tool called '{call.tool}'. Nothing was changed.")
    try:
        return schema.model_validate(call.arguments)
    except ValidationError as error:
        raise Invalid(f"{explain(error)}. Nothing was changed.") from error
