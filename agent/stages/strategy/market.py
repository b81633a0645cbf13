"""Layer 2: the market as it is, and what this campaign will not do in it."""

import re

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts
from agent.stages.strategy.desk import Layer
from agent.stages.strategy.psychology import best_answer
from agent.stages.wording import bare, day, listed, lower_first, quoted, sentence, text_of, upper_first


def draft_market(request: DraftRequest) -> SectionDraft:
    """Draft layer 2."""
    layer = Layer(request)
    facts = layer.facts
    settled = bool(facts.intake.competitors) or any(re.search(r"already|have", text) for text in facts.objections)
    maturity = "mature" if settled and facts.b2b else "growing"
    layer.assume("market_truth.category_maturity", f"Taken as {maturity}; the brief does not say. To be checked with {facts.decider}.")
    return layer.done(
        {
            "category_maturity": maturity,
            "competitive_vectors": _vectors(facts),
            "white_space_logic": _white_space(layer),
            "what_not_to_do": _not_to_do(facts),
        }
    )


def _vectors(facts: Facts) -> list[dict[str, str | None]]:
    notes = facts.texts("competitor_note")
    cheaper = next((note for note in notes if re.search(r"cheap|price|cost", note, re.I)), None)
    louder = next((note for note in notes if note != cheaper), None)
    rows: list[dict[str, str | None]] = []
    if facts.evidence:
        labels = listed([item.label for item in facts.evidence if item.asset.unit != facts.currency][:2])
        rows.append({"vector": "trust", "us": labels or facts.evidence[0].label, "competitors": "The brief holds no evidence of theirs", "note": "Our own proof is shown; nobody else's lack of it is mentioned."})
    if facts.offer.price:
        said = f"{cheaper}, according to the client" if cheaper else "Their prices are not in the brief"
        rows.append({"vector": "price", "us": upper_first(facts.offer.price), "competitors": said, "note": "No comparison of prices in any asset." if cheaper else None})
    if facts.differentiators:
        rows.append({"vector": "features", "us": facts.differentiators[0], "competitors": _others(facts), "note": _unproven(facts, facts.differentiators[0])})
    if len(facts.differentiators) > 1:
        rows.append({"vector": "service", "us": facts.differentiators[-1], "competitors": "Unknown: their terms are not described", "note": None})
    if louder:
        rows.append({"vector": "brand", "us": upper_first(bare(facts.intake.tone_voice or facts.short)), "competitors": f"{louder}, according to the client", "note": f"{facts.short} is recognised by what it can show, not by being louder."})
    return rows or [{"vector": "brand", "us": facts.offer.name, "competitors": "The brief names no competitors", "note": "To be filled when the client describes its market."}]


def _others(facts: Facts) -> str:
    names = facts.intake.competitors
    return f"{listed(names)}: the brief does not say" if names else "What buyers use today is known only from their objections"


def _unproven(facts: Facts, text: str) -> str | None:
    words = set(re.findall(r"\w{4,}", text.lower()))
    proven = any(len(words & set(re.findall(r"\w{4,}", item.claim.lower()))) >= 2 for item in facts.evidence)
    return None if proven else f"Stated by {facts.short} and not yet backed by dated evidence; described in copy, never counted."


def _white_space(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    held = list(facts.texts("competitor_note"))
    doubt = facts.objections[0] if facts.objections else facts.pains[0] if facts.pains else ""
    strong = best_answer(facts, doubt, 0) if doubt else facts.differentiators[0] if facts.differentiators else facts.offer.name
    taken = f"Some places are taken: {listed([lower_first(note, facts.names) for note in held])}" if held else ""
    place = pen.choose(
        "place",
        [
            f"The place still free belongs to whoever answers {quoted(doubt)} before it is said aloud, and {facts.short} can do so with this: {lower_first(strong, facts.names)}",
            f"What nobody in the brief holds is a straight answer to {quoted(doubt)}; {facts.short} has one, {lower_first(strong, facts.names)}",
            f"Between what buyers fear ({quoted(doubt)}) and what {facts.short} can show ({lower_first(strong, facts.names)}) there is room",
        ],
    )
    shown = facts.mechanism or facts.authority or facts.social
    fits = f"It fits because the answer can be checked: {shown[0].label}" if shown else "It holds only once proof is on file, which the client is asked for"
    return text_of(taken, place if doubt else f"{facts.short} starts from {lower_first(strong, facts.names)}", fits, pen.extra("No competitor's material was reviewed for this draft"))


def _not_to_do(facts: Facts) -> list[str]:
    items = [_refrain(text) for text in facts.intake.forbidden_claims]
    items += [f"Do not use {item.name}; the client rules it out." for item in facts.avoided]
    if facts.offer.unsettled:
        items.append("Do not print the introductory figure while its terms can be read in two ways.")
    if facts.intake.competitors:
        items.append(f"Do not name, picture or hint at {listed(facts.intake.competitors, 'or')}.")
    for fact in facts.facts("blackout"):
        when = f"from {day(fact.start)} to {day(fact.end)}" if fact.start and fact.end else ""
        items.append(sentence(f"Do not publish {when}: the brief says \"{bare(fact.text)}\"") if when else sentence(f"Keep to this: {bare(fact.text)}"))
    items += [f"Do not advertise in {market} yet." for market in facts.later_markets]
    for item in facts.evidence:
        if item.asset.kind == "award":
            items.append(f"Do not stretch '{item.label}' beyond what it was given for.")
        if item.asset.kind == "certification":
            items.append(f"Do not let '{item.label}' stand for an approval it is not.")
    if not facts.evidence:
        items.append("Do not claim results, numbers or superlatives; there is no proof on file.")
    items.append(f"Do not talk down to {facts.audience.short}.")
    return list(dict.fromkeys(items))


_FINITE = {"saying": "say", "claiming": "claim", "naming": "name", "quoting": "quote", "promising": "promise", "hinting": "hint", "suggesting": "suggest",
           "mentioning": "mention", "comparing": "compare", "guaranteeing": "guarantee", "implying": "imply", "stating": "state", "showing": "show"}  # fmt: skip


def _refrain(text: str) -> str:
    """'Claiming "the freshest"' -> 'Do not claim "the freshest".'"""
    words = [_FINITE.get(word.lower(), word) for word in bare(text).split()]
    plain = " ".join(words)
    if words[0] != bare(text).split()[0]:
        return sentence(f"Do not {lower_first(plain)}")
    return sentence(f"Do not use {lower_first(plain)}")
