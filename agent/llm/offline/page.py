"""A brief as the reader sees it: its blocks by topic, its sentences, and a place to note what was found with the words it came from."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import JsonValue

from agent.llm.offline.blocks import Block, blocks_of, plain
from agent.llm.offline.values import sentences
from agent.llm.port import Found

_CONTINENTAL = re.compile(r"\d,\d{1,2}\s?%|\d{1,2}\.\d{1,2}\.\d{4}|\d\.\d{3},\d\d|(?:EUR|€)\s?\d{1,3}\.\d{3}\b")


@dataclass
class Page:
    """One brief, and what has been found in it so far."""

    text: str
    today: date
    found: list[Found] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def blocks(self) -> list[Block]:
        """All labelled blocks."""
        return blocks_of(self.text)

    @cached_property
    def flat(self) -> str:
        """The whole text on one line."""
        return plain(self.text)

    @cached_property
    def sentences(self) -> list[str]:
        """All sentences of all blocks, without labels."""
        return [line for block in self.blocks for line in (block.items or sentences(block.text))]

    @cached_property
    def continental(self) -> bool:
        """Whether numbers are written 96.000,00."""
        return bool(_CONTINENTAL.search(self.text))

    def topic(self, *topics: str) -> list[Block]:
        """Blocks about these topics that say something, in the order of the topics."""
        return [block for topic in topics for block in self.blocks if block.topic == topic and block.text]

    def words(self, *topics: str) -> str:
        """Their text."""
        return " ".join(block.text for block in self.topic(*topics))

    def note(self, path: str, value: Any, quote: str, note: str | None = None) -> None:
        """Keep a value; the first one found for a path stands. A value that is empty is not kept."""
        known = any(item.path == path for item in self.found)
        if known or value in (None, "", [], {}):
            return
        line = " ".join(quote.split())
        self.found.append(Found(path=path, value=value, quote=line, lines=self._lines(line), note=note))

    def has(self, path: str) -> bool:
        """Whether something was found for a path."""
        return any(item.path == path for item in self.found)

    def value(self, path: str) -> JsonValue:
        """What was found for a path."""
        return next((item.value for item in self.found if item.path == path), None)

    def _lines(self, quote: str) -> tuple[int, int] | None:
        """First and last line of a quote, counted from 1."""
        words = quote.split()
        pattern = r"[\s*_`]+".join(map(re.escape, words[:60]))
        match = re.search(pattern, self.text)
        if match is None:
            return None
        first = self.text.count("\n", 0, match.start()) + 1
        return first, first + match[0].count("\n")

    def tidy(self, text: str) -> str:
        """The text with continental numbers in English form: 3.900 becomes 3900, 20.000 becomes 20,000, 0,9 becomes 0.9."""
        if not self.continental:
            return text
        text = re.sub(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d)(?!\.\d)", _english, text)
        text = re.sub(r"(?<![\d,])(\d{1,3}),(\d{1,2})(?![\d,])", r"\1.\2", text)
        return re.sub(r"(\d{1,3}(?:,\d{3})*\.)00(?!\d)", lambda m: m[0][: -3], text)


def _english(match: re.Match[str]) -> str:
    whole, _, cents = match[0].partition(",")
    digits = whole.replace(".", "")
    grouped = digits if len(digits) < 5 else f"{int(digits):,}"
    return f"{grouped}.{cents}" if cents.strip("0") else grouped


def first_letter_up(text: str) -> str:
    """The first letter large, nothing else changed."""
    return text[:1].upper() + text[1:]


def first_up(text: str) -> str:
    """Trimmed, the first letter large, no closing punctuation."""
    line = text.strip(" .;,")
    return line[:1].upper() + line[1:]
