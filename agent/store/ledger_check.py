"""Verifying the ledger: each chain in itself, and what it says against the versions and decisions that are kept."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from agent.schemas.canonical import digest
from agent.schemas.ledger import FIRST, WORKSPACE, attested, entry_hash
from agent.schemas.version import Decision
from agent.store.keys import Keyring
from agent.store.ledger import LedgerStore, Row, head_text, version_record
from agent.store.tables import campaigns, decisions, ledger, ledger_heads, versions


class LedgerCheck(LedgerStore):
    """Tells of an entry that was edited, deleted, moved, cut off or forged, and of a row that no entry attests."""

    async def verify_ledger(self, campaign_id: str | None = None) -> list[str]:
        """What is wrong, one sentence each, naming the chain and the entry; an empty list means nothing is. One campaign's chain, or all."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(ledger).order_by(ledger.c.chain, ledger.c.seq))).mappings().all()
            heads = (await connection.execute(select(ledger_heads))).mappings().all()
            known = (await connection.execute(select(campaigns.c.id, campaigns.c.content))).mappings().all()
            kept = (await connection.execute(select(versions))).mappings().all()
            decided = (await connection.execute(select(decisions.c.decision, decisions.c.version_id))).mappings().all()
        names = {row["id"]: str(row["content"]["name"]) for row in known} | ({WORKSPACE: "the workspace"} if rows or known else {})
        opened = {row["body"].get("campaign") for row in rows if row["chain"] == WORKSPACE and row["kind"] == "chain_opened"}
        chains = dict.fromkeys([*sorted(names), *(row["chain"] for row in rows), *(head["chain"] for head in heads), *sorted(filter(None, opened))])
        problems: list[str] = []
        for chain in chains:
            if campaign_id is not None and chain != campaign_id:
                continue
            own = [row for row in rows if row["chain"] == chain]
            head = next((head for head in heads if head["chain"] == chain), None)
            found = list(chain_problems(self._keys, chain, own, head))
            found += [] if chain == WORKSPACE else _unattested(own, [v for v in kept if v["campaign_id"] == chain], [d for d in decided if d["decision"].get("campaign_id") == chain])
            if chain != WORKSPACE and (own or head) and chain not in opened:
                found.append("the workspace's chain does not say that this chain was opened")
            if chain in opened and chain not in names:
                found.append("the campaign of this chain is gone")
            problems += [f"{names.get(chain, chain)}: {problem}" for problem in dict.fromkeys(found)]
        return problems


def chain_problems(keys: Keyring, chain: str, rows: Sequence[Row], head: Row | None) -> Iterator[str]:
    """What is wrong with one chain, its entries in order of their numbers."""
    previous, expected = FIRST, 1
    for row in rows:
        name = f"entry {row['seq']} ({row['kind']})"
        if row["seq"] != expected:
            yield f"entry {expected} is missing" if row["seq"] == expected + 1 else f"entries {expected} to {row['seq'] - 1} are missing"
        elif row["previous"] != previous:
            yield f"{name} does not follow the entry before it: it was edited, or the one before was replaced or moved"
        if digest(row["body"]) != row["body_digest"]:
            yield f"{name} was edited: what it recorded is not what was attested"
        if entry_hash(chain, dict(row)) != row["hash"]:
            yield f"{name} was edited or moved"
        if row["mac"] != keys.authenticate(row["hash"], row["key_id"]) or not row["mac"]:
            yield f"{name} was forged: no key of this installation made it"
        previous, expected = row["hash"], row["seq"] + 1
    yield from _head_problems(keys, chain, head, expected - 1, previous)


def _head_problems(keys: Keyring, chain: str, head: Row | None, count: int, last: str) -> Iterator[str]:
    if head is None:
        yield "the end of the chain is missing" if count else "the chain is missing"
        return
    made = keys.authenticate(head_text(chain, head["count"], head["hash"]), head["key_id"])
    if not made or head["mac"] != made:
        yield "the end of the chain was forged: no key of this installation made it"
    if head["count"] > count:
        gone = f"entry {count + 1} is" if head["count"] == count + 1 else f"entries {count + 1} to {head['count']} are"
        yield f"{gone} missing: the chain was cut off"
    elif head["count"] < count:
        yield f"entry {head['count'] + 1} stands behind the end of the chain: it was added"
    elif head["hash"] != last:
        yield "the last entry is not the one the end of the chain names"


def _unattested(rows: Sequence[Row], kept: Sequence[RowMapping], decided: Sequence[RowMapping]) -> Iterator[str]:
    """Rows that the chain does not attest, and entries whose row is gone."""
    saved = {(body["stage"], body["version"]): body for body in _bodies(rows, ("saved",), {"stage", "version", "digest"})}
    for version in kept:
        name = f"{version['stage']} v{version['number']}"
        body = saved.pop((version["stage"], version["number"]), None)
        if body is None:
            yield f"{name} stands in the store, and no entry attests it"
        elif digest(version["content"]) != body["digest"] or version["digest"] != body["digest"]:
            yield f"the content of {name} was edited"
        elif body.get("record", version_record(version)) != version_record(version):
            yield f"author, origin or lineage of {name} was edited"
    for stage, number in saved:
        yield f"{stage} v{number} was saved, and is gone"
    numbers = {version["id"]: (version["stage"], version["number"]) for version in kept}
    for row in decided:
        about = (row["decision"].get("stage"), row["decision"].get("version"))
        if numbers.get(row["version_id"]) != about:
            yield f"a decision on {about[0]} v{about[1]} stands at another version, or at none"
    yield from _unattested_decisions(rows, kept, [Decision.model_validate(row["decision"]) for row in decided])


def _bodies(rows: Sequence[Row], kinds: tuple[str, ...], names: set[str]) -> Iterator[dict[str, Any]]:
    """What entries of these kinds recorded; one that was changed beyond reading is named by its chain."""
    for row in rows:
        if row["kind"] in kinds and isinstance(row["body"], dict) and names <= row["body"].keys():
            yield row["body"]


def _unattested_decisions(rows: Sequence[Row], kept: Sequence[RowMapping], decided: Sequence[Decision]) -> Iterator[str]:
    entries = {body["id"]: body for body in _bodies(rows, ("approve", "override", "request_changes"), {"id", "kind", "stage", "version"})}
    approved = set()
    for decision in decided:
        name = f"{decision.kind.replace('_', ' ')} of {decision.stage} v{decision.version} by {decision.by}"
        body = entries.pop(decision.id, None)
        if body is None:
            yield f"{name} was forged: no entry attests it"
        elif body not in (attested(decision), decision.model_dump(mode="json")):
            yield f"{name} was edited"
        elif decision.kind != "request_changes":
            approved.add((decision.stage, decision.version))
    for body in entries.values():
        yield f"{body['kind'].replace('_', ' ')} of {body['stage']} v{body['version']} is on the ledger, and its row is gone"
    for version in kept:
        if version["status"] in ("approved", "stale") and (version["stage"], version["number"]) not in approved:
            yield f"{version['stage']} v{version['number']} is called {version['status']}, and nobody approved it"
