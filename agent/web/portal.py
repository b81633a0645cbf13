"""Where a client decides, without an account: /decide/{token}. Reading never decides; one form does, once."""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from agent.chat.labels import stage_name
from agent.errors import NotFound
from agent.schemas.events import Click, Outcome
from agent.schemas.invitations import Invitation
from agent.schemas.text import clean
from agent.schemas.version import Actor, ArtifactVersion
from agent.web.decision_page import DecisionPage, at, decided, shown, told, too_often, unknown
from agent.web.hardening import is_own_origin
from agent.web.rate import Rate
from agent.web.readable import names_of, readable
from agent.wiring import App

Run = Callable[[str, Click, Actor], Awaitable[Outcome | str]]
"""Acts on a click in a thread; words when it was not taken, which are never an error of the client."""

VIEWS, POSTS = 30, 10
"""Requests a minute, for each link and for each address."""
LONGEST_COMMENT = 4_000
LARGEST_FORM = 64 * 2**10
"""Bytes of a form."""


def portal(app: Callable[[], App], run: Run) -> APIRouter:
    """The route /decide/{token}."""
    router, desk = APIRouter(), _Portal(app, run)
    router.add_api_route("/decide/{token}", desk.read, methods=["GET", "HEAD"], response_class=Response)
    router.add_api_route("/decide/{token}", desk.decide, methods=["POST"], response_class=Response)
    return router


