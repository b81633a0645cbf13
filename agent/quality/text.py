"""Reading an artifact's texts: every leaf with its path, and what counts as a placeholder, a generic phrase or a repeated sentence."""

import re
from collections.abc import Iterator, Mapping

from agent.quality.rule import Subject
from agent.schemas import paths

_PLACEHOLDER = re.compile(
    r"\b(tbd|tba|todo|lorem ipsum|xxx+|fill in|insert here)\b|\[\s*\.{2,}\s*\]|\[(?:insert|your|name|company|client)[^\]]*\]|\{\{.*?\}\}|\bexample\.(?:com|org|net)\b",
    re.I,
)
_GENERIC = re.compile(
    r"\b(take (?:it|your \w+) to the next level|in today's (?:fast-paced )?world|unlock (?:your|the) (?:full )?potential|game[- ]chang\w+"
    r"|cutting[- ]edge|one[- ]stop shop|best[- ]in[- ]class|synerg\w+|seamless(?:ly)?|busy professionals|world[- ]class|think outside the box)\b",
    re.I,
)


def texts(subject: Subject) -> Iterator[tuple[str, str]]:
    """Every text of the artifact with its full path."""
    for path, value in paths.leaves(subject.content, subject.stage):
        if isinstance(value, str) and value.strip():
            yield path, value


def leaf_texts(content: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every text of some content with its path."""
    for path, value in paths.leaves(content):
        if isinstance(value, str):
            yield path, value


def placeholder(text: str) -> str | None:
    """The first placeholder in a text."""
    found = _PLACEHOLDER.search(text)
    return found[0] if found else None


def generic(text: str) -> str | None:
    """The first phrase that could be said of anyone."""
    found = _GENERIC.search(text)
    return found[0] if found else None


def sentences(text: str) -> list[str]:
    """Sentences of eight words or more, for comparing."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    return [" ".join(part.split()).rstrip(".!?") for part in parts if len(part.split()) >= 8]


def mentions(text: str, word: str) -> str | None:
    """The word or phrase as it stands in the text, whole words, regardless of case."""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I) if word.strip() else None
    return found[0] if found else None
