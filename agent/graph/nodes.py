"""The nodes: turn decides where to work, each stage has work, qc and gate, the assistant answers while a gate waits."""

import asyncio
from collections.abc import Awaitable
from typing import Any, Protocol

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent.errors import AicmoError, Conflict, NotFound
from agent.graph.commenting import answered, requested
from agent.graph.context import Context
from agent.graph.desk import Desk, open_desk
from agent.graph.merging import numbered, save_merged
from agent.graph.perform import Turn, check_version, draft_sections, drafted_notice, perform, repaired_sections, target_of
from agent.graph.pinning import follow_entries
from agent.graph.speech import Speaker, failure
from agent.graph.state import State
from agent.llm.port import ToolCall
from agent.schemas.comments import Commented
from agent.schemas.events import AskFor, Checked, Decided, GateOpened, Notice, Say, StageBlocked, StageEntered, Upload
from agent.schemas.quality import QCResult
from agent.schemas.registry import missing_required
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage, Role, StageId
from agent.schemas.version import Actor
from agent.stages.base import Stage
from agent.stages.intake.asking import next_group
from agent.tools.catalogue import BESIDE_THE_GATE


class Node(Protocol):
    """A node of the graph."""

    def __call__(self, state: State, runtime: Runtime[Context]) -> Awaitable[Command[str]]:
        """Do the node's part and say where to go."""


REPAIRS = 2
"""Rounds of repair before a person sees a draft as it is."""
TURN, ASSISTANT, END = "turn", "assistant", "__end__"


def work_of(stage: str) -> str:
    """Name of a stage's work node; a stored contract."""
    return f"{stage}_work"


def qc_of(stage: str) -> str:
    """Name of a stage's quality control node; a stored contract."""
    return f"{stage}_qc"


def gate_of(stage: str) -> str:
    """Name of a stage's gate; a stored contract."""
    return f"{stage}_gate"


def artifact_stage(name: str) -> ArtifactStage:
    """The stage by its name; the campaign itself is worked on at intake."""
    return next((stage for stage in ARTIFACT_STAGES if stage == name), "intake")


def _speaker(state: State, runtime: Runtime[Context]) -> Speaker:
    info = runtime.execution_info
    task = info.task_id if info is not None else state["event"]
    return Speaker(runtime.context, state["thread"], state["event"], str(task), runtime.stream_writer)


async def _calls(state: State, context: Context) -> list[ToolCall]:
    """The calls of the event's plan that are still to be done; campaign tools were done before the graph ran."""
    plan = await context.store.plan(state["event"]) or []
    return [ToolCall.model_validate(call) for call in plan[state.get("at", 0) :]]


async def turn(state: State, runtime: Runtime[Context]) -> Command[str]:
    """Decide which stage the next call is about; refuse a stage whose gate is closed."""
    context, speaker = runtime.context, _speaker(state, runtime)
    current = artifact_stage(state["stage"])
    calls = await _calls(state, context)
    target: StageId = current
    if calls:
        try:
            target = target_of(calls[0], current)
        except AicmoError as error:
            await speaker.say(failure(error))
            return Command(goto=END)
    stage = artifact_stage(target)
    blocked = await context.store.blocked_by(state["campaign"], stage) if stage != current else {}
    if blocked:
        await speaker.say(StageBlocked(stage=stage, missing=blocked))
        return Command(goto=END)
    if stage != current:
        await context.store.set_stage(state["campaign"], stage)
    return Command(goto=work_of(stage), update={"stage": stage})


def work(stage: Stage) -> Node:
    """The work node of a stage: do what was asked, fill what upstream says, draft what is empty, save one version."""

    async def node(state: State, runtime: Runtime[Context]) -> Command[str]:
        context, speaker = runtime.context, _speaker(state, runtime)
        desk = await open_desk(context, state["campaign"], stage.id)
        text = await _text(state, context)
        doing = Turn(desk=desk, actor=state["actor"]["email"], text=text, speaker=speaker, role=_role(state))
        try:
            done = await _do(state, doing, await _calls(state, context))
            await _save(doing, state)
        except AicmoError as error:
            await _rescue(doing, state)
            await speaker.say(failure(error))
            return Command(goto=END)
        except asyncio.CancelledError:
            if not context.closing.is_set():
                await _rescue(doing, state)
            raise
        await _say_all(speaker, doing.notices)
        if done is not None:
            return Command(goto=TURN, update={"at": done, "round": 0})
        return await _after_work(state, doing)

    return node


def _role(state: State) -> Role:
    return Actor.model_validate(state["actor"]).role


async def _text(state: State, context: Context) -> str:
    """What was typed in the event; empty for a run that only walks back to its gate."""
    try:
        event = (await context.store.event(state["event"])).event
    except NotFound:
        return ""
    return event.text if isinstance(event, Say | Upload) else ""


