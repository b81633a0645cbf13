"""The chain of stages. Each is one value; the graph, the offers and the pages are made from this tuple."""

from agent.quality.rule import Rule
from agent.quality.rules import rules_for
from agent.schemas.stages import ArtifactStage
from agent.stages.base import Stage
from agent.stages.creatives import CREATIVES
from agent.stages.delivery import DELIVERY
from agent.stages.execution import EXECUTION
from agent.stages.intake import INTAKE
from agent.stages.monitoring import MONITORING
from agent.stages.strategy import STRATEGY

STAGES: tuple[Stage, ...] = (INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING, DELIVERY)
"""In the order they are worked through."""


def rules_of(stage: ArtifactStage) -> tuple[Rule, ...]:
    """The quality rules of a stage."""
    return rules_for(stage)
