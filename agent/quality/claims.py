"""Material claims in copy (figures, superlatives, comparisons, efficacy, prices, testimonials), each held against its proof.

Figures, units and dates are compared exactly: "5%" is close to "45%" for a fuzzy match and a lie for a reader.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.quality import figures
from agent.quality.figures import Day, Figure
from agent.schemas import paths
from agent.schemas.creatives import Asset, Claim
from agent.schemas.intake import Intake, ProofAsset
from agent.schemas.text import one_line

Text = tuple[str, str]
"""A published text with its path: ('body', 'Two bags ...')."""


@dataclass(frozen=True)
class Fault:
    """A claim that its proof does not carry."""

    path: str
    quote: str
    message: str
    proof: ProofAsset | None = None
    """The proof that would carry it, when the copy only fails to name it."""


@dataclass(frozen=True)
class _Mark:
    """Words that make a claim without a figure."""

    kind: str
    pattern: re.Pattern[str]
    from_offer: bool = False
    """Whether the client's own description of the offer is enough."""


def _mark(kind: str, pattern: str, *, from_offer: bool = False) -> _Mark:
    return _Mark(kind, re.compile(pattern, re.I), from_offer)


_MARKS = (
    _mark("superlative", r"(?<!at )(?<!your )(?<!do )(?<!its )(?<!am )\bbest\b(?!\s*(?:[,\n]|$|-kept|wishes|regards|of luck|before|practice|friend|time|way|day|moment|suited|left|if|when|to|in case)\b)(?![,\n]|$)"),
    _mark("superlative", r"\b(?:number one|nummer eins|fastest|cheapest|finest|freshest|safest|purest|unbeatable|unrivalled|unmatched|unparalleled|second to none|world[- ]class|unschlagbar|unübertroffen|einzigartig\w*)\b|\b(?:no|nr)\.? ?1\b|(?<!\w)#1\b"),
    _mark("superlative", r"\bmost (?:trusted|popular|reliable|effective|accurate|advanced|powerful|awarded|loved|recommended|affordable|innovative|durable|precise)\b"),
    _mark("superlative", r"\b(?:biggest|largest|widest|greatest|lowest|highest) (?:range|selection|choice|network|prices?|quality|standards?|provider|supplier|savings|discounts?|rates?|accuracy)\b"),
    _mark("superlative", r"\b(?:market|industry|world)[- ]leading\b|\bleading (?:provider|brand|supplier|maker|manufacturer|company|agency|experts?|specialists?)\b|\b(?:markt|branchen|weltweit )?führende[rnsm]?\b|\bmarktführer\w*"),
    _mark("superlative", r"\b(?:der|die|das|den|zum|zur) (?:beste|günstigste|schnellste|sicherste|genaueste|modernste)[rnsm]?\b(?! (?:dank|grüße))"),
    _mark("comparison", r"\b(?:better|cheaper|faster|safer|stronger|fresher|healthier|longer|easier|smarter|more \w+|less \w+) than (?:any|other|others|most|all|every|anyone|the (?:rest|others?|competition|leading)|our competitors?|ordinary|traditional|conventional|standard|supermarkets?)\b"),
    _mark("comparison", r"\b(?:besser|günstiger|schneller|sicherer|genauer|frischer) als (?:alle|andere\w*|jede\w*|die (?:konkurrenz|anderen)|der wettbewerb|herkömmliche\w*|übliche\w*)"),
    _mark("comparison", r"\b(?:nobody|no one|none of the(?:m| others)|no other \w+) (?:else|shows?|offers?|does|has|can)\b|\bunlike (?:other|any|most|our competitors?)\b|\blike no other\b"),
    _mark("comparison", r"\b(?:twice|double|triple|three times|doppelt|dreimal) (?:as|so) \w+"),
    _mark("efficacy", r"\b(?:clinically|scientifically|medically|klinisch|wissenschaftlich) (?:proven|tested|shown|backed|getestet|bewiesen|erwiesen|belegt)\b|\bproven (?:to|results|effective)\b|\b(?:cures?|heals?|heilt|lindert)\b|\bnachweislich\b"),
    _mark("efficacy", r"\b(?:lose|losing) weight\b|\bweight[- ]loss\b|\bburns? (?:fat|calories)\b|\bdetox\w*|\babnehmen\b|\bboosts? (?:your )?(?:immun\w+|energy|metabolism|health|focus|mood|productivity)\b|\banti-?(?:ageing|aging|inflammatory)\b"),
    _mark("efficacy", r"\b(?:reduces?|relieves?|prevents?|improves?) (?:your )?(?:stress|anxiety|pain|inflammation|wrinkles|disease|illness|sleep|health|wellbeing|concentration)\b|\bno side[- ]effects\b|\b(?:carbon|climate)[- ]neutral\b|\bnet[- ]zero\b|\bklimaneutral\w*"),
    _mark("efficacy", r"\b(?:healthy|healthier|healthiest|good for you|gesund(?:er|e[rnsm]?)?|guaranteed?|guarantees|garantiert|risk[- ]free)\b", from_offer=True),
    _mark("endorsement", r"\b(?:award[- ]winning|preisgekrönt\w*|trusted by|loved by|recommended by|as seen (?:in|on)|empfohlen von)\b|\b(?:thousands|hundreds|millions) of (?:\w+ )?(?:customers|clients|people|users|families|companies|businesses|patients|members|subscribers|reviews|orders)\b|\btausende \w*(?:kunden|nutzer|menschen|familien|unternehmen)\b"),
    _mark("endorsement", r"\b(?:certified|accredited|zertifiziert\w*|patented|patentiert\w*)\b", from_offer=True),
    _mark("price", r"\b(?:half[- ]price|money[- ]back|discount\w*|free (?:of charge|shipping|delivery|trial|returns?|sample|consultation|quote|month|bag|gift)|for free|kostenlos\w*|gratis|rabatt\w*|versandkostenfrei)\b", from_offer=True),
)  # fmt: skip



