"""Reading what people type for a typed field: enum words, synonyms of objectives, lists in one line."""

import re
from typing import Any, get_origin

from pydantic import TypeAdapter

from agent.errors import Invalid
from agent.schemas.fields import OBJECTIVE_WORDS, choices, field_type, options_of
from agent.schemas.stages import ArtifactStage


def coerce(stage: ArtifactStage, path: str, value: Any) -> Any:
    """Turn what a person typed into what the field takes, as far as that is certain; otherwise return it unchanged.

    Raises Invalid, naming the choices, for a word that no enum value matches.
    """
    kind = field_type(stage, path)
    words = choices(kind)
    if isinstance(value, str) and words:
        return _choice(path, value, words)
    if isinstance(value, str) and any(get_origin(option) is list for option in options_of(kind)):
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
