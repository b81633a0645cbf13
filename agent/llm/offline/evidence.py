"""Proof: what the client can show, each piece with its number, unit, date and the words of the brief."""

import re
import unicodedata

from pydantic import JsonValue

from agent.llm.offline.page import Page, first_up
from agent.llm.offline.values import QUOTED, dates_in, money_in, sentences

_KINDS: tuple[tuple[str, str], ...] = (
    ("certification", r"certif|\bISO\b|\bEN \d|accredit|licen[cs]ed|zertifi|approved by the|registered with"),
    ("award", r"\bawards?\b|winner|\bmedal|shortlist|auszeichnung|preis\b"),
    ("press", r"featured in|\bpress\b|reported by|article in|bericht in"),
    ("case_study", r"case stud|fallstudie|project with"),
)
_UNITS = r"%|stars?|reviews?|days?|years?|clients?|customers?|hours?|minutes?|points?|patients?|projects?|kunden|jahre"
_AS_ABOVE = re.compile(r"^(?P<what>.+?)\s+(?:as|see) (?:above|mentioned|stated)", re.I)


def read_evidence(page: Page) -> None:
    """Every piece of proof, and the client's own price."""
    lines: list[str] = []
    for block in page.topic("proof"):
        lines += list(block.items) or _pieces(block.text)
    if not lines:
        lines = [line for line in page.sentences if re.search(r"trustpilot|\bawards?\b|\bISO \d|google rating|\d(?:\.\d)? (?:stars|out of)", line, re.I)]
    place = 0
    for line in lines:
        above = _AS_ABOVE.match(line)
        said = _above(page, above["what"]) if above else (line, line)
        if said is None or len(said[0].split()) < 3:
            continue
        page.note(f"intake.proof_assets[{place}]", _asset(page, said[0], said[1]), said[1])
        place += page.has(f"intake.proof_assets[{place}]")
    _price(page, place)


def _pieces(text: str) -> list[str]:
    return [part.strip() for line in sentences(text) for part in (re.split(r";\s+", line) if not QUOTED.search(line) else [line])]


def _above(page: Page, what: str) -> tuple[str, str] | None:
    """The statement an 'as above' points to: the one that names it, with a figure."""
    words = what.strip(" .").lower().rstrip("s")
    for line in page.sentences:
        if words in line.lower() and re.search(r"\d", line) and not _AS_ABOVE.match(line):
            bracket = re.search(r"([^,;(]*)\(([^)]*" + re.escape(words) + r"[^)]*)\)", line, re.I)
            if bracket:
                claim = re.sub(r"^\s*(?:and|we do)\s+", "", bracket[1]).strip()
                figure = re.split(r":\s", bracket[2], maxsplit=1)[-1]
                return f"{first_up(what)}: {_measured(claim, figure)}", bracket[2]
            return line, line
    return None


def _measured(claim: str, figure: str) -> str:
    """'every bag ships within 48 hours', '97.4% in the last 12 months' -> '97.4% of bags ship within 48 hours in the last 12 months'."""
    every = re.match(r"every (\w+) (\w+)s (.+)", claim, re.I)
    share = re.match(r"(\d[\d.,]*\s?%)\s*(.*)", figure)
    return f"{share[1]} of {every[1]}s {every[2]} {every[3]} {share[2]}".strip() if every and share else f"{claim}, {figure}"


def _asset(page: Page, text: str, quote: str) -> dict[str, JsonValue]:
    spoken = QUOTED.search(text)
    kind = next((name for name, words in _KINDS if re.search(words, text, re.I)), None)
    kind = kind or ("testimonial" if spoken else "data")
    words = _testimonial(text, spoken[1]) if kind == "testimonial" and spoken else first_up(page.tidy(text).rstrip(" ."))
    words, expires = _expiry(words)
    value, unit = (None, None) if kind in ("testimonial", "certification") else _figure(page, text)
    dates = [] if expires else dates_in(_with_years(text))
    return {
        "id": _id(words, kind),
        "kind": kind,
        "text": words,
        "value": value,
        "unit": unit,
        "source": f"{_label(words)}, as stated in the client's brief",
        "date": dates[-1][0].isoformat() if dates else None,
        "expires": expires,
        "markets": [],
    }


