"""Reading figures and dates from copy: value, unit and what is counted, so that two statements can be compared exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from babel import Locale

from agent.schemas.base import read_number


@dataclass(frozen=True)
class Figure:
    """A number in a text."""

    value: float
    unit: str
    """Canonical: '%', 'GBP', 'hour', 'g', 'rating', 'times', 'in 10' (one of ten), 'since' (a founding year); '' when there is none."""
    words: frozenset[str]
    """The words that follow, singular: what is counted."""
    text: str
    """As written, with its unit."""
    start: int


@dataclass(frozen=True)
class Day:
    """A date in a text; the year, or the day of the month, may be left out."""

    year: int | None
    month: int
    day: int | None
    text: str
    start: int

    def agrees(self, other: "Day") -> bool:
        """Whether `other`, the evidence, says this date: same month, and same day and year as far as this one states them."""
        same_year = self.year is None or other.year is None or self.year == other.year
        return self.month == other.month and same_year and (self.day is None or self.day == other.day)


_CURRENCIES = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD",
    "usd": "USD", "dollar": "USD", "dollars": "USD", "chf": "CHF", "fr.": "CHF", "franken": "CHF", "pln": "PLN", "zł": "PLN", "¥": "JPY",
    "jpy": "JPY", "₹": "INR", "inr": "INR", "aud": "AUD", "cad": "CAD", "nzd": "NZD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "czk": "CZK",
}  # fmt: skip
_UNITS: tuple[tuple[str, str], ...] = (
    ("%", r"%|percent\b|per cent\b|prozent\b|pct\b"),
    ("rating", r"(?:out of|/|von|sur)\s?(?:5|10)(?:\s?(?:stars|sternen))?\b|[- ]?stars?\b|★|sternen?\b|(?:trustpilot |google )?(?:score|rating)\b"),
    ("times", r"x\b|×|times\b|-?fold\b|fach\b|mal\b"),
    ("second", r"seconds?\b|secs?\b|sekunden?\b"),
    ("minute", r"minutes?\b|mins?\b|minuten?\b"),
    ("hour", r"hours?\b|hrs?\b|h\b|stunden?\b"),
    ("day", r"days?\b|tagen?\b|tage?s?\b"),
    ("week", r"weeks?\b|wochen?\b"),
    ("month", r"months?\b|monaten?\b|monate?s?\b"),
    ("year", r"years?\b|yrs?\b|jahren?\b|jahre?s?\b"),
    ("kg", r"kg\b|kilos?\b"), ("mg", r"mg\b"), ("g", r"g\b|grams?\b|gramm\b"), ("ml", r"ml\b"), ("l", r"l\b|lit(?:re|er)s?\b"),
    ("mm", r"mm\b"), ("cm", r"cm\b"), ("km", r"km\b"), ("m²", r"m²|sqm\b|qm\b"), ("m", r"m\b|met(?:re|er)s?\b"), ("mile", r"miles?\b"),
    ("kWh", r"kwh\b"), ("kW", r"kw\b"), ("°C", r"°\s?c\b"),
)  # fmt: skip
MEASURES = frozenset(name for name, _ in _UNITS) - {"%", "rating", "times"}
"""Units of time, weight, length, energy: a figure in one of them describes, it does not by itself boast."""
MONEY = frozenset(_CURRENCIES.values())
"""ISO currency codes that are recognised."""

_COUNTED = {
    "review": "review rating bewertung rezension avis opinion reseña recensione", "customer": "customer client kund kunde kundin buyer käufer",
    "user": "user nutzer anwender", "company": "company business firm unternehmen firma", "person": "people person mensch menschen",
    "patient": "patient patientin", "member": "member mitglied", "employee": "employee mitarbeiter", "project": "project projekt",
    "country": "country countrie land länder", "download": "download",
}  # fmt: skip
_NOUNS = {word: noun for noun, words in _COUNTED.items() for word in words.split()}

_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_SMALL_DE = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_SMALL, 1)},
    **{word: value for value, word in enumerate(_SMALL_DE, 1)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    **{f"{ten}{mark}{one}": base + unit for base, ten in zip(range(20, 100, 10), _TENS, strict=True) for unit, one in enumerate(_SMALL[:9], 1) for mark in "- "},
    "hundred": 100,
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_MONEY_WORDS = "|".join(re.escape(word) + (r"\b" if word[-1].isalpha() else "") for word in _CURRENCIES)
_NUMBER = re.compile(
    rf"(?P<before>{'|'.join(re.escape(m) for m in '£€$¥₹')}|\b(?:GBP|EUR|USD|CHF|PLN|JPY|INR|AUD|CAD|NZD|SEK|NOK|DKK|CZK|Fr\.)\s?)?\s?"
    rf"(?<![\w.,:])(?<!\w/)(?<![^\W\d]-)(?P<number>{_DIGITS})(?P<many>\s?(?:k\b|million(?:en)?\b|thousand\b|bn\b|mio\b\.?)|(?<=\d)m\b)?",
    re.I,
)
_AFTER = [(name, re.compile(rf"[\s\u00a0\u202f-]?(?:{pattern})", re.I)) for name, pattern in _UNITS]
_MONEY_AFTER = re.compile(rf"\s?(?P<word>{_MONEY_WORDS})", re.I)
_RATIO = re.compile(rf"\b(?P<part>\d+|{'|'.join(_WORDS)})\s(?:out of|in|von|of every)\s(?P<whole>\d+|{'|'.join(_WORDS)})(?=\s[^\W\d])", re.I)
_SPELT = re.compile(rf"\b(?P<number>{'|'.join(sorted(_WORDS, key=len, reverse=True))})[- ](?P<unit>percent|per cent|prozent|stars?|sternen?)\b", re.I)
_SINCE = re.compile(r"\b(?:since|founded(?: in)?|established(?: in)?|est\.?|seit|gegründet|opened in|depuis|desde)\s(?P<year>1[89]\d\d|20\d\d)\b", re.I)
_NOT_FIGURES = re.compile(
    r"\b24/7\b|\b9[- ]to[- ]5\b|\d\ufe0f?\u20e3|\b(?:day|week|part|tip|chapter|phase|level|version|slide|lesson|tag|woche|teil|tipp|kapitel) \d{1,2}\b(?!\s?%)"
    r"|\b\d{1,2}\s?[–-]\s?\d{1,2}\s?(?:am|pm|uhr)\b|https?://\S+|\bwww\.\S+|\S+@\S+|#\w+|(?m:^\s*(?:\d{1,2}[.)]|(?:step|part|teil|schritt)\s\d{1,2}:?)\s)"
    r"|\b\d{1,2}[:.]\d{2}(?:\s?(?:am|pm|uhr))|\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b|\b\d+(?:st|nd|rd|th)\b"
    r"|(?<!\w)[+0]\d[\d /-]{7,}\d|\b\d{1,2}\s(?:steps|ways|reasons|tips|questions|things|points|parts|ideas|mistakes|signs|myths|rules|slides"
    r"|fragen|schritten?|gründen?|tipps|teilen?|punkten?)\b",
    re.I,
)
_STOP = frozenset(
    "of the a an from in on at for to and or with by per each every within over across after before are is was were have has that who our"
    " their your der die das den dem des von vom mit im in und oder pro je aus bei nach für ist sind".split()
)


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in its order. Dates, years, clock times, list numbers, ordinals, links and names like B2B are none."""
    found = [*_ratios(text), *_spelt(text), *_since(text)]
    if not found and not re.search(r"\d", text):
        return ()
    rest = text
    for start, end in [*((f.start, f.start + len(f.text)) for f in found), *((d.start, d.start + len(d.text)) for d in dates(text))]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    rest = _NOT_FIGURES.sub(lambda match: " " * len(match[0]), rest)
    numbers: list[Figure] = []
    for match in _NUMBER.finditer(rest):
        figure = _figure(rest, match)
        inside = numbers and match.start("number") < numbers[-1].start + len(numbers[-1].text)
        if figure and not inside:
            numbers.append(figure)
    return tuple(sorted([*found, *_ranges(rest, numbers)], key=lambda figure: figure.start))


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    value = read_number(match["number"])
    many = (match["many"] or "").strip().rstrip(".").lower()
    unit, end = _unit(text, match)
    if many:
        value *= {"k": 1e3, "thousand": 1e3, "bn": 1e9}.get(many, 1e6)
    if many == "m" and unit not in MONEY:
        value, unit = value / 1e6, "m"
    words = _following(text, end)
    if not unit and not many and re.fullmatch(r"(?:19|20|21)\d\d", match["number"]) and not counted(words):
        return None
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Figure(value, unit, words, text[start:end].strip(), start)


