"""A version as a client reads it: sections, labels and values; nothing internal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.schemas.stages import ArtifactStage
from agent.schemas.text import clean
from agent.schemas.version import ArtifactVersion
from agent.stages.base import Stage
from agent.store import Store
from agent.web.fields import Node, Reading, groups_of

_INTERNAL = frozenset(
    {
        "id", "module", "depends_on", "compiled_from", "origin", "schema_version", "generation_plan", "checklist", "artifact_selection", "include_qc_reports",
        "status", "unmatched", "points", "proof_asset", "asset", "from",
    }
)  # fmt: skip
"""Names of fields that mean something to the software or to the agency only."""


@dataclass(frozen=True)
class Entry:
    """A field, or an entry of a list: its name, and its words, its list or what is below it."""

    label: str
    text: str = ""
    items: tuple[str, ...] = ()
    below: tuple["Entry", ...] = ()
    note: str = ""
    many: bool = False
    """Whether what is below are the entries of a list."""


@dataclass(frozen=True)
class Names:
    """Words in the place of what only the agency knows: ids of assets and proofs, addresses of its people."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    by_address: Mapping[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """A value without them, cleaned."""
        parts = text.split(", ")
        known = "; ".join(self.by_id[part] for part in parts) if all(part in self.by_id for part in parts) else text
        for address, name in self.by_address.items():
            known = known.replace(address, name)
        return clean(known)


async def names_of(store: Store, campaign_id: str, version: ArtifactVersion) -> Names:
    """What the ids in a version stand for, and who the addresses of the workspace are."""
    contents: list[Mapping[str, Any]] = [version.content]
    upstream: tuple[ArtifactStage, ...] = ("intake", "creatives")
    for stage in upstream:
        known = await store.in_force(campaign_id, stage)
        contents += [known.content] if known else []
    by_id: dict[str, str] = {}
    for content in contents:
        for entry in [*(content.get("proof_assets") or []), *(content.get("assets") or [])]:
            if isinstance(entry, dict) and entry.get("id"):
                by_id[str(entry["id"])] = str(entry.get("title") or entry.get("text") or entry.get("hook") or "")
    return Names(by_id, {person.email: person.name for person in await store.users() if person.role != "client"})


def readable(stage: Stage, version: ArtifactVersion, names: Names) -> list[Entry]:
    """The filled sections of a version, in the stage's order."""
    reading = Reading(version.stage, dict(version.content), {}, {}, editable=False)
    groups = groups_of(stage, reading)
    found = [_section(group["title"], _entries(group["fields"], names)) for group in groups if group["id"] not in _INTERNAL]
    return [entry for entry in found if entry.below]


def _section(title: str, below: tuple[Entry, ...]) -> Entry:
    """A section; one that only holds a list of its own name is that list."""
    only = below[0] if len(below) == 1 else None
    return only if only is not None and only.many and only.label == title else Entry(title, below=below)


def _entries(nodes: Iterable[Node], names: Names) -> tuple[Entry, ...]:
    shown = (node for node in nodes if str(node["path"]).rsplit(".", 1)[-1] not in _INTERNAL)
    return tuple(entry for node in shown if (entry := _entry(node, names)) is not None)


def _entry(node: Node, names: Names) -> Entry | None:
    if node["empty"]:
        return None
    label, kind = str(node["label"]), node["kind"]
    if kind == "group":
        below = _entries(node["fields"], names)
        return Entry(label, below=below) if below else None
    if kind == "rows":
        return Entry(label, below=tuple(_row(row, names) for row in node["rows"]), many=True)
    if kind == "list":
        return Entry(label, items=tuple(names.said(item) for item in node["items"]))
    if kind == "pairs":
        return Entry(label, items=tuple(f"{names.said(key)}: {names.said(value)}" for key, value in node["pairs"]))
    return Entry(label, text=names.said(str(node["text"])))


def _row(row: Node, names: Names) -> Entry:
    """An entry of a list: its title, and what it says beside it."""
    title, note = names.said(row["title"]), names.said(row["note"])
    said = {text.casefold() for text in (title, *note.split(" · "))}
    below = tuple(entry for entry in _entries(row["fields"], names) if entry.text.casefold() not in said or not entry.text)
    return Entry(title[:1].upper() + title[1:], below=below, note=note)
