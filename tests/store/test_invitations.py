"""A client decides once, on exactly the version they were invited to; what a decision waits for is remembered and cancelled."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.errors import AicmoError, Invalid, NotFound, NotOffered, NotPermitted, Outdated, Refused
from agent.schemas.invitations import Guest, Invitation
from agent.schemas.permissions import Workspace
from agent.schemas.quality import Check
from agent.schemas.version import Actor, ArtifactVersion
from agent.store import Store, open_store
from tests.databases import postgresql_url
from tests.store.test_store import MAYA, TOM, campaign, checked, content, decide, save

ANNA = Actor(email="anna@client.example", name="Anna", role="client")
START = datetime(2026, 8, 10, 9, 0, tzinfo=UTC)
WARNING = Check(id="wording", kind="rule", severity="MINOR", verdict="fail", message="Long.", path="intake.tone_voice")
BLOCKER = Check(id="claims", kind="rule", severity="BLOCKER", verdict="fail", message="No proof.", path="intake.pain_points")


@dataclass
class Desk:
    """A store whose time can pass, with an intake in review."""

    store: Store
    times: list[datetime] = field(default_factory=lambda: [START])
    where: str = ""
    version: ArtifactVersion | None = None

    @property
    def at_hand(self) -> ArtifactVersion:
        assert self.version is not None
        return self.version

    def pass_hours(self, hours: float) -> None:
        self.times[0] += timedelta(hours=hours)

    async def submit(self, *checks: Check) -> None:
        self.where = self.where or await campaign(self.store)
        self.version = await save(self.store, self.where, "intake", content("intake"))
        await checked(self.store, self.where, self.version, *checks)
        self.version = await self.store.submit(self.where, "intake", self.version.number, by=MAYA.email, idem="s")

    async def invite(self, email: str = ANNA.email, *, actor: Actor = TOM, acknowledge: bool = False, idem: str = "i", days: int = 14) -> Invitation:
        guest = Guest(email=email, name="Anna", message="Please look.", days=days)
        return await self.store.invite(self.where, "intake", self.at_hand.number, guest=guest, actor=actor, thread="t", acknowledge=acknowledge, idem=idem)

    async def decide(self, actor: Actor = ANNA, **more: Any) -> Any:
        return await decide(self.store, self.where, self.at_hand, actor, **more)

    async def due(self, hours: float) -> list[tuple[str, int, bool]]:
        found = await self.store.reminders_due(START + timedelta(hours=hours))
        return [(one.kind, one.hours, one.invitation_id is not None) for one in found]


@pytest.fixture(params=["sqlite", "postgresql"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    with postgresql_url() if request.param == "postgresql" else nullcontext(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}") as url:
        times = [START]
        opened = await open_store(url, key=b"key", files=tmp_path / "files", clock=lambda: times[0])
        yield Desk(opened, times)
        await opened.close()


async def test_an_invited_client_approves_once(desk: Desk) -> None:
    await desk.submit(WARNING)
    invitation = await desk.invite(acknowledge=True)
    decision = await desk.decide()
    assert (decision.by, decision.role, decision.acknowledged) == (ANNA.email, "client", ["wording:intake.tone_voice"])
    assert (await desk.store.invited_by_link(desk.store.link_token(invitation.id))).state(START) == "decided"
    with pytest.raises(Outdated, match="already approved"):
        await desk.decide()
    assert await desk.store.verify_ledger() == []


async def test_a_client_who_was_not_invited_decides_nothing(desk: Desk) -> None:
    await desk.submit()
    await desk.invite("bob@client.example")
    with pytest.raises(NotPermitted, match="there is none"):
        await desk.decide()
    assert (await desk.store.version(desk.where, "intake", 1)).status == "in_review"


async def test_a_revoked_invitation_decides_nothing(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    await desk.store.revoke_invitations(desk.where, "Anna@Client.example", actor=TOM)
    with pytest.raises(NotPermitted, match="revoked"):
        await desk.decide()
    with pytest.raises(NotOffered, match="no open invitation"):
        await desk.store.revoke_invitations(desk.where, ANNA.email, actor=TOM)


async def test_an_invitation_expires(desk: Desk) -> None:
    await desk.submit()
    await desk.invite(days=1)
    desk.pass_hours(24)
    with pytest.raises(NotPermitted, match="expired"):
        await desk.decide()


async def test_an_invitation_is_for_one_version_only(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    desk.version = await save(desk.store, desk.where, "intake", {**content("intake"), "tone_voice": "Dry"})
    await checked(desk.store, desk.where, desk.version)
    await desk.store.submit(desk.where, "intake", 2, by=MAYA.email, idem="s2")
    with pytest.raises(NotPermitted, match="there is none"):
        await desk.decide()


async def test_changes_are_asked_for_with_words_and_the_invitation_is_used_up(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    with pytest.raises(Invalid, match="what should change"):
        await desk.decide(kind="request_changes")
    await desk.decide(kind="request_changes", comment="Warmer, please")
    await desk.store.submit(desk.where, "intake", 1, by=MAYA.email, idem="s2")
    with pytest.raises(NotPermitted, match="it was used"):
        await desk.decide()


async def test_a_client_never_overrides(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    with pytest.raises(NotPermitted, match="Only an admin"):
        await desk.decide(kind="override", comment="because")


async def test_checks_that_fail_later_hold_a_client_too(desk: Desk) -> None:
    await desk.submit()
    invitation = await desk.invite()
    await checked(desk.store, desk.where, desk.at_hand, BLOCKER)
    with pytest.raises(Refused, match="blocking check"):
        await desk.decide()
    assert (await desk.store.invited_by_link(desk.store.link_token(invitation.id))).state(START) == "live"


@pytest.mark.parametrize(
    ("checks", "given", "error", "words"),
    [
        ([BLOCKER], {}, Refused, "blocking check"),
        ([WARNING], {}, Refused, "acknowledge them"),
        ([], {"email": "anna@client"}, Invalid, "not an e-mail address"),
        ([], {"email": "anna@client.example\nBcc: x@y.example"}, Invalid, "not an e-mail address"),
        ([], {"email": MAYA.email}, NotPermitted, "works in this workspace"),
        ([], {"actor": ANNA, "email": "bob@client.example"}, NotPermitted, "client decides by the link"),
    ],
)
async def test_what_cannot_be_sent_to_a_client_is_refused(
    desk: Desk, checks: list[Check], given: dict[str, Any], error: type[AicmoError], words: str
) -> None:
    await desk.submit(*checks)
    with pytest.raises(error, match=words):
        await desk.invite(**given)
    assert await desk.store.invitations(desk.where) == []


async def test_only_a_version_in_review_is_sent(desk: Desk) -> None:
    await desk.submit()
    await desk.store.reopen(desk.where, "intake", by=MAYA.email, idem="r")
    with pytest.raises(NotOffered, match="Submit it first"):
        await desk.invite()


async def test_a_member_cannot_be_invited_as_a_client(desk: Desk) -> None:
    await desk.submit()
    await desk.store.add_user("sue@agency.example", "Sue", "operator", "a long password")
    with pytest.raises(NotPermitted, match="works in this workspace"):
        await desk.invite("sue@agency.example")


async def test_a_second_link_for_the_same_client_replaces_the_first(desk: Desk) -> None:
    await desk.submit()
    first, again, second = await desk.invite(), await desk.invite(), await desk.invite(idem="i2")
    assert first == again
    states = [one.state(START) for one in await desk.store.invitations(desk.where)]
    assert sorted(states) == ["live", "revoked"]
    assert (await desk.store.invited_by_link(desk.store.link_token(second.id))).state(START) == "live"


async def test_a_link_that_was_changed_by_one_letter_does_not_exist(desk: Desk) -> None:
    await desk.submit()
    token = desk.store.link_token((await desk.invite()).id)
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(NotFound):
            await desk.store.invited_by_link(forged)
    for forged in ("", ".", token + "A", token.split(".")[0], token.upper(), "é" * 22 + "." + token.split(".")[1]):
        with pytest.raises(NotFound):
            await desk.store.invited_by_link(forged)


async def test_reminders_wait_with_a_submission_and_an_invitation(desk: Desk) -> None:
    await desk.submit()
    desk.pass_hours(1)
    await desk.invite()
    assert await desk.due(5.9) == []
    assert await desk.due(7) == [("reminder", 6, False), ("reminder", 6, True)]
    assert [hours for _, hours, _ in await desk.due(73)] == [6, 6, 12, 12, 24, 24, 48, 48, 72, 72]
    assert {kind for kind, hours, _ in await desk.due(73) if hours >= 48} == {"escalation"}
    assert await desk.store.waiting_since(desk.where, "intake", 1) == START


async def test_a_decision_cancels_every_reminder(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    await desk.decide()
    assert await desk.due(100) == []
    assert await desk.store.waiting_since(desk.where, "intake", 1) is None


async def test_taking_back_a_newer_version_and_a_revocation_cancel_reminders(desk: Desk) -> None:
    await desk.submit()
    await desk.invite()
    await desk.store.revoke_invitations(desk.where, ANNA.email, actor=TOM)
    assert len(await desk.due(100)) == 5
    await desk.store.reopen(desk.where, "intake", by=MAYA.email, idem="r")
    assert await desk.due(100) == []
    await desk.store.submit(desk.where, "intake", 1, by=MAYA.email, idem="s2")
    assert len(await desk.due(100)) == 5
    await save(desk.store, desk.where, "intake", {**content("intake"), "tone_voice": "Dry"})
    assert await desk.due(100) == []


async def test_nobody_is_reminded_of_a_link_that_expired(desk: Desk) -> None:
    await desk.submit()
    await desk.invite(days=1)
    assert [by_link for _, _, by_link in await desk.due(30)].count(True) == 0
    assert [by_link for _, _, by_link in await desk.due(13)].count(True) == 2


@pytest.mark.parametrize(("legal", "error"), [(TOM.email, None), ("law@agency.example", NotPermitted)])
async def test_a_link_is_no_way_around_a_legal_approval(tmp_path: Path, legal: str, error: type[AicmoError] | None) -> None:
    asked = Workspace(legal_approval=["regulated"], legal_approvers=[legal])
    opened = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}", key=b"key", files=tmp_path / "files", clock=lambda: START, workspace=asked)
    desk = Desk(opened)
    desk.where = await campaign(opened)
    desk.version = await save(opened, desk.where, "intake", {**content("intake"), "regulated": True})
    await checked(opened, desk.where, desk.version)
    await opened.submit(desk.where, "intake", 1, by=MAYA.email, idem="s")
    with pytest.raises(error, match="legal approval") if error else nullcontext():
        await desk.invite()
        assert (await desk.decide()).role == "client"
    await opened.close()