def _unit(text: str, match: re.Match[str]) -> tuple[str, int]:
    before = (match["before"] or "").strip().lower()
    if before:
        return _CURRENCIES[before], match.end()
    after = _MONEY_AFTER.match(text, match.end())
    if after:
        return _CURRENCIES[after["word"].lower()], after.end()
    for name, pattern in _AFTER:
        found = pattern.match(text, match.end())
        if found:
            return name, found.end()
    return "", match.end()


def _following(text: str, start: int) -> frozenset[str]:
    clause = re.split(r"[.,;:!?()\n\d\"“”]", text[start : start + 60], maxsplit=1)[0]
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", clause)]
    return frozenset(_singular(word) for word in [word for word in words if word not in _STOP][:3])


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else re.sub(r"(?<=\w{3})(?:en|s)$", "", word)


def _ranges(text: str, numbers: list[Figure]) -> Iterator[Figure]:
    """In '12-18%' both figures are percentages."""
    for place, figure in enumerate(numbers):
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        between = text[figure.start + len(figure.text) : after.start] if after else ""
        joined = not figure.unit and re.fullmatch(r"\s?(?:[-–—]|to|bis|and|und)\s?", between)
        yield replace(figure, unit=after.unit, words=after.words) if joined and after else figure


def _ratios(text: str) -> Iterator[Figure]:
    for match in _RATIO.finditer(text) if re.search(r"\b(?:of|in|von)\b", text) else ():
        part, whole = (float(_WORDS.get(match[name].lower(), 0) or match[name]) for name in ("part", "whole"))
        if part < whole:
            yield Figure(part, f"in {whole:g}", frozenset(), match[0], match.start())


