"""Which statement, proof or wish of the client speaks to a doubt. Where the client said nothing that does, there is no answer."""

import re
from dataclasses import dataclass

from agent.stages.creatives.material import Material, low, stems, to_you
from agent.stages.facts import Evidence
from agent.stages.wording import as_wish


@dataclass(frozen=True)
class Answers:
    """What stands against a doubt; each is empty when the client stated nothing that does."""

    fact: str = ""
    """A part of the offer or a difference, as it stands after a colon."""
    evidence: Evidence | None = None
    angle: str = ""
    """A line of the strategy that takes the doubt up."""
    wish: str = ""
    """What people said they would sooner have."""


def _both(doubt: str, answer: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"\b(?:{doubt})", re.I), re.compile(rf"\b(?:{answer})", re.I)


_TOPICS = (
    _both(r"trap|lock|tied|bind|commit|contract|cancel|stuck|subscription", r"cancel|pause|any time|no contract|no commitment|month to month|no minimum|leave"),
    _both(r"accura|precis|exact|reliab|works?\b|really work", r"accura|deviation|tolerance|calibrat|measured|error|reference"),
    _both(r"approv|certif|complian|regulat|standard|licen[cs]|accredit|tender|procurement", r"approv|certif|\biso\b|\ben \d|accredit|licen[cs]ed|registered"),
    _both(r"expensive|costs?\b|pric|afford|budget|fees?\b|money", r"pric|fixed fee|no fee|free|instal?ments?|pay monthly|funded|refund|quote"),
    _both(r"snob|posh|pretentio|elit|lectur|judg|jargon|intimidat|embarrass", r"lectur|judg|jargon|plain|no question|snob"),
    _both(r"already (?:have|use|work)|current supplier|happy with|change of supplier", r"trial (?:unit|week|month|lesson|class|period)|test unit|pilot|sample|alongside|additional"),
    _both(r"switch|migrat|moving over|changeover", r"onboarding|import|migrat|set ?up|we move|named .*contact|move one"),
    _both(r"no time|too long|takes long|takes ages|slow|wait|busy", r"minutes?\b|hours?\b|same[- ]day|evening|weekend|online|quick|within"),
    _both(r"trust|believe|promise|claims?\b|prove|sceptic|too good", r"review|rated|trustpilot|evidence|log\b|trial|case|open book|references?\b"),
    _both(r"risk|safe|secure|data|privacy|lose|insur", r"insur|secure|encrypt|refund|gdpr|hosted|backup|guarant|safe"),
    _both(r"complicat|difficult|hard\b|technical|learn|set ?up|install|integrat|training|disrupt", r"set ?up|install|onboard|training|support|no .*cutting|no .*download|plug|import|we do"),
    _both(r"too small|big enough|size|experience|specialis|too big", r"years?\b|specialis|only work|team|clients? of|small"),
    _both(r"forget|remember|remind|reorder|run out", r"every (?:week|two weeks|month)|automatic|reminder|regular|thinking"),
    _both(r"quality|taste|fresh|boring|bland", r"roast|made to order|by hand|award|fresh|date on|stars"),
    _both(r"hurts?\b|pain|afraid|anxious|fear|side effect", r"gentle|sedation|anaesth|calm|no needle|explain"),
    _both(r"talk|nobody answers|person|human|hotline|robot", r"person|speaks|named contact|phone|engineer|adviser"),
)


def kinship(one: str, other: str) -> int:
    """How much two texts have to do with each other: shared words, and twice the topics both touch."""
    shared = len(stems(one) & stems(other))
    topics = sum(1 for pair in _TOPICS if any(side.search(one) for side in pair) and any(side.search(other) for side in pair))
    return shared + 2 * topics


def answers_to(doubt: str, material: Material) -> Answers:
    """What speaks to a doubt. A fact or a proof needs a common topic, or two common words."""
    names = material.facts.names
    asked = stems(doubt) - _everyday(material)
    angles = [angle for pillar in material.pillars for angle in material.angles_of(pillar) if stems(angle) & asked and "?" not in angle]
    facts = [*material.parts, *material.differences]
    evidence = {item.claim: item for item in material.evidence}
    wishes = {text: as_wish(to_you(text) or text, names) for text in material.outcomes}
    fact, shown, angle, wish = (
        _best(doubt, texts, asked, least) for texts, least in ((facts, 2), (list(evidence), 2), (angles, 1), (list(wishes), 2))
    )
    return Answers(low(fact, names) if fact else "", evidence.get(shown), angle, wishes.get(wish, ""))


def _everyday(material: Material) -> set[str]:
    """Words that every text about this client has, so that sharing them says nothing."""
    return stems(f"{material.facts.offer.name} {material.intake.industry or ''} {material.facts.client}")


def _best(doubt: str, texts: list[str], asked: set[str], least: int) -> str:
    scored = [(_fit(doubt, text, asked), -place, text) for place, text in enumerate(texts)]
    best = max(scored, default=(0, 0, ""))
    return best[2] if best[0] >= least else ""


def _fit(doubt: str, text: str, asked: set[str]) -> int:
    return len(asked & stems(text)) + 2 * sum(1 for asked, told in _TOPICS if asked.search(doubt) and told.search(text))
