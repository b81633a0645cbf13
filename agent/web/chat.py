"""What the chat's handlers do: hand exactly one event to the driver, show what comes back, keep every open page up to date."""

import asyncio
import uuid
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import chainlit as cl
from chainlit.element import ElementDict
from chainlit.session import WebsocketSession, ws_sessions_id
from chainlit.types import ThreadDict
from pydantic import TypeAdapter, ValidationError

from agent.errors import AicmoError, Invalid, Outdated
from agent.schemas.events import Click, Event, Outcome, Say, SetFields, Upload
from agent.schemas.registry import explain
from agent.schemas.version import Actor
from agent.tools.history import CompareVersions
from agent.web.cards import closed, element, uploaded
from agent.web.contested import contested_of
from agent.web.history import History
from agent.web.live import live
from agent.web.page import Page
from agent.web.panel import panel_of
from agent.web.showing import Showing
from agent.web.versions import comparison_of

_BUTTON: TypeAdapter[Click | SetFields] = TypeAdapter(Click | SetFields)
_OPEN_FORMS: dict[str, list[ElementDict]] = {}
"""By thread: the forms that close when the conversation goes on."""
_LATER: set[asyncio.Task[None]] = set()
_HEAVY = frozenset({"groups", "changes", "findings", "impact", "versions"})


def history() -> History:
    """Chainlit's view of the store."""
    return History(lambda: live.app.store, lambda invitation: live.app.context.link(invitation))


def _page() -> Page:
    session = cl.context.session
    if not isinstance(session, WebsocketSession):
        raise RuntimeError("the chat is spoken over a socket")
    run = cl.context.current_run
    return Page(session, run.id if run else None)


async def hear(message: cl.Message) -> None:
    """Take a typed message, with the files sent beside it."""
    page = _page()
    showing = Showing(page)
    try:
        actor = await live.owner(page.thread, page.email)
        event = await _heard(message, page.thread, actor)
    except AicmoError as error:
        await showing.refuse(str(error))
        return
    await _act(event, actor, showing)


async def press(payload: dict[str, Any]) -> dict[str, Any]:
    """Take a button or a form. Returns what the element needs to know: whether it was acted on, and the refusal."""
    page = _page()
    showing = Showing(page)
    try:
        actor = await live.owner(page.thread, page.email)
        event = await _pressed(payload, page.thread)
    except AicmoError as error:
        await showing.refuse(str(error))
        return {"ok": False, "error": str(error)}
    outcome = await _act(event, actor, showing)
    if isinstance(outcome, str):
        return {"ok": False, "error": outcome}
    return {"ok": outcome.error is None, "error": outcome.error, "conflicts": await contested_of(live.app.store, outcome)}


async def comparison(payload: dict[str, Any]) -> dict[str, Any]:
    """Two versions of a stage compared, for the panel. Nothing is said in the chat; a refusal comes back as `error`."""
    page = _page()
    try:
        await live.owner(page.thread, page.email)
        campaign = await live.app.store.campaign_of(page.thread)
        asked = CompareVersions.model_validate(payload)
        if campaign is None or asked.stage is None:
            raise Invalid("Open a campaign first, then compare. Nothing was changed.")
        return await comparison_of(live.app.context, campaign, asked.stage, asked)
    except ValidationError as error:
        return {"error": f"{explain(error)}. Nothing was changed."}
    except AicmoError as error:
        return {"error": str(error)}


async def open_panel() -> None:
    """Show the panel; on a phone it stays closed until it is asked for."""
    page = _page()
    await _refresh(page, await live.owner(page.thread, page.email), panel=True)


async def resume(thread: ThreadDict) -> None:
    """Put the panel and the buttons of the present position into a thread that is opened again."""
    page = _page()
    actor = await live.owner(thread["id"], page.email)
    thread["elements"] = [*(thread["elements"] or []), *await _standing(thread["id"], actor, panel=not page.phone)]
    running = live.running(thread["id"])
    if running is not None:
        _later(_catch_up(page, actor, running))


async def starters() -> list[cl.Starter]:
    """Ways to begin, for the empty page."""
    records = await live.app.store.campaigns()
    opened = [cl.Starter(label=f"Open {r.campaign.name}", message=f"Open {r.campaign.name}") for r in records[:3]]
    every = [cl.Starter(label="All campaigns", message="List campaigns")] if len(records) > len(opened) else []
    return [cl.Starter(label="What can you do?", message="What can you do?"), *opened, *every]


