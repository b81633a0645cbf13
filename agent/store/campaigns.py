"""Campaigns: the container of artifacts."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, update

from agent.errors import Conflict, NotFound
from agent.schemas.campaign import Campaign
from agent.schemas.stages import StageId
from agent.store.base import id_of, insert, one
from agent.store.ledger import LedgerStore
from agent.store.records import CampaignRecord
from agent.store.tables import campaigns


def name_key(name: str) -> str:
    """What makes two names the same: case and runs of white space do not."""
    return " ".join(name.split()).casefold()


def _record(row: RowMapping) -> CampaignRecord:
    return CampaignRecord(
        id=row["id"],
        campaign=Campaign.model_validate(row["content"]),
        stage=row["stage"],
        created_by=row["created_by"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )


class CampaignStore(LedgerStore):
    """Create, read and change campaigns. Nothing is deleted; archive instead."""

    async def create_campaign(self, campaign: Campaign, *, by: str, idem: str) -> CampaignRecord:
        """Add a campaign; the same `idem` gives the one it made. Raises Conflict when the name is taken."""
        async with self._database.write() as connection:
            earlier = await one(connection, campaigns, campaigns.c.idem == idem)
            if earlier is not None:
                return _record(earlier)
            if await one(connection, campaigns, campaigns.c.name_key == name_key(campaign.name)) is not None:
                raise Conflict(
                    f"There is a campaign called '{campaign.name}' already. Nothing was changed; choose another name, or open it."
                )
            row: dict[str, Any] = {
                "id": id_of("campaign", idem),
                "name_key": name_key(campaign.name),
                "content": campaign.model_dump(mode="json"),
                "stage": "intake",
                "created_by": by,
                "created_at": self._now(),
                "idem": idem,
            }
            await insert(connection, campaigns, row)
            await self._record(connection, "campaign_created", row["id"], {"by": by, "content": row["content"]})
        return await self.campaign(row["id"])

    async def update_campaign(self, campaign_id: str, campaign: Campaign, *, by: str, idem: str) -> CampaignRecord:
        """Change a campaign's own data. Raises Conflict when the name is taken, NotFound."""
        content = campaign.model_dump(mode="json")
        async with self._database.write() as connection:
            taken = await one(connection, campaigns, campaigns.c.name_key == name_key(campaign.name))
            if taken is not None and taken["id"] != campaign_id:
                raise Conflict(f"There is a campaign called '{campaign.name}' already. Nothing was changed; choose another name.")
            before = await one(connection, campaigns, campaigns.c.id == campaign_id)
            if before is None:
                raise NotFound("There is no such campaign in this workspace. Nothing was changed.")
            if before["content"] != content:
                values = {"name_key": name_key(campaign.name), "content": content}
                await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))
                await self._record(connection, "campaign_changed", campaign_id, {"by": by, "content": content})
        return await self.campaign(campaign_id)

    async def campaign(self, campaign_id: str) -> CampaignRecord:
        """One campaign. Raises NotFound."""
        async with self._database.read() as connection:
            row = await one(connection, campaigns, campaigns.c.id == campaign_id)
        if row is None:
            raise NotFound("There is no such campaign in this workspace.")
        return _record(row)

    async def campaigns(self, *, archived: bool = False) -> list[CampaignRecord]:
        """All campaigns, newest first; archived ones only when asked for."""
        newest = select(campaigns).order_by(campaigns.c.created_at.desc(), campaigns.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(newest)).mappings().all()
        records = [_record(row) for row in rows]
        return [record for record in records if archived or record.campaign.status != "archived"]

    async def find_campaign(self, name: str) -> CampaignRecord | None:
        """The campaign of that name; else the only one whose name contains it."""
        key = name_key(name)
        records = await self.campaigns(archived=True)
        exact = [record for record in records if name_key(record.campaign.name) == key]
        part = [record for record in records if key and key in name_key(record.campaign.name)]
        return exact[0] if exact else part[0] if len(part) == 1 else None

    async def set_stage(self, campaign_id: str, stage: StageId) -> None:
        """Where the conversation of a campaign is."""
        async with self._database.write() as connection:
            await connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(stage=stage))
