"""Clients who decide by a link, without an account; and the reminders of a decision that waits."""

import re
from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.errors import Invalid
from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage

LINK = "{link}"
"""Stands in kept words where the address of a link is shown."""
LONGEST_DAYS = 90
"""Most days an invitation may hold."""
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}")


class Guest(Model):
    """Whom a client's link is for, and what it says."""

    email: str
    name: str = ""
    message: str | None = Field(default=None, max_length=2_000)
    days: int = Field(default=14, ge=1, le=LONGEST_DAYS)
    """Days until the link expires."""


class Invitation(Model):
    """One client, one version, one decision."""

    id: str
    campaign_id: str
    stage: ArtifactStage
    version: int
    digest: str
    """Digest of the version's content: the decision is about exactly that."""
    thread_id: str
    """The conversation the client's decision is told in."""
    email: str
    name: str
    message: str | None = None
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    decided_at: datetime | None = None

    def state(self, now: datetime) -> Literal["live", "decided", "revoked", "expired"]:
        """Whether it can still be used. A decision stays one after the end."""
        if self.decided_at is not None:
            return "decided"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "live"


class Invited(Model):
    """A client was invited to decide, or an invitation was taken back."""

    kind: Literal["invited"] = "invited"
    how: Literal["invited", "revoked"]
    invitation: str
    """Its id. The address of the link is made from it when it is shown, and is not kept."""
    stage: ArtifactStage
    version: int
    email: str
    name: str
    until: datetime


class Reminder(Model):
    """What a schedule would send about a decision that waits."""

    id: str
    campaign_id: str
    stage: ArtifactStage
    version: int
    invitation_id: str | None = None
    """Of the client who is reminded; null means the people of the workspace."""
    kind: Literal["reminder", "escalation"]
    hours: int
    """Hours after the submission or the invitation."""
    due_at: datetime
    state: Literal["pending", "sent", "cancelled"]


def email_of(text: str) -> str:
    """An e-mail address in one spelling. Raises Invalid when it is none."""
    address = text.strip().casefold()
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or ".." in address:
        raise Invalid(f"'{text.strip()[:100]}' is not an e-mail address such as anna@client.example. Nobody was invited.")
    return address
