"""Making the client's package from the approved versions."""

import asyncio
from datetime import datetime

from agent.errors import NotOffered
from agent.exports.package import build_package
from agent.exports.package_input import PackageInput
from agent.graph.context import Context
from agent.schemas.delivery import Delivery
from agent.schemas.events import Packaged
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import Actor, ArtifactVersion, Decision


async def make_package(context: Context, campaign_id: str, event: str, actor: Actor) -> Packaged:
    """Build, keep and announce the package. The same event makes it once. Raises NotOffered or ExportFailed; then there is no package."""
    data = await package_input(context, campaign_id)
    context.point("during-package")
    package = await asyncio.to_thread(build_package, data)
    store = context.store
    file = await store.save_file(f"{package.name}.zip", "application/zip", package.data, by=actor.email, campaign_id=campaign_id)
    formats = package.manifest.formats
    delivery = data.artifacts["delivery"]
    record = await store.save_package(
        campaign_id, file=file, formats=formats, delivery_version=delivery.number, by=actor.email, idem=f"package:{event}"
    )
    return Packaged(package=record.id, state="done", name=file.name, formats=formats, bytes=file.size)


async def package_input(context: Context, campaign_id: str) -> PackageInput:
    """Everything a package says. Raises NotOffered when delivery is not approved or its checklist does not hold."""
    store = context.store
    delivery = await store.in_force(campaign_id, "delivery")
    if delivery is None:
        raise NotOffered("The package is made from an approved delivery. Submit delivery and have it approved; nothing was made.")
    typed = Delivery.model_validate(delivery.content)
    open_points = [name.replace("_", " ") for name, holds in typed.checklist.model_dump().items() if not holds]
    if open_points:
        raise NotOffered(f"No package was made: the checklist still has {', '.join(open_points)} open.")
    versions: dict[ArtifactStage, ArtifactVersion] = {}
    for stage in ARTIFACT_STAGES:
        version = await store.in_force(campaign_id, stage)
        if version is not None:
            versions[stage] = version
    decisions = {s: await store.decision(campaign_id, s, v.number) for s, v in versions.items()}
    results = {s: await store.qc(campaign_id, s, v.number) for s, v in versions.items()}
    record = await store.campaign(campaign_id)
    own = (record.campaign.client_name or "").casefold()
    names = {r.campaign.client_name for r in await store.campaigns(archived=True) if r.campaign.client_name}
    return PackageInput(
        campaign_id=campaign_id,
        campaign=record.campaign,
        artifacts=versions,
        decisions={s: d for s, d in decisions.items() if d is not None},
        qc={s: r for s, r in results.items() if r is not None},
        delivery=typed,
        ledger=await store.ledger_extract(campaign_id, approvals={s: v.number for s, v in versions.items()}),
        at=_approved_at(decisions["delivery"], context.clock()),
        other_clients=tuple(sorted(name for name in names if name.casefold() != own)),
    )


def _approved_at(decision: Decision | None, now: datetime) -> datetime:
    return decision.at if decision is not None else now
