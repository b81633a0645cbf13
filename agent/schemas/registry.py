"""Which schema each stage's artifact has, and what of it is required."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.errors import Invalid
from agent.schemas.base import Artifact
from agent.schemas.creatives import Creatives
from agent.schemas.delivery import Delivery
from agent.schemas.execution import Execution
from agent.schemas.intake import Intake
from agent.schemas.monitoring import Monitoring
from agent.schemas.paths import is_empty
from agent.schemas.stages import ArtifactStage
from agent.schemas.strategy import Strategy

ARTIFACTS: dict[ArtifactStage, type[Artifact]] = {
    "intake": Intake,
    "strategy": Strategy,
    "creatives": Creatives,
    "execution": Execution,
    "monitoring": Monitoring,
    "delivery": Delivery,
}


def parse(stage: ArtifactStage, content: object) -> Artifact:
    """Make the typed artifact of `stage` from plain JSON. Raises Invalid naming every field that does not fit."""
    try:
        return ARTIFACTS[stage].model_validate(content)
    except ValidationError as error:
        raise Invalid(explain(error, stage)) from error


def dump(artifact: Artifact) -> dict[str, Any]:
    """Plain JSON of an artifact, as stored and digested."""
    return artifact.model_dump(mode="json")


def explain(error: ValidationError, prefix: str = "") -> str:
    """One sentence per problem, with the path of the field: what is wrong, and what would fit."""
    sentences = []
    for problem in error.errors(include_url=False, include_context=False):
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in problem["loc"])
        path = f"{prefix}{where}".lstrip(".") or "the whole"
        said = problem["msg"].removeprefix("Value error, ")
        sentences.append(f"{path}: {said}")
    return "; ".join(dict.fromkeys(sentences))


def required_paths(stage: ArtifactStage) -> list[str]:
    """Full paths of the fields marked required, in the order of the schema."""
    return [path for path, _ in _marked(ARTIFACTS[stage], stage)]


def _marked(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, info in model.model_fields.items():
        path = f"{prefix}.{info.alias or name}"
        marks = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if marks.get("x-required"):
            yield path, marks
        elif isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _marked(info.annotation, path)


def missing_required(stage: ArtifactStage, content: dict[str, Any]) -> list[str]:
    """Full paths of required fields that are empty. A client without a website does not need one."""
    missing = []
    for path in required_paths(stage):
        value: Any = content
        for step in path.split(".")[1:]:
            value = value.get(step) if isinstance(value, dict) else None
        if path == "intake.website" and content.get("has_website") is False:
            continue
        if path == "strategy.business_reality.unit_economics":
            if value is None:
                missing.append(path)
            continue
        if is_empty(value):
            missing.append(path)
    return missing
