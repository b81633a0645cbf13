"""The rules, by stage. A rule is named by what it demands, so that a failed check reads as the requirement."""

from agent.quality.rule import Rule
from agent.quality.rules import creatives, delivery, every, execution, intake, monitoring, strategy
from agent.schemas.stages import ArtifactStage

_OWN: dict[ArtifactStage, tuple[Rule, ...]] = {
    "intake": intake.RULES,
    "strategy": strategy.RULES,
    "creatives": creatives.RULES,
    "execution": execution.RULES,
    "monitoring": monitoring.RULES,
    "delivery": delivery.RULES,
}


def rules_for(stage: ArtifactStage) -> tuple[Rule, ...]:
    """What every artifact must meet, and what this stage's must."""
    return (*every.RULES, *_OWN[stage])
