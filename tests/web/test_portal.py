"""A client decides by a link: what they see, what they do not, once, and whatever else somebody may try with the address."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agent.config import Settings
from agent.errors import Busy
from agent.schemas.events import Click, Outcome, SetFields
from agent.schemas.version import Actor
from agent.web.portal import POSTS, VIEWS, portal
from agent.wiring import App, open_app
from tests.graph.test_driver import MAYA, TOM, at_the_intake_gate

START = datetime(2026, 8, 10, 9, tzinfo=UTC)


@dataclass
class Client:
    """A person with a link, and the product behind it."""

    app: App
    times: list[datetime]
    browser: httpx.AsyncClient
    link: str = ""

    async def invited(self, email: str = "anna@client.example", **more: Any) -> str:
        click = Click(id=f"i {email}", action="invite_client", stage="intake", version=2, args={"email": email, "acknowledge": True, **more})
        outcome = await self.app.driver.submit("t", click, TOM)
        assert outcome.error is None, outcome.error
        self.link = str(re.findall(r"http\S+(/decide/\S+)", outcome.replies[0].text)[0])
        return self.link

    async def form(self) -> str:
        found: list[str] = re.findall(r'name="form" value="([^"]+)"', (await self.browser.get(self.link)).text)
        return found[0]

    async def send(self, form: str | None = None, *, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        given = {"form": await self.form() if form is None else form, "decision": "approve", **fields}
        return await self.browser.post(self.link, data=given, headers={"Origin": "http://aicmo.test", **(headers or {})})

    async def status(self) -> str:
        return (await self.app.driver.position("t")).statuses["intake"]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    times = [START]
    async with open_app(Settings(data_dir=tmp_path), clock=lambda: times[0]) as app:
        await app.store.add_user(TOM.email, "Tom Baker", TOM.role, "a long password")
        await app.store.keep_thread("t", owner=MAYA.email, name="t")
        await at_the_intake_gate(app)

        running: list[asyncio.Task[Outcome]] = []

        async def run(thread: str, event: Click, actor: Actor) -> Outcome | str:
            running.append(asyncio.create_task(app.driver.submit(thread, event, actor)))
            try:
                return await running[-1]
            except Busy as error:
                return str(error)

        server = FastAPI()
        server.include_router(portal(lambda: app, run))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="http://aicmo.test") as browser:
            yield Client(app, times, browser)
        await asyncio.gather(*running, return_exceptions=True)


async def test_a_client_reads_what_is_decided_from_whom_and_until_when(client: Client) -> None:
    await client.invited(name="Anna Reed", message="Is the audience right?\nTom")
    page = await client.browser.get(client.link)
    assert page.status_code == 200
    for words in ("Autumn", "Intake version 2", "Tom Baker", "Anna Reed", "24 August 2026, 10:00 (Europe/London)", "Is the audience right?", "Pain points"):
        assert words in page.text, words


async def test_a_client_sees_nothing_internal(client: Client) -> None:
    await client.invited()
    page = (await client.browser.get(client.link)).text
    campaign = (await client.app.driver.position("t")).campaign_id or ""
    version = await client.app.store.version(campaign, "intake", 2)
    for hidden in (campaign, version.id, version.digest, TOM.email, MAYA.email, "extracted", "MINOR", "warning", "brief.md", "generation_plan", "version 1"):
        assert hidden not in page, hidden


async def test_the_page_is_kept_by_nobody_and_runs_nothing(client: Client) -> None:
    headers = (await client.browser.get(await client.invited())).headers
    assert (headers["cache-control"], headers["referrer-policy"], headers["x-robots-tag"]) == ("no-store", "no-referrer", "noindex, nofollow")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_reading_never_decides(client: Client) -> None:
    await client.invited()
    for method in ("GET", "HEAD"):
        answer = await client.browser.request(method, f"{client.link}?decision=approve", params={"form": await client.form()})
        assert answer.status_code == 200
    assert await client.status() == "in_review"


async def test_an_approval_is_thanked_for_and_opens_the_gate(client: Client) -> None:
    await client.invited()
    answer = await client.send()
    assert (answer.status_code, "You approved Intake version 2" in answer.text) == (200, True)
    position = await client.app.driver.position("t")
    assert (position.statuses["intake"], position.stage) == ("approved", "strategy")
    assert any("anna@client.example" in message.text for message in await client.app.store.last_messages("t", 5))


async def test_the_same_form_twice_is_one_decision(client: Client) -> None:
    await client.invited()
    form = await client.form()
    first = await client.send(form)
    again = await client.send(form, decision="request_changes", comment="Changed my mind")
    assert (first.status_code, again.status_code, again.text) == (200, 200, first.text)
    assert await client.status() == "approved"


async def test_who_decided_is_told_so_when_the_link_is_opened_again(client: Client) -> None:
    await client.invited()
    other = await client.form()
    await client.send(decision="request_changes", comment="Warmer,\r\nplease <b>")
    for answer in (await client.browser.get(client.link), await client.send(other)):
        assert answer.status_code == 409
        assert "You asked for changes to Intake version 2" in answer.text
        assert "please &lt;b&gt;" in answer.text
    assert await client.status() == "changes_requested"


async def test_changes_need_words(client: Client) -> None:
    await client.invited()
    answer = await client.send(decision="request_changes", comment="  ")
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert (await client.send(decision="delete")).status_code == 422
    assert (await client.send(decision="request_changes", comment="x" * 5_000)).status_code == 422
    assert await client.status() == "in_review"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Content-Type": "text/plain"}],
)
async def test_a_form_of_another_site_decides_nothing(client: Client, headers: dict[str, str]) -> None:
    await client.invited()
    assert (await client.send(headers=headers)).status_code == 403
    assert await client.status() == "in_review"


@pytest.mark.parametrize("form", ["", "x", "x.y", "a.b.c"])
async def test_a_form_this_server_did_not_make_decides_nothing(client: Client, form: str) -> None:
    await client.invited()
    assert (await client.send(form)).status_code == 403


async def test_a_form_of_another_link_decides_nothing(client: Client) -> None:
    await client.invited("bob@client.example")
    form = await client.form()
    await client.invited()
    assert (await client.send(form)).status_code == 403


async def test_an_unknown_link_does_not_exist(client: Client) -> None:
    link = await client.invited()
    for address in ("/decide/x", "/decide/x.y", link[:-1], f"{link}x", "/decide/%00.%ff"):
        assert (await client.browser.get(address)).status_code == 404, address
        assert (await client.browser.post(address, data={"decision": "approve"})).status_code == 404


async def test_an_expired_and_a_revoked_link_are_gone(client: Client) -> None:
    await client.invited(days=1)
    form = await client.form()
    client.times[0] += timedelta(days=2)
    for answer in (await client.browser.get(client.link), await client.send(form)):
        assert (answer.status_code, "has expired" in answer.text, "Tom Baker" in answer.text) == (410, True, True)
    client.times[0] = START
    await client.app.driver.submit("t", Click(id="r", action="revoke_invitation", args={"email": "anna@client.example"}), TOM)
    for answer in (await client.browser.get(client.link), await client.send(form)):
        assert (answer.status_code, "was taken back" in answer.text) == (410, True)


async def test_a_link_to_a_version_that_was_replaced_says_so(client: Client) -> None:
    await client.invited()
    form = await client.form()
    await client.app.driver.submit("t", SetFields(id="f", values={"intake.tone_voice": "dry"}), MAYA)
    for answer in (await client.browser.get(client.link), await client.send(form)):
        assert (answer.status_code, "newer version" in answer.text, "dry" in answer.text) == (410, True, False)


async def test_what_somebody_else_decided_and_what_was_taken_back_is_said(client: Client) -> None:
    await client.invited()
    await client.app.driver.submit("t", Click(id="r", action="reopen"), MAYA)
    assert "worked on again" in (await client.browser.get(client.link)).text
    await client.app.driver.submit("t", Click(id="s2", action="submit"), MAYA)
    assert (await client.browser.get(client.link)).status_code == 200
    await client.app.driver.submit("t", Click(id="d", action="approve", args={"acknowledge": True}), TOM)
    page = await client.browser.get(client.link)
    assert (page.status_code, "decided already" in page.text, "Tom Baker" in page.text) == (409, True, True)


async def test_a_decision_reaches_its_campaign_when_the_conversation_went_to_another(client: Client) -> None:
    await client.invited()
    position = await client.app.driver.position("t")
    await client.app.driver.submit("t", Click(id="n", action="new_campaign", args={"name": "Spring"}), MAYA)
    assert (await client.send()).status_code == 200
    assert (await client.app.store.statuses(position.campaign_id or ""))["intake"] == "approved"


async def test_two_clicks_at_once_are_one_decision(client: Client) -> None:
    await client.invited()
    forms = [await client.form(), await client.form()]
    answers = await asyncio.gather(client.send(forms[0]), client.send(forms[1], decision="request_changes", comment="No"), client.send(forms[0]))
    assert 200 in {answer.status_code for answer in answers}
    assert await client.app.store.verify_ledger() == []
    assert await client.status() in ("approved", "changes_requested")


async def test_views_and_posts_are_limited(client: Client) -> None:
    await client.invited()
    form = await client.form()
    views = [(await client.browser.get(client.link)).status_code for _ in range(VIEWS)]
    assert views == [200] * (VIEWS - 1) + [429]
    posts = [await client.send(form, decision="nothing") for _ in range(POSTS + 1)]
    assert [answer.status_code for answer in posts][-1] == 429
    assert 0 < int(posts[-1].headers["retry-after"]) <= 61
    assert await client.status() == "in_review"
