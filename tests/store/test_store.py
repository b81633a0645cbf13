"""The store keeps what is true: versions never change, gates hold, decisions are made once, the ledger tells of tampering."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from agent.errors import Blocked, Busy, Conflict, Invalid, NotPermitted, Outdated, Refused
from agent.schemas.campaign import Campaign
from agent.schemas.canonical import digest
from agent.schemas.events import Say
from agent.schemas.quality import Check, QCResult, summarise
from agent.schemas.registry import dump, parse
from agent.schemas.version import Actor, ArtifactVersion, LineageRef
from agent.store import Store, open_store
from tests.databases import postgresql_url

REFERENCE = Path(__file__).parent.parent / "reference" / "northlight"
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TOM = Actor(email="tom@agency.example", name="Tom", role="approver")
ROOT = Actor(email="root@agency.example", name="Root", role="admin")


def now() -> datetime:
    return datetime(2026, 8, 10, 9, 0, tzinfo=UTC)


def content(stage: Any) -> dict[str, Any]:
    return dump(parse(stage, json.loads((REFERENCE / f"{stage}.json").read_text())))


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with postgresql_url() if request.param == "postgresql" else nullcontext(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}") as url:
        opened = await open_store(url, key=b"key", files=tmp_path / "files", clock=now)
        yield opened
        await opened.close()


async def campaign(store: Store, name: str = "Autumn") -> str:
    return (await store.create_campaign(Campaign(name=name, client_name="Northlight"), by=MAYA.email, idem=f"c:{name}")).id


async def save(store: Store, where: str, stage: Any, body: dict[str, Any], **more: Any) -> ArtifactVersion:
    latest = await store.latest(where, stage)
    given: dict[str, Any] = {
        "provenance": {},
        "lineage": {},
        "parent": latest.number if latest else None,
        "author": MAYA.email,
        "reason": "form",
    }
    return await store.save_version(where, stage, body, idem=uuid4().hex, **{**given, **more})


async def checked(store: Store, where: str, version: ArtifactVersion, *checks: Check) -> None:
    status, score = summarise(list(checks))
    result = QCResult(
        stage=version.stage,
        version=version.number,
        digest=version.digest,
        ruleset="t",
        model="none",
        status=status,
        score=score,
        checks=list(checks),
        at=now(),
    )
    await store.save_qc(where, result)


async def decide(store: Store, where: str, version: ArtifactVersion, actor: Actor = TOM, **more: Any) -> Any:
    given: dict[str, Any] = {"kind": "approve", "acknowledged": [], "comment": None, "idem": uuid4().hex}
    return await store.decide(where, version.stage, version=version.number, digest=version.digest, actor=actor, **{**given, **more})


async def approved(store: Store, where: str, stage: Any, body: dict[str, Any], **more: Any) -> ArtifactVersion:
    version = await save(store, where, stage, body, **more)
    await store.submit(where, stage, version.number, by=MAYA.email, idem=uuid4().hex)
    await checked(store, where, version)
    await decide(store, where, version)
    return await store.version(where, stage, version.number)


async def test_identical_content_makes_no_version_and_an_old_parent_is_a_conflict(store: Store) -> None:
    where = await campaign(store)
    first = await save(store, where, "intake", content("intake"))
    assert (await save(store, where, "intake", content("intake"))).number == 1
    await save(store, where, "intake", {**content("intake"), "tone_voice": "dry"})
    with pytest.raises(Conflict, match="version 2 is the newest"):
        await save(store, where, "intake", {**content("intake"), "tone_voice": "loud"}, parent=first.number)


async def test_a_closed_stage_names_each_missing_upstream(store: Store) -> None:
    where = await campaign(store)
    with pytest.raises(Blocked, match="intake is not started") as caught:
        await save(store, where, "strategy", content("strategy"))
    assert caught.value.missing == {"intake": "not_started"}
    assert (await store.statuses(where))["strategy"] == "blocked"


async def test_only_a_submitted_checked_version_is_approved(store: Store) -> None:
    where = await campaign(store)
    version = await save(store, where, "intake", content("intake"))
    with pytest.raises(Refused, match="not submitted"):
        await decide(store, where, version)
    await store.submit(where, "intake", 1, by=MAYA.email, idem="s")
    with pytest.raises(Refused, match="not checked"):
        await decide(store, where, version)
    await checked(store, where, version)
    await decide(store, where, version)
    assert (await store.in_force(where, "intake")) is not None
    with pytest.raises(Outdated, match="already approved by tom"):
        await decide(store, where, version, ROOT)


async def test_missing_fields_stop_a_submission_by_name(store: Store) -> None:
    where = await campaign(store)
    await save(store, where, "intake", {**content("intake"), "website": None})
    with pytest.raises(Invalid, match=r"intake\.website"):
        await store.submit(where, "intake", 1, by=MAYA.email, idem="s")


async def test_a_failed_check_is_overridden_only_by_an_admin_with_a_reason(store: Store) -> None:
    where = await campaign(store)
    version = await save(store, where, "intake", content("intake"))
    await store.submit(where, "intake", 1, by=MAYA.email, idem="s")
    await checked(store, where, version, Check(id="r", kind="rule", severity="BLOCKER", verdict="fail", message="bad"))
    with pytest.raises(Refused, match="fails a blocking check"):
        await decide(store, where, version)
    with pytest.raises(NotPermitted):
        await decide(store, where, version, kind="override", comment="please")
    with pytest.raises(Invalid, match="the reason"):
        await decide(store, where, version, ROOT, kind="override")
    decision = await decide(store, where, version, ROOT, kind="override", comment="agreed with the client")
    assert decision.kind == "override"


async def test_warnings_are_acknowledged_before_approval(store: Store) -> None:
    where = await campaign(store)
    version = await save(store, where, "intake", content("intake"))
    await store.submit(where, "intake", 1, by=MAYA.email, idem="s")
    await checked(store, where, version, Check(id="r", kind="rule", severity="MINOR", verdict="fail", message="meh", path="intake.pricing"))
    with pytest.raises(Refused, match="not acknowledged"):
        await decide(store, where, version)
    assert (await decide(store, where, version, acknowledged=["r:intake.pricing"])).acknowledged == ["r:intake.pricing"]


async def test_two_decisions_at_once_have_one_winner(store: Store) -> None:
    where = await campaign(store)
    version = await save(store, where, "intake", content("intake"))
    await store.submit(where, "intake", 1, by=MAYA.email, idem="s")
    await checked(store, where, version)
    both = await asyncio.gather(
        decide(store, where, version), decide(store, where, version, ROOT, kind="request_changes", comment="no"), return_exceptions=True
    )
    assert sorted(isinstance(outcome, Outdated) for outcome in both) == [False, True]


async def test_a_material_change_upstream_marks_exactly_the_sections_that_used_it(store: Store) -> None:
    where = await campaign(store)
    intake = await approved(store, where, "intake", content("intake"))
    used = LineageRef(path="intake.pricing", version=1, digest=digest(intake.content["pricing"]))
    other = LineageRef(path="intake.tone_voice", version=1, digest=digest(intake.content["tone_voice"]))
    await approved(store, where, "strategy", content("strategy"), lineage={"business_reality": [used], "narrative": [other]})
    await approved(store, where, "intake", {**content("intake"), "tone_voice": f" {content('intake')['tone_voice'].upper()}!"})
    assert await store.stale_sections(where, "strategy") == {}
    await approved(store, where, "intake", {**content("intake"), "pricing": "30 GBP a month"})
    assert list(await store.stale_sections(where, "strategy")) == ["business_reality"]
    assert (await store.statuses(where))["strategy"] == "stale"
    assert await store.in_force(where, "strategy") is None


async def test_a_stale_version_is_out_of_force_also_under_a_newer_draft(store: Store) -> None:
    where = await campaign(store)
    intake = await approved(store, where, "intake", content("intake"))
    used = LineageRef(path="intake.pricing", version=1, digest=digest(intake.content["pricing"]))
    await approved(store, where, "strategy", content("strategy"), lineage={"business_reality": [used]})
    await save(store, where, "intake", {**content("intake"), "pricing": "30 GBP a month"})
    await save(store, where, "strategy", {**content("strategy"), "narrative": {}}, lineage={"narrative": [used]})
    await store.submit(where, "intake", 2, by=MAYA.email, idem="s2")
    await checked(store, where, await store.version(where, "intake", 2))
    await decide(store, where, await store.version(where, "intake", 2))
    assert await store.in_force(where, "strategy") is None
    assert "strategy" in await store.blocked_by(where, "creatives")


async def test_what_was_made_from_nothing_is_not_approved(store: Store) -> None:
    where = await campaign(store)
    await approved(store, where, "intake", content("intake"))
    with pytest.raises(Refused, match="does not say what it was made from"):
        await approved(store, where, "strategy", content("strategy"))


async def test_the_same_key_in_two_campaigns_is_two_things(store: Store) -> None:
    here, there = await campaign(store, "Autumn"), await campaign(store, "Winter")
    given: dict[str, Any] = {"provenance": {}, "lineage": {}, "parent": None, "author": MAYA.email, "reason": "form", "idem": "same"}
    first = await store.save_version(here, "intake", content("intake"), **given)
    assert (await store.save_version(here, "intake", content("intake"), **given)).id == first.id
    assert (await store.save_version(there, "intake", content("intake"), **given)).campaign_id == there


async def test_the_ledger_finds_an_edited_a_deleted_and_a_cut_entry(store: Store) -> None:
    where = await campaign(store)
    await approved(store, where, "intake", content("intake"))
    assert await store.verify_ledger() == []
    for harm in ("UPDATE ledger SET kind = 'x' WHERE seq = 2", "DELETE FROM ledger WHERE seq = 3"):
        async with store._database.write() as connection:
            await connection.execute(text(harm))
        assert await store.verify_ledger() != []


async def test_the_lease_is_held_by_one(store: Store) -> None:
    async with store.lease("campaign:1"):
        with pytest.raises(Busy):
            async with store.lease("campaign:1", wait=0.1):
                pass
    async with store.lease("campaign:1", wait=0.1):
        pass


async def test_events_and_messages_are_kept_once(store: Store) -> None:
    event = Say(id="e1", text="hello")
    assert await store.record_event(event, thread="t", campaign_id=None, actor=MAYA)
    assert not await store.record_event(event, thread="t", campaign_id=None, actor=MAYA)
    for _ in range(2):
        await store.add_message("t", "assistant", "hi", notice=None, event="e1", idem="m1")
    assert [message.text for message in await store.replies_of("e1")] == ["hi"]
    assert [record.event.id for record in await store.open_events()] == ["e1"]
    await store.finish_event("e1")
    assert await store.open_events() == []


async def test_files_and_accounts(store: Store) -> None:
    file = await store.save_file("../../etc/x\u202egpj.exe", "text/plain", b"abc", by=MAYA.email)
    assert await store.read_file(file.id) == b"abc"
    await store.add_user(TOM.email, "Tom", "approver", "secret-word")
    assert (await store.check_password(TOM.email.upper(), "secret-word")) == TOM
    for _ in range(10):
        assert await store.check_password(TOM.email, "wrong") is None
    assert await store.check_password(TOM.email, "secret-word") is None
