"""What the copy is made of: the client's words in printable form, the strategy's pillars, channels and calls to action."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from agent.llm.port import Sources
from agent.schemas.strategy import Channel, Pillar, Strategy
from agent.stages.facts import Evidence, Facts, facts_of, is_price
from agent.stages.offers import amount_in
from agent.stages.wording import as_wish, bare, listed, lower_first, spoken, upper_first

_UNIT_BEFORE_NOUN = re.compile(r"\b\d[\d.,]*\s?(?:g|kg|ml|cl|l|cm|mm|m|oz|lb)\b\s+(?=[a-z])")
_BRACKET_WITH_FIGURE = re.compile(r"\s*\([^)]*\d[^)]*\)")
_AMOUNT = r"[\d.,]+(?:\s?[-–]\s?[\d.,]+)?\s?"
_TRAILING_FIGURE = re.compile(rf"\s+(?:(?:of|by|at|around|about|up to|from|over)\s+(?:about |around |up to )?{_AMOUNT}(?:%|per cent)?|{_AMOUNT}(?:%|per cent))$")
_BOAST = re.compile(
    r"\b(best|fastest|cheapest|lowest|highest|freshest|finest|leading|unique|unrivalled|unmatched|guarantee\w*|proven|award[- ]winning|number one|no\. ?1"
    r"|the (?:only|first|most)|(?:better|faster|cheaper|more \w+) than)\b|#1",
    re.I,
)
_ECONOMICS = re.compile(r"\b(cac|ltv|lifetime value|acquisition cost|gross margin|payback)\b", re.I)
_SAID = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "we": "you", "we're": "you're", "we've": "you've",
    "we'd": "you'd", "we'll": "you'll", "my": "your", "our": "your", "me": "you", "us": "you", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "am": "are",
}  # fmt: skip
_TOLD = {"they": "you", "their": "your", "them": "you", "themselves": "yourselves", "they're": "you're", "they've": "you've", "theirs": "yours"}
_ENGLISH_CTA = frozenset(
    "ask apply add arrange begin book browse buy call check choose claim come compare contact create discover donate download enquire explore find "
    "follow get give go hear join learn listen look make manage meet message open order pick plan read receive register request reserve save say "
    "see send share shop sign start stay subscribe take talk tell test try view visit watch work write".split()
)
_UNCOUNTED = re.compile(r"(?:\w{3,}ing|software|support|advice|insurance|therapy|tuition|maintenance|design|care|catering|furniture|equipment)$", re.I)
"""Names of offers that stand without an article."""
_COUNTS = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|double|twice|triple|dozen|hundred|thousand)\b", re.I)
_STOP = frozenset(
    "a an and are as at be but by for from has have how if in is it its no not of on one or our own so that the their them they this to up us was "
    "we what when which who with without you your any every all more than then there these those will would can could do does don't it's".split()
)


@dataclass(frozen=True)
class Held:
    """A statement of the client that is not printed, with the reason."""

    text: str
    reason: str


def low(text: str, names: tuple[str, ...] = ()) -> str:
    """For use inside a sentence; 'X-ray' and 'T-shirt' keep their letter."""
    return text if re.match(r"[A-Z]-", text) else lower_first(text, names)


def stems(text: str) -> set[str]:
    """Content words, cut to six letters so that inflections meet."""
    words = re.findall(r"[a-zäöüß][a-zäöüß'’-]+", text.lower())
    return {word.strip("'’-").removesuffix("s")[:6] for word in words if word not in _STOP and len(word) > 2}


def without_last_figure(text: str) -> str:
    """A phrase without the amount it ends on: 'Non-revenue water of 12-18%' is 'Non-revenue water'."""
    return bare(_TRAILING_FIGURE.sub("", bare(text)))


def to_you(text: str) -> str | None:
    """A statement in the first person, or about 'them', told to the reader; None when it is neither."""
    table = _SAID if spoken(text) else _TOLD if re.match(r"(they|their)\b", text, re.I) else None
    if table is None:
        return None
    turned = re.sub(r"\bI was\b", "you were", bare(text))
    turned = re.sub(r"\b(I|we|they) was\b", "you were", turned)
    return re.sub(r"[A-Za-z]+(?:['’](?:m|ve|d|ll|re))?", lambda word: table.get(word[0].lower().replace("’", "'"), word[0]), turned)


class Material:
    """Facts and strategy together, with one gate for everything that is printed."""

    def __init__(self, sources: Sources) -> None:
        self.facts: Facts = facts_of(sources)
        self.intake = self.facts.intake
        self.strategy = Strategy.model_validate(sources.content("strategy"))

    @cached_property
    def forbidden(self) -> tuple[str, ...]:
        """Phrases that stay out: quoted in forbidden claims, or listed by the strategy."""
        quoted = [phrase for claim in self.intake.forbidden_claims for phrase in re.findall(r"[\"“'‘]([^\"”'’]{3,})[\"”'’]", claim)]
        listed_words = [bare(word) for word in self.strategy.constraints.forbidden_language]
        return tuple(dict.fromkeys(phrase.lower() for phrase in (*quoted, *listed_words) if len(phrase.split()) <= 4))

    def allows(self, text: str) -> bool:
        """Whether the text keeps clear of banned words, rivals and forbidden claims."""
        lower = text.lower()
        if self.facts.banned_in(text) or self.facts.names_rival(text):
            return False
        if any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lower) for phrase in self.forbidden):
            return False
        said = stems(text)
        return not any(len(ban) > 1 and ban <= said for ban in map(stems, self.intake.forbidden_claims))

    def without_figures(self, text: str) -> str | None:
        """The text without figures that have no proof; None when nothing printable is left. The offer's own name keeps its digits."""
        line = _UNIT_BEFORE_NOUN.sub("", _BRACKET_WITH_FIGURE.sub("", bare(text)))
        line = without_last_figure(line)
        rest = line.replace(self.facts.offer.name, "").replace(self.facts.client, "")
        return line if line and not re.search(r"\d|[£€$%]", rest) and self.allows(line) else None

    def _stated(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Statements about the client that need no proof: without figures, superlatives and comparisons."""
        return tuple(dict.fromkeys(line for text in texts if (line := self.without_figures(text)) and not _BOAST.search(line)))

    def _heard(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line for text in texts if (line := self.without_figures(text))))

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Statements about the offer that are not printed, for the creative brief."""
        found = []
        for text in {text.lower(): text for text in (*self.facts.differentiators, *self.facts.offer.parts)}.values():
            if not self._stated((text,)) and not self.proven(text):
                found.append(Held(text, "a superlative or comparison" if _BOAST.search(text) else "a figure without a proof asset"))
        if self.facts.offer.price and self.price is None:
            found.append(Held(self.facts.offer.price, "a price without a proof asset"))
        return tuple(found)

    def proven(self, text: str) -> bool:
        """Whether every figure in the text stands in one proof asset."""
        figures = set(re.findall(r"\d[\d.,]*\d|\d", text))
        return any(figures <= set(re.findall(r"\d[\d.,]*\d|\d", item.claim)) for item in self.evidence) if figures else True

    @cached_property
    def pains(self) -> tuple[str, ...]:
        """Pain points that can be printed."""
        return self._heard(self.facts.pains)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Desired outcomes that can be printed."""
        return self._heard(self.facts.outcomes)

    @cached_property
    def objections(self) -> tuple[str, ...]:
        """Objections that can be printed."""
        return self._heard(self.facts.objections)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What the offer consists of, without figures that have no proof of their own."""
        return self._stated(self.facts.offer.parts)

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Differentiators that can be printed, those first that the parts of the offer do not say already."""
        stated = self._stated(self.facts.differentiators)
        said = {part.lower() for part in self.parts}
        return tuple(text for text in stated if text.lower() not in said) or stated

    @cached_property
    def wishes(self) -> tuple[str, ...]:
        """Outcomes as they stand in a list of wishes, told to the reader."""
        turned = (to_you(text) or text for text in self.outcomes)
        return tuple(re.sub(r"\btheir\b", "your", as_wish(text, self.facts.names)) for text in turned)

    @cached_property
    def promisable(self) -> tuple[str, ...]:
        """Outcomes that may stand alone as a headline: none in a regulated trade, none that counts something."""
        if self.intake.regulated:
            return ()
        lines = (upper_first(to_you(text) or text) for text in self.outcomes)
        return tuple(line for line in lines if not _COUNTS.search(line))

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Proof that holds to the last day of the flight; the client's price is not among it, nor money per customer."""
        end = self.facts.end or self.facts.start or self.facts.today
        lasting = (item for item in self.facts.evidence if not item.asset.expires or item.asset.expires >= end)
        return tuple(item for item in lasting if not is_price(item.asset) and not _ECONOMICS.search(item.claim) and self.allows(item.claim))

    @cached_property
    def price(self) -> Evidence | None:
        """The proof asset of the standing price; None when the price may not be printed."""
        end = self.facts.end or self.facts.start or self.facts.today
        stated = None if re.search(r"\bfree\b", self.facts.offer.name, re.I) else amount_in(self.facts.offer.price or "")
        for item in self.facts.evidence:
            same = stated is not None and item.asset.value is not None and float(item.asset.value) == stated[0]
            if is_price(item.asset) and same and (not item.asset.expires or item.asset.expires >= end) and self.allows(item.claim):
                return item
        return None

    @cached_property
    def industry(self) -> str | None:
        """What the client does, without the label of its trade."""
        text = re.split(r";\s", bare(self.intake.industry or ""))[0]
        return self.without_figures(re.split(r":\s|\.\s", text)[-1]) if text else None

    @cached_property
    def who(self) -> str | None:
        """The people addressed, as they stand in a sentence."""
        return self.without_figures(self.facts.audience.short) if self.intake.target_audience else None

    @cached_property
    def pillars(self) -> tuple[Pillar, ...]:
        """The strategy's pillars."""
        return tuple(pillar for pillar in self.strategy.narrative.pillars if pillar.name)

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """The strategy's channels that have a name."""
        return tuple(channel for channel in self.strategy.channel_strategy.channels if channel.name)

    @cached_property
    def ctas(self) -> tuple[str, ...]:
        """Allowed calls to action, English ones when there are any."""
        allowed = [bare(text) for text in self.strategy.channel_strategy.cta_rules.allowed]
        english = [text for text in allowed if text.split()[0].lower() in _ENGLISH_CTA]
        return tuple(english or allowed)

    @cached_property
    def primary(self) -> str | None:
        """The call to action for the decision itself."""
        stated = bare(self.strategy.channel_strategy.cta_rules.primary or "")
        return stated if stated in self.ctas else self.ctas[0] if self.ctas else None

    @cached_property
    def enemy(self) -> str | None:
        """The belief or habit the story is up against, as it stands inside a sentence."""
        line = bare(self.strategy.narrative.enemy or "")
        fits = re.match(r"the (belief|habit|idea|assumption|notion|thought)\b", line, re.I) and '"' not in line
        return low(line) if fits and self.without_figures(line) == line else None

    @cached_property
    def other_language(self) -> str | None:
        """The first language of the campaign when it is not English."""
        first = self.intake.languages[0] if self.intake.languages else "English"
        return None if first.lower() == "english" else first

    def angles_of(self, pillar: Pillar) -> tuple[str, ...]:
        """A pillar's angles that add something to the facts and can be printed."""
        known = [stems(text) for text in (*self.pains, *self.objections, *self.outcomes, *self.parts, *self.differences)]
        known += [stems(item.claim) for item in self.evidence]
        found = []
        for angle in pillar.angles:
            line = self.without_figures(angle)
            said = stems(line or "")
            told = any(fact and len(said & fact) >= 0.6 * min(len(said), len(fact)) for fact in known)
            if line and said and not told and len(line.split()) <= 14:
                found.append(upper_first(line))
        return tuple(found)

    def context(self) -> dict[str, str]:
        """What every phrase may name: the client, the offer, its parts, the wishes, the people."""
        facts, offer = self.facts, self.facts.offer
        names = facts.names
        inside = offer.inside.removeprefix("the ") if _UNCOUNTED.search(offer.name) else offer.inside
        plural = replace(offer, name=re.split(r"\s(?:for|with|of|in|that|to)\s", offer.name)[0]).plural
        lines = {
            "client": facts.short,
            "offer": inside,
            "Offer": upper_first(inside),
            "name": offer.name,
            "is": "are" if plural else "is",
            "does": "do" if plural else "does",
            "parts": ", ".join(low(part, names) for part in self.parts[:3]),
            "part": low(self.parts[0], names) if self.parts else "",
            "P1": upper_first(self.parts[0]) if len(self.parts) > 1 else "",
            "P2": upper_first(self.parts[1]) if len(self.parts) > 1 else "",
            "who": self.who or "",
            "Who": upper_first(self.who or ""),
            "industry": low(self.industry, names) if self.industry else "",
            "markets": listed(facts.markets),
            "enemy": self.enemy or "",
        }
        return {key: value for key, value in lines.items() if value}
