"""From an event to a plan: the list of tool calls it asks for. Interpreted once, kept in the store, executed by the graph."""

from typing import Literal

from agent.errors import Invalid
from agent.graph.context import Context
from agent.llm.port import InterpretRequest, ToolCall, Turn
from agent.schemas.campaign import Campaign
from agent.schemas.events import Click, Event, Say, SetFields, Upload
from agent.schemas.registry import missing_required
from agent.schemas.stages import ActionName, ArtifactStage, StageId
from agent.tools.catalogue import CAMPAIGN_TOOLS, specs
from agent.tools.documents import MAX_CHARACTERS
from agent.tools.edit import stage_of

DecisionKind = Literal["approve", "request_changes", "override"]

DECISIONS: dict[ActionName, DecisionKind] = {"approve": "approve", "request_changes": "request_changes", "override": "override"}
"""Clicks that are a person's decision; they are recorded by the store and are never a tool call."""

_CLICK_TOOLS: dict[ActionName, str] = {
    "new_campaign": "create_campaign",
    "select_campaign": "select_campaign",
    "edit_campaign": "edit_campaign",
    "archive_campaign": "archive_campaign",
    "duplicate_campaign": "duplicate_campaign",
    "submit": "submit",
    "run_qc": "check",
    "apply_fix": "apply_fix",
    "redraft": "draft",
    "restore_version": "restore_version",
    "reopen": "reopen",
    "go_to": "go_to",
    "pin": "pin",
    "unpin": "unpin",
    "still_valid": "still_valid",
    "compare": "compare",
    "comment": "comment",
    "resolve_comment": "resolve_comment",
    "invite_client": "invite_client",
    "revoke_invitation": "revoke_invitation",
}
WINDOW = 12
"""Messages of the conversation a model sees."""


async def plan_of(context: Context, event: Event, *, thread: str, campaign_id: str | None) -> list[ToolCall]:
    """The tool calls of an event. A message is interpreted by the model once; the plan is then kept with the event."""
    known = await context.store.plan(event.id)
    if known is not None:
        return [ToolCall.model_validate(call) for call in known]
    calls = await _plan(context, event, thread, campaign_id)
    await context.store.keep_plan(event.id, [call.model_dump(mode="json") for call in calls])
    return calls


async def _plan(context: Context, event: Event, thread: str, campaign_id: str | None) -> list[ToolCall]:
    if isinstance(event, Say | Upload) and len(event.text) >= MAX_CHARACTERS:
        raise Invalid(f"The message has {len(event.text):,} characters; a brief has at most {MAX_CHARACTERS:,}. Nothing was changed. Send the part that is the brief.")
    if isinstance(event, Say):
        return await _interpreted(context, event, thread, campaign_id)
    if isinstance(event, Upload):
        reads = [ToolCall(tool="read_brief", arguments={"file": file}) for file in event.files]
        return reads + (await _interpreted(context, event, thread, campaign_id) if len(event.text.strip()) > 40 else [])
    if isinstance(event, SetFields):
        return _set_calls(event)
    return [_click_call(event)]


def _set_calls(event: SetFields) -> list[ToolCall]:
    """One call per artifact a form touches, so that each becomes one version."""
    campaign = {path.removeprefix("campaign."): v for path, v in event.values.items() if path.startswith("campaign.")}
    calls = [ToolCall(tool="edit_campaign", arguments=dict(campaign))] if campaign else []
    by_stage: dict[ArtifactStage, dict[str, object]] = {}
    for path, value in event.values.items():
        if not path.startswith("campaign."):
            by_stage.setdefault(stage_of(path), {})[path] = value
    for values in by_stage.values():
        calls.append(ToolCall.model_validate({"tool": "set_fields", "arguments": {"values": values, "base": event.base}}))
    return calls


def _click_call(event: Click) -> ToolCall:
    tool = _CLICK_TOOLS.get(event.action)
    if tool is None:
        raise Invalid(f"'{event.action}' is not offered here. Nothing was changed.")
    arguments = dict(event.args)
    if event.stage is not None and event.stage != "campaign" and tool not in CAMPAIGN_TOOLS:
        arguments.setdefault("stage", event.stage)
    if tool == "restore_version" and event.version is not None:
        arguments.setdefault("number", event.version)
    if tool == "still_valid":
        arguments.setdefault("reason", arguments.pop("comment", None))
    if tool in ("draft", "still_valid") and "section" in arguments:
        arguments["sections"] = [arguments.pop("section")]
    if tool == "invite_client" and event.version is not None:
        arguments.setdefault("version", event.version)
    if tool in ("draft", "submit", "check", "restore_version", "reopen", "go_to", "pin", "unpin", "still_valid", "compare", "comment", "resolve_comment", "invite_client", "revoke_invitation"):
        return ToolCall(tool=tool, arguments=arguments)
    arguments.pop("stage", None)
    return ToolCall(tool=tool, arguments=arguments)


async def _interpreted(context: Context, event: Say | Upload, thread: str, campaign_id: str | None) -> list[ToolCall]:
    request = await _request(context, event, thread, campaign_id)
    answer = await context.model.interpret(request)
    calls = [call if call.tool != "still_valid" else ToolCall(tool="ask", arguments={"about": "still_valid"}) for call in answer.calls]
    if answer.say:
        calls.append(ToolCall(tool="tell", arguments={"text": answer.say}))
    return calls or [ToolCall(tool="ask", arguments={"about": "unclear"})]


async def _request(context: Context, event: Say | Upload, thread: str, campaign_id: str | None) -> InterpretRequest:
    store = context.store
    records = await store.campaigns()
    window = [
        Turn(role=message.role, content=message.text[:2_000]) for message in await store.last_messages(thread, WINDOW)
    ]
    request = InterpretRequest(
        text=event.text,
        campaign_id=campaign_id,
        event=event.id,
        today=context.clock().date(),
        campaigns=[record.campaign.name for record in records],
        window=window,
        tools=specs(),
    )
    if campaign_id is None:
        return request
    record = await store.campaign(campaign_id)
    return await _with_position(context, request, record.campaign, record.stage, campaign_id, thread)


async def _with_position(
    context: Context, request: InterpretRequest, campaign: Campaign, stage: StageId, campaign_id: str, thread: str
) -> InterpretRequest:
    store = context.store
    statuses = await store.statuses(campaign_id)
    work: ArtifactStage = "intake" if stage == "campaign" else stage
    version = await store.latest(campaign_id, work)
    content = version.content if version else {}
    return request.model_copy(
        update={
            "campaign": campaign,
            "stage": work,
            "statuses": statuses,
            "content": content,
            "missing": missing_required(work, content),
            "asked": await _asked(context, thread),
            "sections": {section.id: section.title for section in context.stages[work].sections},
            "at_gate": statuses[work] == "in_review",
        }
    )


async def _asked(context: Context, thread: str) -> list[str]:
    """The paths the last question asked for, so that a short answer finds its field."""
    for message in reversed(await context.store.last_messages(thread, 4)):
        if message.notice and message.notice.get("kind") == "ask_for":
            paths = message.notice.get("paths")
            return [str(path) for path in paths] if isinstance(paths, list) else []
    return []