def _spelt(text: str) -> Iterator[Figure]:
    for match in _SPELT.finditer(text) if re.search(r"cent|prozent|star|stern", text, re.I) else ():
        unit = "rating" if match["unit"].lower().startswith("s") else "%"
        yield Figure(_WORDS[match["number"].lower()], unit, _following(text, match.end()), match[0], match.start())


def _since(text: str) -> Iterator[Figure]:
    for match in _SINCE.finditer(text):
        yield Figure(float(match["year"]), "since", frozenset(), match[0], match.start())


def counted(words: frozenset[str]) -> str | None:
    """The kind of thing counted, in any of the languages known here: 'reviews' and 'Bewertungen' are both 'review'."""
    return next((_NOUNS[word] for word in sorted(words) if word in _NOUNS), None)


def same(said: Figure, proven: Figure, *, translated: bool = False) -> bool:
    """Whether two figures state the same: equal value, equal unit, and not two different things counted.

    `translated` means the two stand in different languages, so that unknown nouns cannot be compared.
    """
    if abs(said.value - proven.value) > 1e-9:
        return False
    here, there = counted(said.words), counted(proven.words)
    if here and here != there and (there or (proven.words and not translated)):
        return False
    if said.unit != proven.unit:
        return {said.unit, proven.unit} == {"", "rating"} and not (proven.words if said.unit else said.words)
    return bool(said.unit) or translated or not (said.words and proven.words) or (here is not None and here == there) or bool(said.words & proven.words)


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("pl", "pt", "nl", "it", "es", "fr", "de", "en"):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated") if language in ("de", "en") else ("wide",):
                names |= {name.lower().rstrip("."): number for number, name in Locale(language).months[context][width].items()}
    return names | {"sept": 9}


@cache
def _date_patterns() -> list[re.Pattern[str]]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?P<year>(?:19|20|21)\d\d)"
    return [
        re.compile(r"\b(?P<year>(?:19|20|21)\d\d)-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?\b"),
        re.compile(rf"\b(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<number>0?[1-9]|1[0-2])\.(?:\s?{year}\b)?"),
        re.compile(rf"\b(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month>{month})\b\.?(?:,?\s{year}\b)?", re.I),
        re.compile(rf"\b(?P<month>{month})\b\.?\s(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?:,?\s{year}\b)?", re.I),
        re.compile(rf"\b(?P<month>{month})\.?\s{year}\b", re.I),
        re.compile(rf"\b(?P<day>0?[1-9]|[12]\d|3[01])\.?(?=\s?(?:[-–—]|to|bis|and|und)\s?\d{{1,2}}\.?\s(?P<month>{month})\b(?:\s{year}\b)?)", re.I),
    ]  # fmt: skip


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Day, ...]:
    """Every date of a text in its order. In '14 March to 30 June 2026' the year belongs to both; in '12-14 October' the month does."""
    if not re.search(r"\d", text):
        return ()
    found: list[Day] = []
    for pattern in _date_patterns():
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if any(day.start < match.end() and match.start() < day.start + len(day.text) for day in found):
                continue
            month = int(parts["number"]) if parts.get("number") else _months()[parts["month"].lower()]
            year, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "day"))
            found.append(Day(year, month, day, match[0], match.start()))
    return _with_years(sorted(found, key=lambda day: day.start))


def _with_years(found: list[Day]) -> tuple[Day, ...]:
    dated: list[Day] = []
    for day in reversed(found):
        after = dated[-1] if dated else None
        close = after is not None and after.start - day.start - len(day.text) <= 6
        dated.append(replace(day, year=after.year) if after and close and day.year is None and after.month >= day.month else day)
    return tuple(dated[::-1])


def years(text: str) -> set[int]:
    """Every year that stands in a text, alone or in a date."""
    return {int(year) for year in re.findall(r"\b(?:19|20|21)\d\d\b", text)}
