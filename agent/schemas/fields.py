"""Looking up a field of a schema by its path: its type, the words it accepts; and the common words for objectives."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from agent.errors import Invalid
from agent.schemas.paths import steps
from agent.schemas.registry import ARTIFACTS
from agent.schemas.stages import ArtifactStage

OBJECTIVE_WORDS: dict[str, str] = {
    "leads": "lead_generation", "lead": "lead_generation", "lead gen": "lead_generation", "leadgen": "lead_generation",
    "awareness": "brand_awareness", "brand": "brand_awareness", "visibility": "brand_awareness",
    "sell": "sales", "revenue": "sales", "conversions": "sales", "subscribers": "sales", "orders": "sales",
    "recruiting": "hiring", "recruitment": "hiring", "jobs": "hiring", "hire": "hiring",
    "launch": "product_launch", "product": "product_launch", "event": "event_promotion", "webinar": "event_promotion",
    "conference": "event_promotion", "partners": "partnerships", "partnership": "partnerships", "loyalty": "retention",
    "churn": "retention", "repeat purchase": "retention", "engage": "engagement", "community": "engagement",
}  # fmt: skip
"""Common words for the objectives."""


def field_type(stage: ArtifactStage, path: str) -> Any:
    """The annotation of the field at a full dotted path. Raises Invalid when the schema has no such field."""
    kind: Any = ARTIFACTS[stage]
    walked: str = stage
    for step in steps(path)[1:]:
        kind = _inner(kind, step, walked)
        walked = f"{walked}[{step}]" if isinstance(step, int) else f"{walked}.{step}"
    return kind


def _inner(kind: Any, step: str | int, walked: str) -> Any:
    for option in options_of(kind):
        origin = get_origin(option)
        if isinstance(step, int) and origin in (list, tuple):
            return get_args(option)[0]
        if isinstance(step, str) and origin is dict:
            return get_args(option)[1]
        if isinstance(step, str) and isinstance(option, type) and issubclass(option, BaseModel):
            for name, info in option.model_fields.items():
                if step in (name, info.alias):
                    annotation = info.annotation
                    if not info.metadata:
                        return annotation
                    return _annotated(annotation, info.metadata)
    raise Invalid(f"There is no field '{step}' in {walked}. Nothing was changed.")


def _annotated(annotation: Any, metadata: list[Any]) -> Any:
    return Annotated[annotation, *metadata]


def options_of(kind: Any) -> list[Any]:
    """The alternatives of a union or optional type, without its annotations."""
    if hasattr(kind, "__metadata__"):
        return options_of(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [option for part in get_args(kind) for option in options_of(part)]
    return [kind]


def choices(kind: Any) -> list[str]:
    """The words an enum field accepts; empty for other fields."""
    return [str(word) for option in options_of(kind) if get_origin(option) is Literal for word in get_args(option)]
