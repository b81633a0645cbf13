"""Inviting a client to decide, and taking it back: only a person's click does either."""

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.invitations import LONGEST_DAYS
from agent.schemas.stages import ArtifactStage


class InviteClient(Model):
    """Send a client a link by which they decide on the version in review, without an account."""

    email: str
    name: str | None = None
    message: str | None = Field(default=None, max_length=2_000)
    """Words for the client, shown above what is decided."""
    days: int = Field(default=14, ge=1, le=LONGEST_DAYS)
    """Days until the link expires."""
    acknowledge: bool = False
    """The person took note of the warnings, so that the client is not asked about them."""
    stage: ArtifactStage | None = None
    version: int | None = None
    """The version that was on screen; null means the newest."""


class RevokeInvitation(Model):
    """Make a client's link stop working."""

    email: str | None = None
    id: str | None = None
    stage: ArtifactStage | None = None