async def _heard(message: cl.Message, thread: str, actor: Actor) -> Event:
    files = [item for item in message.elements or [] if item.path]
    say = _say(message.id, message.content)
    if not files:
        return say
    store, most = live.app.store, live.app.settings.max_upload_mb
    campaign = await store.campaign_of(thread)
    kept = []
    for item in files:
        data = await asyncio.to_thread(Path(str(item.path)).read_bytes)
        if len(data) > most * 2**20:
            raise Invalid(f"'{item.name}' is {len(data) / 2**20:.1f} MB; the largest file is {most} MB. Nothing was changed.")
        kept.append(await store.save_file(item.name, item.mime or "application/octet-stream", data, by=actor.email, campaign_id=campaign))
    notice = uploaded([(file.id, file.name, file.media_type) for file in kept])
    await store.add_message(thread, "user", "", notice=notice, event=None, idem=f"{message.id}:files")
    return Upload(id=message.id, files=[file.id for file in kept], text=say.text)


def _say(key: str, text: str) -> Say:
    try:
        return Say(id=key, text=text)
    except ValidationError as error:
        raise Invalid(f"Your message has {len(text):,} characters; the longest is 250,000. Nothing was changed; send it as a file.") from error


async def _pressed(payload: dict[str, Any], thread: str) -> Event:
    """The event of a button. The page can send anything: it must be a click or a form, about the campaign this thread is in."""
    plain = {key: value for key, value in payload.items() if key != "campaign_id"}
    plain.setdefault("id", str(uuid.uuid4()))
    try:
        event = _BUTTON.validate_python(plain)
    except ValidationError as error:
        raise Invalid(f"{explain(error)}. Nothing was changed.") from error
    if payload.get("campaign_id") not in (None, await live.app.store.campaign_of(thread)):
        raise Outdated("This conversation is about another campaign now, so the button was not used. Nothing was changed; reload the page.")
    return event


async def _act(event: Event, actor: Actor, showing: Showing) -> Outcome | str:
    """Give one event to the driver and show what comes back. Returns it, or why the driver did not take the event."""
    page = showing.page
    for card in _OPEN_FORMS.pop(page.thread, []):
        await page.card(closed(card))
    before = await live.app.store.campaign_of(page.thread)
    outcome = await live.run(page.thread, event, actor, showing.progress)
    if isinstance(outcome, str):
        await showing.refuse(outcome)
        return outcome
    for reply in outcome.replies:
        await showing.reply(reply)
    await showing.rest()
    _OPEN_FORMS[page.thread] = [card for card in showing.forms if "open" in (card.get("props") or {})]
    if outcome.position.campaign and outcome.position.campaign_id != before:
        await live.app.store.keep_thread(page.thread, name=outcome.position.campaign)
    await tell_all(page.thread, outcome, here=page)
    return outcome


async def tell_all(thread: str, outcome: Outcome, *, here: Page | None = None) -> None:
    """Bring every open page of this campaign up to date: this one, other tabs, other people."""
    campaign = outcome.position.campaign_id
    for session in list(ws_sessions_id.values()):
        page = Page(session)
        same = page.thread == thread or (campaign and await live.app.store.campaign_of(page.thread) == campaign)
        actor = await live.member(page.email) if same else None
        if actor is None:
            continue
        if page.thread != thread or (here is not None and session is here.session):
            await _refresh(page, actor, panel=not page.phone)
        else:
            await _replay(page, actor)


async def _refresh(page: Page, actor: Actor, *, panel: bool) -> None:
    for card in await _standing(page.thread, actor, panel=panel):
        await page.card(card)


async def _replay(page: Page, actor: Actor) -> None:
    """Send a whole thread again to a page that did not see what happened in it."""
    thread = await history().get_thread(page.thread)
    if thread is not None and thread["userIdentifier"] == actor.email:
        thread["elements"] = [*(thread["elements"] or []), *await _standing(thread["id"], actor, panel=not page.phone)]
        await page.replay(thread)


async def _catch_up(page: Page, actor: Actor, running: asyncio.Task[Outcome]) -> None:
    """A page opened in the middle of a run sees its end."""
    await page.busy(True)
    await asyncio.wait([running])
    await page.busy(False)
    await _replay(page, actor)


async def _standing(thread: str, actor: Actor, *, panel: bool) -> list[ElementDict]:
    """The buttons under the last reply, and the panel: made from the store, so they are the same after any restart."""
    app = live.app
    position = await app.driver.position(thread, actor)
    if position.campaign_id is None:
        return []
    said = [message.id for message in await app.store.last_messages(thread, 20) if message.role == "assistant"]
    props = await panel_of(app, thread, position, actor)
    short = {key: value for key, value in props.items() if key not in _HEAVY}
    short |= {"warnings": len(props.get("findings", [])), "phone": not panel}
    offers = element(thread, "Offers", "offers", short, under=said[-1] if said else "")
    return [offers, element(thread, "canvas", "panel", props, under="panel", side=True)] if panel else [offers]


def _later(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _LATER.add(task)
    task.add_done_callback(_LATER.discard)
