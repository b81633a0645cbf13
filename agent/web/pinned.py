"""Which sections, fields and entries the page shows as pinned."""

from agent.schemas.pins import covers, touches
from agent.web.fields import Node, label_of


def place_pins(groups: list[Node], stage: str, pins: list[str], *, computed: tuple[str, ...] = ()) -> None:
    """Mark what is pinned, by itself or within what is: sections, fields and rows get `pinned`, lists of words `pinned_items` with the places.

    `pins` are present paths of this stage. `pinned_with` names the larger thing that is pinned, which is where to release it; `computed`
    marks what cannot be pinned, because it follows from the state of things.
    """
    for group in groups:
        top = f"{stage}.{group['id']}"
        group["pinned"] = _is(top, pins) or bool(group["fields"] and all(_is(node["path"], pins) for node in group["fields"]))
        group["computed"] = any(touches(path, top) for path in computed)
        for node in group["fields"]:
            _mark(node, pins, computed)


def _mark(node: Node, pins: list[str], computed: tuple[str, ...]) -> None:
    path = node["path"]
    node |= _state(path, pins)
    node["computed"] = any(touches(name, path) for name in computed)
    node["pinned_items"] = [place for place in range(len(node.get("items", []))) if _is(f"{path}[{place}]", pins)]
    for inner in node.get("fields", []):
        _mark(inner, pins, computed)
    for place, row in enumerate(node.get("rows", [])):
        row |= _state(f"{path}[{place}]", pins)
        for inner in row["fields"]:
            _mark(inner, pins, computed)


def _state(path: str, pins: list[str]) -> Node:
    above = [pin for pin in pins if pin != path and covers(pin, path)]
    return {"pinned": _is(path, pins), "pinned_with": label_of(above[0]) if above else ""}


def _is(path: str, pins: list[str]) -> bool:
    return any(covers(pin, path) for pin in pins)
