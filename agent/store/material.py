"""Comparing upstream values: what is material, which field changed, and where the old value still stands."""

import re
from collections.abc import Iterator
from typing import Any

from agent.schemas import paths
from agent.schemas.staleness import Cause, Change

MOST_CAUSES = 12
"""Most changes named for one section."""
_EXACT = re.compile(r"[#/]\S*|\S*(?:://|@)\S*")
_TOKEN = re.compile(r"(?<!\w)[-+−–<>≤≥±~]\s?(?=[£$€¥₹]?\d)|\d+(?:[.,:/'’–-]\d+)*|[£$€¥₹%+#<>≤≥]|[^\W\d_]+")


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


_FIGURE = re.compile(r"[£$€¥₹]\s?\d[\d.,]*\d|[£$€¥₹]\s?\d|\d[\d.,]*(?:\s?(?:%|[A-Z]{3}\b))?")
_NAMED = 20


def entries_showing(section: Any, change: Change) -> list[str]:
    """Ids of the entries of a list section in whose text the old value can be found."""
    return showing(entry_texts(section), change)


def showing(texts: list[tuple[str, str]], change: Change) -> list[str]:
    """Ids of those of the entries whose text has the old value."""
    needles = _needles(change)
    exact = [re.compile(rf"(?<![\w.,]){re.escape(needle)}(?!\w|[.,]\d)") for needle in needles]
    found = [name for name, text in texts if any(needle in text and one.search(text) for needle, one in zip(needles, exact, strict=True))]
    return found[:_NAMED]


def entry_texts(section: Any) -> list[tuple[str, str]]:
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
