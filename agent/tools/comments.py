"""The tools for comments. They make no version."""

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage


class MakeComment(Model):
    """Leave a comment for the team on a field, or on the whole version, or answer one. It changes no value."""

    path: str | None = None
    """Full dotted path: strategy.narrative.enemy. Null means the whole version."""
    text: str = Field(min_length=1, max_length=4_000)
    answers: str | None = None
    """Id of the comment that is answered."""
    stage: ArtifactStage | None = None


class ListComments(Model):
    """List the open comments and requests for changes of a stage."""

    stage: ArtifactStage | None = None


class ResolveComment(Model):
    """Close a comment."""

    id: str
    stage: ArtifactStage | None = None
