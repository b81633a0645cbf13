"""Reminders of a decision that waits: planned with it, cancelled by it, sent by a schedule."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import RowMapping, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schemas.invitations import Reminder
from agent.schemas.stages import ArtifactStage
from agent.store.base import Base, id_of, insert_once
from agent.store.tables import campaigns, invitations, reminders

HOURS = {6: "reminder", 12: "reminder", 24: "reminder", 48: "escalation", 72: "escalation"}
"""Hours after a decision was asked for, and what is sent then."""


class ReminderStore(Base):
    """What is due, and since when a decision waits."""

    async def reminders_due(self, now: datetime) -> list[Reminder]:
        """What a schedule would send, oldest first: not of an archived campaign, not about a link that no longer works."""
        until = _text(now)
        query = (
            select(reminders)
            .join(campaigns, campaigns.c.id == reminders.c.campaign_id)
            .outerjoin(invitations, invitations.c.id == reminders.c.invitation_id)
            .where(reminders.c.state == "pending", reminders.c.due_at <= until)
            .where(campaigns.c.content["status"].as_string() != "archived")
            .where(or_(reminders.c.invitation_id.is_(None), invitations.c.expires_at > until))
            .order_by(reminders.c.due_at, reminders.c.id)
        )
        async with self._database.read() as connection:
            return [_reminder(row) for row in (await connection.execute(query)).mappings()]

    async def waiting_since(self, campaign_id: str, stage: ArtifactStage, version: int) -> datetime | None:
        """When a version that waits for a decision was submitted."""
        own = (reminders.c.campaign_id == campaign_id, reminders.c.stage == stage, reminders.c.version == version)
        newest = select(func.max(reminders.c.due_at)).where(*own, reminders.c.invitation_id.is_(None), reminders.c.state != "cancelled")
        async with self._database.read() as connection:
            last = await connection.scalar(newest.where(reminders.c.hours == min(HOURS)))
        return datetime.fromisoformat(last) - timedelta(hours=min(HOURS)) if last else None


async def plan_reminders(
    connection: AsyncConnection, campaign_id: str, stage: str, *, version: int, now: datetime, invitation: str | None = None
) -> None:
    """Plan what is sent while a decision on a version waits, counted from now."""
    for hours, kind in HOURS.items():
        due = _text(now + timedelta(hours=hours))
        key = id_of("reminder", campaign_id, stage, version, invitation or "", hours, due)
        about = {"campaign_id": campaign_id, "stage": stage, "version": version, "invitation_id": invitation}
        if not await insert_once(connection, reminders, {"id": key, **about, "kind": kind, "hours": hours, "due_at": due, "state": "pending"}, "id"):
            await connection.execute(update(reminders).where(reminders.c.id == key).values(state="pending"))


async def cancel_reminders(connection: AsyncConnection, campaign_id: str, stage: str, *, invitation: str | None = None) -> None:
    """Cancel what is still to be sent about a stage, or about one invitation."""
    own = [reminders.c.campaign_id == campaign_id, reminders.c.stage == stage, reminders.c.state == "pending"]
    if invitation is not None:
        own.append(reminders.c.invitation_id == invitation)
    await connection.execute(update(reminders).where(*own).values(state="cancelled"))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _reminder(row: RowMapping) -> Reminder:
    return Reminder.model_validate(dict(row))
