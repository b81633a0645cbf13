"""What should be reached: objective, targets, dates, budget, and the campaign's own fields."""

import re
from datetime import date, timedelta

from agent.llm.offline.page import Page, first_up
from agent.llm.offline.values import dates_in, money_in, sentences, weeks_in
from agent.schemas.base import read_number

OBJECTIVES: tuple[tuple[str, str], ...] = (
    ("hiring", r"\bhir(?:e|ing)\b|recruit|applicants?|applications?\b|candidates?|vacanc|bewerb\w+|mitarbeiter (?:finden|gewinnen)"),
    ("lead_generation", r"\bleads?\b|enquir|inquir|demo requests?|\bdemos\b|consultations?|quote requests?|anfragen|lead"),
    ("event_promotion", r"\battend|registrations?|tickets?\b|visitors to the|anmeldungen|event promotion"),
    ("partnerships", r"\bpartnerships?\b|resellers?|new partners|partner gewinnen"),
    ("sales", r"subscribers?|\bsales\b|\borders?\b|bookings?|revenue|customers?\b|patients?\b|clients?\b|members\b|purchases?|memberships?|verkauf|umsatz|kunden|bestellungen"),
    ("retention", r"retention|repeat|churn|loyal|win back|kundenbindung"),
    ("brand_awareness", r"awareness|be known|bekannt|visibility|reach\b|recall"),
    ("product_launch", r"product launch|launch(?:ing)? (?:of )?(?:our|the|a) new|markteinführung"),
    ("engagement", r"engagement|followers|community"),
)
"""Words of a goal to the objective; the first that fits wins."""
_COUNT = re.compile(
    r"(?P<n>\d[\d.,]*\d|\d)\+?\s+(?P<what>(?:new |qualified |paying |additional |online |monthly |neue |qualifizierte )*"
    r"(?:subscribers?|leads?|customers?|clients?|members?|orders?|bookings?|sign-?ups?|registrations?|attendees?|applications?|applicants?|hires?|demos?|demo requests?"
    r"|enquiries|inquiries|patients?|downloads?|followers?|visitors?|visits|ticket sales|students?|donors?|partners?|appointments?|installs?|trials?|trial units|sales|tickets?|users?"
    r"|kunden|anfragen|abonnenten|bewerbungen|buchungen|mitglieder|termine|bestellungen)\b)(?P<note>\s*\([^)]*\))?",
    re.I,
)
_RATE = re.compile(
    r"(?P<what>(?:\d+-day |\d+-month )?(?:[a-z-]+ ){0,3}(?:rate|share|ratio|churn|conversion|no-shows?|occupancy))\s+(?:up |down )?from\s+(?P<a>\d[\d.,]*)\s?%?\s+to\s+(?P<b>\d[\d.,]*)\s?%",
    re.I,
)
_RATE_TO = re.compile(r"(?P<what>(?:\d+-day )?(?:[a-z-]+ ){0,2}(?:rate|share|occupancy|churn))\s+(?:of|to|at|above|below|under)\s+(?P<b>\d[\d.,]*)\s?%", re.I)
_COST = re.compile(r"(?P<what>(?:cost|cac|cpl|cpa)(?: per [a-z]+)?)[^.;\d]{0,40}?\b(?P<limit>below|under|at most|max(?:imum)?|less than|not exceed|unter|höchstens)\s+", re.I)
_START = re.compile(r"\b(?:start(?:s|ing|ed)?|launch(?:es|ing)?|begin(?:s|ning)?|go(?:es)? live|from|beginn|ab|vom)\b[^.;]{0,18}$", re.I)
_END = re.compile(r"\b(?:until|till|to|end(?:s|ing)?|through|by|bis|ende)\b[^.;]{0,14}$|[-–]\s*$", re.I)


