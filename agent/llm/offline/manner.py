"""Who is spoken to and how: audience, voice, bans, claims, compliance."""

import re

from agent.llm.offline.page import Page, first_up
from agent.llm.offline.values import QUOTED, parts_of, sentences

_SAY = re.compile(r"^(?:they|customers|people|clients|sie|kunden) (?:say|think|tell us|complain|sagen)\b", re.I)
_WANT = re.compile(r"^(?:they|customers|people|clients|sie) (?:want|need|would like|wish for|wünschen|wollen)\b:?\s*", re.I)
_FIRST_PERSON = re.compile(r"^(?:i|i'\w+|i’\w+|we|my|our|ich|wir|mein)\b", re.I)
_BAN = re.compile(r"^(?:please )?(?:don'?t|do not|never|avoid|no|kein[e]?|nicht|banned|forbidden)(?: (?:ever )?(?:say|use|write|call it|the words?|using|words like|verwenden))?:?\s", re.I)
_CLAIM = re.compile(
    r"^(?:please )?(?P<how>never|don'?t|do not|must not|we (?:can'?t|cannot|must not|may not)|no) (?P<what>(?:say or hint|claim|say that|promise|hint|suggest|imply|mention|name|compare|quote|guarantee|state|show)\b.*"
    r"|(?:accuracy|health|medical|price|performance|success|efficacy|guarantee|savings?|comparison|comparative|financial|return)\b.*)$",
    re.I,
)
_GERUND = {"say": "saying", "claim": "claiming", "promise": "promising", "hint": "hinting", "suggest": "suggesting", "imply": "implying", "mention": "mentioning",
           "name": "naming", "compare": "comparing", "quote": "quoting", "guarantee": "guaranteeing", "state": "stating", "show": "showing"}  # fmt: skip
_SHOW = re.compile(r"\b(?:always|must)\s+(?:show|include|carry|state|add|say|print)\b", re.I)


def read_audience(page: Page) -> None:
    """Audience, pains, outcomes, objections."""
    block = page.topic("audience")
    lines = list(block[0].items) or sentences(block[0].text) if block else []
    described = []
    for line in lines:
        if _SAY.match(line) or _WANT.match(line):
            break
        described.append(line)
    if described:
        quote = " ".join(described)
        page.note("intake.target_audience", page.tidy(quote.rstrip(" .")), quote if quote in (block[0].text if block else "") else described[0])
    else:
        aimed = re.search(r"\b(?:aim(?:ed|ing) (?:at|for)|target(?:ing)?|for|reach|audience is|zielgruppe:?)\s+((?:[a-z-]+ ){0,3}(?:adults|people|parents|women|men|owners|managers|engineers|professionals|families|students|teams|businesses|companies|buyers|heads|directors)\b[^.;]*)", page.flat, re.I)
        if aimed:
            page.note("intake.target_audience", first_up(page.tidy(aimed[1])), aimed[0])
    said = next((line for line in [*lines, *page.sentences] if _SAY.match(line) and QUOTED.search(line)), "")
    quotes = [quote.strip(" ,.") for quote in QUOTED.findall(said)]
    _list(page, "pain", "intake.pain_points", [q for q in quotes if _FIRST_PERSON.match(q)], said)
    _list(page, "objections", "intake.objections", [q for q in quotes if not _FIRST_PERSON.match(q)], said)
    want = next((line for line in [*lines, *page.sentences] if _WANT.match(line)), "")
    wished = re.sub(r"\bto (just |simply )?be (?=there\b|available\b)", r"\1", _WANT.sub("", want))
    wishes = [first_up(re.sub(r"^without\s+", "no ", part)) for part in re.split(r",\s+(?:and\s+)?|\s+and\s+(?=without)", wished) if part.strip(" .")]
    _list(page, "outcomes", "intake.desired_outcomes", wishes, want)


