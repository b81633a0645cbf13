"""A person's word that a section still holds although its upstream changed: about exactly the values of now."""

from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import Invalid, NotOffered, NotPermitted
from agent.schemas.stages import ArtifactStage
from agent.schemas.staleness import StillValid
from agent.schemas.version import Actor, LineageRef
from agent.store.base import insert, one
from agent.store.decisions import DecisionStore
from agent.store.freshness import is_on_record, standing_of
from agent.store.staleness import Standing, present
from agent.store.tables import confirmations, ledger, stale_sections, versions
from agent.store.versions import newest


class ValidityStore(DecisionStore):
    """Records that stale sections still hold; a further change upstream makes them stale again."""

    async def still_valid(
        self, campaign_id: str, stage: ArtifactStage, *, sections: list[str], actor: Actor, reason: str | None, idem: str
    ) -> StillValid:
        """Confirm stale sections of the newest version, all of them when none is named; the same `idem` gives what it did.

        Raises NotOffered when nothing is stale, Invalid for a section that is not, NotPermitted; then nothing changed.
        """
        async with self._database.write() as connection:
            earlier = await _said_before(connection, campaign_id, idem)
            if earlier is not None:
                return StillValid.model_validate(earlier)
            row = await newest(connection, campaign_id, stage)
            chosen = await _chosen(connection, row, stage, sections)
            assert row is not None
            await self._require_say(connection, row, actor)
            values = await self._confirm(connection, row, chosen, actor.email, reason)
            await self._refresh(connection, campaign_id)
            after = await one(connection, versions, versions.c.id == row["id"])
            said = StillValid(
                stage=stage, version=row["number"], sections=chosen, by=actor.email, reason=reason, status=(after or row)["status"]
            )
            body = {"said": said.model_dump(mode="json"), "values": values, "role": actor.role, "idem": idem}
            await self._record(connection, "still_valid", campaign_id, body)
        return said

    async def _require_say(self, connection: AsyncConnection, row: RowMapping, actor: Actor) -> None:
        """On a version with an approval on record, only who may approve it says that it holds."""
        if actor.role == "client":
            raise NotPermitted("A client decides by the link they were sent. Nothing was changed.")
        if await is_on_record(connection, row["id"]):
            self._require_permission(row, "approve", actor, None)
            await self._require_legal(connection, row, actor)

    async def _confirm(
        self, connection: AsyncConnection, row: RowMapping, sections: list[str], by: str, reason: str | None
    ) -> list[dict[str, Any]]:
        standing = await standing_of(connection, row["campaign_id"])
        held = next(held for held in standing.work if held.id == row["id"])
        said = []
        for section in sections:
            for path, (value, upstream) in present(standing, held, section).items():
                key = {"version_id": row["id"], "section": section, "path": path, "digest": value}
                if (row["id"], section, path, value) not in standing.confirmed:
                    await insert(
                        connection,
                        confirmations,
                        {**key, "upstream_version": upstream, "by": by, "reason": reason, "created_at": self._now()},
                    )
                said.append({"section": section, "path": path, "digest": value, "version": upstream})
        return said

    async def _same_again(self, connection: AsyncConnection, row: RowMapping, lineage: dict[str, list[LineageRef]], by: str) -> None:
        """A new draft of a stale section came out the same: it holds. Not on an approval, which only a person's word brings back."""
        if row["status"] in ("approved", "stale") or row["lineage"] == _plain(lineage):
            return
        standing: Standing = await standing_of(connection, row["campaign_id"])
        query = select(stale_sections.c.section).where(stale_sections.c.version_id == row["id"])
        stale = [str(name) for (name,) in await connection.execute(query)]
        redrafted = [name for name in stale if _rests_on_now(standing, lineage.get(name, []))]
        if redrafted:
            await self._confirm(connection, row, redrafted, by, "drafted again with the same result")
            await self._refresh(connection, row["campaign_id"])


def _plain(lineage: dict[str, list[LineageRef]]) -> dict[str, Any]:
    return {name: [ref.model_dump(mode="json") for ref in refs] for name, refs in lineage.items()}


def _rests_on_now(standing: Standing, references: list[LineageRef]) -> bool:
    numbers = {stage: held.number for stage, held in standing.force.items()}
    return bool(references) and all(numbers.get(ref.path.split(".")[0], ref.version) == ref.version for ref in references)


async def _chosen(connection: AsyncConnection, row: RowMapping | None, stage: str, sections: list[str]) -> list[str]:
    query = select(stale_sections.c.section).where(stale_sections.c.version_id == (row["id"] if row else ""))
    stale = sorted(str(name) for (name,) in await connection.execute(query))
    if not stale:
        raise NotOffered(f"Nothing in {stage.capitalize()} is out of date, so there is nothing to confirm. Nothing was changed.")
    other = [name for name in sections if name not in stale]
    if other:
        raise Invalid(f"{', '.join(other)} is not out of date. What is: {', '.join(stale)}. Nothing was changed.")
    return list(dict.fromkeys(sections)) or stale


async def _said_before(connection: AsyncConnection, campaign_id: str, idem: str) -> Any:
    query = select(ledger.c.body).where(ledger.c.chain == campaign_id, ledger.c.kind == "still_valid")
    return next((body["said"] for (body,) in await connection.execute(query) if body.get("idem") == idem), None)
