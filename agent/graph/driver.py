"""The driver: the single way in. Lease, record, decide by compare-and-swap, finish a crashed run, then resume the gate or start a turn."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from agent.errors import AicmoError, NotFound, NotOffered, NotPermitted
from agent.graph.answers import without_a_campaign
from agent.graph.build import Graph
from agent.graph.campaigns import CampaignDesk, brief_of
from agent.graph.commenting import fields_of, request_changes
from agent.graph.context import Context
from agent.graph.inviting import on_behalf
from agent.graph.nodes import artifact_stage
from agent.graph.offers import position_of
from agent.graph.packaging import make_package
from agent.graph.plan import DECISIONS, plan_of
from agent.graph.speech import Speaker, failure, with_link
from agent.graph.spending import warn_when_nearly_spent
from agent.graph.state import STATE_VERSION
from agent.llm.port import ToolCall
from agent.schemas.events import Answered, Click, Event, Failed, Notice, Outcome, Position, Progress, Reply, Say, StageBlocked, Upload
from agent.schemas.permissions import doing, may, refusal
from agent.schemas.version import Actor
from agent.tools.catalogue import CAMPAIGN_TOOLS, Ask, arguments

OnProgress = Callable[[Progress], Awaitable[None]]
STEPS = 60
"""Most supersteps of one run."""


class Driver:
    """Takes events of people to the graph and gives back what was said."""

    def __init__(self, graph: Graph, context: Context, prune: Callable[[str], Awaitable[None]]) -> None:
        self._graph = graph
        self._context = context
        self._prune = prune

    async def position(self, thread: str, actor: Actor | None = None) -> Position:
        """Where a thread stands and what it offers now; what this person may not do is off, with the reason."""
        return await position_of(self._context, await self._context.store.campaign_of(thread), actor=actor)

    async def submit(self, thread: str, event: Event, actor: Actor, on_progress: OnProgress | None = None) -> Outcome:
        """Act on one event, once: the same id again gives the replies it got. Raises Busy when another run holds the campaign."""
        store = self._context.store
        campaign_id = await store.campaign_of(thread)
        async with self._holding(campaign_id, thread):
            new = await store.record_event(event, thread=thread, campaign_id=campaign_id, actor=actor)
            if new or not (await store.event(event.id)).done:
                await self._hear(thread, event)
                await self._act_or_stop(thread, event, actor, campaign_id, on_progress)
                await warn_when_nearly_spent(self._context, await store.campaign_of(thread), thread, event.id)
                await store.finish_event(event.id)
        return await self._outcome(thread, event.id)

    async def recover(self) -> None:
        """Finish what a crash interrupted: every event that was recorded and not finished."""
        for record in await self._context.store.open_events():
            async with self._holding(await self._context.store.campaign_of(record.thread), record.thread):
                await self._act(record.thread, record.event, record.actor, record.campaign_id, None)
                await self._context.store.finish_event(record.event.id)

    @asynccontextmanager
    async def _holding(self, campaign_id: str | None, thread: str) -> AsyncIterator[None]:
        name = f"campaign:{campaign_id}" if campaign_id else f"thread:{thread}"
        async with self._context.store.lease(name):
            yield

    async def _hear(self, thread: str, event: Event) -> None:
        text = event.text if isinstance(event, Say | Upload) else ""
        if text.strip():
            await self._context.store.add_message(
                thread, "user", text, notice=None, event=event.id, idem=f"{event.id}:heard"
            )

    async def _act_or_stop(
        self, thread: str, event: Event, actor: Actor, campaign_id: str | None, on_progress: OnProgress | None
    ) -> None:
        """Act; a run whose task is cancelled was stopped by a person and is not taken up again."""
        try:
            await self._act(thread, event, actor, campaign_id, on_progress)
        except asyncio.CancelledError:
            if not self._context.closing.is_set():
                speaker = Speaker(self._context, thread, event.id, f"{event.id}:stopped")
                await speaker.say(Answered(about="text", stage="campaign", text="Stopped. What was finished is kept."))
                await self._context.store.finish_event(event.id)
            raise

    async def _act(
        self, thread: str, event: Event, actor: Actor, campaign_id: str | None, on_progress: OnProgress | None
    ) -> None:
        speaker = Speaker(self._context, thread, event.id, f"{event.id}:driver")
        try:
            campaign_id = await self._context.store.campaign_of(thread) or campaign_id
            if await self._finished_crashed_run(campaign_id, event.id):
                return
            if not may(actor.role, doing(event)):
                raise NotPermitted(refusal(actor.role, doing(event)))
            if isinstance(event, Click) and event.action in DECISIONS:
                await self._decide(thread, event, actor, campaign_id, on_progress)
            elif isinstance(event, Click) and event.action in ("generate_package", "download"):
                await speaker.say(await make_package(self._context, _needed(campaign_id), event.id, actor))
            else:
                await self._turn(thread, event, actor, campaign_id, speaker, on_progress)
        except AicmoError as error:
            await speaker.say(failure(error))

    async def _decide(
        self, thread: str, event: Click, actor: Actor, campaign_id: str | None, on_progress: OnProgress | None
    ) -> None:
        """Put the decision on record by compare-and-swap, then resume the gate that waits for it."""
        context, store, campaign = self._context, self._context.store, _needed(campaign_id)
        record = await store.campaign(campaign)
        stage = artifact_stage(event.stage or record.stage)
        newest = await store.latest(campaign, stage)
        if newest is None:
            raise NotOffered(f"{context.stages[stage].title} has no version yet, so there is nothing to decide. Nothing was changed.")
        number = event.version or newest.number
        version = await store.version(campaign, stage, number)
        if version.status == "in_review":
            await store.set_stage(campaign, stage)
            await self._walk_to_the_gate(campaign, thread, event.id, actor)
        acknowledged = event.args.get("acknowledge")
        comment = event.args.get("comment") or event.args.get("reason")
        fields = fields_of(version, event.args.get("fields")) if event.action == "request_changes" else []
        await store.decide(
            campaign,
            stage,
            version=number,
            digest=version.digest,
            kind=DECISIONS[event.action],
            actor=actor,
            acknowledged=True if acknowledged is True else [str(a) for a in acknowledged] if isinstance(acknowledged, list) else [],
            comment=str(comment) if comment else None,
            idem=event.id,
        )
        await request_changes(store, version, fields, actor, text=str(comment), idem=event.id)
        await self._resume(campaign, self._reply("decision", thread, event.id, await on_behalf(context, campaign, actor)), on_progress)

    async def _walk_to_the_gate(self, campaign: str, thread: str, event: str, actor: Actor) -> None:
        """When the checkpoint does not wait at the gate (it was lost, or the thread is elsewhere), walk there from the store."""
        record = await self._context.store.campaign(campaign)
        stage = artifact_stage(record.stage)
        waiting = await self._waiting(campaign)
        newest = await self._context.store.latest(campaign, stage)
        if newest is None or newest.status != "in_review":
            return
        if waiting is None or waiting[1] != {"stage": stage, "version": newest.number}:
            await self._run(campaign, self._start(campaign, stage, thread, f"{event}:walk", actor), None)

    async def _turn(
        self, thread: str, event: Event, actor: Actor, campaign_id: str | None, speaker: Speaker, on_progress: OnProgress | None
    ) -> None:
        context = self._context
        calls = await plan_of(context, event, thread=thread, campaign_id=campaign_id)
        desk = CampaignDesk(context, event.id, thread, actor, campaign_id)
        opened = await self._campaign_calls(desk, calls, event, speaker)
        rest = [call for call in calls if call.tool not in CAMPAIGN_TOOLS]
        if desk.campaign_id is None:
            if rest:
                await self._without_a_campaign(rest, speaker)
            return
        if not rest and not opened:
            return
        if len(rest) != len(calls):
            await context.store.keep_plan(event.id, [call.model_dump(mode="json") for call in rest])
        await self._enter(desk.campaign_id, thread, event.id, actor, on_progress)

    async def _campaign_calls(self, desk: CampaignDesk, calls: list[ToolCall], event: Event, speaker: Speaker) -> bool:
        """Do the campaign tools of a plan; a brief without a campaign starts one. Returns whether a campaign was opened."""
        before = desk.campaign_id
        text = event.text if isinstance(event, Say | Upload) else ""
        for place, call in enumerate(calls):
            if call.tool in CAMPAIGN_TOOLS:
                await desk.perform(call, place)
            elif call.tool == "read_brief" and desk.campaign_id is None:
                await desk.open_from_brief(brief_of(call), text)
        for notice in desk.notices:
            await speaker.say(notice)
        return desk.campaign_id != before

    async def _without_a_campaign(self, calls: list[ToolCall], speaker: Speaker) -> None:
        questions = [given for given in map(arguments, calls) if isinstance(given, Ask)]
        if not questions:
            raise NotOffered("No campaign is open. Start one with 'New campaign: <name> for <client>', or open one by its name.")
        for question in questions:
            await speaker.say(without_a_campaign(question))

    async def _enter(self, campaign: str, thread: str, event: str, actor: Actor, on_progress: OnProgress | None) -> None:
        waiting = await self._waiting(campaign)
        record = await self._context.store.campaign(campaign)
        if waiting and waiting[1].get("stage") == artifact_stage(record.stage):
            await self._resume(campaign, self._reply("message", thread, event, actor), on_progress)
            return
        await self._run(campaign, self._start(campaign, artifact_stage(record.stage), thread, event, actor), on_progress)

    @staticmethod
    def _start(campaign: str, stage: str, thread: str, event: str, actor: Actor) -> dict[str, Any]:
        """The input of a new run."""
        return {
            "schema": STATE_VERSION,
            "campaign": campaign,
            "thread": thread,
            "event": event,
            "actor": actor.model_dump(),
            "stage": stage,
            "at": 0,
            "round": 0,
            "submit": False,
        }

    @staticmethod
    def _reply(action: str, thread: str, event: str, actor: Actor) -> dict[str, Any]:
        return {"action": action, "event": event, "thread": thread, "actor": actor.model_dump()}

    async def _resume(self, campaign: str, reply: dict[str, Any], on_progress: OnProgress | None) -> None:
        waiting = await self._waiting(campaign)
        if waiting is None:
            raise NotOffered("Nothing waits for a decision here. Nothing was changed.")
        await self._run(campaign, Command(resume={waiting[0]: reply}), on_progress)

    async def _waiting(self, campaign: str) -> tuple[str, dict[str, Any]] | None:
        """Id and value of the interrupt a campaign rests in."""
        snapshot = await self._snapshot(campaign)
        pending = [(i.id, i.value) for task in snapshot.tasks for i in task.interrupts]
        return pending[0] if pending else None

    async def _snapshot(self, campaign: str) -> StateSnapshot:
        return await self._graph.aget_state(self._config(campaign))

    async def _finished_crashed_run(self, campaign: str | None, event: str) -> bool:
        """Finish a run that stopped between nodes before anything new is begun; returns whether it was this event's run."""
        if campaign is None:
            return False
        snapshot = await self._snapshot(campaign)
        unfinished = snapshot.next and not any(task.interrupts for task in snapshot.tasks)
        if unfinished and await self._was_stopped(snapshot.values.get("event")):
            return False
        if unfinished:
            await self._run(campaign, None, None)
        return bool(snapshot.values.get("event") == event)

    async def _was_stopped(self, event: str | None) -> bool:
        """Whether the event of an unfinished run is done with all the same."""
        try:
            return event is not None and (await self._context.store.event(event)).done
        except NotFound:
            return False

    def _config(self, campaign: str) -> RunnableConfig:
        return {"configurable": {"thread_id": campaign}, "recursion_limit": STEPS}

    async def _run(self, campaign: str, start: Any, on_progress: OnProgress | None) -> None:
        stream = self._graph.astream(
            start, self._config(campaign), context=self._context, stream_mode="custom", durability="sync"
        )
        async for sent in stream:
            if on_progress is not None:
                await on_progress(Progress.model_validate(sent))
        await self._prune(campaign)

    async def _outcome(self, thread: str, event: str) -> Outcome:
        store = self._context.store
        replies = [
            Reply(id=m.id, text=with_link(self._context, m.text, _notice(m.notice)), notice=_notice(m.notice), error=m.error)
            for m in await store.replies_of(event)
            if m.role == "assistant"
        ]
        errors = [reply for reply in replies if reply.error]
        blocked = [name for reply in errors for name in _blocked(reply.notice)]
        return Outcome(
            replies=replies,
            position=await self.position(thread),
            error="\n".join(reply.text for reply in errors) or None,
            blocked_by=list(dict.fromkeys(blocked)),
        )


def _needed(campaign: str | None) -> str:
    if campaign is None:
        raise NotFound("No campaign is open, so there is nothing to decide or to make. Nothing was changed.")
    return campaign


def _notice(plain: dict[str, Any] | None) -> Notice | None:
    return Reply.model_validate({"id": "", "text": "", "notice": plain}).notice if plain else None


def _blocked(notice: Notice | None) -> list[str]:
    if isinstance(notice, StageBlocked):
        return list(notice.missing)
    return list(notice.blocked_by) if isinstance(notice, Failed) else []
