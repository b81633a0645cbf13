"""The ledger: a chain per campaign, append-only; every entry is hashed with the one before it and authenticated with a key of the installation."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schemas.canonical import digest
from agent.schemas.ledger import FIRST, WORKSPACE, LedgerEntry, LedgerExtract, entry_hash, statement
from agent.schemas.stages import ArtifactStage
from agent.store.base import Base, insert, one
from agent.store.keys import key_id
from agent.store.tables import ledger, ledger_heads

Row = Mapping[Any, Any] | RowMapping
"""A row, or the values of one that is about to be written."""


class LedgerStore(Base):
    """Writes in the transaction of what it records."""

    async def _record(self, connection: AsyncConnection, kind: str, campaign_id: str | None, body: dict[str, Any]) -> None:
        chain = campaign_id or WORKSPACE
        head = await one(connection, ledger_heads, ledger_heads.c.chain == chain)
        if head is None and campaign_id is not None:
            await self._record(connection, "chain_opened", None, {"campaign": campaign_id})
        count, previous = (head["count"], head["hash"]) if head else (0, FIRST)
        row = {"seq": count + 1, "at": self._now(), "kind": kind, "body_digest": digest(body), "previous": previous, "key_id": key_id(self._keys.newest)}
        row["hash"] = entry_hash(chain, row)
        await insert(connection, ledger, {**row, "chain": chain, "body": body, "mac": self._keys.authenticate(str(row["hash"]))})
        ends = {"count": count + 1, "hash": row["hash"], "key_id": row["key_id"], "mac": self._keys.authenticate(head_text(chain, count + 1, str(row["hash"])))}
        if head is None:
            await insert(connection, ledger_heads, {"chain": chain, **ends})
        else:
            await connection.execute(update(ledger_heads).where(ledger_heads.c.chain == chain).values(**ends))

    async def ledger_head(self, campaign_id: str | None = None) -> tuple[str | None, int]:
        """Hash of the last entry and the number of entries: of a campaign's chain, or of the workspace's with the number of all chains together."""
        async with self._database.read() as connection:
            head = await one(connection, ledger_heads, ledger_heads.c.chain == (campaign_id or WORKSPACE))
            count = head["count"] if head else 0
            if campaign_id is None:
                count = await connection.scalar(select(func.coalesce(func.sum(ledger_heads.c.count), 0)))
        return (str(head["hash"]) if head else None), int(count or 0)

    async def rotate_ledger_key(self) -> str:
        """Write with a new key from now on; entries written before stay verifiable. Returns the key's name."""
        name = self._keys.rotate()
        async with self._database.write() as connection:
            await self._record(connection, "key_rotated", None, {"key_id": name})
        return name

    @property
    def ledger_public_key(self) -> str:
        """The key others check a signed head with."""
        return self._keys.public_key

    async def ledger_extract(self, campaign_id: str, *, approvals: dict[ArtifactStage, int]) -> LedgerExtract:
        """A campaign's chain up to its newest approval of these versions, bodies of those approvals included, head signed."""
        async with self._database.read() as connection:
            query = select(ledger).where(ledger.c.chain == campaign_id).order_by(ledger.c.seq)
            rows = (await connection.execute(query)).mappings().all()
        disclosed = {row["seq"] for row in rows if row["kind"] in ("approve", "override") and approvals.get(row["body"]["stage"]) == row["body"]["version"]}
        kept = [row for row in rows if row["seq"] <= max(disclosed, default=0)]
        head = str(kept[-1]["hash"]) if kept else None
        return LedgerExtract(
            chain=campaign_id,
            count=len(kept),
            head=head,
            public_key=self._keys.public_key,
            signature=self._keys.sign(statement(campaign_id, len(kept), head)),
            entries=[_entry(row, disclosed) for row in kept],
        )


def version_record(row: Row) -> str:
    """Digest of all of a version that must never change."""
    names = ("digest", "provenance", "lineage", "parent", "author", "reason", "created_at")
    return digest({name: row[name] for name in names})


def head_text(chain: str, count: int, last: str) -> str:
    """What authenticates the end of a chain."""
    return f"{chain}:{count}:{last}"


def _entry(row: RowMapping, disclosed: set[int]) -> LedgerEntry:
    names = ("seq", "at", "kind", "body_digest", "previous", "key_id", "hash")
    shown = row["seq"] in disclosed and "comment" not in row["body"]
    return LedgerEntry.model_validate({name: row[name] for name in names} | {"body": row["body"] if shown else None})
