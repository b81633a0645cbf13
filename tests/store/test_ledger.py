"""Whatever is done to the ledger, or to what it attests, is found and named."""

import hashlib
import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from agent.schemas.campaign import Campaign
from agent.schemas.canonical import canonical_json
from agent.schemas.registry import dump, parse
from agent.schemas.version import Actor
from agent.store import Store, open_store
from agent.store.database import MIGRATIONS

NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)
SECRET = b"the secret of this installation"
NAME = "Autumn"


async def opened(folder: Path) -> Store:
    return await open_store(f"sqlite+aiosqlite:///{folder / 'aicmo.db'}", key=SECRET, files=folder / "files", clock=lambda: NOW)


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    """A data directory whose campaign has a chain of seven entries: created, saved four times, submitted, returned."""
    store = await opened(tmp_path)
    await fill(store)
    await store.close()
    yield tmp_path


async def fill(store: Store) -> str:
    made = await store.create_campaign(Campaign(name=NAME, client_name="Northlight", status="active"), by="maya@agency.example", idem="c")
    for number, tone in enumerate(("warm", "dry", "plain", "loud")):
        content = {**dump(parse("intake", {})), "tone_voice": tone}
        await store.save_version(made.id, "intake", content, provenance={}, lineage={}, parent=number or None, author="maya@agency.example", reason="form", idem=tone)
    return made.id


def harm(folder: Path, *statements: str) -> None:
    """Change the database behind the product's back."""
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        for statement in statements:
            assert database.execute(statement).rowcount != 0, statement
        database.commit()


async def problems(folder: Path) -> str:
    store = await opened(folder)
    found = await store.verify_ledger()
    await store.close()
    return "\n".join(found)


CHAIN = "chain != 'workspace'"
EDITS = {
    "chain": f"UPDATE ledger SET chain = 'other' WHERE {CHAIN} AND seq = 3",
    "seq": f"UPDATE ledger SET seq = 30 WHERE {CHAIN} AND seq = 3",
    "at": f"UPDATE ledger SET at = '2026-08-10T10:00:00.000000+00:00' WHERE {CHAIN} AND seq = 3",
    "kind": f"UPDATE ledger SET kind = 'approve' WHERE {CHAIN} AND seq = 3",
    "body": f"UPDATE ledger SET body = json_set(body, '$.by', 'tom@agency.example') WHERE {CHAIN} AND seq = 3",
    "body_digest": f"UPDATE ledger SET body_digest = '{'a' * 64}' WHERE {CHAIN} AND seq = 3",
    "previous": f"UPDATE ledger SET previous = '{'a' * 64}' WHERE {CHAIN} AND seq = 3",
    "key_id": f"UPDATE ledger SET key_id = '{'a' * 12}' WHERE {CHAIN} AND seq = 3",
    "hash": f"UPDATE ledger SET hash = '{'a' * 64}' WHERE {CHAIN} AND seq = 3",
    "mac": f"UPDATE ledger SET mac = '{'a' * 64}' WHERE {CHAIN} AND seq = 3",
}


