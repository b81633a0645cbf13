"""Keeping what is out of date up to date: the pass over a campaign, its outcome in the tables, and a person's word that a section still holds."""

from typing import Any

from sqlalchemy import RowMapping, delete, or_, select, tuple_, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.staleness import Cause, Impact, StageImpact, StaleNow
from agent.schemas.version import LineageRef
from agent.store.base import insert
from agent.store.campaigns import CampaignStore
from agent.store.staleness import Held, Stale, Standing, stale_sections_of, with_in_force
from agent.store.tables import confirmations, decisions, stale_sections, versions


class FreshnessStore(CampaignStore):
    """Runs the pass in the transaction of whatever can change its outcome."""

    async def _refresh(self, connection: AsyncConnection, campaign_id: str) -> None:
        """Store which sections are stale; an approval falls with the first of them and is back with the last."""
        rows = await _rows_at_work(connection, campaign_id)
        found = stale_sections_of(await _standing(connection, rows))
        for row in rows:
            await self._settle(connection, row, found.get(row["id"], {}))

    async def _settle(self, connection: AsyncConnection, row: RowMapping, sections: dict[str, list[Cause]]) -> None:
        plain = {name: [cause.model_dump(mode="json") for cause in causes] for name, causes in sections.items()}
        where = stale_sections.c.version_id == row["id"]
        query = select(stale_sections.c.section, stale_sections.c.changes).where(where)
        known = {str(name): changes for name, changes in await connection.execute(query)}
        if known != plain:
            await connection.execute(delete(stale_sections).where(where))
            for name, causes in plain.items():
                await insert(connection, stale_sections, {"version_id": row["id"], "section": name, "changes": causes})
            if set(known) != set(plain):
                body = {"stage": row["stage"], "version": row["number"], "sections": sorted(plain)}
                await self._record(connection, "stale" if plain else "fresh", row["campaign_id"], body)
        status = {"approved": "stale" if plain else "approved", "stale": "stale" if plain else "approved"}.get(row["status"], row["status"])
        if status != row["status"]:
            await connection.execute(update(versions).where(versions.c.id == row["id"]).values(status=status))

    async def _inherit(self, connection: AsyncConnection, parent: RowMapping, row: dict[str, Any]) -> None:
        """A section that was not made anew keeps what a person said about it."""
        kept = [name for name, references in row["lineage"].items() if references and parent["lineage"].get(name) == references]
        query = select(confirmations).where(confirmations.c.version_id == parent["id"], confirmations.c.section.in_(kept))
        for said in (await connection.execute(query)).mappings().all() if kept else []:
            await insert(connection, confirmations, {**said, "version_id": row["id"]})

    async def impact(self, campaign_id: str, stage: ArtifactStage, number: int) -> Impact:
        """What approving that version would make out of date, beside what is so already."""
        async with self._database.read() as connection:
            rows = await _rows_at_work(connection, campaign_id)
            standing = await _standing(connection, rows)
            version = next((held for held in standing.work if (held.stage, held.number) == (stage, number)), None)
            if version is None:
                return Impact(stage=stage, version=number)
            then = with_in_force(standing, version)
            then = await _with_earlier(connection, rows, then)
        return Impact(stage=stage, version=number, stages=_impacts(rows, stale_sections_of(standing), stale_sections_of(then), version.id))

    async def stale_now(self, campaign_id: str) -> list[StaleNow]:
        """Every newest version that has stale sections, upstream first."""
        async with self._database.read() as connection:
            rows = await _rows_at_work(connection, campaign_id)
            query = select(stale_sections).where(stale_sections.c.version_id.in_([row["id"] for row in rows]))
            found: dict[str, dict[str, Any]] = {}
            for marked in (await connection.execute(query.order_by(stale_sections.c.section))).mappings():
                found.setdefault(marked["version_id"], {})[marked["section"]] = marked["changes"]
        last = {row["stage"]: row for row in sorted(rows, key=lambda row: int(row["number"]))}
        shown = [row for stage in ARTIFACT_STAGES if (row := last.get(stage)) and row["id"] in found]
        return [StaleNow.model_validate({"stage": row["stage"], "version": row["number"], "sections": found[row["id"]]}) for row in shown]