def marks_in(text: str) -> list[str]:
    """The words of a text that claim something without a figure, in lower case and in order."""
    return sorted(match[0].casefold() for mark in _MARKS for match in mark.pattern.finditer(text))


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,400})[\"”“»]")
_SPEAKER = re.compile(r"\s*(?:[-–—]\s*|says\s|said\s)?(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})(?=\s*(?:,|\(|\n|$|\.\s*$))")
_BEFORE = re.compile(r"\b(?!(?:The|An?|This|That|Our|Your|My|His|Her|Their|One|Some|If|When|What|As|And|But)\b)(?P<name>[A-Z][\w'’-]+)(?:,? [\w'’-]+){0,5} (?:says|said|writes|told us|puts it|sagt|schreibt)\s?[:,]?\s*$")
_NOBODY = ("You", "Everyone", "Everybody", "Nobody", "Somebody", "Someone", "Me", "We", "Us", "I", "They", "It")
"""Names that are no customer: a quotation of what everyone thinks is no testimonial."""
_DENIED = re.compile(r"(?:\bno|\bnot(?! only| just)|n't|\bnever|\bcannot|\bwithout|\bkein\w*|\bnicht)\s+(?:\w+\s+){0,2}$", re.I)
_EVIDENCE_DATE = re.compile(r"\b(?:valid|checked|expires?|as of|measured|gültig|geprüft|stand|gemessen)\b", re.I)


