"""What a person may ask of earlier versions: the list, one of them, what differs between two."""

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage


class CompareVersions(Model):
    """Show what differs between two versions of a stage. Without numbers: the newest against the approved one, or the one before."""

    stage: ArtifactStage | None = None
    from_: int | None = Field(default=None, alias="from", ge=1)
    to: int | None = Field(default=None, ge=1)
    by: str | None = None
    """Name or address of a person: what that person changed last."""


class ShowHistory(Model):
    """List the versions of a stage: who made each, when, from what, and who decided on it."""

    stage: ArtifactStage | None = None


class OpenVersion(Model):
    """Show an earlier version of a stage to read. It changes nothing."""

    stage: ArtifactStage | None = None
    number: int = Field(ge=1)
