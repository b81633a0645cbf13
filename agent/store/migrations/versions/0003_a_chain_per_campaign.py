"""A chain per campaign: the one ledger is carried over, each entry authenticated"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from agent.schemas.canonical import canonical_json, digest

revision = "0003"
down_revision = "0002"

FIRST = "0" * 64


def upgrade() -> None:
    """Check the single chain, then write its entries into the chains of their campaigns. Raises ValueError when it was tampered with."""
    secret = context.config.attributes.get("secret", b"")
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT seq, at, kind, campaign_id, body, previous, hash FROM ledger ORDER BY seq").columns(body=sa.JSON())).mappings().all()
    head = connection.execute(sa.text("SELECT count, hash, signature FROM ledger_head")).mappings().first()
    _require_whole(rows, head, secret)
    op.drop_table("ledger")
    op.drop_table("ledger_head")
    ledger = op.create_table(
        "ledger",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_ledger")),
    )
    heads = op.create_table(
        "ledger_heads",
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_ledger_heads")),
    )
    chains = _chains(rows, hmac.new(secret, b"ledger", hashlib.sha256).digest())
    for chain, entries in chains.items():
        connection.execute(ledger.insert(), [entry for entry, _ in entries])
        last, mac = entries[-1]
        connection.execute(heads.insert(), {"chain": chain, "count": last["seq"], "hash": last["hash"], "key_id": last["key_id"], "mac": mac})


def _require_whole(rows: Sequence[Any], head: Any, secret: bytes) -> None:
    previous = FIRST
    for row in rows:
        body = {name: row[name] for name in ("seq", "at", "kind", "campaign_id", "body", "previous")}
        if row["previous"] != previous or hashlib.sha256(canonical_json(body).encode()).hexdigest() != row["hash"]:
            raise ValueError(f"The ledger was tampered with at entry {row['seq']}, so it was not carried over. Nothing was changed; restore a backup.")
        previous = row["hash"]
    if rows or head is not None:
        signed = hmac.new(secret, f"{len(rows)}:{previous}".encode(), hashlib.sha256).hexdigest()
        if head is None or not hmac.compare_digest(head["signature"], signed):
            raise ValueError("The end of the ledger is not signed with this installation's secret, so it was not carried over. Nothing was changed.")


def _without_comment(body: Any) -> Any:
    """A decision as the ledger attests it since: a comment may be internal, so its digest stands for it."""
    if not isinstance(body, dict) or "comment" not in body:
        return body
    return {**{name: value for name, value in body.items() if name != "comment"}, "comment_sha256": digest(body["comment"])}


def _chains(rows: Sequence[Any], key: bytes) -> dict[str, list[tuple[dict[str, Any], str]]]:
    """Entries by chain, each with what authenticates the chain's end after it."""
    chains: dict[str, list[tuple[dict[str, Any], str]]] = {}
    name = hashlib.sha256(key).hexdigest()[:12]

    def sealed(text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def add(chain: str, at: str, kind: str, body: Any) -> None:
        entries = chains.setdefault(chain, [])
        previous = entries[-1][0]["hash"] if entries else FIRST
        entry: dict[str, Any] = {"seq": len(entries) + 1, "at": at, "kind": kind, "body_digest": digest(body), "previous": previous, "key_id": name}
        entry["hash"] = digest({"chain": chain, **entry})
        entry |= {"chain": chain, "body": body, "mac": sealed(entry["hash"])}
        entries.append((entry, sealed(f"{chain}:{entry['seq']}:{entry['hash']}")))

    for row in rows:
        chain = row["campaign_id"] or "workspace"
        if chain not in chains and chain != "workspace":
            add("workspace", row["at"], "chain_opened", {"campaign": chain})
        add(chain, row["at"], row["kind"], _without_comment(row["body"]))
    return chains
