"""What all eight layers share: the facts, the pen, and how a drafted section is handed back."""

import re
from typing import Any

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts, facts_of
from agent.stages.pen import Pen, pen_for
from agent.stages.strategy.lineage import USES
from agent.stages.wording import as_wish, bare

RULES = "rules 2026.11"
"""Version of the drafting rules; stands where a language model's draft has the digest of its prompt."""


class Layer:
    """One layer being drafted."""

    def __init__(self, request: DraftRequest) -> None:
        self.request = request
        self.facts: Facts = facts_of(request.sources)
        quotes = [check.quote for check in request.findings if check.quote]
        self.pen: Pen = pen_for(self.facts, request.instruction, quotes)
        self.assumptions: dict[str, str] = {}
        self._used = list(USES[request.section])

    def current(self, section: str, name: str) -> Any:
        """What stands in a field of the artifact now."""
        held = self.request.current.get(section)
        return held.get(name) if isinstance(held, dict) else None

    def other(self, section: str) -> dict[str, Any]:
        """An earlier layer of the same artifact."""
        held = self.request.current.get(section)
        return held if isinstance(held, dict) else {}

    def assume(self, path: str, note: str) -> None:
        """Mark a field as assumed."""
        self.assumptions[f"strategy.{path}"] = note

    def done(self, value: dict[str, Any]) -> SectionDraft:
        """The finished section."""
        return SectionDraft(value=value, used=self._used, assumptions=self.assumptions, model="offline", prompt=RULES)


def in_place(market: str) -> str:
    """A market as it stands after 'in': 'the United Kingdom', 'Germany'."""
    return f"the {market}" if re.match(r"(United|Netherlands|Czech Republic|Philippines|UK$|US$|USA$)", market) else market


def short_form(text: str, words: int = 7) -> str:
    """The main clause of a statement, without what follows 'until', 'because', 'when' and the like."""
    line = re.split(r"\s+(?:until|because|when|since|unless|before|although|so that)\s+|;|,\s", bare(text), maxsplit=1)[0]
    return line if len(line.split()) <= words else " ".join(line.split()[:words]).rstrip(" ,;:")


def gains(facts: Facts, index: int = 0) -> str:
    """What people get, after 'so that they': 'get a trial unit', 'can sleep again'."""
    fit = [outcome for outcome in facts.outcomes if not re.match(r"(no|not|without)\b", outcome, re.I)] or list(facts.outcomes)
    if not fit:
        return f"get {facts.offer.inside}"
    wish = as_wish(fit[index % len(fit)], facts.names)
    return f"can {wish[3:]}" if wish.startswith("to ") and not wish.startswith("to be able") else f"are {wish[6:]}" if wish.startswith("to be ") else f"get {wish}"