def _testimonial(text: str, words: str) -> str:
    who = re.search(r"\b(?:customer|client|patient|guest|member|kunde|kundin),?\s+([A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)(?:\s(?:in|from|of|at|aus)\s([A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?))?", text)
    who = who or re.search(r"^([A-Z][\w'.-]+(?:\s[A-Z][\w'-]+)?)(?:,| from| in| at| of)\s+(?:the )?([A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)", text)
    allowed = re.search(r"written (?:ok|permission|consent)|permission|consent|\bok\b", text, re.I)
    name = ", ".join(part for part in who.groups() if part) if who else "A customer"
    kept = ". Written permission held by the client" if allowed else ""
    return f'{name}: "{words}"{kept}'.replace('.".', '."')


def _expiry(text: str) -> tuple[str, str | None]:
    match = re.search(r"\b(?:valid|expires?|gültig)\b(?: until| till| to| on| bis)?\s+", text, re.I)
    dates = dates_in(text[match.end() :]) if match else []
    if not dates:
        return text, None
    value, words = dates[0]
    return text.replace(words, f"{value.day} {value:%B} {value.year}"), value.isoformat()


def _with_years(text: str) -> str:
    """'14 Mar - 30 Jun 2026' has its year once; both days are in it."""
    return re.sub(r"(\d{1,2} [A-Z][a-z]{2,8}) ?[-–] ?(\d{1,2} [A-Z][a-z]{2,8}) (\d{4})", r"\1 \3 - \2 \3", text)


def _figure(page: Page, text: str) -> tuple[int | float | None, str | None]:
    plain = page.tidy(text)
    site = r"(?P<site>Trustpilot|Google|Capterra|G2|Tripadvisor|Feefo|Yelp)"
    score = r"(?P<score>[0-5](?:\.\d)?)(?![\d,.]*\d)"
    for pattern in (rf"{score} (?:stars?|sterne|out of 5|/ ?5)?\s?(?:on|at|bei|auf) {site}", rf"{site}\b\D{{0,20}}?{score}"):
        rating = re.search(pattern, plain, re.I)
        if rating:
            return _whole(rating["score"]), f"{rating['site']} score"
    figures = list(re.finditer(rf"(?:\+/-\s?)?(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s?({_UNITS})(?!\w)", plain, re.I))
    best = next((figure for figure in figures if figure[2] == "%"), figures[0] if figures else None)
    return (_whole(best[1].replace(",", "")), best[2].lower()) if best else (None, None)


def _whole(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _label(text: str) -> str:
    head = re.split(r":\s|,\s|\s\(|\s[-–]\s|\s(?=\d\.\d|\d,\d)", text, maxsplit=1)[0].strip(' "')
    return head if 0 < len(head.split()) <= 6 and not re.match(r"we |our |\d", head, re.I) else "Figure"


def _id(text: str, kind: str) -> str:
    folded = unicodedata.normalize("NFKD", text.split(":")[0].lower()).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", folded) if word not in ("the", "a", "an", "of", "for", "and", "from", "with", "stars", "in") and (not word.isdigit() or len(word) == 4)]
    return f"proof-{'-'.join(words[:4]) or kind}"[:64]


def _price(page: Page, place: int) -> None:
    """The client's own price is filed as proof, so that copy with a price has something to be checked against."""
    pricing = next((item for item in page.found if item.path == "intake.pricing"), None)
    if pricing is None:
        return
    amounts = money_in(str(pricing.value))
    if not amounts:
        return
    standing = re.split(r";\s", str(pricing.value))[0]
    offer = str(page.value("intake.primary_offer") or "")
    name = re.split(r"[,:.(]", re.sub(r"^(?:an?|the|our)\s+", "", offer, flags=re.I))[0].strip()
    page.note(
        f"intake.proof_assets[{place}]",
        {
            "id": "proof-price",
            "kind": "data",
            "text": f"{first_up(name)}: {standing}" if name and len(name.split()) < 9 else f"Price: {standing}",
            "value": amounts[0][0]["amount"],
            "unit": str(amounts[0][0]["currency"]),
            "source": "The client's own price, as stated in the brief; no dated price list on file",
            "date": None,
            "expires": None,
            "markets": [],
        },
        pricing.quote,
    )
