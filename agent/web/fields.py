"""An artifact as a tree of fields to read and edit: label, value in words, where it came from, what is missing, what the checks say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from agent.exports.wording import day, number
from agent.exports.wording import words as in_words
from agent.schemas.fields import choices, options_of
from agent.schemas.paths import is_empty, join, steps
from agent.schemas.registry import ARTIFACTS, missing_required
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Stage

Node = dict[str, Any]
"""One field as the page shows it."""

_HIDDEN = frozenset({"schema_version"})
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_TITLE_KEYS = ("title", "name", "metric", "kpi", "vector", "channel", "platform", "phase", "role", "text", "job", "hypothesis", "topic", "id")
_SHORT = {"cta": "Call to action", "ctas": "Calls to action", "utm": "Tracked links", "kpi": "KPI", "kpis": "KPIs", "evp_statement": "Employer promise"}
_ABBREVIATIONS = {name: name.upper() for name in ("pdf", "pptx", "json", "zip", "xlsx", "ics", "csv", "docx")} | {
    "url": "URL", "id": "ID", "kpi": "KPI", "cta": "CTA", "utm": "UTM", "ga4": "GA4", "skus": "SKUs", "qc": "checks",
}


def label_of(path: str) -> str:
    """The name of a field as a person reads it: intake.pain_points -> Pain points."""
    names = [step for step in steps(path) if isinstance(step, str)]
    name = names[-1]
    if name in _SHORT:
        return _SHORT[name]
    if name in ("cac", "ltv", "aov"):
        return in_words(name)
    text = " ".join(_ABBREVIATIONS.get(word, word) for word in name.split("_"))
    return text[:1].upper() + text[1:]


@dataclass
class Reading:
    """What is known about the fields of one version."""

    stage: ArtifactStage
    content: dict[str, Any]
    provenance: ProvenanceMap
    people: dict[str, str]
    """Names of people by email."""
    editable: bool = True
    missing: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, stage: ArtifactStage, content: dict[str, Any], provenance: ProvenanceMap, people: dict[str, str]) -> "Reading":
        """A reading with the missing required fields looked up."""
        return cls(stage, content, provenance, people, missing=frozenset(missing_required(stage, content)))


def groups_of(stage: Stage, reading: Reading) -> list[Node]:
    """The sections of a stage with their fields, in the stage's order."""
    found: dict[str, list[Node]] = {}
    for name, info in ARTIFACTS[stage.id].model_fields.items():
        if name in _HIDDEN:
            continue
        marks = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        group = str(marks.get("x-group") or name)
        node = _node(reading, info.annotation, f"{stage.id}.{name}", reading.content.get(name), info.description)
        whole = group == name and node["kind"] == "group"
        found.setdefault(group, []).extend(node["fields"] if whole else [node])
    titles = {section.id: section for section in stage.sections}
    order = [*[name for name in titles if name in found], *[name for name in found if name not in titles]]
    return [_group(name, titles[name].title if name in titles else label_of(f"{stage.id}.{name}"), found[name], titles.get(name)) for name in order]