class Evidence:
    """What may be said: the proofs, the client's description of the offer, and every date and year on record."""

    def __init__(self, intake: Intake, today: date, *records: object) -> None:
        self.intake = intake
        self.today = today
        self.proofs = {proof.id: proof for proof in intake.proof_assets}
        leaves = [str(value) for record in (intake.model_dump(mode="json"), *records) for _, value in paths.leaves(record)]
        self.days = [day for text in leaves for day in figures.dates(text)]
        self.years = {year for text in leaves for year in figures.years(text)} | {today.year}

    @cached_property
    def proven(self) -> dict[str, list[Figure]]:
        """The figures of each proof: its value and those of its text."""
        return {proof.id: [*stated(proof), *figures.figures(proof.text)] for proof in self.intake.proof_assets}

    @cached_property
    def offer_texts(self) -> list[str]:
        """The client's description of what is sold, to whom, on which conditions, and wording the client allows."""
        intake = self.intake
        facts = [fact.text for fact in intake.brief_facts if fact.topic in ("allowed_wording", "event")]
        skus = intake.ecommerce.top_skus if intake.ecommerce else []
        texts = [intake.client_name, intake.primary_offer, intake.pricing, intake.target_audience, *intake.required_disclaimers, *facts, *skus]
        return [text for text in texts if text]

    @cached_property
    def _described(self) -> list[Figure]:
        plain = [figure for text in self.offer_texts for figure in figures.figures(text)]
        boasts = [figure for text in self.intake.differentiators for figure in figures.figures(text)]
        return plain + [figure for figure in boasts if not _boasts(figure)]

    def describes(self, figure: Figure, *, translated: bool) -> bool:
        """Whether the figure belongs to the offer as the client describes it."""
        if figure.unit == "since":
            return int(figure.value) in self.years
        return any(figures.same(figure, known, translated=translated) for known in self._described) or self._recorded(figure)

    def _recorded(self, figure: Figure) -> bool:
        """Whether a bare number with the same noun stands anywhere in the intake: a street number, a model, a list."""
        if figure.unit or not figure.words or figures.counted(figure.words):
            return False
        return any(known.words & figure.words and figures.same(figure, known) for known in self._all_figures)

    @cached_property
    def _all_figures(self) -> list[Figure]:
        leaves = paths.leaves(self.intake.model_dump(mode="json"))
        return [figure for _, text in leaves if isinstance(text, str) for figure in figures.figures(text)]

    def carriers(self, figure: Figure, *, translated: bool) -> list[ProofAsset]:
        """The proofs that state the figure."""
        return [self.proofs[name] for name, known in self.proven.items() if any(figures.same(figure, k, translated=translated) for k in known)]

    def translated(self, language: str | None) -> bool:
        """Whether copy in that language is a translation of the evidence, which is kept in English."""
        return (language or next(iter(self.intake.languages), "English")).casefold() != "english"


def stated(proof: ProofAsset) -> list[Figure]:
    """A proof's own value with its unit, and with what its text says is counted."""
    if proof.value is None:
        return []
    value = figures.figures(f"{proof.value:f}".rstrip("0").rstrip(".") + f" {proof.unit or ''}")
    in_text = [figure for figure in figures.figures(proof.text) if any(figures.same(figure, own) for own in value)]
    return in_text or list(value)


def _boasts(figure: Figure) -> bool:
    """A percentage, a rating, a ratio or a number of customers needs a proof; the client's word for it is not one."""
    return figure.unit in ("%", "rating", "times") or figure.unit.startswith("in ") or figures.counted(figure.words) is not None


def published(asset: Asset) -> list[Text]:
    """Every text of an asset that a reader sees or hears, with its path inside the asset."""
    texts: list[tuple[str, str | None]] = [("hook", asset.hook), ("body", asset.body), ("cta", asset.cta)]
    texts += [("subject", asset.subject), ("preheader", asset.preheader), ("alt_text", asset.alt_text)]
    texts += [(f"headlines[{n}]", text) for n, text in enumerate(asset.headlines)]
    texts += [(f"descriptions[{n}]", text) for n, text in enumerate(asset.descriptions)]
    for n, slide in enumerate(asset.slides):
        texts += [(f"slides[{n}].headline", slide.headline), (f"slides[{n}].text", slide.text)]
    for n, scene in enumerate(asset.script):
        texts += [(f"script[{n}].voice", scene.voice), (f"script[{n}].on_screen", scene.on_screen)]
    return [(path, text) for path, text in texts if text]