@dataclass
class _Portal:
    """Answers requests about links."""

    app: Callable[[], App]
    run: Run
    views: Rate = field(default_factory=lambda: Rate(VIEWS))
    posts: Rate = field(default_factory=lambda: Rate(POSTS))
    _going: set[asyncio.Future[Outcome | str]] = field(default_factory=set)

    async def read(self, request: Request, token: str) -> Response:
        """Show what is to be decided, or why nothing is."""
        return await self._found(request, token, self.views) or await self._standing(await self._invitation(token)) or shown(await self._page(token))

    async def decide(self, request: Request, token: str) -> Response:
        """Take the form. The same form twice is one decision."""
        refused = await self._found(request, token, self.posts)
        if refused is not None:
            return refused
        invitation = await self._invitation(token)
        given = await _form_of(request)
        nonce = self._nonce(given.get("form", ""), invitation)
        if nonce is None or not self._is_own(request):
            return told(403, "That did not come from this page", "Open the link again and decide there. Nothing was decided.")
        key = f"link:{invitation.id}:{nonce}"
        if not await self._is_known(key):
            closed = await self._standing(invitation) or await self._incomplete(token, given)
            if closed is not None:
                return closed
        return await self._decided(invitation, given, key)

    async def _found(self, request: Request, token: str, rate: Rate) -> Response | None:
        """A refusal when the sender asks too often, or the link is none of ours. Links that do not exist are not counted: there are too many."""
        wait = rate.wait(f"address {request.client.host if request.client else ''}")
        if wait:
            return too_often(wait)
        try:
            invitation = await self._invitation(token)
        except NotFound:
            return unknown()
        wait = rate.wait(f"link {invitation.id}")
        return too_often(wait) if wait else None

    async def _invitation(self, token: str) -> Invitation:
        return await self.app().store.invited_by_link(token)

    def _is_own(self, request: Request) -> bool:
        """Whether the form was sent from our own page. Without a referrer a browser says 'null', so the site it fetches from decides then."""
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        public, origin = self.app().settings.public_url, request.headers.get("origin")
        return origin == "null" or is_own_origin(origin, request.headers.get("host"), [public] if public else [])

    def _nonce(self, form: str, invitation: Invitation) -> str | None:
        """What makes this form one of its kind; None when this server did not make it for this invitation."""
        nonce, _, proof = form.partition(".")
        right = self.app().store.form_proof(invitation.id, nonce)
        return nonce if nonce and hmac.compare_digest(proof.encode(), right.encode()) else None

    async def _is_known(self, event: str) -> bool:
        try:
            await self.app().store.event(event)
        except NotFound:
            return False
        return True

    async def _incomplete(self, token: str, given: dict[str, str]) -> Response | None:
        comment = given.get("comment", "").strip()
        if given.get("decision") not in ("approve", "request_changes"):
            return shown(await self._page(token, problem="Choose one of the two below. Nothing was decided.", comment=comment), status=422)
        if given["decision"] == "request_changes" and not comment:
            return shown(await self._page(token, problem="Say what should change, then send it again. Nothing was decided."), status=422)
        if len(comment) > LONGEST_COMMENT:
            problem = f"Your words are longer than {LONGEST_COMMENT:,} characters. Nothing was decided; shorten them, then send them again."
            return shown(await self._page(token, problem=problem, comment=comment), status=422)
        return None

    async def _decided(self, invitation: Invitation, given: dict[str, str], key: str) -> Response:
        """Give the decision to the driver; answer as soon as it is on record, while the next stage is still worked on."""
        changes = given.get("decision") == "request_changes"
        click = Click(
            id=key,
            action="request_changes" if changes else "approve",
            stage=invitation.stage,
            version=invitation.version,
            args={"comment": clean(given.get("comment", "").strip())} if changes else {},
        )
        actor = Actor(email=invitation.email, name=invitation.name, role="client")
        going = asyncio.ensure_future(self.run(await self._thread(invitation), click, actor))
        self._going.add(going)
        going.add_done_callback(self._going.discard)
        after = invitation
        while after.decided_at is None and not going.done():
            await asyncio.wait([going], timeout=0.2)
            after = await self._invitation(self.app().store.link_token(invitation.id))
        if after.decided_at is not None:
            return await self._thanks(after, now=True)
        sender = await self._sender(invitation)
        if isinstance(going.result(), str):
            return told(503, "Please try again in a moment", "Somebody is working on this campaign just now. Nothing was decided.", headers={"Retry-After": "5"})
        return told(409, "It cannot be decided just now", f"Something changed since this was sent to you. Nothing was decided; please ask {sender}.")

    async def _thread(self, invitation: Invitation) -> str:
        """The conversation the invitation was made in, while that is still about the campaign."""
        store = self.app().store
        if await store.campaign_of(invitation.thread_id) == invitation.campaign_id:
            return invitation.thread_id
        own = f"link-{invitation.id}"
        await store.bind(own, invitation.campaign_id)
        return own

    async def _standing(self, invitation: Invitation) -> Response | None:
        """Why there is nothing to decide by this link; None when there is."""
        store, what, sender = self.app().store, _what(invitation), await self._sender(invitation)
        state = invitation.state(self.app().context.clock())
        if state == "decided":
            return await self._thanks(invitation, now=False)
        if state != "live":
            why = "was taken back" if state == "revoked" else "has expired"
            return told(410, f"This link {why}", f"Nothing was decided by it. If you would still like to decide on {what}, ask {sender} for a new link.")
        newest = await store.latest(invitation.campaign_id, invitation.stage)
        if newest is None or newest.number != invitation.version or newest.digest != invitation.digest:
            return told(410, "There is a newer version", f"{what} was replaced, so nothing is decided on it any more. Ask {sender} for a link to the new one.")
        if newest.status in ("approved", "stale", "changes_requested"):
            return told(409, f"{what} was decided already", f"Somebody else decided first, so there is nothing more to do. If you have a question, write to {sender}.")
        if newest.status != "in_review":
            return told(409, f"{what} is being worked on again", f"It does not wait for a decision now. This link works again when it does; if in doubt, ask {sender}.")
        return None

    async def _thanks(self, invitation: Invitation, *, now: bool) -> Response:
        decision = await self.app().store.decision(invitation.campaign_id, invitation.stage, invitation.version)
        sender = await self._sender(invitation)
        if decision is None or decision.by.casefold() != invitation.email:
            return told(409, "You decided already", f"There is nothing more to do. If you have a question, write to {sender}.")
        return decided(decision, _what(invitation), sender, zone=await self._zone(invitation), now=now)

    async def _page(self, token: str, *, problem: str = "", comment: str = "") -> DecisionPage:
        app, invitation = self.app(), await self._invitation(token)
        record = await app.store.campaign(invitation.campaign_id)
        version: ArtifactVersion = await app.store.version(invitation.campaign_id, invitation.stage, invitation.version)
        nonce = secrets.token_urlsafe(12)
        page = DecisionPage(
            campaign=clean(record.campaign.name),
            client=clean(record.campaign.client_name or ""),
            what=_what(invitation),
            name=invitation.name,
            sender=await self._sender(invitation),
            until=at(invitation.expires_at, await self._zone(invitation)),
            message=clean(invitation.message or ""),
            sections=readable(app.context.stages[invitation.stage], version, await names_of(app.store, invitation.campaign_id, version)),
            form=f"{nonce}.{app.store.form_proof(invitation.id, nonce)}",
        )
        return replace(page, problem=problem, comment=comment)

    async def _sender(self, invitation: Invitation) -> str:
        person = await self.app().store.user(invitation.created_by)
        return clean(person.name) if person and person.name else "the agency"

    async def _zone(self, invitation: Invitation) -> str | None:
        intake = await self.app().store.latest(invitation.campaign_id, "intake")
        zone: Any = intake.content.get("timezone") if intake else None
        return zone if isinstance(zone, str) and zone else None


def _what(invitation: Invitation) -> str:
    return f"{stage_name(invitation.stage)} version {invitation.version}"


async def _form_of(request: Request) -> dict[str, str]:
    """The fields of a small form, once each; empty for anything else."""
    body = await request.body()
    if len(body) > LARGEST_FORM or not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        found = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}
