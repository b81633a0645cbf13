"""The copywriter's desk: picks phrases that fit the client and have not been used, and keeps the claims made in the asset at hand."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from string import Formatter

from agent.llm.port import DraftRequest
from agent.schemas import paths
from agent.stages.creatives.ideas import Idea, evidence_forms, flavour_of, forms, proof
from agent.stages.creatives.material import Material, low
from agent.stages.creatives.phrases import DRY, PRECISE, WARM, Phrases
from agent.stages.facts import Evidence
from agent.stages.media import MEDIA
from agent.stages.offers import amount_in
from agent.stages.pen import Pen, pen_for
from agent.stages.wording import is_clause, sentence, upper_first

RULES = "rules 2026.11"
"""Version of the drafting rules; stands where a language model's draft has the digest of its prompt."""

_HUMOUR = re.compile(r"\b(humou?r|humorous|funny|playful|witty|dry|cheeky|ironic|irony|self-deprecating|tongue-in-cheek)\b", re.I)
_NO_HUMOUR = re.compile(r"\b(no|not|never|without|avoid)\s+(?:\w+\s+)?(humou?r|funny|jokes?|irony|playful)", re.I)
_SOBER = re.compile(r"\b(precise|calm|formal|factual|serious|professional|sober|expert|technical|objective|authoritative|neutral|matter-of-fact|no hype)\b", re.I)
_WARM = re.compile(r"\b(warm|friendly|personal|relaxed|chatty|casual|welcoming|human|kind|caring|plain|approachable|encouraging|empathetic)\b", re.I)
_RELATIVE = re.compile(r"(?:the|an?|one)\s[\w\s]+?\s(?:who|that|which)\s", re.I)
"""A noun with a relative clause: a line for a headline, not a sentence."""
_SENTENCE = re.compile(r"(?<=[.!?])[\"”']?\s+|\n+")


def voice_of(material: Material) -> Phrases:
    """The phrases that suit the client's tone: sober, warm, or warm with dry humour. Unstated: sober for organisations, warm for people."""
    tone = material.intake.tone_voice or ""
    if _HUMOUR.search(tone) and not _NO_HUMOUR.search(tone) and not material.intake.regulated:
        return DRY
    sober, warm = len(_SOBER.findall(tone)), len(_WARM.findall(tone))
    return PRECISE if sober > warm or (sober == warm and material.facts.b2b) else WARM


def sentences_of(text: str) -> list[str]:
    """Sentences of four words or more, in a form that can be compared."""
    parts = (re.sub(r"[^\w%£€$ ]", "", part.lower()) for part in _SENTENCE.split(text))
    return [" ".join(part.split()) for part in parts if len(part.split()) >= 4]


_ALIKE = 0.8
"""Similarity, 0 to 1, from which two first lines count as the same."""
_RANKED = ("headline", "description")
"""Kinds of phrase that are listed best first."""


