"""Comments on an artifact and its fields. They are internal: no client and no exported file ever sees one."""

import re
from typing import Literal

from pydantic import Field

from agent.schemas import paths
from agent.schemas.base import Model
from agent.schemas.pins import Address, located, same, value_at
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


def is_settled(path: Address, commented: object, now: object) -> bool:
    """Whether newer content changed the value a comment is about. An entry of a list that only stands elsewhere is not changed."""
    before = value_at(commented, path)
    if located(now, path) is not None and same(before, value_at(now, path)):
        return False
    return not any(same(before, value_at(now, elsewhere)) for elsewhere in _elsewhere(path, now))


def _elsewhere(path: Address, content: object) -> list[Address]:
    """The same field of the other entries of the list the path goes through; none when entries stand by their ids."""
    steps = paths.steps(path)
    at = next((place for place, step in enumerate(steps) if isinstance(step, int)), None)
    if at is None:
        return []
    top, rest = paths.join(*steps[:at]), re.sub(r"^_", "", paths.join("_", *steps[at + 1 :]))
    entries = value_at(content, top)
    return [f"{top}[{place}]{rest}" for place in range(len(entries))] if isinstance(entries, list) else []
