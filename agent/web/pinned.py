"""Which sections, fields and entries the page shows as pinned."""

from agent.schemas.pins import covers
from agent.web.fields import Node


def place_pins(groups: list[Node], stage: str, pins: list[str]) -> None:
    """Mark what is pinned, by itself or within what is: sections, fields and rows get `pinned`, lists of words `pinned_items` with the places.

    `pins` are present paths of this stage.
    """
    for group in groups:
        group["pinned"] = _is(f"{stage}.{group['id']}", pins) or bool(group["fields"] and all(_is(node["path"], pins) for node in group["fields"]))
        for node in group["fields"]:
            _mark(node, pins)


def _mark(node: Node, pins: list[str]) -> None:
    path = node["path"]
    node["pinned"] = _is(path, pins)
    node["pinned_items"] = [place for place in range(len(node.get("items", []))) if _is(f"{path}[{place}]", pins)]
    for inner in node.get("fields", []):
        _mark(inner, pins)
    for place, row in enumerate(node.get("rows", [])):
        row["pinned"] = _is(f"{path}[{place}]", pins)
        for inner in row["fields"]:
            _mark(inner, pins)


def _is(path: str, pins: list[str]) -> bool:
    return any(covers(pin, path) for pin in pins)
