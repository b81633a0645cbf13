"""What a rule is: a named demand over an artifact and all it was made from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from pydantic import JsonValue

from agent.schemas.campaign import Campaign
from agent.schemas.quality import Fix, Severity
from agent.schemas.stages import ArtifactStage, StageStatus
from agent.schemas.version import ProvenanceMap


@dataclass(frozen=True)
class Subject:
    """The artifact under test, with its approved upstream artifacts."""

    stage: ArtifactStage
    content: dict[str, JsonValue]
    campaign: Campaign
    today: date
    upstream: dict[ArtifactStage, dict[str, JsonValue]] = field(default_factory=dict)
    other_clients: tuple[str, ...] = ()
    """Names of the workspace's other clients."""
    statuses: dict[str, StageStatus] = field(default_factory=dict)
    qc_statuses: dict[str, str] = field(default_factory=dict)
    """QC status of each upstream's approved version."""
    provenance: ProvenanceMap = field(default_factory=dict)
    """Where each field came from, by full path."""


@dataclass(frozen=True)
class Problem:
    """One place where a rule is not met."""

    message: str
    """What is wrong and what to do."""
    path: str | None = None
    quote: str | None = None
    fix: Fix | None = None


class NotAssessed(Exception):
    """Raised by a rule that lacks the input it would judge; the message says what is missing."""


@dataclass(frozen=True)
class Rule:
    """A demand. `test` yields a problem per place that breaks it, raises NotAssessed when it cannot tell."""

    id: str
    severity: Severity
    demand: str
    """The demand in one sentence."""
    test: Callable[[Subject], Iterable[Problem]]