def read_goals(page: Page) -> None:
    """Objective, targets, dates, length, budget, campaign name."""
    _dates(page)
    _objective(page)
    _targets(page)
    _budget(page)
    name = page.topic("name")
    if name and len(name[0].text.split()) <= 12:
        page.note("campaign.name", name[0].text.rstrip(" ."), name[0].text)
    heading = re.search(r"^#{1,3}\s*(?:client |creative |marketing )?brief\s*[:–-]\s*(.+)$", page.text, re.I | re.M)
    if heading and re.search(r"\s[-–—]\s", heading[1]):
        page.note("campaign.name", re.sub(r"\s[-–—]\s", ": ", heading[1].strip(), count=1), heading[1].strip())


def objective_of(text: str) -> str | None:
    """The objective the words of a goal name; None when they name none."""
    return next((name for name, words in OBJECTIVES if re.search(words, text, re.I)), None)


def _objective(page: Page) -> None:
    for block in page.topic("goal"):
        first = sentences(block.text)[0] if block.text else ""
        counted = _COUNT.search(first)
        found = objective_of(re.split(r"[.,;:(]", first)[0]) or (objective_of(counted["what"]) if counted else None) or objective_of(block.text)
        if found:
            quote = first if not counted or counted.start() < 30 else counted[0]
            page.note("intake.objective", found, quote)
            return
    counts = [found for line in page.sentences for found in _COUNT.finditer(line) if re.search(r"\b(?:get|like|win|gain|want|need|reach|goal|by)\b", line, re.I)]
    if counts and objective_of(counts[0]["what"]):
        page.note("intake.objective", objective_of(counts[0]["what"]), counts[0][0])
    for line in page.sentences:
        if re.search(r"\b(?:goal|objective|aim|target|we want to|we need|looking (?:for|to)|ziel)\b", line, re.I):
            found = objective_of(line)
            if found:
                page.note("intake.objective", found, line)
                return


def _dates(page: Page) -> None:
    text = page.flat
    for value, words in dates_in(text):
        place = text.find(words)
        before = text[max(0, place - 40) : place]
        if _START.search(before) and not page.has("intake.start_date") and not re.search(r"valid|certificate|checked|gültig", before, re.I):
            match = _START.search(before)
            quote = f"{match[0].lstrip()}{words}" if match else words
            page.note("intake.start_date", value.isoformat(), quote if quote in text else words)
            tail = text[place + len(words) : place + len(words) + 30]
            end = dates_in(tail)
            if end and re.match(r"\s*(?:-|–|to|until|till|bis)\s", tail):
                page.note("campaign.end_date", end[0][0].isoformat(), end[0][1])
    block = page.topic("dates")
    if block and not page.has("intake.start_date"):
        dates = dates_in(block[0].text)
        if dates and not re.match(r"(?:deadline|end|ende)", block[0].label, re.I):
            page.note("intake.start_date", dates[0][0].isoformat(), dates[0][1])
            if len(dates) > 1 and dates[1][0] > dates[0][0]:
                page.note("campaign.end_date", dates[1][0].isoformat(), dates[1][1])
    _length(page)


def _length(page: Page) -> None:
    for text in (page.words("dates"), page.words("goal"), *[line for line in page.sentences if re.search(r"\b(?:start|run|campaign|flight|for|over|in|laufzeit)\b", line, re.I)]):
        for match in re.finditer(r"\b\d{1,2}[- ]?(?:weeks?|wochen|months?|monate)\b", text, re.I):
            length = weeks_in(match[0])
            lead = text[max(0, match.start() - 12) : match.start()]
            if length and 1 <= length[0] <= 52 and not re.search(r"every|all|alle|last|past|pay", lead, re.I):
                page.note("intake.duration_weeks", length[0], text if len(text) < 120 and text in page.flat else match[0])
                return
    start, end = page.value("intake.start_date"), page.value("campaign.end_date")
    if start and end:
        days = (date.fromisoformat(str(end)) - date.fromisoformat(str(start))).days + 1
        if 7 <= days <= 366:
            quote = next(item.quote for item in page.found if item.path == "campaign.end_date")
            page.note("intake.duration_weeks", max(1, round(days / 7)), quote, "Counted from the first to the last day.")


