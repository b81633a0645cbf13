"""The ledger: an append-only, hash-chained event log with a signed head. An edited, deleted, reordered or cut entry is found."""

import hashlib
import hmac
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schemas.canonical import canonical_json
from agent.store.base import Base, insert, one
from agent.store.tables import ledger, ledger_head

FIRST = "0" * 64


def _hash(row: dict[str, Any] | RowMapping) -> str:
    body = {name: row[name] for name in ("seq", "at", "kind", "campaign_id", "body", "previous")}
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


class LedgerStore(Base):
    """Writes in the transaction of what it records; verifies at any time."""

    def _sign(self, count: int, head: str) -> str:
        return hmac.new(self._key, f"{count}:{head}".encode(), hashlib.sha256).hexdigest()

    async def _record(self, connection: AsyncConnection, kind: str, campaign_id: str | None, body: dict[str, Any]) -> None:
        head = await one(connection, ledger_head)
        count, previous = (head["count"], head["hash"]) if head else (0, FIRST)
        row = {"seq": count + 1, "at": self._now(), "kind": kind, "campaign_id": campaign_id, "body": body, "previous": previous}
        row["hash"] = _hash(row)
        await insert(connection, ledger, row)
        signed = {"count": count + 1, "hash": row["hash"], "signature": self._sign(count + 1, str(row["hash"]))}
        if head is None:
            await insert(connection, ledger_head, {"id": 1, **signed})
        else:
            await connection.execute(update(ledger_head).values(**signed))

    async def ledger_head(self) -> tuple[str | None, int]:
        """Hash of the last entry and the number of entries."""
        async with self._database.read() as connection:
            head = await one(connection, ledger_head)
        return (str(head["hash"]), int(head["count"])) if head else (None, 0)

    async def verify_ledger(self) -> list[str]:
        """What is wrong with the ledger, one sentence each; an empty list means nothing is."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(ledger).order_by(ledger.c.seq))).mappings().all()
            head = await one(connection, ledger_head)
        problems, previous = [], FIRST
        for place, row in enumerate(rows, start=1):
            if row["seq"] != place or row["previous"] != previous:
                problems.append(f"entry {place} does not follow the one before it: an entry was deleted or moved")
            if _hash(row) != row["hash"]:
                problems.append(f"entry {row['seq']} was edited")
            previous = row["hash"]
        return problems + self._head_problems(head, len(rows), previous)

    def _head_problems(self, head: RowMapping | None, count: int, last: str) -> list[str]:
        if head is None:
            return ["the signed head is missing"] if count else []
        if not hmac.compare_digest(head["signature"], self._sign(head["count"], head["hash"])):
            return ["the signature of the head is not ours"]
        if (head["count"], head["hash"]) != (count, last):
            return [f"the ledger has {count} entries, and the signed head says {head['count']}: it was cut or added to"]
        return []
