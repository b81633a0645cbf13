"""Taking a brief apart into labelled blocks: 'Label: value', '**Label.** text', '# Heading' with what follows, and rows of a table."""

import re
from dataclasses import dataclass

from agent.llm.offline.labels import topic_of

_LABEL = re.compile(
    r"^\s*(?:[-*•]\s+)?(?:\*\*|__)?(?P<label>[A-Za-zÄÖÜäöüß][\w &/'’()?-]{1,40}?)(?:\s*[.:?]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:.]|\s*:)\s*(?P<rest>.*)$"
)
_HEADING = re.compile(r"^\s*#{1,6}\s+(?P<label>.+?)\s*#*\s*$")
_RUN_IN = re.compile(r"^\s*(?P<label>[A-ZÄÖÜ][\w '’-]{1,30}?)\.\s+(?P<rest>\S.*)$")
"""A heading that runs into its text, as bold words do once a document has lost its bold: 'Who we are. Northlight ...'."""
_ROW = re.compile(r"^\s*\|?\s*(?P<label>[^|]{2,40}?)\s*\|\s*(?P<rest>[^|].*?)\s*\|?\s*$")


@dataclass(frozen=True)
class Block:
    """A run of lines under one label."""

    label: str
    topic: str
    """What the label is about; empty when it is not known."""
    text: str
    """On one line, marks of emphasis removed."""
    lines: tuple[int, int]
    items: tuple[str, ...] = ()
    """Bullets, when the block is a list."""


def blocks_of(text: str) -> list[Block]:
    """All blocks, in order. Text before the first label has an empty label."""
    found: list[Block] = []
    label, first, held = "", 1, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        started = _start(line)
        if started is None and line.strip():
            held.append(line)
            continue
        if started is None:
            continue
        if held or label:
            found.append(_block(label, held, first))
        label, first = started[0], number
        held = [started[1]] if started[1] else []
    if held or label:
        found.append(_block(label, held, first))
    return found


def _start(line: str) -> tuple[str, str] | None:
    heading = _HEADING.match(line)
    if heading:
        return heading["label"].strip("*_ :."), ""
    for pattern in (_LABEL, _ROW, _RUN_IN):
        match = pattern.match(line)
        if match and (topic_of(match["label"]) or "**" in line[:3]) and not re.fullmatch(r"[-: ]+", match["label"]):
            return match["label"].strip("*_ "), match["rest"].strip()
    return None


def _block(label: str, held: list[str], first: int) -> Block:
    items = tuple(plain(line) for line in held if re.match(r"^\s*(?:[-*•]|\d+[.)])\s+", line))
    return Block(label, topic_of(label), plain(" ".join(held)), (first, first + max(len(held) - 1, 0)), items if len(items) > 1 else ())


def plain(text: str) -> str:
    """Without list marks and emphasis, on one line."""
    line = " ".join(re.sub(r"\*\*|__|`", "", text).split())
    return re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", line)