def _impacts(rows: list[RowMapping], now: Stale, then: Stale, itself: str) -> list[StageImpact]:
    found = []
    for row in rows:
        fresh = {name: causes for name, causes in then.get(row["id"], {}).items() if name not in now.get(row["id"], {})}
        if fresh and row["id"] != itself:
            falls = row["status"] == "approved"
            found.append(StageImpact(stage=row["stage"], version=row["number"], sections=fresh, falls=falls))
    return sorted(found, key=lambda one: (ARTIFACT_STAGES.index(one.stage), one.version))


async def _rows_at_work(connection: AsyncConnection, campaign_id: str) -> list[RowMapping]:
    """The newest version of every stage, and the one that was approved and not replaced."""
    ids = select(versions.c.id).where(versions.c.campaign_id == campaign_id)
    ends = [ids.where(versions.c.stage == stage).order_by(versions.c.number.desc()).limit(1).subquery() for stage in ARTIFACT_STAGES]
    wanted = union_all(*(select(end) for end in ends)).subquery()
    approved = (versions.c.campaign_id == campaign_id) & versions.c.status.in_(("approved", "stale"))
    query = select(versions).where(or_(versions.c.id.in_(select(wanted)), approved)).order_by(versions.c.number)
    return list((await connection.execute(query)).mappings().all())


def _held(row: RowMapping) -> Held:
    lineage = {name: [LineageRef.model_validate(ref) for ref in refs] for name, refs in row["lineage"].items()}
    return Held(row["id"], row["stage"], row["number"], row["digest"], row["content"], lineage)


async def _standing(connection: AsyncConnection, rows: list[RowMapping]) -> Standing:
    work = [_held(row) for row in rows]
    force = {row["stage"]: held for row, held in zip(rows, work, strict=True) if row["status"] in ("approved", "stale")}
    query = select(confirmations).where(confirmations.c.version_id.in_([held.id for held in work]))
    said = (await connection.execute(query)).mappings().all()
    confirmed = frozenset((row["version_id"], row["section"], row["path"], row["digest"]) for row in said)
    return await _with_earlier(connection, rows, Standing(force, work, confirmed=confirmed))


async def _with_earlier(connection: AsyncConnection, rows: list[RowMapping], standing: Standing) -> Standing:
    """With the content of every upstream version that a section was made from and that is not in force any more."""
    numbers = {stage: held.number for stage, held in standing.force.items()}
    used = {(ref.path.split(".")[0], ref.version) for held in standing.work for refs in held.lineage.values() for ref in refs}
    missing = {(stage, number) for stage, number in used if stage in numbers and number != numbers[stage]} - set(standing.earlier)
    if not missing or not rows:
        return standing
    query = select(versions.c.stage, versions.c.number, versions.c.content).where(versions.c.campaign_id == rows[0]["campaign_id"])
    found = await connection.execute(query.where(tuple_(versions.c.stage, versions.c.number).in_(list(missing))))
    earlier = {(stage, number): content for stage, number, content in found}
    return Standing(standing.force, standing.work, {**standing.earlier, **earlier}, standing.confirmed)


async def standing_of(connection: AsyncConnection, campaign_id: str) -> Standing:
    """All that decides what is out of date in a campaign."""
    return await _standing(connection, await _rows_at_work(connection, campaign_id))


async def is_on_record(connection: AsyncConnection, version_id: str) -> bool:
    """Whether the newest decision on a version is an approval."""
    query = select(decisions.c.decision).where(decisions.c.version_id == version_id).order_by(decisions.c.seq.desc()).limit(1)
    found = await connection.scalar(query)
    return found is not None and found["kind"] in ("approve", "override")