def _flight_end(page: Page) -> str | None:
    start, weeks = page.value("intake.start_date"), page.value("intake.duration_weeks")
    if not start or not isinstance(weeks, int):
        return None
    return (date.fromisoformat(str(start)) + timedelta(weeks=weeks, days=-1)).isoformat()


def read_targets(text: str) -> list[dict[str, str | int | float | None]]:
    """Targets in one statement."""
    return [kpi for kpi, _ in _targets_in(Page(text, date(2000, 1, 1)), text)]


def _targets(page: Page) -> None:
    place = 0
    seen: set[str] = set()
    lines = [line for block in page.topic("goal", "budget", "dates") for line in sentences(block.text)]
    if not lines:
        lines = [line for line in page.sentences if re.search(r"\b(?:goal|target|aim|want|need|reach|ziel|erreichen|gewinnen|get|like)\b", line, re.I)]
    for line in lines:
        for kpi, quote in _targets_in(page, line):
            key = str(kpi["kpi"]).casefold()
            if key not in seen:
                seen.add(key)
                page.note(f"intake.kpi_targets[{place}]", kpi, quote)
                place += 1


def _targets_in(page: Page, line: str) -> list[tuple[dict[str, str | int | float | None], str]]:
    out: list[tuple[dict[str, str | int | float | None], str]] = []
    for match in _COUNT.finditer(line):
        tail = line[match.end() : match.end() + 70]
        due = re.match(r"\s*(?:for [\w -]{3,30} )?(?:by|until|before|bis(?: zum)?)\s", tail)
        dates = dates_in(tail) if due else []
        weeks = re.match(r"\s*(?:in|within|over|after|innerhalb von)\s+\d", tail)
        by = dates[0][0].isoformat() if dates else _flight_end(page) if weeks and weeks_in(tail) else None
        end = match.end() + (tail.find(dates[0][1]) + len(dates[0][1]) if dates else 0)
        if weeks and (length := weeks_in(tail)):
            end = match.end() + tail.find(length[1]) + len(length[1])
        note = match["note"].strip() if match["note"] else ""
        kpi = f"{first_up(match['what'])} {note}".strip()
        out.append(({"kpi": kpi, "target": _number(match["n"]), "unit": match["what"].split()[-1].lower(), "by": by}, line[match.start() : end]))
    rates = list(_RATE.finditer(line))
    for match in rates:
        what = re.sub(r"^(?:and|the|our|increase|raise|reduce|lift|bring|a) ", "", match["what"].strip(), flags=re.I)
        value = {"kpi": f"{first_up(what)} (from {match['a']}%)", "target": _number(match["b"]), "unit": "%", "by": None}
        out.append((value, match[0][match[0].find(what) :]))
    for match in _RATE_TO.finditer(line):
        if not any(rate.start() <= match.start() < rate.end() for rate in rates):
            out.append(({"kpi": first_up(match["what"]), "target": _number(match["b"]), "unit": "%", "by": None}, match[0]))
    for match in _COST.finditer(line):
        money = money_in(line[match.end() :])
        if money:
            quote = line[match.start() : line.find(money[0][1], match.end()) + len(money[0][1])]
            amount = money[0][0]["amount"]
            value = {"kpi": f"{first_up(match['what'])} (must stay {match['limit'].lower()})", "target": amount, "unit": str(money[0][0]["currency"]), "by": _flight_end(page)}
            out.append((value, quote))
    return out


def _number(text: str) -> int | float:
    value = read_number(text)
    return int(value) if value.is_integer() else value


def _budget(page: Page) -> None:
    lines = [block.text for block in page.topic("budget")]
    lines += [line for line in page.sentences if re.search(r"\b(?:budget|spend|invest)\b", line, re.I)]
    lines += [line for line in page.flat.split(". ") if re.search(r"\bbudget\b", line, re.I)]
    for line in lines:
        money = money_in(line)
        for amount, words in money:
            lead = line[max(0, line.find(words) - 30) : line.find(words)]
            if re.search(r"\bper\b|cost|below|under", lead, re.I):
                continue
            page.note("intake.budget", dict(amount), line if len(line) < 90 and line in page.flat else words)
            return
