"""Invitations: a client without an account decides once, on exactly one version, by a link that is derived and not kept."""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import Invalid, NotFound, NotOffered, NotPermitted, Refused
from agent.schemas.canonical import digest as digest_of
from agent.schemas.invitations import Guest, Invitation, email_of
from agent.schemas.quality import QCResult
from agent.schemas.stages import ArtifactStage
from agent.schemas.text import clean
from agent.schemas.version import Actor
from agent.store.base import id_of, insert, one
from agent.store.decisions import DecisionStore, Kind, warning_keys
from agent.store.reminders import cancel_reminders, plan_reminders
from agent.store.tables import invitations, users

_WHY = {"live": "holds", "decided": "it was used", "revoked": "it was revoked", "expired": "it has expired"}


class InvitationStore(DecisionStore):
    """Invite, take back, and let an invited client decide."""

    def link_token(self, invitation_id: str) -> str:
        """The last part of a link's address: the invitation's id and its proof."""
        return f"{_base64(bytes.fromhex(invitation_id))}.{_base64(self._proof('link', invitation_id))}"

    def form_proof(self, invitation_id: str, nonce: str) -> str:
        """What shows that a form was made by this server, for this invitation."""
        return _base64(self._proof("form", invitation_id, nonce))

    def _proof(self, *parts: str) -> bytes:
        key = hmac.new(self._key, b"client links", hashlib.sha256).digest()
        return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).digest()

    async def invited_by_link(self, token: str) -> Invitation:
        """The invitation a link belongs to, in whatever state it is. Raises NotFound for a link this installation did not make."""
        head, _, _ = token.partition(".")
        try:
            key = base64.urlsafe_b64decode(f"{head}==").hex() if head.isascii() and len(head) == 22 else ""
        except binascii.Error:
            key = ""
        if not key or not hmac.compare_digest(self.link_token(key).encode(), token.encode()):
            raise NotFound("There is no such link.")
        async with self._database.read() as connection:
            row = await one(connection, invitations, invitations.c.id == key)
        if row is None or row["id"] != _id(row):
            raise NotFound("There is no such link.")
        return _invitation(row)

    async def invitations(self, campaign_id: str, stage: ArtifactStage | None = None) -> list[Invitation]:
        """Every invitation of a campaign, or of one of its stages, oldest first."""
        own = [invitations.c.campaign_id == campaign_id]
        if stage is not None:
            own.append(invitations.c.stage == stage)
        query = select(invitations).where(*own).order_by(invitations.c.created_at, invitations.c.id)
        async with self._database.read() as connection:
            return [_invitation(row) for row in (await connection.execute(query)).mappings()]

    async def invite(
        self, campaign_id: str, stage: ArtifactStage, number: int, *, guest: Guest, actor: Actor, thread: str, acknowledge: bool, idem: str
    ) -> Invitation:
        """Invite a client to decide on a version in review; a link they had for it stops working. The same `idem` gives the one it made.

        Raises Invalid for an address, NotOffered, Outdated, NotPermitted, Refused (checks, stale sections, warnings); then nothing changed.
        """
        email, key = email_of(guest.email), f"{campaign_id}:{idem}"
        async with self._database.write() as connection:
            earlier = await one(connection, invitations, invitations.c.idem == key)
            if earlier is not None:
                return _invitation(earlier)
            version = await self._row(connection, campaign_id, stage, number)
            await self._require_sendable(connection, version, actor, acknowledge=acknowledge)
            await _require_outsider(connection, email, actor, version)
            await self._revoke(connection, actor.email, *_of(campaign_id, email), invitations.c.stage == stage, invitations.c.version == number)
            now = self._clock()
            row = {
                "campaign_id": campaign_id,
                "stage": stage,
                "version": number,
                "digest": version["digest"],
                "thread_id": thread,
                "email": email,
                "name": clean(guest.name, 200) or email.split("@")[0].replace(".", " ").title(),
                "message": clean(guest.message, 2_000) if guest.message else None,
                "created_by": actor.email,
                "created_at": self._now(),
                "expires_at": _text(now + timedelta(days=guest.days)),
                "revoked_at": None,
                "decided_at": None,
                "idem": key,
            }
            row["id"] = _id(row)
            await insert(connection, invitations, row)
            await plan_reminders(connection, campaign_id, stage, version=number, now=now, invitation=row["id"])
            said = {name: row[name] for name in ("id", "stage", "version", "digest", "email", "expires_at")}
            body = {**said, "by": actor.email, "acknowledged": acknowledge, "message_sha256": digest_of(row["message"])}
            await self._record(connection, "invited", campaign_id, body)
        return Invitation.model_validate({name: value for name, value in row.items() if name != "idem"})

    async def _require_sendable(self, connection: AsyncConnection, row: RowMapping, actor: Actor, *, acknowledge: bool) -> None:
        """Only what the inviter could approve as it stands is sent to a client."""
        name = f"{row['stage'].capitalize()} v{row['number']}"
        if row["status"] != "in_review":
            state = row["status"].replace("_", " ")
            raise NotOffered(f"{name} is {state}, and a client is asked about a version in review. Submit it first; nobody was invited.")
        self._require_permission(row, "approve", actor, None)
        await self._require_legal(connection, row, actor)
        await self._require_decidable(connection, row, row["digest"])
        found = await self._newest_qc(connection, row)
        result = QCResult.model_validate(found["result"]) if found else None
        if result is not None and result.status != "FAIL" and result.warnings and not acknowledge:
            named = ", ".join(dict.fromkeys(key.partition(":")[0].replace("_", " ") for key in warning_keys(result)))
            raise Refused(f"{name} has warnings ({named}). A client is not asked about those: read them, acknowledge them, then invite. Nobody was invited.")
        await self._require_approvable(connection, row, result, "approve", True)

    async def revoke_invitations(self, campaign_id: str, who: str, *, actor: Actor) -> list[Invitation]:
        """Take back the open invitations of an address, or the one with that id. Raises NotOffered when there is none."""
        key = who.strip().casefold()
        match = invitations.c.id == key if "@" not in key else invitations.c.email == key
        async with self._database.write() as connection:
            taken = await self._revoke(connection, actor.email, invitations.c.campaign_id == campaign_id, match)
        if not taken:
            raise NotOffered(f"{who.strip()[:100]} has no open invitation in this campaign. Nothing was changed.")
        return taken

    async def _revoke(self, connection: AsyncConnection, by: str, *where: ColumnElement[bool]) -> list[Invitation]:
        values = {"revoked_at": self._now()}
        mine = (*where, invitations.c.revoked_at.is_(None), invitations.c.decided_at.is_(None))
        rows = (await connection.execute(update(invitations).where(*mine).values(**values).returning(*invitations.c))).mappings().all()
        for row in rows:
            await cancel_reminders(connection, row["campaign_id"], row["stage"], invitation=row["id"])
            body = {"id": row["id"], "stage": row["stage"], "version": row["version"], "email": row["email"], "by": by}
            await self._record(connection, "invitation_revoked", row["campaign_id"], body)
        return [_invitation(row) for row in rows]

    async def _use_invitation(self, connection: AsyncConnection, row: RowMapping, kind: Kind, actor: Actor, comment: str | None) -> None:
        """A client's decision needs a live invitation to exactly this version, and uses it up."""
        if kind == "override":
            raise NotPermitted("Only an admin can override a failed check. Nothing was decided.")
        if kind == "request_changes" and not (comment or "").strip():
            raise Invalid("A comment is needed: say what should change. Nothing was decided.")
        name = f"{row['stage'].capitalize()} v{row['number']}"
        about = (invitations.c.stage == row["stage"], invitations.c.version == row["number"], invitations.c.digest == row["digest"])
        query = select(invitations).where(*_of(row["campaign_id"], actor.email), *about).order_by(invitations.c.created_at)
        found = [_invitation(known) for known in (await connection.execute(query)).mappings()]
        live = next((known for known in found if known.state(self._clock()) == "live"), None)
        if live is None:
            why = _WHY[found[-1].state(self._clock())] if found else "there is none"
            raise NotPermitted(f"A client decides by the link they were sent. The invitation of {actor.email} to decide on {name}: {why}. Nothing was decided.")
        if kind == "approve":
            await self._require_legal(connection, row, Actor(email=live.created_by, name=live.created_by, role="operator"))
        used = invitations.c.id == live.id
        await connection.execute(update(invitations).where(used).values(decided_at=self._now()))


def _of(campaign_id: str, email: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return invitations.c.campaign_id == campaign_id, invitations.c.email == email.strip().casefold()


async def _require_outsider(connection: AsyncConnection, email: str, actor: Actor, version: RowMapping) -> None:
    """A link is no second way for those who work here: they decide in the chat, with their role."""
    account = await one(connection, users, users.c.email == email)
    if email in (actor.email.casefold(), version["author"].casefold()) or (account is not None and account["role"] != "client"):
        raise NotPermitted(f"{email} works in this workspace and decides in the chat; a link is for the client. Nobody was invited.")


def _id(row: RowMapping | dict[str, object]) -> str:
    """The id says what the invitation is for, so that a link proves that too."""
    return id_of("invitation", *(str(row[name]) for name in ("campaign_id", "stage", "version", "digest", "email", "expires_at", "idem")))


def _invitation(row: RowMapping) -> Invitation:
    return Invitation.model_validate({name: value for name, value in row.items() if name != "idem"})


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