def test_every_column_of_the_ledger_is_edited_below(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        assert {row[1] for row in database.execute("PRAGMA table_info(ledger)")} == set(EDITS)


async def test_a_ledger_nobody_touched_is_whole(folder: Path) -> None:
    assert await problems(folder) == ""


@pytest.mark.parametrize("column", EDITS)
async def test_an_edit_of_any_field_is_found_at_its_entry(folder: Path, column: str) -> None:
    harm(folder, EDITS[column])
    assert f"{NAME}: entry 3" in await problems(folder)


@pytest.mark.parametrize("seq", [1, 3, 5])
async def test_a_deleted_entry_is_named(folder: Path, seq: int) -> None:
    harm(folder, f"DELETE FROM ledger WHERE {CHAIN} AND seq = {seq}")
    assert f"{NAME}: entry {seq} is missing" in await problems(folder)


async def test_two_entries_that_changed_places_are_named(folder: Path) -> None:
    moves = ((3, 99), (4, 3), (99, 4))
    harm(folder, *(f"UPDATE ledger SET seq = {to} WHERE {CHAIN} AND seq = {now}" for now, to in moves))
    found = await problems(folder)
    assert f"{NAME}: entry 3 (saved) was edited or moved" in found
    assert f"{NAME}: entry 4 (saved) was edited or moved" in found


async def test_a_chain_that_was_cut_off_says_how_much_is_gone(folder: Path) -> None:
    harm(folder, f"DELETE FROM ledger WHERE {CHAIN} AND seq > 3")
    assert f"{NAME}: entries 4 to 5 are missing: the chain was cut off" in await problems(folder)


async def test_a_whole_chain_that_is_gone_is_missed(folder: Path) -> None:
    harm(folder, f"DELETE FROM ledger WHERE {CHAIN}", f"DELETE FROM ledger_heads WHERE {CHAIN}")
    assert f"{NAME}: the chain is missing" in await problems(folder)


async def test_a_head_that_was_put_back_with_its_cut_chain_is_found_by_what_it_attested(folder: Path) -> None:
    harm(folder, f"DELETE FROM ledger WHERE {CHAIN} AND seq > 3", f"UPDATE ledger_heads SET count = 3 WHERE {CHAIN}")
    found = await problems(folder)
    assert "the end of the chain was forged" in found
    assert "intake v4 stands in the store, and no entry attests it" in found


def forge(folder: Path, key: bytes) -> None:
    """Add an entry with right hashes, authenticated with another key, and move the end behind it."""
    from agent.schemas.canonical import digest
    from agent.schemas.ledger import entry_hash

    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        chain, previous = database.execute(f"SELECT chain, hash FROM ledger_heads WHERE {CHAIN}").fetchone()
        name = database.execute("SELECT key_id FROM ledger LIMIT 1").fetchone()[0]
        body = {"stage": "intake", "version": 4, "kind": "approve"}
        entry = {"seq": 6, "at": NOW.isoformat(), "kind": "approved", "body_digest": digest(body), "previous": previous, "key_id": name}
        made = entry_hash(chain, entry)
        mac = hmac.new(key, made.encode(), hashlib.sha256).hexdigest()
        database.execute("INSERT INTO ledger VALUES (?,?,?,?,?,?,?,?,?,?)", (chain, 6, entry["at"], "approved", canonical_json(body), entry["body_digest"], previous, name, made, mac))
        end = hmac.new(key, f"{chain}:6:{made}".encode(), hashlib.sha256).hexdigest()
        database.execute(f"UPDATE ledger_heads SET count = 6, hash = ?, mac = ? WHERE {CHAIN}", (made, end))
        database.commit()


async def test_an_entry_made_with_another_key_is_forged(folder: Path) -> None:
    forge(folder, b"another key")
    found = await problems(folder)
    assert f"{NAME}: entry 6 (approved) was forged" in found
    assert f"{NAME}: the end of the chain was forged" in found


async def test_an_entry_added_without_moving_the_end_is_named(folder: Path) -> None:
    harm(folder, f"INSERT INTO ledger SELECT chain, 6, at, kind, body, body_digest, hash, key_id, hash, mac FROM ledger WHERE {CHAIN} AND seq = 5")
    assert f"{NAME}: entry 6 stands behind the end of the chain: it was added" in await problems(folder)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE versions SET content = json_set(content, '$.tone_voice', 'rude') WHERE number = 2", "the content of intake v2 was edited"),
        ("UPDATE versions SET author = 'tom@agency.example' WHERE number = 2", "author, origin or lineage of intake v2 was edited"),
        ("UPDATE versions SET status = 'approved' WHERE number = 4", "intake v4 is called approved, and nobody approved it"),
        ("UPDATE versions SET status = 'stale' WHERE number = 4", "intake v4 is called stale, and nobody approved it"),
        ("DELETE FROM versions WHERE number = 4", "intake v4 was saved, and is gone"),
        ("UPDATE ledger SET body = '[]' WHERE kind = 'saved' AND seq = 3", "entry 3 (saved) was edited"),
    ],
)
async def test_what_the_ledger_attests_cannot_be_changed_unseen(folder: Path, statement: str, said: str) -> None:
    harm(folder, statement)
    assert f"{NAME}: {said}" in await problems(folder)


async def returned(folder: Path) -> None:
    """Have version 4 sent back by Tom, so that there is a decision."""
    store = await opened(folder)
    campaign = (await store.campaigns())[0].id
    content = {**dump(parse("intake", {})), "tone_voice": "loud"}
    version = await store.latest(campaign, "intake")
    assert version is not None and version.content == content
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        database.execute("UPDATE versions SET status = 'in_review' WHERE number = 4")
        database.commit()
    tom = Actor(email="tom@agency.example", name="Tom", role="approver")
    await store.decide(campaign, "intake", version=4, digest=version.digest, kind="request_changes", actor=tom, acknowledged=[], comment="Too loud", idem="d")
    await store.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE decisions SET decision = json_set(decision, '$.comment', 'Fine')", "request changes of intake v4 by tom@agency.example was edited"),
        ("UPDATE decisions SET decision = json_set(decision, '$.kind', 'approve')", "approve of intake v4 by tom@agency.example was edited"),
        ("UPDATE decisions SET decision = json_set(decision, '$.id', 'other')", "request changes of intake v4 by tom@agency.example was forged"),
        ("UPDATE decisions SET version_id = (SELECT id FROM versions WHERE number = 1)", "a decision on intake v4 stands at another version, or at none"),
        ("DELETE FROM decisions", "request changes of intake v4 is on the ledger, and its row is gone"),
    ],
)
async def test_a_decision_is_what_the_ledger_says(folder: Path, statement: str, said: str) -> None:
    await returned(folder)
    assert await problems(folder) == ""
    harm(folder, statement)
    assert f"{NAME}: {said}" in await problems(folder)


