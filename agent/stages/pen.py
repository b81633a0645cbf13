"""Choosing among phrasings by content, never by chance: the same facts and the same wish give the same words."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from agent.stages.facts import Facts

_SHORTER = re.compile(r"\b(short(er)?|brief(er)?|concise|trim|tighten|cut (it )?down|less text|fewer words|too long)\b", re.I)
_CONCRETE = re.compile(r"\b(concrete|specific|less abstract|less vague|tangible|too abstract|too vague|too generic|example|plainer|simpler)\b", re.I)


@dataclass(frozen=True)
class Pen:
    """How a section is to be worded this time."""

    facts: Facts
    turn: int = 0
    """Which of several phrasings comes first; an instruction moves it on."""
    short: bool = False
    """Leave out what is not needed."""
    concrete: bool = False
    """Prefer a stated fact to a general idea."""
    avoid: tuple[str, ...] = ()
    """Words that must not come back."""

    def choose(self, key: str, options: Sequence[str]) -> str:
        """One of the options, by the client's words and the turn. Options with a banned, avoided or rival's word come last."""
        allowed = [option for option in options if option and self.allows(option)] or [option for option in options if option]
        if not allowed:
            return ""
        return allowed[(self.seed(key) + self.turn) % len(allowed)]

    def seed(self, key: str) -> int:
        """A number that depends on the client and the place only."""
        intake = self.facts.intake
        return zlib.crc32(f"{key}|{intake.client_name}|{intake.primary_offer}".encode())

    def allows(self, text: str) -> bool:
        """Whether the text keeps clear of banned words, rivals' names and words to be avoided."""
        lower = text.lower()
        return not (self.facts.banned_in(text) or self.facts.names_rival(text) or any(word.lower() in lower for word in self.avoid))

    def extra(self, text: str) -> str:
        """A sentence that is left out when the section is to be shorter."""
        return "" if self.short else text


def pen_for(facts: Facts, instruction: str | None, quotes: Sequence[str] = ()) -> Pen:
    """A pen that honours what was asked for, as far as rules can. `quotes` are words quality control objected to."""
    wish = instruction or ""
    turn = 1 + zlib.crc32(wish.lower().strip().encode()) % 5 if wish.strip() else 0
    return Pen(
        facts=facts,
        turn=turn + (1 if quotes else 0),
        short=bool(_SHORTER.search(wish)),
        concrete=bool(_CONCRETE.search(wish)),
        avoid=tuple(quote for quote in quotes if quote.strip()),
    )


def understood(instruction: str | None) -> bool:
    """Whether rules can follow the instruction; otherwise a person or a language model is needed."""
    return not instruction or bool(_SHORTER.search(instruction) or _CONCRETE.search(instruction))