async def _do(state: State, doing: Turn, calls: list[ToolCall]) -> int | None:
    """Do the calls for this stage; returns the index in the plan of the first call for another stage, if there is one."""
    desk = doing.desk
    if state.get("round", 0) > 0:
        await _repair(doing)
        return None
    entering = desk.version is None
    if entering:
        desk.hydrate()
        doing.reasons.append("opened")
    start = state.get("at", 0)
    for offset, call in enumerate(calls):
        if target_of(call, desk.stage.id) != desk.stage.id:
            return start + offset
        await perform(doing, call)
    if any(call.tool == "go_to" for call in calls) and not entering:
        await _entered(doing)
    if not calls and not entering and desk.version is not None and desk.version.status == "stale":
        await _entered(doing)
    if entering and not doing.drafted:
        await _first_draft(doing)
    return None


async def _entered(doing: Turn) -> None:
    desk = doing.desk
    statuses = await desk.context.store.statuses(desk.campaign_id)
    status = statuses[desk.stage.id]
    doing.notices.append(StageEntered(stage=desk.stage.id, status=status, version=desk.number or None, stale=desk.causes))


async def _first_draft(doing: Turn) -> None:
    """On entering a stage, hydrate it and draft every section that can be drafted."""
    if doing.desk.stage.id != "intake":
        await _entered(doing)
    sections = [section.id for section in doing.desk.stage.sections if section.draft]
    if sections:
        await draft_sections(doing, sections, None, [])
        doing.notices.append(drafted_notice(doing, sections, unchanged=False))


async def _repair(doing: Turn) -> None:
    """Redraft the sections in which a blocking check failed."""
    desk = doing.desk
    result = await desk.context.store.qc(desk.campaign_id, desk.stage.id, desk.number)
    failures = result.failures if result else []
    sections = repaired_sections(desk, failures, await desk.context.store.plan(doing.speaker.event) or [])
    if sections:
        before = desk.draft.content
        await draft_sections(doing, sections, None, [*failures, *await requested(desk)])
        doing.notices.append(drafted_notice(doing, sections, unchanged=desk.draft.content == before))


async def _rescue(doing: Turn, state: State) -> None:
    """Save the sections that were finished before the run failed or was stopped, and say which are not."""
    if not doing.rescued:
        return
    doing.reasons.append("unfinished")
    await _save(doing, state)
    notice = drafted_notice(doing, doing.rescued, unchanged=False)
    await doing.speaker.say(notice.model_copy(update={"version": doing.desk.number, "not_drafted": doing.left}))


async def _save(doing: Turn, state: State) -> None:
    desk = doing.desk
    if not doing.reasons:
        return
    before = desk.version
    author, reason, idem = state["actor"]["email"], ", ".join(dict.fromkeys(doing.reasons)), f"{doing.speaker.key}:save"
    try:
        await desk.save(author=author, reason=reason, idem=idem)
    except Conflict:
        met = await save_merged(desk, author=author, reason=reason, idem=idem)
        doing.notices = [*numbered(doing.notices, desk.number), *met]
    doing.notices += await follow_entries(desk, by=author)
    closed = await desk.context.store.resolve_changed(desk.campaign_id, desk.stage.id, version=desk.number, by=author)
    doing.notices += [Commented(how="resolved", comment=comment) for comment in closed]
    if doing.drafted and before is not None and desk.version is not None and before.number == desk.version.number:
        doing.drafted.clear()


async def _after_work(state: State, doing: Turn) -> Command[str]:
    desk, stage = doing.desk, doing.desk.stage.id
    if desk.version is None:
        return Command(goto=END)
    in_review = desk.version.status == "in_review"
    rounds = state.get("round", 0) if doing.drafted else REPAIRS
    update = {"version": desk.version.number, "submit": doing.submit and not in_review, "round": rounds}
    if in_review and not doing.check:
        return Command(goto=gate_of(stage), update=update)
    return Command(goto=qc_of(stage), update=update)


async def _say_all(speaker: Speaker, notices: list[Notice]) -> None:
    for notice in notices:
        await speaker.say(notice)


def qc(stage: Stage) -> Node:
    """The quality control node of a stage: rules, judge, bounded repair; then the gate when the version was submitted."""

    async def node(state: State, runtime: Runtime[Context]) -> Command[str]:
        context, speaker = runtime.context, _speaker(state, runtime)
        desk = await open_desk(context, state["campaign"], stage.id)
        version = desk.version
        if version is None:
            return Command(goto=END)
        speaker.step(f"Checking {stage.title}")
        ask_judge = stage.id != "intake" or bool(state.get("submit")) or version.status == "in_review"
        result = await check_version(desk, version, ask_judge=ask_judge, event=state["event"])
        context.point("during-qc")
        round_ = state.get("round", REPAIRS)
        if round_ < REPAIRS and repaired_sections(desk, result.failures, await context.store.plan(state["event"]) or []):
            return Command(goto=work_of(stage.id), update={"round": round_ + 1})
        if state.get("submit"):
            return await _submit(state, desk, result, speaker)
        await _report(state, desk, result, speaker)
        if version.status == "in_review":
            return Command(goto=gate_of(stage.id))
        return Command(goto=END, update={"round": 0})

    return node


