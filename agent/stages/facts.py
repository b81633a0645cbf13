"""A typed, read-only view of the approved intake for all drafters: the client's facts in the shape sentences need.

Everything here is stated by the client or computed from what is stated. What is not known is None or empty, never invented.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from agent.llm.port import Sources
from agent.schemas.intake import BriefFact, FactTopic, Intake, ProofAsset
from agent.stages.media import Wanted, read_channels
from agent.stages.offers import Offer, amount_in, percent_in, read_offer
from agent.stages.people import Approver, Audience, read_approvers, read_audience
from agent.stages.targets import Target, cost_target, read_target
from agent.stages.wording import bare, short_name

_RIVAL_IN_OBJECTION = re.compile(r"\b(?:have|use|using|already with|cheaper at|than)\s+((?:[A-Z][a-z][\w&-]+)(?:\s[A-Z][\w&-]+)?)")
_RIVAL_IN_BAN = re.compile(r"\b(?:name|naming|mention|mentioning)\s+([A-Z][\w&-]+)\b")
_PERMISSION = re.compile(r"[\s,;.(]*\b(?:(?:written |verbal )?(?:permission|consent|ok)\b[^.]*(?:held|given|on file|client)[^.]*|we have (?:his|her|their)[^.]*)[.)]?$", re.I)
_FEWER_WORDS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday English German French The A An I My Our".split())
B2B = re.compile(
    r"\bb2b\b|industrial|manufactur|utilit|enterprise|saas|software|procurement|logistics|engineer|wholesale|\bsmes?\b|agenc|consult|business(?:es)?\b|compan(?:y|ies)",
    re.I,
)


@dataclass(frozen=True)
class Evidence:
    """A proof asset as it may be printed."""

    asset: ProofAsset
    claim: str
    """The client's words without notes on permission."""

    @property
    def id(self) -> str:
        """Id of the proof asset."""
        return self.asset.id

    @property
    def label(self) -> str:
        """Its first words, for naming it in a sentence: 'Dispatch log', 'Great Taste Awards 2025', 'Priya, Bristol'."""
        head = re.split(r":\s|\s[-–(]\s?|,\s(?=\d|valid|until|expires)|\s(?=\d+(?:[.,]\d+)?\s(?:out|from|stars?|%))|;\s", self.claim, maxsplit=1)[0]
        return bare(head) if len(bare(head).split()) <= 7 else " ".join(self.claim.split()[:6]).rstrip(" ,;:")


