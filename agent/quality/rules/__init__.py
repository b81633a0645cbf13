"""The rules, by stage. A rule is named by what it demands, so that a failed check reads as the requirement."""

from agent.quality.rule import Rule
from agent.quality.rules import every, intake, strategy
from agent.schemas.stages import ArtifactStage

_OWN: dict[ArtifactStage, tuple[Rule, ...]] = {"intake": intake.RULES, "strategy": strategy.RULES}


def rules_for(stage: ArtifactStage) -> tuple[Rule, ...]:
    """What every artifact must meet, and what this stage's must."""
    return (*every.RULES, *_OWN.get(stage, ()))
