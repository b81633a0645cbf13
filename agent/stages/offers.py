"""What is sold, taken apart: the name, its parts, the standing price and the introductory terms."""

import re
from dataclasses import dataclass

from agent.stages.wording import bare, lower_first

_MONEY = re.compile(r"(?:[£€$]|\b(?:GBP|EUR|USD|CHF|PLN|SEK|DKK|NOK|CAD|AUD)\b)\s?\d[\d.,]*|\d[\d.,]*\s?(?:£|€|\$|(?:GBP|EUR|USD|CHF|PLN|SEK|DKK|NOK|CAD|AUD)\b)")
_INTRO = re.compile(
    r"\bfirst (?:bag|box|month|week|order|visit|session|year|lesson|class|two|three|\d+)\b|introductory|half[- ]price|\d+ ?% off|\bdiscount"
    r"|\bnew (?:customer|subscriber|member|client|patient)s?\b|\bfree trial\b|early[- ]bird",
    re.I,
)
_INTRO_UNIT = re.compile(r"\bfirst (\w+)", re.I)
_LONG_NAME = re.compile(r"\s+(?:for|with|that|which|where|who|including|to|so|by|across|covering)\s+")
_NO_NAME = re.compile(r"^(we|our team|i)\b|^(help|get|find|make|build|offer|provide|sell)(ing|s)?\b", re.I)
_SENTENCE = re.compile(r"(?<=[a-z0-9)%])[.;]\s+|\n+")


@dataclass(frozen=True)
class Offer:
    """The offer of the campaign, in the client's words."""

    name: str
    """'Coffee subscription', 'FlowSense 400'; never a price."""
    inside: str
    """The name as it stands inside a sentence: 'the coffee subscription'."""
    parts: tuple[str, ...]
    """What it consists of, without price and introductory terms."""
    price: str | None
    """The standing price, complete."""
    intro: str | None
    """Introductory terms, as stated."""
    unsettled: bool
    """True when the introductory terms are stated in two ways that do not agree ('first bag', 'first month')."""

    @property
    def plural(self) -> bool:
        """Whether the name takes a plural verb."""
        last = _LONG_NAME.split(self.name)[0].split()[-1]
        return bool(re.search(r"[^su]s$", last)) and not re.search(r"(ness|ics|news)$", last)


def read_offer(text: str, pricing: str | None, client: str) -> Offer:
    """Take an offer apart. Works on any wording; a part that cannot be told apart stays whole."""
    pieces = _pieces(text)
    name = _name(pieces[0]) if pieces else client
    rest = [re.sub(rf"^(?:(?:an?|the|our)\s+)?{re.escape(name)}", "", piece, flags=re.I).strip(" ,:-") if index == 0 else piece for index, piece in enumerate(pieces)]
    intro = [piece for piece in [*rest, *_pieces(pricing or "")] if _INTRO.search(piece)]
    prices = [piece for piece in _clauses(pricing or "") if not _INTRO.search(piece)]
    prices = prices or [piece for piece in rest if _MONEY.search(piece) and not _INTRO.search(piece)]
    parts = [piece for piece in rest if piece and not _MONEY.search(piece) and not _INTRO.search(piece)]
    units = {unit.lower() for piece in intro for unit in _INTRO_UNIT.findall(piece)}
    return Offer(
        name=name,
        inside=_inside(name, client),
        parts=tuple(dict.fromkeys(parts)),
        price="; ".join(prices) or None,
        intro=intro[0] if intro else None,
        unsettled=len(units) > 1,
    )


def _pieces(text: str) -> list[str]:
    """Statements of an offer: sentences, then what stands between commas and after a colon."""
    pieces = []
    for part in _SENTENCE.split(text):
        head, colon, tail = part.partition(": ")
        named = [head] if colon and len(head.split()) <= 8 else [part]
        pieces += [piece for chunk in [*named, tail if colon and len(head.split()) <= 8 else ""] for piece in re.split(r",\s+(?![^(]*\))", chunk)]
    return [bare(piece) for piece in pieces if bare(piece)]


def _clauses(text: str) -> list[str]:
    return [bare(part) for part in _SENTENCE.split(text.replace("; ", ".\n")) if bare(part)]


def _name(piece: str) -> str:
    """The head of the first statement, at most eight words, without article and without what follows in brackets."""
    head = re.split(r"\s+\(|\s+[-–—]\s+", piece)[0]
    head = re.sub(r"^(?:an?|the|our)\s+", "", head, flags=re.I)
    if len(head.split()) > 8:
        head = _LONG_NAME.split(head)[0]
    return bare(head) or piece


_COMMON_OFFERS = frozenset(
    "subscription membership class course service consultation package workshop treatment software tool app platform event ticket product box kit lesson training "
    "programme program plan session repair cleaning tour menu insurance loan account".split()
)
"""Words for an offer that are no name."""


def _inside(name: str, client: str) -> str:
    words = name.split()
    if len(words) == 1 and name[:1].isupper() and name.lower().rstrip("s") not in _COMMON_OFFERS:
        return name
    titled = len(words) > 1 and all(word[:1].isupper() or not word[:1].isalpha() for word in words)
    if _NO_NAME.match(name) or len(words) > 9:
        return f"what {client} offers"
    if titled or re.search(r"[A-Z].*[A-Z]|^[A-Z]\S*\d", words[0]):
        return name
    return f"the {lower_first(name)}"


def amount_in(text: str) -> tuple[float, str | None] | None:
    """The first amount with its currency in a text such as '19 GBP (last year)'; None when there is none."""
    found = _MONEY.search(text)
    if found is None:
        return None
    digits = re.search(r"\d[\d.,]*\d|\d", found[0])
    code = re.search(r"[A-Z]{3}|[£€$]", found[0])
    value = re.sub(r"[.,](?=\d{3}\b)", "", digits[0]) if digits else "0"
    sign = {"£": "GBP", "€": "EUR", "$": "USD"}
    return float(value.replace(",", ".")), sign.get(code[0], code[0]) if code else None


def percent_in(text: str) -> float | None:
    """The first percentage in a text; None when there is none."""
    found = re.search(r"(\d+(?:[.,]\d+)?)\s?(?:%|per cent|percent)", text)
    return float(found[1].replace(",", ".")) if found else None
