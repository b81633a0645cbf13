"""What a person can do now: the position of a campaign and the actions it offers."""

from agent.graph.commenting import comment_offers
from agent.graph.context import Context
from agent.graph.inviting import invite_offers
from agent.graph.nodes import artifact_stage
from agent.graph.pinning import pin_offers
from agent.schemas.events import Offer, Position
from agent.schemas.permissions import may, refusal
from agent.schemas.registry import missing_required
from agent.schemas.stages import ActionName, ArtifactStage, StageStatus
from agent.schemas.version import Actor, ArtifactVersion

_CAMPAIGN_LABELS: dict[ActionName, str] = {
    "new_campaign": "New campaign",
    "select_campaign": "Open another campaign",
    "edit_campaign": "Edit campaign",
    "duplicate_campaign": "Duplicate as a new campaign",
    "archive_campaign": "Archive campaign",
}


async def position_of(context: Context, campaign_id: str | None, *, actor: Actor | None = None, running: bool = False) -> Position:
    """Where a thread stands and what it offers, to this person when one is named."""
    store = context.store
    if campaign_id is None:
        others = bool(await store.campaigns())
        names: tuple[ActionName, ...] = ("new_campaign", "select_campaign") if others else ("new_campaign",)
        return Position(offers=[_campaign_offer(name) for name in names])
    record = await store.campaign(campaign_id)
    stage = artifact_stage(record.stage)
    statuses, numbers = await store.standing(campaign_id, record.campaign.status)
    version = await store.latest(campaign_id, stage) if numbers[stage] else None
    offers = await _stage_offers(context, campaign_id, stage, statuses[stage], version)
    offers += await pin_offers(context, campaign_id, version)
    offers += await comment_offers(store, campaign_id, version)
    offers += await invite_offers(context, campaign_id, version)
    everything = [*offers, *_compare_offer(context, version), Offer(action="go_to", label="Go to a stage", stage=stage), *map(_campaign_offer, _CAMPAIGN_LABELS)]
    return Position(
        campaign_id=campaign_id,
        campaign=record.campaign.name,
        client=record.campaign.client_name,
        stage=stage,
        statuses={str(name): status for name, status in statuses.items()},
        versions={str(name): number for name, number in numbers.items() if number},
        offers=[await _for_person(context, offer, version, actor) for offer in everything] if actor else everything,
        waiting_since=await _waiting_since(context, campaign_id, version),
        running=running,
    )


async def _for_person(context: Context, offer: Offer, version: ArtifactVersion | None, actor: Actor) -> Offer:
    """The offer as this person has it: off, with the reason, when they may not take it."""
    why = None if may(actor.role, offer.action) else refusal(actor.role, offer.action)
    if why is None and offer.action in ("approve", "override") and version is not None:
        why = await context.store.why_not_approved_by(version, actor)
    return offer if why is None else offer.model_copy(update={"enabled": False, "reason": why.partition(" Nothing was")[0].rstrip(".")})


async def _waiting_since(context: Context, campaign_id: str, version: ArtifactVersion | None) -> str | None:
    if version is None or version.status != "in_review":
        return None
    since = await context.store.waiting_since(campaign_id, version.stage, version.number)
    return since.isoformat() if since else None


def _campaign_offer(name: ActionName) -> Offer:
    return Offer(action=name, label=_CAMPAIGN_LABELS[name], stage="campaign")


async def _stage_offers(
    context: Context, campaign_id: str, stage: ArtifactStage, status: StageStatus, version: ArtifactVersion | None
) -> list[Offer]:
    if version is None:
        return []
    return [*await _own_offers(context, campaign_id, stage, status, version), *await _stale_offers(context, campaign_id, version)]


async def _stale_offers(context: Context, campaign_id: str, version: ArtifactVersion) -> list[Offer]:
    """What can be done about sections that are out of date, beside editing them."""
    if not await context.store.stale_sections(campaign_id, version.stage):
        return []
    return [Offer(action="still_valid", label="Still valid", stage=version.stage, version=version.number)]


async def _own_offers(
    context: Context, campaign_id: str, stage: ArtifactStage, status: StageStatus, version: ArtifactVersion
) -> list[Offer]:
    title = f"{context.stages[stage].title} v{version.number}"
    if status == "in_review":
        return await _gate_offers(context, campaign_id, version, title)
    if status == "approved":
        return await _approved_offers(context, campaign_id, version, title)
    missing = missing_required(stage, version.content)
    reason = f"Still missing: {', '.join(missing)}" if missing else None
    offers = [] if status == "stale" else [
        Offer(action="submit", label=f"Submit {title}", stage=stage, version=version.number, enabled=not missing, reason=reason, primary=True),
    ]
    offers.append(Offer(action="run_qc", label="Run the checks", stage=stage, version=version.number))
    if any(section.draft for section in context.stages[stage].sections):
        offers.append(Offer(action="redraft", label="Draft again", stage=stage, version=version.number))
    result = await context.store.qc(campaign_id, stage, version.number)
    if result and any(check.fix for check in result.failures):
        offers.append(Offer(action="apply_fix", label="Apply a proposed fix", stage=stage, version=version.number))
    if version.number > 1:
        offers.append(Offer(action="restore_version", label="Restore an earlier version", stage=stage, version=version.number))
    return offers


def _compare_offer(context: Context, version: ArtifactVersion | None) -> list[Offer]:
    if version is None or version.number < 2:
        return []
    return [Offer(action="compare", label=f"Compare {context.stages[version.stage].title} versions", stage=version.stage, version=version.number)]


async def _gate_offers(context: Context, campaign_id: str, version: ArtifactVersion, title: str) -> list[Offer]:
    result = await context.store.qc(campaign_id, version.stage, version.number)
    failed = result is not None and result.status == "FAIL"
    stale = await context.store.stale_sections(campaign_id, version.stage)
    reason = "A blocking check fails: ask for changes, or an admin overrides with a reason" if failed else None
    reason = f"Made from an older version: {', '.join(stale)}. Draft them again, edit them, or say that they are still valid" if stale else reason
    stage, number = version.stage, version.number
    offers = [
        Offer(action="approve", label=f"Approve {title}", stage=stage, version=number, enabled=not (failed or stale), reason=reason, primary=True),
        Offer(action="request_changes", label="Request changes", stage=stage, version=number),
        Offer(action="reopen", label="Take back to draft", stage=stage, version=number),
        Offer(action="run_qc", label="Run the checks", stage=stage, version=number),
    ]
    if failed:
        offers.append(Offer(action="override", label=f"Override and approve {title}", stage=stage, version=number))
    return offers


async def _approved_offers(context: Context, campaign_id: str, version: ArtifactVersion, title: str) -> list[Offer]:
    offers = [Offer(action="reopen", label=f"Work on {title} again", stage=version.stage, version=version.number)]
    if version.stage == "delivery":
        offers.insert(0, Offer(action="generate_package", label="Make the package", stage="delivery", version=version.number, primary=True))
        if await context.store.packages(campaign_id):
            offers.append(Offer(action="download", label="Download the package", stage="delivery", version=version.number))
    return offers
