"""Answers to questions, made from the campaign's own data."""

from agent.graph.context import Context
from agent.graph.pinning import pinned_now
from agent.graph.tracing import trace
from agent.schemas import paths
from agent.schemas.calls import Spending
from agent.schemas.events import Answered
from agent.schemas.registry import missing_required
from agent.schemas.stages import ArtifactStage, StageId
from agent.tools.catalogue import Ask
from agent.tools.edit import inner, origin_of, stage_of


async def answer(context: Context, campaign_id: str, stage: ArtifactStage, question: Ask) -> Answered:
    """What the campaign's data says to a question."""
    about: ArtifactStage = question.stage if question.stage and question.stage != "campaign" else stage
    statuses = await context.store.statuses(campaign_id)
    reply = Answered(about=question.about, stage=about, path=question.path, statuses=dict(statuses))
    if question.about == "cost":
        return reply.model_copy(update={"spending": await spending_of(context, campaign_id)})
    if question.path and question.path.split(".")[0] != "campaign":
        return await _about_a_field(context, campaign_id, question.path, reply)
    if question.path:
        record = await context.store.campaign(campaign_id)
        value = record.campaign.model_dump(mode="json").get(question.path.split(".")[-1])
        return reply.model_copy(update={"value": value})
    if question.about == "pinned":
        return reply.model_copy(update={"pins": await pinned_now(context, campaign_id)})
    version = await context.store.latest(campaign_id, about)
    if question.about in ("impact", "still_valid") and version is not None:
        impact = await context.store.impact(campaign_id, about, version.number)
        return reply.model_copy(update={"impact": impact, "stale": await context.store.stale_sections(campaign_id, about)})
    missing = missing_required(about, version.content if version else {})
    blocked = await context.store.blocked_by(campaign_id, about)
    result = await context.store.qc(campaign_id, about, version.number) if version else None
    return reply.model_copy(update={"missing": missing, "blocked_by": blocked, "result": result})


async def spending_of(context: Context, campaign_id: str) -> Spending:
    """What the models have cost in a campaign, beside its budget."""
    spent = await context.store.spent(campaign_id)
    return spent.model_copy(update={"budget": context.budget})


async def _about_a_field(context: Context, campaign_id: str, path: str, reply: Answered) -> Answered:
    stage = stage_of(path)
    version = await context.store.latest(campaign_id, stage)
    if version is None:
        return reply.model_copy(update={"stage": stage})
    try:
        value = paths.get(version.content, inner(path))
    except KeyError:
        value = None
    told = {"stage": stage, "value": value, "provenance": origin_of(version.provenance, path)}
    if reply.about == "where_from":
        told["trace"], told["more"] = await trace(context, campaign_id, version, path)
    return reply.model_copy(update=told)


def without_a_campaign(question: Ask, stage: StageId = "campaign") -> Answered:
    """The answer when no campaign is open yet."""
    return Answered(about=question.about if question.about in ("help", "decide", "unclear") else "next", stage=stage)
