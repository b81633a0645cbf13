"""Inviting clients at a gate: what is done, and when it is offered."""

from agent.errors import Invalid, NotOffered
from agent.graph.context import Context
from agent.graph.desk import Desk
from agent.schemas.events import Notice, Offer
from agent.schemas.invitations import Guest, Invitation, Invited
from agent.schemas.version import Actor, ArtifactVersion
from agent.tools.inviting import InviteClient, RevokeInvitation


async def on_behalf(context: Context, campaign_id: str, actor: Actor) -> Actor:
    """Who is named as the author of what follows a decision: a client writes no drafts, so it is the person who invited them."""
    if actor.role != "client":
        return actor
    own = [one for one in await context.store.invitations(campaign_id) if one.email == actor.email.casefold()]
    if not own:
        return actor
    inviter = max(own, key=lambda one: one.decided_at or one.created_at).created_by
    return await context.store.user(inviter) or Actor(email=inviter, name=inviter, role="operator")


async def invite(desk: Desk, given: InviteClient, *, actor: Actor, thread: str, idem: str) -> Notice:
    """Invite a client to decide on the version in review. Raises what the store raises; then nothing changed."""
    store, stage = desk.context.store, given.stage or desk.stage.id
    newest = await store.latest(desk.campaign_id, stage)
    if newest is None:
        raise NotOffered(f"{stage.capitalize()} has no version yet, so there is nothing to send. Nobody was invited.")
    guest = Guest(email=given.email, name=given.name or "", message=given.message, days=given.days)
    number = given.version or newest.number
    made = await store.invite(
        desk.campaign_id, stage, number, guest=guest, actor=actor, thread=thread, acknowledge=given.acknowledge, idem=idem
    )
    return told("invited", made)


async def revoke(desk: Desk, given: RevokeInvitation, *, actor: Actor) -> list[Notice]:
    """Take invitations back. Raises Invalid when none is named, NotOffered when there is none."""
    who = given.id or given.email
    if not who:
        raise Invalid("Say whose invitation: an e-mail address, or the invitation's id. Nothing was changed.")
    return [told("revoked", one) for one in await desk.context.store.revoke_invitations(desk.campaign_id, who, actor=actor)]


def told(how: str, made: Invitation) -> Invited:
    """What is said about an invitation."""
    plain = made.model_dump(include={"stage", "version", "email", "name"})
    return Invited.model_validate({**plain, "how": how, "invitation": made.id, "until": made.expires_at})


async def invite_offers(context: Context, campaign_id: str, version: ArtifactVersion | None) -> list[Offer]:
    """Inviting while a version is in review; taking back while somebody has a link that works."""
    if version is None:
        return []
    offers = []
    if version.status == "in_review":
        offers.append(Offer(action="invite_client", label="Ask the client to decide", stage=version.stage, version=version.number))
    known = await context.store.invitations(campaign_id, version.stage)
    if any(one.state(context.clock()) == "live" for one in known):
        offers.append(Offer(action="revoke_invitation", label="Revoke an invitation", stage=version.stage, version=version.number))
    return offers
