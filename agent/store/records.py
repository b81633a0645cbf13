"""What the store gives back beside artifacts: campaigns, threads, messages, events, files, packages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from agent.schemas.campaign import Campaign
from agent.schemas.events import Event
from agent.schemas.stages import StageId
from agent.schemas.version import Actor


@dataclass(frozen=True)
class CampaignRecord:
    """A campaign with its place."""

    id: str
    campaign: Campaign
    stage: StageId
    """Stage the conversation is in."""
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class Thread:
    """A conversation."""

    id: str
    owner: str
    name: str
    campaign_id: str | None
    created_at: datetime


@dataclass(frozen=True)
class Message:
    """One message of a transcript."""

    id: str
    role: Literal["user", "assistant"]
    text: str
    notice: dict[str, Any] | None
    error: bool
    event: str | None
    at: datetime


@dataclass(frozen=True)
class EventRecord:
    """An event as it was recorded."""

    event: Event
    thread: str
    campaign_id: str | None
    actor: Actor
    done: bool


@dataclass(frozen=True)
class StoredFile:
    """A file of the data directory; its content is addressed by its hash."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    campaign_id: str | None
    by: str
    created_at: datetime


@dataclass(frozen=True)
class PackageRecord:
    """A package that was made."""

    id: str
    campaign_id: str
    file: StoredFile
    formats: list[str] = field(default_factory=list)
    delivery_version: int = 0
    by: str = ""
    created_at: datetime | None = None