def copy_faults(texts: Iterable[Text], claims: list[Claim], evidence: Evidence, *, language: str | None = None) -> Iterator[Fault]:
    """Claims in published texts that no named proof carries. `claims` is the asset's own list."""
    named = {claim.proof_asset for claim in claims} & evidence.proofs.keys()
    translated = evidence.translated(language)
    for path, text in texts:
        for figure in figures.figures(text):
            yield from _figure_faults(figure, path, named, evidence, translated)
        for mark in _MARKS:
            yield from _mark_faults(mark, path, text, named, evidence)
        yield from _quote_faults(path, text, named, evidence)
        for paragraph in re.split(r"\n\s*\n", text):
            yield from _date_faults(path, paragraph, evidence, translated)


def _figure_faults(figure: Figure, path: str, named: set[str], evidence: Evidence, translated: bool) -> Iterator[Fault]:
    carriers = evidence.carriers(figure, translated=translated)
    if any(proof.id in named for proof in carriers):
        return
    owed = [proof for proof in carriers if any(figures.same(figure, known, translated=translated) for known in stated(proof))]
    described = evidence.describes(figure, translated=translated)
    if owed or (carriers and not described and figure.unit not in figures.MEASURES and figure.unit):
        proof = (owed or carriers)[0]
        yield Fault(path, figure.text, f"'{figure.text}' is a claim. Name {proof.id} in the asset's claims.", proof)
    elif carriers and not described and figures.counted(figure.words):
        yield Fault(path, figure.text, f"'{figure.text}' is a claim. Name {carriers[0].id} in the asset's claims.", carriers[0])
    elif not carriers and not described:
        yield Fault(path, figure.text, f"No proof says '{figure.text}'. Take it out, or use a figure exactly as its proof states it.")


def _mark_faults(mark: _Mark, path: str, text: str, named: set[str], evidence: Evidence) -> Iterator[Fault]:
    for match in mark.pattern.finditer(text):
        words = match[0].strip()
        denied = mark.kind == "efficacy" and _DENIED.search(text[: match.start()])
        if denied or _inside_name(text, match, evidence.intake.client_name or ""):
            continue
        proof = next((p for p in evidence.proofs.values() if words.casefold() in p.text.casefold()), None)
        offered = mark.from_offer and any(words.casefold() in known.casefold() for known in [*evidence.offer_texts, *evidence.intake.differentiators])
        if (proof and proof.id in named) or offered:
            continue
        if proof:
            yield Fault(path, words, f"'{words}' is a claim ({mark.kind}). Name {proof.id} in the asset's claims.", proof)
        else:
            yield Fault(path, words, f"'{words}' is a claim ({mark.kind}) that no proof carries. Take it out, or ask the client for the proof.")


def _inside_name(text: str, match: re.Match[str], name: str) -> bool:
    return any(at.start() <= match.start() < at.end() for at in re.finditer(re.escape(name), text)) if name else False


def _quote_faults(path: str, text: str, named: set[str], evidence: Evidence) -> Iterator[Fault]:
    for match in _QUOTED.finditer(text):
        words = _plain(match[1])
        if len(words.split()) < 4:
            continue
        proof = next((p for p in evidence.proofs.values() if words in _plain(p.text)), None)
        if proof and proof.id not in named and proof.kind == "testimonial":
            yield Fault(path, match[0], f"This is a testimonial. Name {proof.id} in the asset's claims.", proof)
        elif proof is None and _spoken(text, match):
            yield Fault(path, match[0], "No proof holds this testimonial in these words. Quote it exactly, or take it out.")


def _spoken(text: str, quoted: re.Match[str]) -> bool:
    """Whether a quotation is put into somebody's mouth: '"...", says Priya', '"..."\\nPriya, Bristol', 'Priya says: "..."'."""
    speaker = _SPEAKER.match(text, quoted.end()) or _BEFORE.search(text[: quoted.start()])
    return speaker is not None and speaker["name"] not in _NOBODY


def _plain(text: str) -> str:
    return one_line(text.replace("’", "'")).strip(" .,!?").casefold()


