"""Layer 7: what every asset must respect."""

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts
from agent.stages.strategy.desk import Layer
from agent.stages.wording import bare, day, listed, lower_first, sentence, upper_first


def draft_guards(request: DraftRequest) -> SectionDraft:
    """Draft layer 7."""
    layer = Layer(request)
    facts = layer.facts
    return layer.done(
        {
            "tone_boundaries": _tone(layer),
            "forbidden_language": _language(layer),
            "claim_boundaries": _claims(facts),
            "visual_constraints": _visuals(facts),
            "compliance_rules": _compliance(facts),
        }
    )


def _tone(layer: Layer) -> list[str]:
    facts = layer.facts
    rules = [sentence(facts.intake.tone_voice)] if facts.intake.tone_voice else []
    if not rules:
        layer.assume("constraints.tone_boundaries", "The brief says nothing about tone; plain and factual until the client decides.")
        rules.append(f"Plain and factual, until {facts.decider} says otherwise.")
    rules.append(f"{upper_first(facts.audience.short)} are spoken to as equals; the problem is never their fault.")
    if facts.intake.languages:
        rules.append(f"Written in {listed(facts.intake.languages)}; figures and dates follow the habits of each language.")
    return rules


def _language(layer: Layer) -> list[str]:
    facts = layer.facts
    words = list(facts.intake.banned_words)
    for claim in facts.intake.forbidden_claims:
        if '"' in claim:
            words.append(claim.split('"')[1])
    if not words:
        layer.assume("constraints.forbidden_language", "The client bans no words; competitors' names and empty superlatives are left out.")
        words = ["best", "number one", "guaranteed"]
    return list(dict.fromkeys(words))


def _claims(facts: Facts) -> list[str]:
    rules = []
    for item in facts.evidence:
        if item.asset.unit and item.asset.unit == facts.currency:
            continue
        until = f", not after {day(item.asset.expires)}" if item.asset.expires else ""
        how = "word for word and with the name" if item.asset.kind == "testimonial" else "with its figure, date and source together" if item.asset.value is not None else "as it is worded"
        rules.append(sentence(f"{item.label}: used {how}{until}"))
    for text in facts.texts("allowed_wording"):
        rules.append(f"Allowed as a phrase: '{text}'.")
    rules += [sentence(f"Ruled out: {lower_first(bare(text), facts.names)}") for text in facts.intake.forbidden_claims]
    if not facts.evidence:
        rules.append(f"No claim that needs evidence is made for {facts.offer.inside}, because none is on file.")
    return rules


def _visuals(facts: Facts) -> list[str]:
    kit = facts.intake.brand_kit
    rules = [f"Colours: {listed(kit.colours)}."] if kit.colours else []
    rules += [f"Typefaces: {listed(kit.fonts)}."] if kit.fonts else []
    if not rules and not kit.logo:
        rules.append(f"No logo, colours or fonts are stated; {facts.decider} provides them before design starts.")
    if facts.rivals:
        rules.append("Nobody else's product or name is in the picture.")
    rules.append(f"{upper_first(facts.offer.inside)} is shown as it is delivered; a generated picture is labelled as generated.")
    return rules


def _compliance(facts: Facts) -> list[str]:
    rules = [f"Any asset that states the offer prints '{text}' in full." for text in facts.intake.required_disclaimers]
    for person in facts.approvers:
        rules.append(sentence(f"Before release {person.name} sees {person.scope or 'the asset'}"))
    if any(item.medium.name == "Email" for item in facts.channels):
        rules.append("Email goes only to people whose consent is documented, and carries a way to unsubscribe.")
    for fact in facts.facts("blackout"):
        if fact.start and fact.end:
            rules.append(f"No publication from {fact.start.isoformat()} to {fact.end.isoformat()}.")
    if facts.intake.regulated:
        rules.append(f"Rules of the trade apply to {lower_first(facts.intake.industry or 'the industry')}; a specialist reads each claim.")
    rules.append("Paid posts carry the platform's own label.")
    return list(dict.fromkeys(rules))
