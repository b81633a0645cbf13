"""Pins: what a redraft must leave as it is, per campaign and path. Each change is on the ledger."""

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from agent.schemas.pins import Pin
from agent.store.ledger import LedgerStore
from agent.store.tables import pins


class PinStore(LedgerStore):
    """Pin, release, list."""

    async def pin(self, campaign_id: str, paths: list[str], *, by: str) -> list[str]:
        """Pin paths; returns those that were not pinned yet."""
        added = []
        async with self._database.write() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            for path in paths:
                row = {"campaign_id": campaign_id, "path": path, "by": by, "created_at": self._now()}
                statement = dialect.insert(pins).values(**row).on_conflict_do_nothing(index_elements=["campaign_id", "path"]).returning(pins.c.path)
                if (await connection.execute(statement)).first() is not None:
                    added.append(path)
                    await self._record(connection, "pinned", campaign_id, {"path": path, "by": by})
        return added

    async def unpin(self, campaign_id: str, paths: list[str], *, by: str) -> list[str]:
        """Release paths; returns those that were pinned."""
        released = []
        async with self._database.write() as connection:
            for path in paths:
                statement = delete(pins).where(pins.c.campaign_id == campaign_id, pins.c.path == path).returning(pins.c.path)
                if (await connection.execute(statement)).first() is not None:
                    released.append(path)
                    await self._record(connection, "unpinned", campaign_id, {"path": path, "by": by})
        return released

    async def pins(self, campaign_id: str) -> list[Pin]:
        """Every pin of a campaign, in order of path."""
        query = select(pins).where(pins.c.campaign_id == campaign_id).order_by(pins.c.path)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [Pin(path=row["path"], by=row["by"], at=row["created_at"]) for row in rows]