async def _submit(state: State, desk: Desk, result: QCResult, speaker: Speaker) -> Command[str]:
    stage, number = desk.stage.id, desk.number
    try:
        await desk.context.store.submit(
            desk.campaign_id, stage, number, by=state["actor"]["email"], idem=f"{speaker.key}:submit"
        )
    except AicmoError as error:
        await speaker.say(failure(error))
        return Command(goto=END, update={"submit": False})
    desk.context.point("during-gate")
    blockers = [check for check in result.failures if check.severity == "BLOCKER"]
    await speaker.say(
        GateOpened(
            stage=stage,
            version=number,
            status=result.status,
            score=result.score,
            warnings=len(result.warnings),
            blockers=len(blockers),
            impact=await desk.context.store.impact(desk.campaign_id, stage, number),
            stale=await desk.context.store.stale_sections(desk.campaign_id, stage),
        )
    )
    for notice in await answered(desk.context.store, desk.campaign_id, stage, number):
        await speaker.say(notice)
    return Command(goto=gate_of(stage), update={"submit": False, "version": number})


async def _report(state: State, desk: Desk, result: QCResult, speaker: Speaker) -> None:
    """What the checks found, when something was drafted or checks were asked for; on intake, what is missing next."""
    plan = await desk.context.store.plan(state["event"]) or []
    if desk.stage.id == "intake":
        group = next_group(desk.draft.content)
        if group is not None and not _only_answers(plan):
            title, paths, required = group
            left = len(missing_required("intake", desk.draft.content))
            await speaker.say(AskFor(stage="intake", group=title, paths=paths, required=required, remaining=left))
    if (desk.stage.id != "intake" and not _only_answers(plan)) or any(call.get("tool") == "check" for call in plan):
        await speaker.say(Checked(result=result))


def _only_answers(plan: list[dict[str, Any]]) -> bool:
    return bool(plan) and all(call.get("tool") in BESIDE_THE_GATE for call in plan)


def gate(stage: Stage) -> Node:
    """The gate of a stage: waits for a person. Only an approval on record, of exactly this version, opens it."""

    async def node(state: State, runtime: Runtime[Context]) -> Command[str]:
        reply: dict[str, Any] = interrupt({"stage": stage.id, "version": state["version"]})
        said = {"event": reply["event"], "thread": reply["thread"], "actor": reply["actor"], "at": 0, "round": 0}
        if reply.get("action") != "decision":
            return Command(goto=ASSISTANT, update=said)
        return await _decided(stage, {**state, **said}, runtime)  # type: ignore[typeddict-item]

    return node


async def _decided(stage: Stage, state: State, runtime: Runtime[Context]) -> Command[str]:
    """Act on the decision the store holds; the resume payload alone never opens anything."""
    context, speaker = runtime.context, _speaker(state, runtime)
    context.point("after-decision")
    context.point("during-gate")
    update: dict[str, Any] = {key: state[key] for key in ("event", "thread", "actor")}
    decision = await context.store.decision(state["campaign"], stage.id, state["version"])
    if decision is None:
        return Command(goto=gate_of(stage.id), update=update)
    opens = None if decision.kind == "request_changes" else await _next_stage(context, state["campaign"], stage.id)
    await speaker.say(
        Decided(
            stage=stage.id,
            version=decision.version,
            decision=decision.kind,
            by=decision.by,
            comment=decision.comment,
            opens=opens,
        )
    )
    if opens is None:
        return Command(goto=END, update={**update, "submit": False})
    await context.store.set_stage(state["campaign"], opens)
    return Command(goto=work_of(opens), update={**update, "stage": opens, "at": 0, "round": 0, "submit": False})


async def _next_stage(context: Context, campaign_id: str, stage: ArtifactStage) -> ArtifactStage | None:
    """The first stage behind this one that is not approved and whose upstream is."""
    statuses = await context.store.statuses(campaign_id)
    for name in ARTIFACT_STAGES[ARTIFACT_STAGES.index(stage) + 1 :]:
        if name in context.stages and statuses[name] != "approved" and not await context.store.blocked_by(campaign_id, name):
            return name
    return None


async def assistant(state: State, runtime: Runtime[Context]) -> Command[str]:
    """While a gate waits: a question is answered and the gate stays; anything else goes to work as a new turn."""
    context, speaker = runtime.context, _speaker(state, runtime)
    calls = await _calls(state, context)
    if not calls or any(call.tool not in BESIDE_THE_GATE for call in calls):
        return Command(goto=TURN)
    stage = artifact_stage(state["stage"])
    doing = Turn(
        desk=await open_desk(context, state["campaign"], stage), actor=state["actor"]["email"], text="", speaker=speaker, role=_role(state)
    )
    try:
        for call in calls:
            await perform(doing, call)
    except AicmoError as error:
        doing.notices.append(failure(error))
    await _say_all(speaker, doing.notices)
    return Command(goto=gate_of(stage))
