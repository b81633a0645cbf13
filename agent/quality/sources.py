"""The approved artifacts a rule reads, typed. A rule whose source is not approved cannot judge."""

from typing import TypeVar

from agent.quality.rule import NotAssessed, Subject
from agent.schemas.base import Artifact
from agent.schemas.creatives import Creatives
from agent.schemas.intake import Intake
from agent.schemas.registry import parse
from agent.schemas.stages import ArtifactStage
from agent.schemas.strategy import Strategy

A = TypeVar("A", bound=Artifact)


def intake(subject: Subject) -> Intake:
    """The approved intake. Raises NotAssessed when there is none."""
    return _approved(subject, "intake", Intake)


def strategy(subject: Subject) -> Strategy:
    """The approved strategy. Raises NotAssessed when there is none."""
    return _approved(subject, "strategy", Strategy)


def creatives(subject: Subject) -> Creatives:
    """The approved creatives. Raises NotAssessed when there are none."""
    return _approved(subject, "creatives", Creatives)


def _approved(subject: Subject, stage: ArtifactStage, kind: type[A]) -> A:
    if stage not in subject.upstream:
        raise NotAssessed(f"there is no approved {stage}")
    artifact = parse(stage, subject.upstream[stage])
    assert isinstance(artifact, kind)
    return artifact
