"""Values in running text: dates, money, numbers, addresses, quotes, lists."""

import re
from datetime import date

from agent.schemas.base import read_number

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar", "february feb februar", "march mar märz maerz", "april apr", "may mai", "june jun juni", "july jul juli",
            "august aug", "september sep sept", "october oct oktober okt", "november nov", "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<name>{_NAME})\.?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<name>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(r"\b(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\b"),
)
_SYMBOL = {"£": "GBP", "€": "EUR", "$": "USD", "chf": "CHF", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "dollars": "USD"}
_CODE = r"GBP|EUR|USD|CHF|PLN|SEK|NOK|DKK|CAD|AUD|JPY|INR|CZK|HUF|NZD|SGD|ZAR|BRL|MXN"
_MONEY = re.compile(
    rf"(?:(?P<c1>{_CODE}|[£€$])\s?(?P<a1>\d[\d.,' ]*\d|\d)\s?(?P<k1>k|K|m|M)?\b)|(?:(?P<a2>\d[\d.,']*\d|\d)\s?(?P<k2>k|K|m|M)?\s?(?P<c2>{_CODE}|[£€$]|[Ee]uros?\b|pounds\b|dollars\b))"
)
URL = re.compile(r"\b(?:https?://[^\s<>()\"'|]+|(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|net|co\.uk|uk|de|at|ch|eu|io|ie|fr|nl|app|dev|shop|store|pl|es|it|be|se|dk|no|fi)(?:/[^\s<>()\"'|]*)?)", re.I)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
QUOTED = re.compile(r"[\"“„]([^\"“”„]{2,160})[\"”“]")


def dates_in(text: str) -> list[tuple[date, str]]:
    """Dates in order of appearance, with their words. Days that do not exist are left out."""
    found: dict[int, tuple[date, str]] = {}
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS[parts["name"].lower()]
            day_, month = _american(int(parts["d"]), month)
            try:
                found.setdefault(match.start(), (date(int(parts["y"]), month, day_), match[0]))
            except ValueError:
                continue
    return [found[place] for place in sorted(found)]


def _american(day_: int, month: int) -> tuple[int, int]:
    """07/31/2026 can only be the 31st of July."""
    return (month, day_) if month > 12 >= day_ else (day_, month)


def money_in(text: str) -> list[tuple[dict[str, int | float | str], str]]:
    """Amounts with their currency, in order, with their words."""
    found: list[tuple[dict[str, int | float | str], str]] = []
    for match in _MONEY.finditer(text):
        raw = (match["a1"] or match["a2"]).strip()
        code = (match["c1"] or match["c2"]).strip()
        amount = read_number(raw) * {"k": 1_000, "m": 1_000_000}.get((match["k1"] or match["k2"] or "").lower(), 1)
        whole = int(amount) if float(amount).is_integer() else amount
        found.append(({"amount": whole, "currency": _SYMBOL.get(code.lower(), code.upper())}, match[0].strip()))
    return found


def weeks_in(text: str) -> tuple[int, str] | None:
    """A length in weeks; months count as four weeks and a third."""
    match = re.search(r"\b(\d{1,2})[- ]?(weeks?|wochen|months?|monate)\b", text, re.I)
    if match is None:
        return None
    weeks = int(match[1]) if match[2].lower().startswith("w") else round(int(match[1]) * 52 / 12)
    return weeks, match[0]


def parts_of(text: str) -> list[str]:
    """The entries of a list written in one line: by semicolon, else by comma; commas in brackets and numbers stay."""
    mark = r";\s*" if ";" in text else r",\s+(?![^(]*\))|\s+(?:and|und|&)\s+(?=[\w\"“]+(?:\s+[\w-]+){0,3}[.]?$)"
    return [part.strip(" .;,") for part in re.split(mark, text) if part.strip(" .;,")]


_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"”]))(?<!\bDr\.)(?<!\bHr\.)(?<!\bFr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)\s+(?=[A-ZÄÖÜ\"“„0-9])")


def sentences(text: str) -> list[str]:
    """Sentences of a block; a full stop in quotes or after a title does not end one."""
    quotes = [(match.start(), match.end()) for match in QUOTED.finditer(text)]
    cuts = [m for m in _END.finditer(text) if not any(start < m.start() < end for start, end in quotes)]
    starts, ends = [0, *(m.end() for m in cuts)], [*(m.start() for m in cuts), len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]