def _date_faults(path: str, paragraph: str, evidence: Evidence, translated: bool) -> Iterator[Fault]:
    """Beside a proven figure, every date must be on record: a check date or a certificate's last day is part of the claim."""
    proven = any(evidence.carriers(figure, translated=translated) for figure in figures.figures(paragraph))
    if not proven and not _EVIDENCE_DATE.search(paragraph):
        return
    for day in figures.dates(paragraph):
        if not any(day.agrees(known) for known in evidence.days):
            yield Fault(path, day.text, f"No proof is dated {day.text}. Use the date exactly as the proof states it.")
    for year in sorted(figures.years(paragraph) - evidence.years):
        yield Fault(path, str(year), f"No proof is dated {year}. Use the date exactly as the proof states it.")


def declared_faults(claim: Claim, path: str, evidence: Evidence, *, language: str | None = None) -> Iterator[Fault]:
    """Whether a declared claim says what its proof says: value, unit, date, expiry, and every figure, date and quotation in its words."""
    proof = evidence.proofs.get(claim.proof_asset)
    if proof is None:
        yield Fault(f"{path}.proof_asset", claim.proof_asset, f"The intake holds no proof '{claim.proof_asset}'. Name one that exists.")
        return
    if proof.expires and proof.expires < evidence.today:
        yield Fault(path, claim.text, f"{proof.id} expired on {proof.expires}. Take the claim out, or file the renewed proof in the intake.")
    yield from _record_faults(claim, proof, path)
    known = evidence.proven[proof.id]
    translated = evidence.translated(language)
    for figure in figures.figures(claim.text):
        carried = any(figures.same(figure, k, translated=translated) for k in known)
        if not carried and not evidence.describes(figure, translated=translated):
            yield Fault(f"{path}.text", figure.text, f"{proof.id} does not say '{figure.text}'. It says: {proof.text}")
    yield from _claim_date_faults(claim, proof, path)
    if proof.kind == "testimonial":
        for quoted in _QUOTED.findall(claim.text):
            if _plain(quoted) not in _plain(proof.text):
                yield Fault(f"{path}.text", quoted, f"{proof.id} is worded differently. Quote it exactly: {proof.text}")


def _record_faults(claim: Claim, proof: ProofAsset, path: str) -> Iterator[Fault]:
    pairs: tuple[tuple[str, object, object], ...] = (
        ("value", claim.value, proof.value),
        ("unit", _unit(claim.unit), _unit(proof.unit)),
        ("date", claim.date, proof.date),
        ("expires", claim.expires, proof.expires),
    )
    for name, said, proven in pairs:
        if said is not None and said != proven:
            shown = getattr(claim, name)
            yield Fault(f"{path}.{name}", str(shown), f"The {name} is {shown}; {proof.id} says {getattr(proof, name) or 'none'}. Copy it exactly.")


def _unit(unit: str | None) -> str | None:
    read = figures.figures(f"1 {unit}") if unit else []
    return (read[0].unit or unit.casefold()) if read and unit else unit


def _claim_date_faults(claim: Claim, proof: ProofAsset, path: str) -> Iterator[Fault]:
    record = " ".join([proof.text, proof.date or "", str(proof.expires or "")])
    known: list[Day] = [*figures.dates(proof.text), *figures.dates(proof.date or ""), *figures.dates(str(proof.expires or ""))]
    days = figures.dates(claim.text)
    for day in days:
        if not any(day.agrees(other) for other in known):
            yield Fault(f"{path}.text", day.text, f"{proof.id} is not dated {day.text}. It says: {proof.text}")
    for year in sorted(figures.years(claim.text) - figures.years(record) - {day.year for day in days}):
        yield Fault(f"{path}.text", str(year), f"{proof.id} is not dated {year}. It says: {proof.text}")


def stands_in(claim: Claim, texts: Iterable[Text]) -> bool:
    """Whether the claim's words still stand in the copy, apart from white space, quotation marks and the last full stop."""
    words = _plain(claim.text)
    return any(words in _plain(text) for _, text in texts)
