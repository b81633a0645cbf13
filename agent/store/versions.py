"""Versions: immutable, numbered, digested. Only their status changes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import Blocked, Conflict, Invalid, NotFound, NotOffered, Outdated
from agent.schemas.canonical import digest
from agent.schemas.quality import QCResult
from agent.schemas.registry import missing_required
from agent.schemas.stages import ARTIFACT_STAGES, REQUIRES, ArtifactStage, CampaignStatus, StageStatus
from agent.schemas.staleness import Cause
from agent.schemas.version import ArtifactVersion, LineageRef, ProvenanceMap
from agent.store.base import id_of, insert, one
from agent.store.freshness import FreshnessStore
from agent.store.ledger import version_record
from agent.store.reminders import cancel_reminders, plan_reminders
from agent.store.tables import campaigns, qc_results, stale_sections, versions

WAY = {
    "not_started": "go to {stage} and fill it",
    "draft": "go to {stage}, submit it and have it approved",
    "in_review": "a person approves or returns it",
    "changes_requested": "go to {stage}, change it and submit it again",
    "stale": "go to {stage}, redraft what is out of date and have it approved again",
    "archived": "restore {stage}",
    "blocked": "open {stage} first",
}
"""The way to an approved upstream, by its present status."""


def _version(row: RowMapping | dict[str, Any]) -> ArtifactVersion:
    plain = {name: value for name, value in row.items() if name != "idem"}
    return ArtifactVersion.model_validate(plain)


@dataclass(frozen=True)
class Head:
    """Where one stage of a campaign stands, without its content."""

    number: int
    """Newest version; 0 when there is none."""
    status: str
    """Status of the newest version; not_started when there is none."""
    in_force: int | None
    """Newest approved version."""


def _missing_now(stage: ArtifactStage, campaign_status: str, found: dict[str, Head]) -> dict[str, str]:
    """Each missing upstream of a stage with its present status."""
    missing = {"campaign": campaign_status} if stage == "intake" and campaign_status != "active" else {}
    return missing | {name: found[name].status for name in REQUIRES[stage] if found[name].in_force is None}


def refusal(stage: str, missing: dict[str, str]) -> Blocked:
    """Why a stage is closed: each missing upstream, its status and the way there."""
    ways = [
        f"{name} is {status.replace('_', ' ')}: {WAY.get(status, 'make it active').format(stage=name)}" for name, status in missing.items()
    ]
    return Blocked(f"{stage.capitalize()} is closed. {'; '.join(ways)}. Nothing was changed.", missing)


async def newest(connection: AsyncConnection, campaign_id: str, stage: str) -> RowMapping | None:
    """Row of the newest version of a stage."""
    query = select(versions).where(versions.c.campaign_id == campaign_id, versions.c.stage == stage)
    return (await connection.execute(query.order_by(versions.c.number.desc()).limit(1))).mappings().first()


async def heads(connection: AsyncConnection, campaign_id: str) -> dict[str, Head]:
    """Where every stage of a campaign stands, in one query."""
    columns = select(versions.c.stage, versions.c.number, versions.c.status).where(versions.c.campaign_id == campaign_id)
    ends = [columns.where(versions.c.stage == stage).order_by(versions.c.number.desc()).limit(1).subquery() for stage in ARTIFACT_STAGES]
    query = union_all(*(select(end) for end in ends), columns.where(versions.c.status == "approved"))
    out: dict[str, Head] = {stage: Head(0, "not_started", None) for stage in ARTIFACT_STAGES}
    for row in (await connection.execute(query)).mappings():
        head = out[row["stage"]]
        approved = row["number"] if row["status"] == "approved" else 0
        in_force_now = max(head.in_force or 0, approved) or None
        out[row["stage"]] = Head(row["number"], row["status"], in_force_now) if row["number"] >= head.number else Head(head.number, head.status, in_force_now)
    return out


async def in_force(connection: AsyncConnection, campaign_id: str, stage: str) -> RowMapping | None:
    """Row of the newest approved version of a stage."""
    query = select(versions).where(versions.c.campaign_id == campaign_id, versions.c.stage == stage, versions.c.status == "approved")
    return (await connection.execute(query.order_by(versions.c.number.desc()).limit(1))).mappings().first()


class VersionStore(FreshnessStore):
    """Save, read, submit, check. Every gate is checked here again, whatever the caller did."""

    async def save_version(
        self,
        campaign_id: str,
        stage: ArtifactStage,
        content: dict[str, Any],
        *,
        provenance: ProvenanceMap,
        lineage: dict[str, list[LineageRef]],
        parent: int | None,
        author: str,
        reason: str,
        idem: str,
    ) -> ArtifactVersion:
        """Save content as the next version; identical content makes none.

        Raises Blocked when the stage is closed, Conflict when `parent` is not the newest version.
        """
        async with self._database.write() as connection:
            key = f"{campaign_id}:{idem}"
            earlier = await one(connection, versions, versions.c.idem == key)
            if earlier is not None:
                return _version(earlier)
            await self._require_open(connection, campaign_id, stage)
            latest = await newest(connection, campaign_id, stage)
            number = latest["number"] if latest else 0
            if (parent or 0) != number:
                raise Conflict(
                    f"{stage.capitalize()} was changed by {latest['author'] if latest else 'nobody'} meanwhile: version {number} is the newest, "
                    f"and this was made from version {parent or 0}. Nothing was lost; open the newest and make the change again."
                )
            if latest is not None and latest["digest"] == digest(content):
                await self._same_again(connection, latest, lineage, author)
                return _version(latest)
            row = {
                "id": id_of("version", campaign_id, stage, number + 1),
                "campaign_id": campaign_id,
                "stage": stage,
                "number": number + 1,
                "digest": digest(content),
                "content": content,
                "provenance": {path: known.model_dump(mode="json") for path, known in provenance.items()},
                "lineage": {name: [ref.model_dump(mode="json") for ref in refs] for name, refs in lineage.items()},
                "parent": parent,
                "author": author,
                "reason": reason,
                "created_at": self._now(),
                "status": "draft",
                "reviewer_note": None,
                "idem": key,
            }
            await insert(connection, versions, row)
            await self._record(
                connection, "saved", campaign_id, {"stage": stage, "version": number + 1, "digest": row["digest"], "record": version_record(row), "by": author}
            )
            await cancel_reminders(connection, campaign_id, stage)
            if latest is not None:
                await self._inherit(connection, latest, row)
            if lineage:
                await self._refresh(connection, campaign_id)
        return _version(row)

    async def _same_again(self, connection: AsyncConnection, row: RowMapping, lineage: dict[str, list[LineageRef]], by: str) -> None:
        """What it means that a save changed nothing; the part of the store that keeps confirmations says."""

    async def _require_open(self, connection: AsyncConnection, campaign_id: str, stage: ArtifactStage) -> None:
        missing = await self._missing(connection, campaign_id, stage)
        if missing:
            raise refusal(stage, missing)

    async def _missing(self, connection: AsyncConnection, campaign_id: str, stage: ArtifactStage) -> dict[str, str]:
        row = await one(connection, campaigns, campaigns.c.id == campaign_id)
        if row is None:
            raise NotFound("There is no such campaign in this workspace.")
        return _missing_now(stage, str(row["content"]["status"]), await heads(connection, campaign_id))

    async def blocked_by(self, campaign_id: str, stage: ArtifactStage) -> dict[str, str]:
        """Each missing upstream of a stage with its present status; empty when the stage is open."""
        async with self._database.read() as connection:
            return await self._missing(connection, campaign_id, stage)

    async def latest(self, campaign_id: str, stage: ArtifactStage) -> ArtifactVersion | None:
        """The newest version of a stage."""
        async with self._database.read() as connection:
            row = await newest(connection, campaign_id, stage)
        return _version(row) if row else None

    async def version(self, campaign_id: str, stage: ArtifactStage, number: int) -> ArtifactVersion:
        """One version. Raises NotFound."""
        async with self._database.read() as connection:
            row = await self._row(connection, campaign_id, stage, number)
        return _version(row)

    async def versions_of(self, campaign_id: str, stage: ArtifactStage) -> list[ArtifactVersion]:
        """Every version of a stage, oldest first, without content, provenance and lineage."""
        light = [column for column in versions.c if column.name not in ("content", "provenance", "lineage", "idem")]
        query = select(*light).where(versions.c.campaign_id == campaign_id, versions.c.stage == stage).order_by(versions.c.number)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_version({**row, "content": {}, "provenance": {}, "lineage": {}}) for row in rows]

    async def _row(self, connection: AsyncConnection, campaign_id: str, stage: str, number: int) -> RowMapping:
        row = await one(connection, versions, versions.c.campaign_id == campaign_id, versions.c.stage == stage, versions.c.number == number)
        if row is None:
            raise NotFound(f"{stage.capitalize()} has no version {number}. Nothing was changed.")
        return row

    async def versions(self, campaign_id: str, stage: ArtifactStage) -> list[ArtifactVersion]:
        """All versions of a stage, oldest first."""
        query = select(versions).where(versions.c.campaign_id == campaign_id, versions.c.stage == stage).order_by(versions.c.number)
        async with self._database.read() as connection:
            return [_version(row) for row in (await connection.execute(query)).mappings()]

    async def in_force(self, campaign_id: str, stage: ArtifactStage) -> ArtifactVersion | None:
        """The approved version downstream stages work from; None when there is none, or when it is stale or archived."""
        async with self._database.read() as connection:
            row = await in_force(connection, campaign_id, stage)
        return _version(row) if row else None

    async def statuses(self, campaign_id: str) -> dict[ArtifactStage, StageStatus]:
        """What every stage shows."""
        record = await self.campaign(campaign_id)
        return (await self.standing(campaign_id, record.campaign.status))[0]

    async def standing(self, campaign_id: str, status: CampaignStatus) -> tuple[dict[ArtifactStage, StageStatus], dict[ArtifactStage, int]]:
        """What every stage shows in a campaign of this status, and the number of its newest version (0 when there is none)."""
        async with self._database.read() as connection:
            found = await heads(connection, campaign_id)
        statuses: dict[ArtifactStage, StageStatus] = {}
        for stage in ARTIFACT_STAGES:
            closed = not found[stage].number and _missing_now(stage, status, found)
            statuses[stage] = "blocked" if closed else found[stage].status  # type: ignore[assignment]
        return statuses, {stage: found[stage].number for stage in ARTIFACT_STAGES}

    async def submit(self, campaign_id: str, stage: ArtifactStage, number: int, *, by: str, idem: str) -> ArtifactVersion:
        """Put the newest version in review. Raises Invalid naming missing fields, Blocked, Outdated, NotOffered."""
        async with self._database.write() as connection:
            row = await self._row(connection, campaign_id, stage, number)
            latest = await newest(connection, campaign_id, stage)
            if latest is None or latest["number"] != number:
                raise Outdated(
                    f"{stage.capitalize()} v{number} is not the newest version any more. Nothing was changed; submit the newest."
                )
            if row["status"] == "in_review":
                return _version(row)
            if row["status"] == "stale":
                raise NotOffered(
                    f"{stage.capitalize()} v{number} is approved and has sections that are out of date. Draft them again, edit them, or say that "
                    "they are still valid; its approval is back when none is left. Nothing was changed."
                )
            if row["status"] not in ("draft", "changes_requested"):
                raise NotOffered(f"{stage.capitalize()} v{number} is {row['status']} and cannot be submitted. Nothing was changed.")
            await self._require_open(connection, campaign_id, stage)
            missing = missing_required(stage, row["content"])
            if missing:
                raise Invalid(f"{stage.capitalize()} cannot be submitted yet. Still missing: {', '.join(missing)}. Nothing was lost.")
            await self._set_status(connection, row["id"], "in_review")
            await plan_reminders(connection, campaign_id, stage, version=number, now=self._clock())
            await self._record(connection, "submitted", campaign_id, {"stage": stage, "version": number, "digest": row["digest"], "by": by})
        return await self.version(campaign_id, stage, number)

    async def reopen(self, campaign_id: str, stage: ArtifactStage, *, by: str, idem: str) -> ArtifactVersion:
        """Take the newest version out of review. Raises NotOffered when it is not in review."""
        async with self._database.write() as connection:
            row = await newest(connection, campaign_id, stage)
            if row is None or row["status"] != "in_review":
                raise NotOffered(f"{stage.capitalize()} is not in review. Nothing was changed.")
            await self._set_status(connection, row["id"], "draft")
            await cancel_reminders(connection, campaign_id, stage)
            await self._record(connection, "reopened", campaign_id, {"stage": stage, "version": row["number"], "by": by})
        return await self.version(campaign_id, stage, row["number"])

    async def _set_status(self, connection: AsyncConnection, version_id: str, status: str, note: str | None = None) -> None:
        await connection.execute(update(versions).where(versions.c.id == version_id).values(status=status, reviewer_note=note))

    async def save_qc(self, campaign_id: str, result: QCResult) -> str:
        """Keep a quality control result. Raises Outdated when it is not about that version's content."""
        async with self._database.write() as connection:
            row = await self._row(connection, campaign_id, result.stage, result.version)
            if row["digest"] != result.digest:
                raise Outdated("The checks were about other content than this version's. Run them again.")
            count = await connection.scalar(select(func.count()).select_from(qc_results).where(qc_results.c.version_id == row["id"]))
            key = id_of("qc", str(row["id"]), int(count or 0))
            plain = result.model_dump(mode="json")
            await insert(connection, qc_results, {"id": key, "version_id": row["id"], "digest": result.digest, "result": plain})
            body = {
                "stage": result.stage,
                "version": result.version,
                "digest": result.digest,
                "status": result.status,
                "score": result.score,
            }
            await self._record(connection, "checked", campaign_id, body)
        return key

    async def qc(self, campaign_id: str, stage: ArtifactStage, number: int) -> QCResult | None:
        """The newest result about exactly that version."""
        query = select(qc_results.c.result).join(versions, versions.c.id == qc_results.c.version_id)
        query = query.where(versions.c.campaign_id == campaign_id, versions.c.stage == stage, versions.c.number == number)
        query = query.where(qc_results.c.digest == versions.c.digest).order_by(qc_results.c.seq.desc()).limit(1)
        async with self._database.read() as connection:
            found = await connection.scalar(query)
        return QCResult.model_validate(found) if found else None

    async def _newest_qc(self, connection: AsyncConnection, version: RowMapping) -> RowMapping | None:
        query = select(qc_results).where(qc_results.c.version_id == version["id"], qc_results.c.digest == version["digest"])
        return (await connection.execute(query.order_by(qc_results.c.seq.desc()).limit(1))).mappings().first()

    async def stale_sections(self, campaign_id: str, stage: ArtifactStage) -> dict[str, list[Cause]]:
        """Sections of the newest version that upstream changes made stale, with what changed."""
        async with self._database.read() as connection:
            row = await newest(connection, campaign_id, stage)
            if row is None:
                return {}
            query = select(stale_sections).where(stale_sections.c.version_id == row["id"]).order_by(stale_sections.c.section)
            rows = (await connection.execute(query)).mappings().all()
        return {r["section"]: [Cause.model_validate(change) for change in r["changes"]] for r in rows}