class Desk:
    """All that is shared while the assets of one artifact are written."""

    def __init__(self, request: DraftRequest, *, apart: str) -> None:
        self.material = Material(request.sources)
        self.pen: Pen = pen_for(self.material.facts, request.instruction, [check.quote for check in request.findings if check.quote])
        self.phrases = voice_of(self.material)
        self.base = self.material.context()
        self.cited: list[tuple[Evidence, str]] = []
        """Claims of the asset at hand: the proof, and its words as they stand in the copy."""
        self.wished: set[str] = set()
        """Wishes the asset at hand has named."""
        self._fixed = {line for text in self.material.intake.required_disclaimers for line in sentences_of(text)}
        self._phrases: set[str] = set()
        self._said: set[str] = set()
        for name, section in request.current.items():
            if name != apart:
                for _, text in paths.leaves(section):
                    self._said.update(sentences_of(text) if isinstance(text, str) else ())
        self._count = 0
        self._turns: dict[str, int] = {}
        self._angles: set[str] = set()
        self._hooks: list[str] = []

    def fresh(self, text: str) -> bool:
        """Whether none of its sentences stands in the artifact already, and nothing in it must stay out."""
        said = [line for line in sentences_of(text) if line not in self._fixed]
        return self.material.allows(text) and self.pen.allows(text) and not any(line in self._said for line in said) and len(said) == len(set(said))

    def keep(self, text: str) -> str:
        """The text, its sentences marked as used."""
        self._said.update(line for line in sentences_of(text) if line not in self._fixed)
        return text

    def say(self, key: str, idea: Idea | None = None, more: Mapping[str, str] | None = None, *, limit: int = 1000) -> str:
        """A phrase of that kind, filled: an unused one, else one that reads differently this time; empty when none fits."""
        values = {**self.base, **(forms(idea, self.material.facts.names) if idea else {}), **{name: value for name, value in (more or {}).items() if value}}
        options = self.phrases.get(key, ())
        start = self.pen.seed(key) + self.pen.turn
        start = self.pen.turn if key in _RANKED else start
        turned = [options[(start + place) % len(options)] for place in range(len(options))]
        unused = [phrase for phrase in turned if phrase not in self._phrases]
        again = [] if key.startswith("hook") else [phrase for phrase in turned if phrase in self._phrases]
        for phrase in (*unused, *again):
            text = _filled(phrase, values)
            if text and len(text) <= limit and self.fresh(text) and not (key.startswith("hook") and self._like_a_hook(text)):
                self._phrases.add(phrase)
                self._count += 1
                return self.keep(text)
        return ""

    def _like_a_hook(self, text: str) -> bool:
        """Whether the text reads nearly like a first line that is taken; otherwise it is taken now."""
        plain = text.casefold()
        if any(SequenceMatcher(None, plain, other).ratio() >= _ALIKE for other in self._hooks):
            return True
        self._hooks.append(plain)
        return False

    def first(self, keys: Iterable[str], idea: Idea | None = None, more: Mapping[str, str] | None = None, *, limit: int = 1000) -> str:
        """The first of several kinds of phrase that has something unused."""
        return next((text for key in keys if (text := self.say(key, idea, more, limit=limit))), "")

    def remark(self, angle: str) -> str:
        """An angle of the strategy as a sentence of its own, when it is one."""
        if angle in self._angles or not is_clause(angle) or ":" in angle or _RELATIVE.match(angle):
            return ""
        self._angles.add(angle)
        return self.line(sentence(angle))

    def line(self, text: str, limit: int = 1000) -> str:
        """A line of the client's or the strategy's, if it may be printed and has not been."""
        return self.keep(text) if text and len(text) <= limit and self.fresh(text) else ""

    def turn(self, name: str) -> int:
        """How often this was asked for before: whose turn it is."""
        self._turns[name] = self._turns.get(name, -1) + 1
        return self._turns[name]

    def next_evidence(self, apart: Evidence | None) -> Evidence | None:
        """The proof that was shown least so far."""
        others = [item for item in self.material.evidence if apart is None or item.id != apart.id]
        free = [item for item in others if item.asset.kind != "certification"] or others
        return min(free, key=lambda item: self._turns.get(f"cite {item.id}", -1), default=None)

    def wish(self, idea: Idea) -> str:
        """A sentence about what people want instead; not the wish the asset is about."""
        own = self.material.wishes[self.material.outcomes.index(idea.text)] if idea.text in self.material.outcomes else ""
        wishes = [wish for wish in self.material.wishes if wish != own and wish not in self.wished]
        if not wishes:
            return ""
        turned = wishes[self.turn("wish") % len(wishes)]
        values = {"wish": turned, "Wish": upper_first(turned), "wishes": ", ".join(wishes[:3])}
        if not re.match(r"(no|not|never|without|less|fewer|to)\b", turned, re.I):
            values["wish_np"] = turned
        return self.first(("wish.pain", "wish") if idea.kind == "pain" else ("wish",), more=values)

    def differences(self) -> str:
        """A sentence on what sets the client apart, two points at a time; nothing the offer's parts have said."""
        said = {part.lower() for part in self.material.parts}
        points = [text for text in self.material.differences if text.lower() not in said]
        if not points:
            return ""
        at = self.turn("difference")
        one, two = points[at % len(points)], points[(at + 1) % len(points)]
        inside = [low(text, self.material.facts.names) for text in (one, two)]
        pair = {"diffs": ", ".join(inside), "both": " and ".join(inside), "D1": upper_first(one), "D2": upper_first(two)}
        return self.first(("diffs", "diff") if at % 2 == 0 and one != two else ("diff",), more={**pair, "diff": inside[0]})

    def offer(self, idea: Idea | None = None) -> str:
        """A sentence that names the offer and what it consists of; after a pain it says what is done about it."""
        kind = idea.kind if idea else "offer"
        neutral = ("turn", "turn.name", "turn.plain") if kind in ("offer", "proof") else ("turn", "turn.plain", "turn.name")
        return self.first(("turn.pain", *neutral) if kind == "pain" else neutral)

    def shown(self, evidence: Evidence) -> str:
        """A proof with what it does not say."""
        said = self.cite(evidence)
        return f"{said} {self.limits(evidence)}".strip() if said else ""

    def rebuttal(self, doubt: Idea) -> str:
        """A nod to a doubt and what is said to it; empty when nothing can be said."""
        reply = self.reply(doubt)
        return f"{self.say('concede', doubt)} {reply}".strip() if reply else ""

    def reply(self, doubt: Idea) -> str:
        """What is said to a doubt: the client's own answer, then proof, then the wish behind it; else an open word that it depends on the case."""
        found = doubt.answers
        if found.fact and (text := self.say("answer.fact", doubt, {"a": found.fact})):
            return text
        if found.evidence is not None and self.has_cited(found.evidence):
            key = "answer.shown.certification" if flavour_of(found.evidence) == "certification" else "answer.shown"
            if text := self.say(key, doubt):
                return text
        if found.evidence is not None and not self.has_cited(found.evidence):
            lead = self.say(f"answer.{flavour_of(found.evidence)}", doubt)
            cited = self.cite(found.evidence)
            careful = self.limits(found.evidence) if found.evidence.asset.kind == "certification" else ""
            return " ".join(text for text in (lead, cited, careful) if text) if cited else ""
        if found.angle and found.angle not in self._angles and (text := self.say("answer.angle", doubt, {"a": low(found.angle, self.material.facts.names)})):
            self._angles.add(found.angle)
            return text
        if found.wish and found.wish not in self.wished and (text := self.say("answer.wish", doubt, {"a": found.wish})):
            self.wished.add(found.wish)
            return text
        return self.say("answer.none", doubt)

    def has_cited(self, evidence: Evidence) -> bool:
        """Whether the asset at hand shows this proof already."""
        return any(item.id == evidence.id for item, _ in self.cited)

    def cite(self, evidence: Evidence) -> str:
        """A sentence with the proof's own words, once per asset; the claim is noted."""
        if self.has_cited(evidence):
            return ""
        text = self.first((f"cite.{flavour_of(evidence)}", "cite.data"), proof(evidence))
        if text:
            self.turn(f"cite {evidence.id}")
            self.claim(evidence, text)
        return text

    def limits(self, evidence: Evidence) -> str:
        """A sentence on what a proof does not say."""
        return self.first((f"limits.{flavour_of(evidence)}", "limits.data"), proof(evidence)) if self.has_cited(evidence) else ""

    def claim(self, evidence: Evidence, text: str) -> None:
        """Note which words of the text repeat the proof."""
        shapes = evidence_forms(evidence)
        options = (shapes["claim"], shapes["cited"], upper_first(shapes["cited"]), shapes.get("words", ""))
        self.cited.append((evidence, next((words for words in options if words and words in text), text)))

    def price(self, limit: int = 1000) -> str:
        """A sentence with the price and, where its proof is limited to some markets, with these; the claim is noted."""
        evidence, stated = self.material.price, self.price_words()
        if evidence is None or not stated:
            return ""
        only = evidence.asset.markets if set(evidence.asset.markets) != set(self.material.facts.markets) else []
        where = f" ({' and '.join(only)} only)" if only else ""
        for words in dict.fromkeys((stated, stated.split(" for ")[0])):
            text = self.say("price", more={"price": words + where, "Price": upper_first(words) + where}, limit=limit)
            if text:
                self.cited.append((evidence, words if words in text else upper_first(words)))
                return text
        return ""

    def price_words(self) -> str:
        """The price with what it buys: '£24 a month for two 250 g bags every two weeks'."""
        offer, evidence = self.material.facts.offer, self.material.price
        if evidence is None or not offer.price:
            return ""
        stated = next((part for part in offer.price.split("; ") if (found := amount_in(part)) and found[0] == float(evidence.asset.value or 0)), "")
        if not stated:
            return ""
        if not self.material.facts.b2b:
            stated = re.sub(r"\b([\d.,]*\d)\s?(GBP|EUR|USD)\b|\b(GBP|EUR|USD)\s?([\d.,]*\d)", _symbol, stated)
        known = set(re.findall(r"\d[\d.,]*", evidence.claim))
        bought = next((part for part in offer.parts if re.match(r"(an?|one|two|three|four|\d)\b", part, re.I)), "")
        fits = bought and set(re.findall(r"\d[\d.,]*", bought)) <= known
        return f"{low(stated)} for {low(bought)}" if fits and " for " not in stated else low(stated)

    def other_pain(self, idea: Idea, key: str) -> str:
        """Another pain than the one at hand: as an aside after a pain, as the usual state after anything else."""
        others = [text for text in self.material.pains if text != idea.text]
        if not others:
            return ""
        shapes = forms(Idea("pain", others[self.turn("pain") % len(others)]), self.material.facts.names)
        return self.say(key, more={"t2": shapes["t"], "T2": shapes["T"]})


def _symbol(match: re.Match[str]) -> str:
    code = match[2] or match[3]
    return {"GBP": "£", "EUR": "€", "USD": "$"}[code] + (match[1] or match[4])


def _filled(phrase: str, values: Mapping[str, str]) -> str:
    names = {name for _, name, _, _ in Formatter().parse(phrase) if name}
    if not names <= values.keys():
        return ""
    text = phrase.format_map(values)
    text = re.sub(r"([?!.])[\"”]?\.(?=\s|$)", lambda m: m[0][:-1], text)
    return text if phrase.startswith("{client") or text[1:2].isupper() else upper_first(text)


def medium_of(channel: str, types: Iterable[str]) -> str:
    """The kind of channel behind a channel's name: 'Trade email newsletter' is Email."""
    named = next((item for item in MEDIA if item.name.lower() == channel.lower()), None)
    found = named or next((item for item in MEDIA if re.search(item.pattern, channel, re.I if item.name != "X" else 0)), None)
    fitting = next((item.name for item in MEDIA if set(types) & set(item.types)), "Website")
    return found.name if found else fitting
