"""Is it grounded? Every figure, date and name in a draft is looked for in what the client said, what a person typed, and what a proof holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from agent.quality.figures import MEASURES, Day, Figure, dates, figures
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.quality.text import leaf_texts, texts
from agent.schemas import paths
from agent.schemas.version import Provenance

_NAME = re.compile(r"(?<![.!?:\n“\"] )(?<!^)\b(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? )?[A-ZÄÖÜ][^\W\d_]+(?: (?:of|von|de|van|&|and) [A-ZÄÖÜ][^\W\d_]+| [A-ZÄÖÜ][^\W\d_]+)+")
_OWN_WORDS = frozenset(
    "google ads search analytics facebook instagram linkedin tiktok youtube meta pinterest x reels stories shorts page company business profile display"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)
"""Names of channels and of days: the vocabulary of a plan, which is no fact about the client."""


_NOT_COPY = re.compile(
    r"\.(?:image_prompt|window|by|link_path)$|^strategy\.measurement\.lagging_indicators|\.(?:decision_rules|kill_criteria)\["
    r"|^creatives\.(?:assets|messages\.safe_claims)\["
)
"""Fields that hold the plan's own days and thresholds; and assets and claims, each of which must match its proof by a stricter rule."""
_GERMAN = re.compile(r"\b(?:der|die|das|und|für|mit|ist|Ihre?[mnrs]?)\b")
"""German writes every noun with a capital, so capitals tell no name."""
_MARKED = re.compile(r"\bassum(?:ption|ed|es)\b|\bannahme\b|\bto be confirmed\b", re.I)
_CLOSE = 0.006
"""Rounding to two places of a result."""


@dataclass(frozen=True)
class Ground:
    """All that a draft may state as fact."""

    words: str
    figures: frozenset[tuple[float, str]]
    results: frozenset[float]
    """What one step of arithmetic makes of the budget, the targets and the like."""
    dates: tuple[Day, ...]

    @classmethod
    def of(cls, subject: Subject) -> "Ground":
        """The words of the client, of the approved artifacts above, and of the people who typed into this one."""
        sources = [subject.campaign.model_dump(mode="json"), *subject.upstream.values()]
        said = [text for source in sources for _, text in leaf_texts(source)]
        said += [text for path, text in texts(subject) if _given(subject, path)]
        whole = "\n".join(said)
        numbers = frozenset((float(value), "") for source in sources for _, value in paths.leaves(source) if isinstance(value, int | float))
        shares = {(round(value * 100, 6), "%") for value, _ in numbers if 0 < value < 1}
        rest = {(round(100 - value, 6), "%") for value, unit in numbers | {(f.value, f.unit) for f in figures(whole)} if unit == "%"}
        stated = numbers | shares | rest | {(figure.value, figure.unit) for figure in figures(whole)}
        return cls(whole.casefold(), stated, _results(subject), dates(whole))

    def has_figure(self, figure: Figure) -> bool:
        """Whether the value is stated, in this unit or where the unit is a field's own, or follows in one step from the plan's numbers."""
        stated = any(figure.value == value and (figure.unit == unit or "" in (figure.unit, unit)) for value, unit in self.figures)
        return stated or any(abs(figure.value - result) <= _CLOSE for result in self.results)

    def has_date(self, day: Day) -> bool:
        """Whether the date is stated."""
        return any(day.agrees(known) for known in self.dates)

    def has_name(self, name: str) -> bool:
        """Whether the name is stated, or each of its words is, or is one of a plan's own."""
        lower = name.casefold()
        return lower in self.words or all(word in _OWN_WORDS or word in self.words for word in re.findall(r"[^\W\d_]+", lower))


def _results(subject: Subject) -> frozenset[float]:
    """Quotients, differences, halves and neighbours of the numbers a plan is made from: 45,000 GBP over 1,500 subscribers is 30 GBP each."""
    intake = subject.upstream.get("intake", {})
    held = [intake.get(name) for name in ("budget", "kpi_targets", "unit_economics", "duration_weeks")]
    plan = {float(value) for _, value in paths.leaves({"held": held}) if isinstance(value, int | float) and not isinstance(value, bool)}
    pairs = list(permutations(sorted(plan), 2))
    quotients = {one / other for one, other in pairs if other}
    steps = {one + step for one in plan for step in (-1, 1)}
    return frozenset(quotients | steps | {one - other for one, other in pairs} | {one - quotient for one in plan for quotient in quotients} | {one / 2 for one in plan})


def _origin(subject: Subject, path: str) -> Provenance | None:
    parts = paths.steps(path)
    above = (subject.provenance.get(paths.join(*parts[:length])) for length in range(len(parts), 0, -1))
    return next((known for known in above if known is not None), None)


def _given(subject: Subject, path: str) -> bool:
    """Whether a person typed it, or it was read or taken over from what was said."""
    known = _origin(subject, path)
    return known is not None and known.source in ("operator", "extracted", "hydrated")


def _assumed(subject: Subject, path: str) -> bool:
    known = _origin(subject, path)
    return known is not None and bool(known.note)


def _ungrounded(subject: Subject) -> Iterator[Problem]:
    if not subject.upstream.get("intake"):
        raise NotAssessed("there is no approved intake to look the facts up in")
    ground = Ground.of(subject)
    for path, text in texts(subject):
        if _NOT_COPY.search(path) or _MARKED.search(text) or _given(subject, path) or _assumed(subject, path):
            continue
        plan = path.startswith("strategy.measurement.")
        for figure in figures(text):
            if not (plan and figure.unit in MEASURES) and not ground.has_figure(figure):
                yield _problem(path, figure.text, "figure")
        for day in () if plan else dates(text):
            if not ground.has_date(day):
                yield _problem(path, day.text, "date")
        for name in () if _GERMAN.search(text) else _NAME.findall(text):
            if not ground.has_name(name):
                yield _problem(path, name, "name")


def _problem(path: str, quote: str, kind: str) -> Problem:
    return Problem(f"This {kind} is neither in the brief nor typed by anyone. Confirm it with the client, or take it out.", path=path, quote=quote)


FACTS_ARE_GROUNDED = Rule("facts_are_grounded", "MAJOR", "Every figure, date and name comes from the brief, a person or a proof.", _ungrounded)
