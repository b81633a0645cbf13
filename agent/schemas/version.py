"""Versions of an artifact: provenance of every field, lineage of every section, digest, status, decisions."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage, ArtifactStatus, Role

Source = Literal["operator", "extracted", "hydrated", "drafted", "default"]


class Provenance(Model):
    """Where one field's value came from."""

    source: Source
    by: str | None = None
    """Who typed it, or the model that drafted it."""
    quote: str | None = None
    """The words it was read from, verbatim."""
    file: str | None = None
    """Name of the uploaded file, or 'message'."""
    lines: tuple[int, int] | None = None
    """First and last line of the quote in the file, counted from 1."""
    path: str | None = None
    """Upstream path it was hydrated from, with the version: intake.pricing."""
    version: int | None = None
    """Version of the upstream artifact it was hydrated from."""
    prompt: str | None = None
    """Digest of the prompt, or the version of the rules, that drafted it."""
    note: str | None = None
    """What is assumed and must be confirmed, or why a value was left out."""


ProvenanceMap = dict[str, Provenance]
"""By full dotted path, stage included. A path speaks for everything below it unless a deeper path is present."""


class LineageRef(Model):
    """One upstream value a section was made from."""

    path: str
    version: int
    digest: str
    """SHA-256 of the canonical JSON of that value."""
    spares: list[str] = Field(default_factory=list)
    """Fields of the section that do not follow from this value: a doubt about it is no doubt about them."""


class Actor(Model):
    """Who acts."""

    email: str
    name: str
    role: Role


class ArtifactVersion(Model):
    """One immutable version."""

    id: str
    campaign_id: str
    stage: ArtifactStage
    number: int
    digest: str
    """SHA-256 of the canonical JSON content."""
    content: dict[str, object]
    """The artifact as JSON; `agent.schemas.registry.parse(stage, content)` makes it typed."""
    provenance: ProvenanceMap = Field(default_factory=dict)
    lineage: dict[str, list[LineageRef]] = Field(default_factory=dict)
    """By section id."""
    parent: int | None = None
    """The version it was made from."""
    author: str
    reason: str
    """What made it: 'form', 'brief northlight.md', 'draft', 'redraft narrative', 'restore v2'."""
    created_at: datetime
    status: ArtifactStatus
    reviewer_note: str | None = None
    """Reason of the last change request on this version."""


class Decision(Model):
    """A person's decision on exactly one version."""

    id: str
    campaign_id: str
    stage: ArtifactStage
    version: int
    digest: str
    kind: Literal["approve", "request_changes", "override"]
    by: str
    role: Role
    at: datetime
    qc_id: str | None
    qc_status: str | None
    ruleset: str | None
    acknowledged: list[str] = Field(default_factory=list)
    """Keys of the warnings acknowledged: check id and path."""
    comment: str | None = None
