"""The ledger as it leaves: one campaign's chain without what was said, enough to check that nothing was changed."""

from typing import Any

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.canonical import digest
from agent.schemas.version import Decision

FIRST = "0" * 64
"""What the first entry of a chain follows."""
WORKSPACE = "workspace"
"""The chain of what belongs to no campaign."""


class LedgerEntry(Model):
    """One entry. Its hash covers every other field here but the body, and the body by its digest."""

    seq: int
    """From 1, without a gap."""
    at: str
    kind: str
    body_digest: str
    """SHA-256 of the canonical JSON of what was recorded."""
    previous: str
    """Hash of the entry before."""
    key_id: str
    """Which key of the installation authenticated it."""
    hash: str
    body: dict[str, Any] | None = None
    """What was recorded; left out where it is internal."""


class LedgerExtract(Model):
    """A campaign's chain up to one entry, its head signed by the installation."""

    chain: str
    count: int = 0
    head: str | None = None
    """Hash of the last entry."""
    public_key: str = ""
    """Ed25519 public key of the installation, hex."""
    signature: str = ""
    """Ed25519 signature of `statement(chain, count, head)`, hex."""
    entries: list[LedgerEntry] = Field(default_factory=list)


def entry_hash(chain: str, entry: dict[str, Any]) -> str:
    """Hash of an entry: SHA-256 over the canonical JSON of chain, number, time, kind, digest of the body, predecessor and key."""
    return digest({"chain": chain} | {name: entry[name] for name in ("seq", "at", "kind", "body_digest", "previous", "key_id")})


def statement(chain: str, count: int, head: str | None) -> bytes:
    """What the installation signs."""
    return f"{chain}:{count}:{head or FIRST}".encode()


def attested(decision: Decision) -> dict[str, Any]:
    """What the ledger says of a decision: all of it, and of the comment, which may be internal, the digest."""
    plain = decision.model_dump(mode="json", exclude={"comment"})
    return {**plain, "comment_sha256": digest(decision.comment)}
