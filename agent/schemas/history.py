"""What is told of earlier versions."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.comparison import Comparison
from agent.schemas.stages import ArtifactStage, ArtifactStatus


class VersionLine(Model):
    """One version in a history."""

    number: int
    made_at: datetime
    author: str
    """Name where it is known, else the address."""
    reason: str
    status: ArtifactStatus
    decision: Literal["approve", "request_changes", "override"] | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    comment: str | None = None


class HistoryListed(Model):
    """The versions of a stage, newest first."""

    kind: Literal["history_listed"] = "history_listed"
    stage: ArtifactStage
    versions: list[VersionLine]


class VersionShown(Model):
    """An earlier version, to read."""

    kind: Literal["version_shown"] = "version_shown"
    stage: ArtifactStage
    version: VersionLine
    newest: int
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    """Filled fields by full path, entries of lists as a whole."""


class Compared(Model):
    """What differs between two versions."""

    kind: Literal["compared"] = "compared"
    campaign_id: str
    """For the address of the redline file."""
    material: int
    wording: int
    """How many there are of each; the comparison holds the first of them."""
    comparison: Comparison
