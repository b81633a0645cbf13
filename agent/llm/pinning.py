"""How a draft honours pinned values: the offline drafter puts them in, a language model's answer is held to them."""

from pydantic import JsonValue

from agent.errors import Invalid
from agent.llm.port import DraftRequest
from agent.schemas.canonical import canonical_json
from agent.schemas.pins import altered, grafted, value_at

_SHOWN = 600


def with_pinned(request: DraftRequest, value: JsonValue) -> JsonValue:
    """A drafted section with the request's pinned values in their places."""
    made: JsonValue = grafted({request.section: value}, request.current, request.pinned)[request.section]
    return made


def require_pinned(request: DraftRequest, value: JsonValue) -> None:
    """Raises Invalid naming every pinned value that a drafted section changes: what it must be and what it is."""
    new = {request.section: value}
    changed = altered(request.current, new, request.pinned)
    if changed:
        told = [f"{path} is pinned and must stay exactly {_shown(request.pinned[path])}, but the answer has {_shown(value_at(new, path))}" for path in changed]
        raise Invalid("; ".join(told) + ".")


def _shown(value: object) -> str:
    text = canonical_json(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " ..."
