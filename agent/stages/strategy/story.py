"""Layer 5: the story, its enemy, and the pillars everything returns to."""

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.strategy.desk import Layer, gains, short_form
from agent.stages.strategy.psychology import best_answer
from agent.stages.wording import as_statement, as_wish, bare, listed, lower_first, quoted, sentence, spoken, text_of, upper_first


def draft_story(request: DraftRequest) -> SectionDraft:
    """Draft layer 5."""
    layer = Layer(request)
    return layer.done(
        {
            "problem": _problem(layer),
            "tension": _tension(layer),
            "resolution": _resolution(layer),
            "enemy": _enemy(layer),
            "repetition_logic": _repetition(layer),
            "pillars": pillars(layer),
        }
    )


def _problem(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    pain = facts.pains[0] if facts.pains else f"{facts.audience.short} do without {facts.offer.inside}"
    said = as_statement(pain, facts.audience.short, facts.names)
    second = as_statement(facts.pains[1], "they", facts.names) if len(facts.pains) > 1 and not pen.short else ""
    return text_of(upper_first(said), f"Besides, {second}" if second else "")


def _tension(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    wish = as_wish(facts.outcomes[0], facts.names) if facts.outcomes else facts.offer.inside
    doubt = facts.objections[0] if facts.objections else ""
    if not doubt:
        return sentence(f"They want {wish}, and nothing they have tried brings it")
    options = [
        f"They want {wish}, and the obvious way there is blocked by what they believe: {quoted(doubt)}",
        f"{upper_first(facts.offer.inside)} would help, if it were not for one thought: {quoted(doubt)}",
        f"On one side stands the wish ({wish}), on the other a sentence they repeat to themselves: {quoted(doubt)}",
    ]
    return sentence(pen.choose("tension", options))


def _resolution(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    parts = ", ".join(lower_first(part, facts.names) for part in facts.offer.parts[:3]) or facts.offer.inside
    doubt = facts.objections[0] if facts.objections else ""
    answer = best_answer(facts, doubt, 0) if doubt else parts
    options = [
        f"{upper_first(facts.offer.inside)} puts the answer first ({answer}) and the offer second: {parts}",
        f"First the doubt is met with {answer}; then the offer is simple: {parts}",
        f"Show this first, {answer}, then step back: what is offered is {parts}",
    ]
    return sentence(pen.choose("resolution", options))


def _enemy(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    doubts = [lower_first(short_form(text, 14), facts.names) for text in facts.objections if not spoken(text)]
    habits = [quoted(short_form(text, 12)) if spoken(text) else lower_first(short_form(text, 12), facts.names) for text in facts.pains]
    beliefs = [f"The belief that {text}" for text in doubts] or [f"The habit behind the sentence {quoted(text)}" for text in facts.objections]
    everyday = [f"The everyday moment of {text}" if text.startswith('"') else f"Putting up with it: {text}" for text in habits]
    options = (everyday + beliefs if pen.concrete else beliefs + everyday) or [f"The habit of doing without {facts.offer.inside}"]
    usable = [option for option in options if pen.allows(option)] or options
    return sentence(usable[pen.turn % len(usable)] if not pen.concrete else usable[0])


def _repetition(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    fixed = [item.label for item in facts.evidence if item.asset.unit != facts.currency][:2]
    constant = listed([f"'{label}'" for label in fixed]) or facts.offer.inside
    line = f"'{facts.intake.required_disclaimers[0]}' closes each offer unchanged" if facts.intake.required_disclaimers else ""
    opening = pen.choose(
        "repeat",
        [
            f"Every asset starts from a different scene of the same problem and returns to {constant}",
            f"{upper_first(constant)} stays word for word; scenes, formats and first lines change",
            f"What is repeated is {constant}; what varies is the moment in which {facts.audience.short} meet it",
        ],
    )
    return text_of(opening, "Figures keep their date and source wherever they stand" if fixed else "", line)


def pillars(layer: Layer) -> list[dict[str, object]]:
    """Three or four themes, each from another kind of fact: a pain, a doubt, the proof, the wish."""
    facts = layer.facts
    found = [_pain_pillar(layer), _doubt_pillar(layer), _proof_pillar(layer), _wish_pillar(layer), _offer_pillar(layer)]
    named: dict[str, dict[str, object]] = {}
    for pillar in found:
        if pillar and str(pillar["name"]).lower() not in {name.lower() for name in named}:
            named[str(pillar["name"])] = pillar
    kept = list(named.values())[:4]
    if len(kept) < 3:
        kept.append({"name": f"Who {facts.short} is", "description": sentence(f"The people and the work behind {facts.offer.inside}"), "angles": [sentence(bare(facts.intake.industry or facts.client))]})
    return kept


def _pain_pillar(layer: Layer) -> dict[str, object] | None:
    facts = layer.facts
    if not facts.pains:
        return None
    pain = facts.pains[0]
    more = [upper_first(short_form(text, 12)) for text in facts.pains]
    return {
        "name": upper_first(short_form(pain, 6)),
        "description": sentence(f"The problem as {facts.audience.short} know it, told without blame"),
        "angles": list(dict.fromkeys([*more, f"What it takes today to get {as_wish(facts.outcomes[0], facts.names)}" if facts.outcomes else f"A day without {facts.offer.inside}"]))[:3],
    }


def _doubt_pillar(layer: Layer) -> dict[str, object] | None:
    facts, pen = layer.facts, layer.pen
    doubts = [text for text in facts.objections if not spoken(text)] or list(facts.objections)
    if not doubts:
        return None
    angles = [f"{upper_first(short_form(doubt, 10))}? {upper_first(best_answer(facts, doubt, place))}" for place, doubt in enumerate(facts.objections[:3])]
    return {
        "name": f"{upper_first(short_form(doubts[0], 7))}?",
        "description": sentence(pen.choose("doubt pillar", ["The objection, repeated fairly and then answered", f"What holds {facts.audience.short} back, and what can be said to it", "Doubts first, in their words, with an answer that can be checked"])),
        "angles": angles,
    }


def _proof_pillar(layer: Layer) -> dict[str, object] | None:
    facts = layer.facts
    shown = [*facts.mechanism, *facts.social, *facts.authority]
    if not shown:
        return None
    return {
        "name": f"On record: {shown[0].label}",
        "description": sentence(f"What {facts.short} can show, with date and source, and what it does not prove"),
        "angles": [bare(item.claim) for item in shown[:3]],
    }


def _wish_pillar(layer: Layer) -> dict[str, object] | None:
    facts = layer.facts
    if not facts.outcomes:
        return None
    wish = next((text for text in facts.outcomes if not text.lower().startswith(("no ", "not "))), facts.outcomes[0])
    return {
        "name": upper_first(short_form(wish, 7)),
        "description": sentence(f"Life once {facts.audience.short} {gains(facts)}"),
        "angles": list(dict.fromkeys([upper_first(text) for text in facts.outcomes[:3]] + [upper_first(part) for part in facts.offer.parts[:2]]))[:3],
    }


def _offer_pillar(layer: Layer) -> dict[str, object]:
    facts = layer.facts
    return {
        "name": f"How {facts.offer.inside} works",
        "description": sentence(f"What happens after somebody says yes to {facts.short}"),
        "angles": [upper_first(part) for part in facts.offer.parts[:3]] or [facts.offer.name],
    }


