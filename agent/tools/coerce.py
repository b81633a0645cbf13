"""Reading what people type for a typed field: enum words, synonyms of objectives, years with two spellings."""

import re
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

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
    for option in _options(kind):
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
    from typing import Annotated

    return Annotated[annotation, *metadata]


def _options(kind: Any) -> list[Any]:
    if hasattr(kind, "__metadata__"):
        return _options(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [option for part in get_args(kind) for option in _options(part)]
    return [kind]


def choices(kind: Any) -> list[str]:
    """The words an enum field accepts; empty for other fields."""
    return [str(word) for option in _options(kind) if get_origin(option) is Literal for word in get_args(option)]


def coerce(stage: ArtifactStage, path: str, value: Any) -> Any:
    """Turn what a person typed into what the field takes, as far as that is certain; otherwise return it unchanged.

    Raises Invalid, naming the choices, for a word that no enum value matches.
    """
    kind = field_type(stage, path)
    words = choices(kind)
    if isinstance(value, str) and words:
        return _choice(path, value, words)
    if isinstance(value, str) and any(get_origin(option) is list for option in _options(kind)):
        return [part.strip() for part in re.split(r"\s*[;\n]\s*|\s*,\s+", value) if part.strip()]
    return value


def _choice(path: str, value: str, words: list[str]) -> str:
    key = re.sub(r"[\s_-]+", " ", value.strip().lower())
    by_key = {word.lower().replace("_", " "): word for word in words}
    if key in by_key:
        return by_key[key]
    synonym = OBJECTIVE_WORDS.get(key) if path.endswith(".objective") else None
    if synonym in words:
        return str(synonym)
    raise Invalid(f"{path}: '{value}' is not one of {', '.join(words)}. Nothing was changed.")


def validate_value(stage: ArtifactStage, path: str, value: Any) -> Any:
    """The JSON form of `value` as the field at `path` stores it. Raises pydantic's ValidationError or Invalid."""
    adapter: TypeAdapter[Any] = TypeAdapter(field_type(stage, path))
    return adapter.dump_python(adapter.validate_python(value), mode="json")
