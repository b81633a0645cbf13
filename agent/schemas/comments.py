"""Comments on an artifact and its fields. They are internal: no client and no exported file ever sees one."""

from typing import Literal

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage, Role

CommentKind = Literal["comment", "change_request"]


class Comment(Model):
    """Words of a person about a version, or a field of it. Answers belong to the thread of the comment they answer."""

    id: str
    stage: ArtifactStage
    version: int
    path: str | None = None
    """Address of the field; null means the whole version."""
    kind: CommentKind = "comment"
    text: str
    by: str
    role: Role
    at: str
    answers: str | None = None
    """Id of the comment that opened the thread."""
    resolved_at: str | None = None
    resolved_by: str | None = None
    """Email of who closed it, or who made the version that answered it."""
    resolved_version: int | None = None
    """Version that changed the value."""


class NewComment(Model):
    """A comment that is to be kept."""

    stage: ArtifactStage
    version: int
    path: str | None = None
    kind: CommentKind = "comment"
    text: str = Field(min_length=1, max_length=4_000)
    by: str
    role: Role
    answers: str | None = None


class Commented(Model):
    """A comment was made, answered or resolved."""

    kind: Literal["commented"] = "commented"
    how: Literal["made", "answered", "resolved"]
    comment: Comment


class CommentsListed(Model):
    """The open threads of a stage, with their answers, oldest first."""

    kind: Literal["comments_listed"] = "comments_listed"
    stage: ArtifactStage
    comments: list[Comment] = Field(default_factory=list)


class RequestsAnswered(Model):
    """At a gate: which requests for changes the new versions answered, and which not."""

    kind: Literal["requests_answered"] = "requests_answered"
    stage: ArtifactStage
    version: int
    answered: list[Comment] = Field(default_factory=list)
    open: list[Comment] = Field(default_factory=list)
