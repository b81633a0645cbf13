"""What a document is made of, free of any file format: the report, the brief and the asset files are lists of these."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from agent.exports import wording


@dataclass(frozen=True)
class Heading:
    """Opens a part of the document."""

    text: str
    level: Literal[1, 2, 3]


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks are kept."""

    text: str
    style: Literal["body", "lead", "small", "strong"] = "body"


@dataclass(frozen=True)
class Items:
    """A list, one paragraph each."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values, side by side."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on every page."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    """Columns that hold figures and are set to the right."""
    links: tuple[str | None, ...] = ()
    """Address of each row's third column, for files that can link."""
    wide: bool = False
    """Wants a landscape page."""
    shares: tuple[float, ...] = ()
    """Widths of the columns as parts of the whole; empty: by their content."""


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    name: str
    value: float
    label: str
    strong: bool = False


@dataclass(frozen=True)
class Bars:
    """A bar chart with the figures written at the bars."""

    caption: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Weeks:
    """Counts by row and week, and what runs over the weeks."""

    caption: str
    weeks: tuple[str, ...]
    """Heading of each column: the day the week starts."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    spans: tuple[tuple[str, int, int], ...] = ()
    """Phases: name, first and last column, counted from 0."""
    closed: frozenset[int] = frozenset()
    """Columns with a day on which nothing is published."""


@dataclass(frozen=True)
class Cards:
    """A few figures that matter: name, figure, remark."""

    cards: tuple[tuple[str, str, str], ...]


Block = Heading | Paragraph | Items | Facts | Table | Bars | Weeks | Cards


@dataclass(frozen=True)
class Document:
    """A whole document: what stands on its cover, and its blocks."""

    title: str
    subtitle: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...] = field(default=())


def facts(*rows: tuple[str, object]) -> list[Block]:
    """Facts without the empty ones; lists become 'a; b', dates and truths words. Nothing at all when all are empty."""
    kept = tuple((name, text) for name, text in ((name, said(value)) for name, value in rows) if text)
    return [Facts(kept)] if kept else []


def items(values: Iterable[str], numbered: bool = False) -> list[Block]:
    """A list, or nothing when it has no entries."""
    kept = tuple(value for value in values if value.strip())
    return [Items(kept, numbered)] if kept else []


def paragraph(text: str | None, style: Literal["body", "lead", "small", "strong"] = "body") -> list[Block]:
    """A paragraph, or nothing."""
    return [Paragraph(text, style)] if text and text.strip() else []


def section(title: str, blocks: list[Block], level: Literal[1, 2, 3] = 2) -> list[Block]:
    """A heading over its blocks; nothing when there are none."""
    return [Heading(title, level), *blocks] if blocks else []


def ended(text: str) -> str:
    """The text with a full stop where it has no end."""
    return text if text.endswith((".", "!", "?", "…", '."', ".”", '!"', '?"')) else f"{text}."


def first_capital(text: str) -> str:
    """The text with a capital first letter, all else as it is."""
    return text[:1].upper() + text[1:]


def said(value: object) -> str:
    """A value as a reader would write it; empty when there is nothing to say."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return wording.number(value)
    if isinstance(value, list | tuple):
        return "; ".join(text for text in map(said, value) if text)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said(item)}" for key, item in value.items())
    return wording.day(value) if hasattr(value, "isoformat") else str(value)  # type: ignore[arg-type]