class Facts:
    """What the client stated, ready for use. Build it with `facts_of(sources)`."""

    def __init__(self, intake: Intake, today: date) -> None:
        self.intake = intake
        self.today = today

    @cached_property
    def client(self) -> str:
        """The client's printed name."""
        return self.intake.client_name or "The client"

    @cached_property
    def short(self) -> str:
        """The client as people say it."""
        return short_name(self.client) if self.intake.client_name else "the client"

    @cached_property
    def offer(self) -> Offer:
        """The offer, taken apart."""
        return read_offer(self.intake.primary_offer or self.intake.industry or "", self.intake.pricing, self.short)

    @cached_property
    def audience(self) -> Audience:
        """Who should act."""
        return read_audience(self.intake.target_audience or "the people the client wants to reach")

    @cached_property
    def markets(self) -> tuple[str, ...]:
        """Markets of this flight."""
        return tuple(bare(item) for item in self.intake.geography if "later" not in item.lower())

    @cached_property
    def later_markets(self) -> tuple[str, ...]:
        """Markets the client plans for later; not part of this flight."""
        return tuple(bare(re.sub(r"\(?\blater\b\)?", "", item, flags=re.I)) for item in self.intake.geography if "later" in item.lower())

    @cached_property
    def rivals(self) -> tuple[str, ...]:
        """Names of other suppliers, from any field; they stay out of narrative and copy."""
        found = [bare(name) for name in self.intake.competitors]
        for objection in self.intake.objections:
            found += _RIVAL_IN_OBJECTION.findall(objection)
        for ban in self.intake.forbidden_claims:
            found += _RIVAL_IN_BAN.findall(ban)
        own = {word.lower() for text in (self.client, *self.intake.geography) for word in re.findall(r"\w+", text)}
        return tuple(dict.fromkeys(name for name in found if name and name not in _FEWER_WORDS and name.lower() not in own))

    @cached_property
    def pains(self) -> tuple[str, ...]:
        """Pain points, printable."""
        return self._printable(self.intake.pain_points)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Desired outcomes, printable."""
        return self._printable(self.intake.desired_outcomes)

    @cached_property
    def objections(self) -> tuple[str, ...]:
        """Objections, in their words; another supplier's name is replaced by 'a supplier'."""
        return self._printable(self.intake.objections)

    @cached_property
    def differentiators(self) -> tuple[str, ...]:
        """What sets the client apart, printable."""
        return self._printable(self.intake.differentiators)

    def _printable(self, texts: list[str]) -> tuple[str, ...]:
        clean = (self.without_rivals(bare(text)) for text in texts)
        return tuple(dict.fromkeys(text for text in clean if text and not self.banned_in(text)))

    def without_rivals(self, text: str) -> str:
        """The text with every rival's name replaced by 'a supplier'."""
        for name in self.rivals:
            text = re.sub(rf"\b{re.escape(name)}\b(?:'s)?", "a supplier", text)
        return text

    def names_rival(self, text: str) -> bool:
        """Whether the text names another supplier."""
        return any(re.search(rf"\b{re.escape(name)}\b", text) for name in self.rivals)

    def banned_in(self, text: str) -> str | None:
        """The first banned word in the text, inflections included; None when there is none."""
        for word in self.intake.banned_words:
            stem = re.escape(bare(word))
            if stem and re.search(rf"(?<![^\W_]){stem}(?:s|es|ed|ing|ly|al|er|ers)?\b", text, re.I):
                return word
        return None

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Proof that may be shown: printable, and not expired at the start of the flight."""
        assets = [asset for asset in self.intake.proof_assets if not asset.expires or asset.expires >= (self.start or self.today)]
        shown = [Evidence(asset, bare_claim(asset.text)) for asset in assets]
        return tuple(item for item in shown if item.claim and not self.banned_in(item.claim) and not self.names_rival(item.claim))

    @cached_property
    def social(self) -> tuple[Evidence, ...]:
        """What other customers say or do: testimonials, cases and ratings."""
        return tuple(item for item in self.evidence if item.asset.kind in ("testimonial", "case_study") or _is_rating(item.asset))

    @cached_property
    def authority(self) -> tuple[Evidence, ...]:
        """Awards, certificates and press."""
        return tuple(item for item in self.evidence if item.asset.kind in ("award", "certification", "press"))

    @cached_property
    def mechanism(self) -> tuple[Evidence, ...]:
        """Measurements of how it works; the client's own price is not one."""
        data = (item for item in self.evidence if item.asset.kind == "data" and not _is_rating(item.asset))
        return tuple(item for item in data if not is_price(item.asset))

    def facts(self, *topics: FactTopic) -> tuple[BriefFact, ...]:
        """Facts of the brief on these topics, in the order of the brief."""
        return tuple(fact for fact in self.intake.brief_facts if fact.topic in topics)

    def texts(self, *topics: FactTopic) -> tuple[str, ...]:
        """Their words."""
        return tuple(bare(fact.text) for fact in self.facts(*topics))

    @cached_property
    def channels(self) -> tuple[Wanted, ...]:
        """Channels the brief asks for, without those it excludes. Empty when it names none."""
        named = [item for fact in self.facts("channel", "event") for item in read_channels(fact.text)]
        avoided = {item.name for item in self.avoided}
        kept = {item.name: item for item in reversed(named) if item.medium.name not in avoided and item.name not in avoided}
        return tuple(kept[name] for name in dict.fromkeys(item.name for item in named) if name in kept)

    @cached_property
    def avoided(self) -> tuple[Wanted, ...]:
        """Channels the brief excludes."""
        stated = [item for text in self.texts("avoided_channel") for item in read_channels(text)]
        notes = re.findall(r"\b(?:not|no) (tiktok|instagram|facebook|linkedin|youtube|x|pinterest|email)\b", self.intake.compliance_notes or "", re.I)
        return tuple({item.name: item for item in [*stated, *(w for note in notes for w in read_channels(note))]}.values())

    @cached_property
    def approvers(self) -> tuple[Approver, ...]:
        """Who releases what."""
        sentences = re.split(r"(?<=[a-z)])(?<!\bDr)(?<!\b[HMF]r)(?<!\bM[rs]s)\.\s+", self.intake.compliance_notes or "")
        noted = [text for text in sentences if re.search(r"\b(approv|sign[- ]?off|release)", text, re.I)]
        return read_approvers([*self.texts("approver"), *noted], self.contact)

    @cached_property
    def contact(self) -> str | None:
        """First name of the contact, when the address shows one."""
        local = (self.intake.contact_email or "").split("@")[0].split(".")[0]
        general = local.lower() in ("info", "hello", "office", "contact", "mail", "team", "sales", "marketing", "support", "admin", "hi")
        return local.capitalize() if local.isalpha() and len(local) > 2 and not general else None

    def releaser(self, *cues: str) -> Approver | None:
        """Who releases what one of the cues names ('price', 'claim', 'content'); None when nobody is named for it."""
        for cue in cues:
            for person in self.approvers:
                if cue in f"{person.scope} {person.name}".lower():
                    return person
        return None

    @cached_property
    def decider(self) -> str:
        """Who is asked when a decision rule fires: the first approver, else the contact, else the client."""
        content = self.releaser("content", "marketing", "brand")
        person = content or (self.approvers[0] if self.approvers else None)
        return person.name if person else self.contact or self.short

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """All stated targets."""
        return tuple(read_target(item, self.start, self.intake.duration_weeks) for item in self.intake.kpi_targets)

    @cached_property
    def counted(self) -> Target | None:
        """The first target that counts results."""
        return next((item for item in self.targets if item.kind == "count" and item.direction == "up"), None)

    @cached_property
    def rate(self) -> Target | None:
        """The first target that is a rate."""
        return next((item for item in self.targets if item.kind == "rate"), None)

    @cached_property
    def cost(self) -> Target | None:
        """What one result may cost: stated, else budget divided by the count."""
        stated = next((item for item in self.targets if item.kind == "cost"), None)
        return cost_target(self.counted, stated, self.intake.budget)

    @cached_property
    def cost_is_stated(self) -> bool:
        """Whether the client set the cost ceiling."""
        return any(item.kind == "cost" for item in self.targets)

    @cached_property
    def each(self) -> float | None:
        """Budget divided by the counted target; None when either is missing."""
        if self.intake.budget is None or self.counted is None or not self.counted.target:
            return None
        return float(self.intake.budget.amount) / float(self.counted.target)

    @cached_property
    def currency(self) -> str | None:
        """ISO currency of the budget."""
        return self.intake.budget.currency if self.intake.budget else None

    @cached_property
    def cac(self) -> tuple[float, str | None] | None:
        """Stated acquisition cost with its currency."""
        return amount_in(self.intake.unit_economics.cac)

    @cached_property
    def margin(self) -> float | None:
        """Stated gross margin in per cent."""
        stated = self.intake.unit_economics.margin
        return percent_in(stated if stated != "unknown" else (self.intake.ecommerce.margins or "" if self.intake.ecommerce else ""))

    @cached_property
    def price(self) -> tuple[float, str | None] | None:
        """The standing price with its currency."""
        return amount_in(self.offer.price) if self.offer.price else None

    @cached_property
    def start(self) -> date | None:
        """First day of the flight."""
        return self.intake.start_date

    @cached_property
    def end(self) -> date | None:
        """Last day of the flight."""
        return self.start + timedelta(weeks=self.intake.duration_weeks, days=-1) if self.start else None

    def week_end(self, week: int) -> date | None:
        """Last day of a week of the flight, counted from 1."""
        return self.start + timedelta(weeks=week, days=-1) if self.start else None

    @cached_property
    def b2b(self) -> bool:
        """Whether the buyer is an organisation."""
        return bool(B2B.search(f"{self.intake.industry or ''} {self.intake.target_audience or ''}"))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Proper names that keep their capital inside a sentence."""
        proofs = (word for asset in self.intake.proof_assets for word in re.findall(r"(?<=[a-z,:] )[A-Z]\w+", asset.text))
        people = (person.name for person in self.approvers)
        return (self.client, *self.intake.geography, *self.intake.languages, *self.rivals, *proofs, *people)


def facts_of(sources: Sources) -> Facts:
    """The facts of the approved intake. An intake that is missing gives an empty view."""
    return Facts(Intake.model_validate(sources.content("intake")), sources.today)


def bare_claim(text: str) -> str:
    """A proof text without its note on permission."""
    return bare(_PERMISSION.sub("", text.strip()))


def is_price(asset: ProofAsset) -> bool:
    """Whether the proof asset is the client's own price."""
    return bool(re.fullmatch(r"[A-Z]{3}", asset.unit or "")) or "price" in asset.id


def _is_rating(asset: ProofAsset) -> bool:
    return bool(re.search(r"\breviews?\b|rating|trustpilot|google score|stars? from", f"{asset.text} {asset.unit or ''}", re.I)) and asset.kind == "data"
