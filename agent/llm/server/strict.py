"""JSON schemas as servers enforce them: references inlined, no open objects, no defaults, nothing optional; and the way back."""

from collections.abc import Callable, Collection
from typing import Any

from pydantic import JsonValue

Schema = dict[str, Any]
_KEPT = ("type", "description", "enum", "const")
_MATCHES: dict[str, Callable[[JsonValue], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def inlined(schema: Schema, without: Collection[str] = ()) -> Schema:
    """The schema with every reference replaced by what it refers to, and without the named properties at its top."""
    plain: Schema = _inline(schema, schema.get("$defs", {}))
    if without:
        plain["properties"] = {name: rule for name, rule in plain["properties"].items() if name not in without}
    return plain


def _inline(node: Any, known: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inline(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = known[node["$ref"].rsplit("/", 1)[1]]
        beside = {name: value for name, value in node.items() if name != "$ref"}
        return {**_inline(target, known), **_inline(beside, known)}
    dropped = ("$defs", "title", "default")
    return {
        name: {key: _inline(rule, known) for key, rule in value.items()} if name == "properties" else _inline(value, known)
        for name, value in node.items()
        if name == "properties" or (name not in dropped and not name.startswith("x-"))
    }


def strict(schema: Schema) -> Schema:
    """An inlined schema as strict servers take it. An object with free keys becomes a list of {name, value}."""
    if "anyOf" in schema:
        return {**_described(schema), "anyOf": [strict(option) for option in schema["anyOf"]]}
    if is_open(schema):
        value = strict(schema["additionalProperties"])
        return {**_described(schema), "type": "array", "items": _closed({"name": {"type": "string"}, "value": value})}
    if "properties" in schema:
        return {**_described(schema), **_closed({name: strict(rule) for name, rule in schema["properties"].items()})}
    kept = {name: schema[name] for name in _KEPT if name in schema}
    if schema.get("type") == "array":
        kept["items"] = strict(schema["prefixItems"][0] if "prefixItems" in schema else schema["items"])
    return kept


def _described(schema: Schema) -> Schema:
    return {"description": schema["description"]} if "description" in schema else {}


def _closed(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def is_open(schema: Schema) -> bool:
    """Whether it is an object with free keys."""
    return schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict)


def restored(value: JsonValue, schema: Schema) -> JsonValue:
    """An answer with the lists of {name, value} turned back into objects. What does not fit is left as it is, for validation to name."""
    if "anyOf" in schema:
        option = next((option for option in schema["anyOf"] if _fits(value, option)), None)
        return restored(value, option) if option is not None else value
    if is_open(schema):
        return _pairs(value, schema["additionalProperties"])
    if isinstance(value, dict) and "properties" in schema:
        return {name: restored(item, schema["properties"].get(name, {})) for name, item in value.items()}
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        return [restored(item, schema["items"]) for item in value]
    return value


def _pairs(value: JsonValue, inner: Schema) -> JsonValue:
    if isinstance(value, dict):
        return {name: restored(item, inner) for name, item in value.items()}
    if isinstance(value, list):
        pairs = [(item["name"], item["value"]) for item in value if isinstance(item, dict) and set(item) == {"name", "value"}]
        if len(pairs) == len(value):
            return {str(name): restored(item, inner) for name, item in pairs}
    return value


def _fits(value: JsonValue, schema: Schema) -> bool:
    kind = schema.get("type", "")
    if is_open(schema):
        return isinstance(value, dict | list)
    return _MATCHES[kind](value) if kind in _MATCHES else not isinstance(value, dict | list) and value is not None
