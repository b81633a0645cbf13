"""Inviting a client in a conversation: the link is shown and not kept, and the wait for a decision has a beginning."""

from datetime import UTC, datetime
from pathlib import Path

from agent.config import Settings
from agent.schemas.events import Click, Say
from agent.wiring import App, open_app
from tests.graph.test_driver import MAYA, TOM, at_the_intake_gate

NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)
INVITE = Click(id="i", action="invite_client", stage="intake", version=2, args={"email": "anna@client.example", "acknowledge": True})


async def test_the_link_is_shown_and_not_kept(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path, public_url="https://aicmo.example/"), clock=lambda: NOW) as app:
        await at_the_intake_gate(app)
        outcome = await app.driver.submit("t", INVITE, TOM)
        again = await app.driver.submit("t", INVITE, TOM)
        invitation = (await app.store.invitations(outcome.position.campaign_id or ""))[0]
        token = app.store.link_token(invitation.id)
    assert f"https://aicmo.example/decide/{token}\n" in outcome.replies[0].text
    assert again.replies == outcome.replies
    proof = token.split(".")[1].encode()
    assert not [path.name for path in tmp_path.rglob("*") if path.is_file() and proof in path.read_bytes()]


async def test_a_position_says_since_when_a_version_waits(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path), clock=lambda: NOW) as app:
        await at_the_intake_gate(app)
        assert (await app.driver.position("t")).waiting_since == NOW.isoformat()
        outcome = await app.driver.submit("t", Click(id="r", action="reopen"), MAYA)
    assert outcome.position.waiting_since is None


async def drafted_after_the_client(app: App) -> str:
    await at_the_intake_gate(app)
    await app.driver.submit("t", INVITE, TOM)
    anna = TOM.model_copy(update={"email": "anna@client.example", "role": "client"})
    outcome = await app.driver.submit("t", Click(id="a", action="approve", stage="intake", version=2), anna)
    version = await app.store.latest(outcome.position.campaign_id or "", "strategy")
    return version.author if version else ""


async def test_what_is_drafted_after_a_clients_approval_is_not_the_clients(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path), clock=lambda: NOW) as app:
        assert await drafted_after_the_client(app) == TOM.email


async def test_no_words_invite_a_client(tmp_path: Path) -> None:
    async with open_app(Settings(data_dir=tmp_path), clock=lambda: NOW) as app:
        await at_the_intake_gate(app)
        outcome = await app.driver.submit("t", Say(id="w", text="Invite anna@client.example to approve this"), TOM)
        assert await app.store.invitations(outcome.position.campaign_id or "") == []
        assert outcome.position.statuses["intake"] == "in_review"