def _list(page: Page, topic: str, path: str, spoken: list[str], said: str) -> None:
    block = page.topic(topic)
    if block:
        quotes = QUOTED.findall(block[0].text)
        items = [q.strip(" ,.") for q in quotes] if len(quotes) > 1 else list(block[0].items) or parts_of(block[0].text)
        page.note(path, [first_up(page.tidy(item)) for item in items], block[0].text)
    elif spoken:
        items = [first_up(page.tidy(item)) for item in spoken]
        page.note(path, list(items), f'"{spoken[0]}"' if f'"{spoken[0]}"' in page.flat else said)


def read_voice(page: Page) -> None:
    """Tone, banned words, disclaimers, forbidden claims, compliance notes."""
    voice = [line for block in page.topic("voice") for line in sentences(block.text)]
    tone = [line for line in voice if not (_is_rule(line) or QUOTED.search(line))]
    if tone:
        joined = " ".join(tone)
        page.note("intake.tone_voice", page.tidy(joined.rstrip(" .")) + ("." if joined.endswith(".") and len(tone) > 1 else ""), joined if joined in page.flat else tone[0])
    rules = [*voice, *[line for block in page.topic("constraints", "disclaimers", "approvals") for line in (block.items or sentences(block.text))]]
    everything = [*rules, *[line for line in page.sentences if line not in rules]]
    banned, quote = _banned(page, everything)
    page.note("intake.banned_words", list(dict.fromkeys(banned)), quote)
    shown = [(q.strip(), line) for line in everything if _SHOW.search(line) for q in QUOTED.findall(line)]
    block = page.topic("disclaimers")
    if block and not shown:
        shown = [(item, block[0].text) for item in block[0].items or QUOTED.findall(block[0].text) or [block[0].text]]
    page.note("intake.required_disclaimers", list(dict.fromkeys(text for text, _ in shown)), shown[0][1] if shown else "")
    _claims(page, everything)
    risk = re.search(r"\brisk (?:tolerance|appetite)\b\W{0,3}(?:is )?(conservative|moderate|aggressive|low|high)\b", page.flat, re.I)
    if risk:
        page.note("intake.risk_tolerance", {"low": "conservative", "high": "aggressive"}.get(risk[1].lower(), risk[1].lower()), risk[0])


def _is_rule(line: str) -> bool:
    return bool(_CLAIM.match(line) or _SHOW.search(line) or re.match(r"(?:don'?t|do not|never (?:say|use|write|claim))\b", line, re.I))


def _banned(page: Page, lines: list[str]) -> tuple[list[str], str]:
    block = page.topic("banned")
    if block:
        return [item.strip(' "“”') for item in block[0].items or parts_of(block[0].text)], block[0].text
    found: list[str] = []
    quote = ""
    for line in lines:
        words = QUOTED.findall(line)
        if words and _BAN.match(line) and not _CLAIM.match(line) and not _SHOW.search(line):
            found += [word.strip(" ,.") for word in words]
            quote = quote or line
    return found, quote


def _claims(page: Page, lines: list[str]) -> None:
    place = 0
    for line in lines:
        match = _CLAIM.match(line)
        if not match or (match["how"].lower() == "no" and QUOTED.search(line)):
            continue
        what = re.split(r";\s+(?:we|but)\b|,\s+but\b", match["what"].strip(" ."), maxsplit=1)[0]
        verb = what.split()[0].lower()
        if match["how"].lower() == "no":
            text = first_up(f"any {what}")
        else:
            rest = re.sub(r"^or (\w+)", lambda m: f"or {_GERUND.get(m[1].lower(), m[1])}", what[len(verb) :].strip())
            text = first_up(f"{_GERUND.get(verb, verb)} {rest}")
        page.note(f"intake.forbidden_claims[{place}]", text, line)
        place += 1
    for item in [item for item in page.found if item.path.startswith("intake.unit_economics.") and item.value == "unknown"]:
        label = {"ltv": "a lifetime value", "cac": "an acquisition cost", "aov": "an average order value", "margin": "a margin"}.get(item.path.split(".")[-1], "a payback time")
        page.note(f"intake.forbidden_claims[{place}]", f"Quoting {label}", item.quote)
        place += 1