async def test_a_comment_is_attested_and_not_told(folder: Path) -> None:
    await returned(folder)
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        assert "Too loud" not in str(database.execute("SELECT body FROM ledger").fetchall())


async def test_entries_of_before_and_after_a_new_key_hold(folder: Path) -> None:
    store = await opened(folder)
    name = await store.rotate_ledger_key()
    await store.create_campaign(Campaign(name="Winter"), by="maya@agency.example", idem="w")
    await store.close()
    assert await problems(folder) == ""
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        assert {row[0] for row in database.execute("SELECT key_id FROM ledger WHERE chain = 'workspace'")} > {name}
    assert (folder / "ledger_keys.json").stat().st_mode & 0o077 == 0
    (folder / "ledger_keys.json").write_text("[]")
    assert "was forged: no key of this installation made it" in await problems(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, 5), column=st.sampled_from(["at", "kind", "body_digest", "previous", "key_id", "hash", "mac"]), text=st.text(st.characters(codec="ascii", exclude_characters="'\x00"), max_size=20))
async def test_no_change_of_a_stored_field_goes_unseen(folder: Path, seq: int, column: str, text: str) -> None:
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        before = database.execute(f"SELECT {column} FROM ledger WHERE {CHAIN} AND seq = {seq}").fetchone()[0]
        database.execute(f"UPDATE ledger SET {column} = ? WHERE {CHAIN} AND seq = {seq}", (text,))
        database.commit()
        found = await problems(folder)
        database.execute(f"UPDATE ledger SET {column} = ? WHERE {CHAIN} AND seq = {seq}", (before,))
        database.commit()
    assert (f"entry {seq}" in found) == (text != before)


def at_the_one_chain(folder: Path, secret: bytes) -> None:
    """A database as it was before chains: one ledger of two entries, its end signed."""
    engine = create_engine(f"sqlite:///{folder / 'aicmo.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes.update(connection=connection, secret=secret)
        command.upgrade(config, "0002")
        connection.commit()
    engine.dispose()
    previous = "0" * 64
    with closing(sqlite3.connect(folder / "aicmo.db")) as database:
        database.execute("INSERT INTO campaigns VALUES ('c1', 'autumn', '{\"name\": \"Autumn\"}', 'intake', 'maya', '2026', 'c')")
        for seq, (kind, campaign) in enumerate([("campaign_created", "c1"), ("user_added", None)], start=1):
            row = {"seq": seq, "at": "2026", "kind": kind, "campaign_id": campaign, "body": {"by": "maya"}, "previous": previous}
            made = hashlib.sha256(canonical_json(row).encode()).hexdigest()
            database.execute("INSERT INTO ledger VALUES (?,?,?,?,?,?,?)", (seq, "2026", kind, campaign, canonical_json(row["body"]), previous, made))
            previous = made
        signature = hmac.new(SECRET, f"2:{previous}".encode(), hashlib.sha256).hexdigest()
        database.execute("INSERT INTO ledger_head VALUES (1, 2, ?, ?)", (previous, signature))
        database.commit()


async def test_the_one_chain_of_before_is_carried_over(tmp_path: Path) -> None:
    at_the_one_chain(tmp_path, SECRET)
    assert await problems(tmp_path) == ""
    with closing(sqlite3.connect(tmp_path / "aicmo.db")) as database:
        kept = database.execute("SELECT chain, kind FROM ledger ORDER BY chain, seq").fetchall()
    assert kept == [("c1", "campaign_created"), ("workspace", "chain_opened"), ("workspace", "user_added")]


async def test_a_new_installation_has_nothing_to_complain_of(tmp_path: Path) -> None:
    assert await problems(tmp_path) == ""


HEADS = {"count": "9", "hash": f"'{'a' * 64}'", "key_id": f"'{'a' * 12}'", "mac": f"'{'a' * 64}'"}


@pytest.mark.parametrize("column", HEADS)
async def test_an_edit_of_the_end_of_a_chain_is_found(folder: Path, column: str) -> None:
    harm(folder, f"UPDATE ledger_heads SET {column} = {HEADS[column]} WHERE {CHAIN}")
    assert f"{NAME}: " in await problems(folder)


async def test_a_chain_emptied_under_its_signed_end_is_not_carried_over(tmp_path: Path) -> None:
    at_the_one_chain(tmp_path, SECRET)
    harm(tmp_path, "DELETE FROM ledger")
    with pytest.raises(ValueError, match="not signed"):
        await opened(tmp_path)


async def test_a_chain_that_was_tampered_with_is_not_carried_over(tmp_path: Path) -> None:
    at_the_one_chain(tmp_path, SECRET)
    harm(tmp_path, "UPDATE ledger SET kind = 'approve' WHERE seq = 2")
    with pytest.raises(ValueError, match="tampered with at entry 2"):
        await opened(tmp_path)