def _group(name: str, title: str, nodes: list[Node], section: Any) -> Node:
    leaves = [node for node in nodes if node["kind"] != "flag"]
    return {
        "id": name,
        "title": title,
        "fields": nodes,
        "filled": sum(not node["empty"] for node in leaves),
        "total": len(leaves),
        "missing": sum(1 for node in walk(nodes) if node["missing"]),
        "drafts": bool(section and section.draft),
    }


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node and what is below it."""
    for node in nodes:
        yield node
        yield from walk(node.get("fields", []))
        for row in node.get("rows", []):
            yield from walk(row["fields"])


def _node(reading: Reading, annotation: Any, path: str, value: Any, hint: str | None) -> Node:
    node: Node = {
        "path": path,
        "label": label_of(path),
        "hint": hint or "",
        "empty": is_empty(value),
        "missing": path in reading.missing,
        "badge": _badge(reading, path),
        "edit": reading.editable,
        "findings": [],
    }
    return {**node, **_shape(reading, annotation, path, value)}


def _shape(reading: Reading, annotation: Any, path: str, value: Any) -> Node:
    """How the value is shown: a flag, a choice, text, a list of words, rows of records, a group of fields, or pairs."""
    kinds = options_of(annotation)
    model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    if model is not None and set(model.model_fields) != {"amount", "currency"}:
        plain = value if isinstance(value, dict) else {}
        return {"kind": "group", "fields": _fields(reading, model, path, plain)}
    if bool in kinds:
        return {"kind": "flag", "value": bool(value), "text": "Yes" if value else "No"}
    inner = next((get_args(kind)[0] for kind in kinds if get_origin(kind) is list), None)
    if inner is not None:
        return _listed(reading, inner, path, value if isinstance(value, list) else [])
    if any(get_origin(kind) is dict for kind in kinds):
        pairs = value.items() if isinstance(value, dict) else ()
        return {"kind": "pairs", "pairs": [[in_words(str(key)), said(item)] for key, item in pairs], "edit": False}
    words = choices(annotation)
    if words:
        return {"kind": "choice", "value": value or "", "options": [[word, in_words(word)] for word in words], "text": in_words(str(value or ""))}
    return {"kind": "text", "value": typed(value), "text": said(value)}


def _fields(reading: Reading, model: type[BaseModel], path: str, value: dict[str, Any]) -> list[Node]:
    nodes = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        nodes.append(_node(reading, info.annotation, f"{path}.{key}", value.get(key), info.description))
    return nodes


def _listed(reading: Reading, inner: Any, path: str, items: list[Any]) -> Node:
    model = next((kind for kind in options_of(inner) if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    if model is None:
        return {"kind": "list", "items": [said(item) for item in items], "value": "\n".join(typed(item) for item in items)}
    rows = []
    for place, item in enumerate(items):
        nodes = [node for node in _fields(reading, model, f"{path}[{place}]", item) if not node["empty"] or node["missing"]]
        title = _title(item, place)
        rows.append({"title": title, "note": _note(item, title), "fields": nodes})
    return {"kind": "rows", "rows": rows}


def _title(item: dict[str, Any], place: int) -> str:
    found = next((str(item[key]) for key in _TITLE_KEYS if isinstance(item.get(key), str) and item[key].strip()), f"Entry {place + 1}")
    return in_words(found) if _CODE.fullmatch(found) else found


def _note(item: dict[str, Any], title: str) -> str:
    known = [item[key] for key in ("type", "platform", "strategic_role", "date") if isinstance(item.get(key), str)]
    said_once = dict.fromkeys(_day(text) or in_words(text) for text in known)
    return " · ".join(text for text in said_once if text != title)


def typed(value: Any) -> str:
    """A value as a person would type it into a field."""
    if value is None or value == []:
        return ""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']:,} {value['currency']}"
    return str(value)


def said(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(said(item) for item in value)
    if isinstance(value, dict):
        if set(value) == {"amount", "currency"}:
            return f"{number(value['amount'])} {value['currency']}"
        return "; ".join(f"{label_of(key)}: {said(item)}" for key, item in value.items() if not is_empty(item))
    if isinstance(value, str):
        return _day(value) or (in_words(value) if _CODE.fullmatch(value) else value)
    return ""


def _day(text: str) -> str | None:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        return None


def _badge(reading: Reading, path: str) -> Node | None:
    """The origin of a field, shown where it is recorded and on a stage's own fields; not repeated on everything below."""
    known = reading.provenance.get(path) or _above(reading, path)
    if known is None:
        return None
    return {"source": known.source, "word": _word(reading, known), **known.model_dump(mode="json", include={"quote", "file", "lines", "note"})}


def _above(reading: Reading, path: str) -> Provenance | None:
    parts = steps(path)
    return reading.provenance.get(join(*parts[:-1])) if len(parts) == 3 and isinstance(parts[-1], str) else None


def _word(reading: Reading, known: Provenance) -> str:
    if known.source == "operator":
        return reading.people.get(known.by or "", known.by or "Typed")
    if known.source == "hydrated":
        head = (known.path or "").split(".")[0]
        return f"From {head}" if head == "campaign" or not known.version else f"From {head.capitalize()} v{known.version}"
    return {"extracted": "Quoted", "drafted": "Drafted", "default": "Default"}[known.source]


def place_findings(groups: list[Node], findings: list[Node]) -> None:
    """Put each finding beside the field it is about: the deepest one shown on its path. A missing field says that already."""
    nodes = {node["path"]: node for group in groups for node in walk(group["fields"])}
    for finding in findings:
        parts = steps(finding["path"]) if finding["path"] else []
        for length in range(len(parts), 1, -1):
            found = nodes.get(join(*parts[:length]))
            if found is not None:
                if not (found["missing"] and found["empty"]):
                    found["findings"].append(finding)
                break


def slim(node: Any, *, inside_row: bool = False) -> Any:
    """The tree without what the page takes for granted: nothing, no, none; a value that reads like its text; hints repeated in every row."""
    if isinstance(node, list):
        return [slim(item, inside_row=inside_row) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        same = key == "value" and value == node.get("text")
        if same or value in (None, "", [], False) or (key == "hint" and inside_row):
            continue
        kept[key] = slim(value, inside_row=inside_row or key == "rows")
    return kept
