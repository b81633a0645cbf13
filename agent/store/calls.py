"""Model calls: one row per request, prompt and answer in a file addressed by its hash. Nothing here stops a conversation."""

import asyncio
import hashlib
import json
import logging
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.exc import SQLAlchemyError

from agent.schemas.calls import ModelCall, Purpose, Spending, SpendingLine
from agent.store.base import Base, insert
from agent.store.files import write_whole
from agent.store.tables import model_calls

logger = logging.getLogger(__name__)
_COLUMNS = ("prompt", "model", "answered", "rung", "attempt", "tokens_in", "tokens_cached", "tokens_out", "milliseconds", "outcome", "free")
_PURPOSE = ("voice", "campaign_id", "stage", "section", "question")


class CallStore(Base):
    """Keep and add up what was asked of model servers."""

    async def record_call(self, call: ModelCall) -> None:
        """Keep one call. When it cannot be kept, that is logged and the work goes on."""
        kept = json.dumps({"messages": call.messages, "answer": call.answer}, ensure_ascii=False, sort_keys=True).encode()
        sha256 = hashlib.sha256(kept).hexdigest()
        row = {name: getattr(call, name) for name in _COLUMNS} | {name: getattr(call.purpose, name) for name in _PURPOSE}
        row |= {"event_id": call.purpose.event, "cost": None if call.cost is None else str(call.cost), "content": sha256, "at": call.at.astimezone(UTC).isoformat(timespec="microseconds")}
        try:
            await asyncio.to_thread(write_whole, self._call_path(sha256), kept)
            async with self._database.write() as connection:
                await insert(connection, model_calls, row)
        except (SQLAlchemyError, OSError) as error:
            logger.warning("a model call could not be recorded: %s", type(error).__name__)

    def _call_path(self, sha256: str) -> Path:
        return self._files / "calls" / sha256[:2] / sha256

    async def calls(self, campaign_id: str | None) -> list[ModelCall]:
        """The calls of a campaign, oldest first; None for those made before one was open."""
        where = model_calls.c.campaign_id.is_(None) if campaign_id is None else model_calls.c.campaign_id == campaign_id
        async with self._database.read() as connection:
            rows = (await connection.execute(select(model_calls).where(where).order_by(model_calls.c.seq))).mappings().all()
        return [self._call(row) for row in rows]

    def _call(self, row: RowMapping) -> ModelCall:
        kept: dict[str, Any] = json.loads(self._call_path(row["content"]).read_text(encoding="utf-8"))
        plain = {name: row[name] for name in _COLUMNS}
        purpose = Purpose.model_validate({**{name: row[name] for name in _PURPOSE}, "event": row["event_id"]})
        return ModelCall(purpose=purpose, cost=None if row["cost"] is None else Decimal(row["cost"]), at=datetime.fromisoformat(row["at"]), **kept, **plain)

    async def spent(self, campaign_id: str | None) -> Spending:
        """What the models cost in a campaign, by voice and model."""
        where = model_calls.c.campaign_id.is_(None) if campaign_id is None else model_calls.c.campaign_id == campaign_id
        async with self._database.read() as connection:
            rows = (await connection.execute(select(model_calls).where(where).order_by(model_calls.c.seq))).mappings().all()
        lines: dict[tuple[str, str], SpendingLine] = {}
        for row in rows:
            _add(lines.setdefault((row["voice"], row["model"]), SpendingLine(voice=row["voice"], model=row["model"])), row)
        return Spending(lines=[lines[name] for name in sorted(lines)])


def _add(line: SpendingLine, row: RowMapping) -> None:
    line.calls += 1
    line.failed += row["outcome"] != "ok"
    line.tokens_in += row["tokens_in"] or 0
    line.tokens_cached += row["tokens_cached"] or 0
    line.tokens_out += row["tokens_out"] or 0
    line.cost += Decimal(row["cost"] or 0)
    line.unknown += row["cost"] is None and not row["free"]
