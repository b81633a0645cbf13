"""Which sections are out of date: one pass over the versions at work, upstream first, as a pure function.

A section is stale when an upstream value it used differs materially from the one in force now, or stands in a section that is stale itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.staleness import Cause, Change
from agent.schemas.version import LineageRef

MOST_CAUSES = 12
"""Most changes named for one section."""
_EXACT = re.compile(r"[#/]\S*|\S*(?:://|@)\S*")
_TOKEN = re.compile(r"(?<!\w)[-+−–<>≤≥±~]\s?(?=[£$€¥₹]?\d)|\d+(?:[.,:/'’–-]\d+)*|[£$€¥₹%+#<>≤≥]|[^\W\d_]+")


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
        texts = _texts(held.content.get(section))
        causes = [one.cause for one in found][:MOST_CAUSES]
        return [cause.model_copy(update={"items": _showing(texts, cause.root or cause)}) for cause in causes]


def _anywhere(rest: list[str | int]) -> str:
    return paths.join(*(paths.Pick("*") if isinstance(step, int | paths.Pick) else step for step in rest)) if rest else ""


def _inside(path: str, top: str) -> bool:
    return path == top or path.startswith((f"{top}.", f"{top}["))


def value_at(content: dict[str, Any], path: str) -> Any:
    """The upstream value a lineage path names; None when it is gone."""
    _, *rest = paths.steps(path)
    try:
        return paths.get(content, paths.join(*rest)) if rest else content
    except KeyError:
        return None


def essence(value: Any) -> Any:
    """The value without what is cosmetic: case, white space and punctuation in text. Numbers with their signs and marks stay, and addresses whole."""
    if isinstance(value, str):
        text = value.strip()
        if _EXACT.fullmatch(text):
            return text or None
        plain = re.sub(r"(?<=\w)['’](?=\w)", "", text.casefold())
        return tuple(token.strip() for token in _TOKEN.findall(plain)) or None
    if isinstance(value, dict):
        return {key: essence(item) for key, item in value.items()}
    return [essence(item) for item in value] or None if isinstance(value, list) else value


def material_changes(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """What differs at a used path, more than cosmetically, as the fields a person knows."""
    before, after = value_at(old, path), value_at(new, path)
    if essence(before) == essence(after):
        return
    _, *rest = paths.steps(path)
    one, other = dict(_spread(old, rest, path.split(".")[0])), dict(_spread(new, rest, path.split(".")[0]))
    if not any(isinstance(step, paths.Pick) for step in rest):
        one, other = dict(_fields(before, path)), dict(_fields(after, path))
    yielded = 0
    for name in {**one, **other}:
        if essence(one.get(name)) != essence(other.get(name)) and yielded < MOST_CAUSES:
            yielded += 1
            yield Change(path=name, used=path, before=one.get(name), after=other.get(name))
    if not yielded:
        yield Change(path=path, used=path, before=before, after=after)


def _fields(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The fields of an object or of a list of objects; anything else is one value."""
    if isinstance(value, dict) and value and set(value) != {"amount", "currency"}:
        for key, item in value.items():
            yield from _fields(item, paths.join(*paths.steps(path), key))
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from _fields(item, f"{path}[{place}]")
    else:
        yield path, value


def _spread(value: Any, rest: list[str | int], path: str) -> Iterator[tuple[str, Any]]:
    """Every value a path with picks names, by its own path."""
    if not rest:
        yield from _fields(value, path)
        return
    step, *further = rest
    if isinstance(step, paths.Pick):
        entries = value if isinstance(value, list) else []
        for place, entry in enumerate(entries):
            if step.of([entry]):
                yield from _spread(entry, further, f"{path}[{place}]")
    elif isinstance(value, dict) and step in value:
        yield from _spread(value[step], further, paths.join(*paths.steps(path), step))
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield from _spread(value[step], further, f"{path}[{step}]")


def concrete(content: dict[str, Any], path: str) -> list[tuple[str, Any]]:
    """Every filled value at or below a used path, each by its own path."""
    head, *rest = paths.steps(path)
    found = _spread(content, rest, str(head))
    return [(name, leaf) for top, value in found for name, leaf in paths.leaves(value, top) if leaf not in (None, "", [], {})]


def follows_from(reference: LineageRef, tail: list[str | int]) -> bool:
    """Whether the field of a section at `tail` follows from a used value."""
    return not any(_inside(_anywhere(tail), spared) for spared in reference.spares)


_FIGURE = re.compile(r"[£$€¥₹]\s?\d[\d.,]*\d|[£$€¥₹]\s?\d|\d[\d.,]*(?:\s?(?:%|[A-Z]{3}\b))?")
_NAMED = 20


def entries_showing(section: Any, change: Change) -> list[str]:
    """Ids of the entries of a list section in whose text the old value can be found."""
    return _showing(_texts(section), change)


def _showing(texts: list[tuple[str, str]], change: Change) -> list[str]:
    needles = _needles(change)
    exact = [re.compile(rf"(?<![\w.,]){re.escape(needle)}(?!\w|[.,]\d)") for needle in needles]
    found = [name for name, text in texts if any(needle in text and one.search(text) for needle, one in zip(needles, exact, strict=True))]
    return found[:_NAMED]


def _texts(section: Any) -> list[tuple[str, str]]:
    """Id and text of the entries of a list section."""
    return [(str(entry["id"]), "\n".join(_words(entry)).casefold()) for entry in _entries(section) if entry.get("id")]


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _words(item)
    elif value not in (None, ""):
        yield str(value)


def _entries(section: Any) -> list[dict[str, Any]]:
    if isinstance(section, dict):
        return [entry for value in section.values() if isinstance(value, list) for entry in value if isinstance(entry, dict) and "id" in entry]
    return [entry for entry in section if isinstance(entry, dict)] if isinstance(section, list) else []


_MARKS = {"GBP": "£", "EUR": "€", "USD": "$"}


def _forms(figure: str) -> list[str]:
    """A figure as copy may write it: '24 GBP', 'GBP 24', '£24'."""
    forms = {figure.casefold()}
    for code, mark in _MARKS.items():
        if code in figure or mark in figure:
            amount = figure.replace(code, "").replace(mark, "").strip()
            forms |= {f"{mark}{amount}", f"{amount} {code}".casefold(), f"{code} {amount}".casefold()}
    return sorted(forms)


def _needles(change: Change) -> list[str]:
    """The words or figures of the old value that are not in the new one."""
    if isinstance(change.before, list):
        kept = change.after if isinstance(change.after, list) else []
        return [str(item).casefold() for item in change.before if item not in kept and isinstance(item, str) and len(item) > 3]
    before, after = ("" if side is None else str(side) for side in (change.before, change.after))
    figures = [figure for figure in _FIGURE.findall(before) if figure not in _FIGURE.findall(after)]
    return [form for figure in figures for form in _forms(figure)] or ([before.casefold()] if len(before) > 3 else [])


def reason_of(cause: Cause) -> str:
    """A cause in a few words: 'intake.pricing was £9 and is now £11, through strategy.business_reality'."""
    source = cause.root or cause
    before, after = ("nothing" if side in (None, "", []) else str(side) for side in (source.before, source.after))
    through = f", through {cause.path}" if cause.root else ""
    return f"{source.path} was {before[:80]} and is now {after[:80]}{through}"
