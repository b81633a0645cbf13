"""Which sections are out of date: one pass over the versions at work, upstream first, as a pure function.

A section is stale when an upstream value it used differs materially from the one in force now, or stands in a section that is stale itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.staleness import Cause, Change
from agent.schemas.version import LineageRef
from agent.store.material import MOST_CAUSES, entry_texts, material_changes, showing, value_at


@dataclass(frozen=True)
class Held:
    """One version at work."""

    id: str
    stage: ArtifactStage
    number: int
    digest: str
    content: dict[str, Any]
    lineage: dict[str, list[LineageRef]]


@dataclass(frozen=True)
class Standing:
    """All that decides what is out of date in a campaign."""

    force: dict[str, Held]
    """By stage: the version whose approval is on record and was not replaced."""
    work: list[Held]
    """The newest version of every stage, and the one in force where that is another."""
    earlier: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """Content of the upstream versions that sections were made from."""
    confirmed: frozenset[tuple[str, str, str, str]] = frozenset()
    """Version id, section, path and digest of the value for which a person said that the section still holds."""


@dataclass(frozen=True)
class _Found:
    cause: Cause
    spares: frozenset[str]
    """Fields of the section that do not follow from it."""


Stale = dict[str, dict[str, list[Cause]]]
"""By version id, then by section."""


def stale_sections_of(standing: Standing) -> Stale:
    """The stale sections of every version at work, with their causes."""
    return _Pass(standing).run()


def with_in_force(standing: Standing, version: Held) -> Standing:
    """The same campaign once that version is approved."""
    return replace(
        standing,
        force={**standing.force, version.stage: version},
        work=[*(held for held in standing.work if held.stage != version.stage), version],
    )


def present(standing: Standing, held: Held, section: str) -> dict[str, tuple[str, int]]:
    """Every upstream value a section rests on now, those at the source of a doubt included: path to digest and version."""
    used = {reference.path for reference in held.lineage.get(section, [])}
    causes = stale_sections_of(standing).get(held.id, {}).get(section, [])
    used |= {cause.root.used for cause in causes if cause.root}
    found = {path: standing.force.get(path.split(".")[0]) for path in used}
    return {path: (digest(value_at(up.content, path)), up.number) for path, up in found.items() if up is not None}


class _Pass:
    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._found: dict[str, dict[str, list[_Found]]] = {}
        self._digests: dict[str, str] = {}

    def run(self) -> Stale:
        for held in sorted(self._standing.work, key=lambda held: ARTIFACT_STAGES.index(held.stage)):
            sections = {section: self._section(held, section, references) for section, references in held.lineage.items()}
            self._found[held.id] = {section: found for section, found in sections.items() if found}
        return {key: {name: self._shown(key, name, found) for name, found in sections.items()} for key, sections in self._found.items() if sections}

    def _section(self, held: Held, section: str, references: list[LineageRef]) -> list[_Found]:
        found: dict[tuple[str, str], _Found] = {}
        for reference in references:
            for one in self._reference(held, section, reference):
                source = one.cause.root or one.cause
                known = found.setdefault((source.path, "through" if one.cause.root else ""), one)
                found[(source.path, "through" if one.cause.root else "")] = replace(known, spares=known.spares & one.spares)
        return list(found.values())

    def _reference(self, held: Held, section: str, reference: LineageRef) -> Iterator[_Found]:
        upstream = self._standing.force.get(reference.path.split(".")[0])
        if upstream is None:
            return
        spares = frozenset(reference.spares)
        if reference.version != upstream.number and self._digest(upstream, reference.path) != reference.digest:
            old = self._standing.earlier.get((upstream.stage, reference.version), {})
            changes = list(material_changes(reference.path, old, upstream.content))
            if changes and not self._covered(held, section, upstream, reference.path):
                yield from (_Found(Cause(**change.model_dump()), spares) for change in changes)
                return
        yield from self._in_doubt(held, section, reference, upstream)

    def _in_doubt(self, held: Held, section: str, reference: LineageRef, upstream: Held) -> Iterator[_Found]:
        _, *rest = paths.steps(reference.path)
        tail = _anywhere(rest[1:])
        confirmed = self._covered(held, section, upstream, reference.path)
        for name, found in self._found.get(upstream.id, {}).items():
            if rest and name != rest[0]:
                continue
            for one in found:
                source = one.cause.root or one.cause
                if any(_inside(tail, spared) for spared in one.spares) and rest:
                    continue
                origin = self._standing.force.get(source.used.split(".")[0])
                if confirmed and origin is not None and self._covered(held, section, origin, source.used):
                    continue
                root = Change(path=source.path, used=source.used, before=source.before, after=source.after)
                shown = reference.path if rest else f"{reference.path}.{name}"
                yield _Found(Cause(path=shown, used=reference.path, root=root), frozenset(reference.spares))

    def _covered(self, held: Held, section: str, upstream: Held, path: str) -> bool:
        if not self._standing.confirmed:
            return False
        return (held.id, section, path, self._digest(upstream, path)) in self._standing.confirmed

    def _digest(self, upstream: Held, path: str) -> str:
        if path == upstream.stage:
            return upstream.digest
        key = f"{upstream.id}:{path}"
        if key not in self._digests:
            self._digests[key] = digest(value_at(upstream.content, path))
        return self._digests[key]

    def _shown(self, version: str, section: str, found: list[_Found]) -> list[Cause]:
        held = next(held for held in self._standing.work if held.id == version)
        texts = entry_texts(held.content.get(section))
        causes = [one.cause for one in found][:MOST_CAUSES]
        return [cause.model_copy(update={"items": showing(texts, cause.root or cause)}) for cause in causes]


def _anywhere(rest: list[str | int]) -> str:
    return paths.join(*(paths.Pick("*") if isinstance(step, int | paths.Pick) else step for step in rest)) if rest else ""


def _inside(path: str, top: str) -> bool:
    return path == top or path.startswith((f"{top}.", f"{top}["))


def follows_from(reference: LineageRef, tail: list[str | int]) -> bool:
    """Whether the field of a section at `tail` follows from a used value."""
    return not any(_inside(_anywhere(tail), spared) for spared in reference.spares)
