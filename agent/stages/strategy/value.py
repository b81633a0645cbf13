"""Layer 4: the promise, what carries it, and what is given up for it."""

import re

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Evidence, Facts
from agent.stages.strategy.desk import Layer, gains
from agent.stages.wording import bare, listed, lower_first, quoted, sentence, text_of, upper_first


def draft_value(request: DraftRequest) -> SectionDraft:
    """Draft layer 4."""
    layer = Layer(request)
    facts = layer.facts
    return layer.done(
        {
            "core_promise": _promise(layer),
            "proof_stack": {"social": _stack(facts.social), "authority": _stack(facts.authority), "mechanism": _stack(facts.mechanism)},
            "sacrifice_framing": _sacrifice(layer),
            "differentiation_logic": _differences(layer),
        }
    )


def _stack(items: tuple[Evidence, ...]) -> list[dict[str, str]]:
    return [{"text": sentence(item.claim), "proof_asset": item.id} for item in items]


def _promise(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    parts = [lower_first(part, facts.names) for part in facts.offer.parts if not re.search(r"\d\s?(?:minutes|hours|days|%)", part)]
    what = ", ".join(parts[:2]) if parts else lower_first(facts.differentiators[0], facts.names) if facts.differentiators else "plain terms"
    name = facts.offer.inside
    gain = gains(facts)
    options = [
        f"With {name}, {facts.audience.short} {gain}: {what}",
        f"{upper_first(what)}: that is how {facts.audience.short} {gain} with {name}",
        f"{facts.short} gives {facts.audience.short} {name}, {what}, so that they {gain}",
    ]
    if pen.short:
        options = [f"{upper_first(name)}, so that {facts.audience.short} {gain}"]
    return sentence(pen.choose("promise", options))


def _sacrifice(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    ours = []
    if facts.offer.intro:
        ours.append("leading with the reduced price")
    if facts.avoided:
        ours.append(f"the reach of {listed([item.name for item in facts.avoided])}")
    if facts.intake.forbidden_claims:
        ours.append("the louder claim")
    if not ours:
        ours.append("everybody who is not among " + facts.audience.short)
    doubt = quoted(facts.objections[0]) if facts.objections else ""
    theirs = pen.choose("theirs", [f"The buyer gives up a familiar reason to wait: {doubt}", f"What the reader lets go of is a sentence that has served well, {doubt}", f"In return the customer parts with {doubt}"])
    return text_of(f"{facts.short} gives up {listed(ours)}", theirs if doubt else f"The customer gives up doing without {facts.offer.inside}")


def _differences(layer: Layer) -> dict[str, list[str]]:
    facts = layer.facts
    structural = [upper_first(text) for text in facts.differentiators] or [upper_first(part) for part in facts.offer.parts]
    cosmetic = [sentence(f"The voice: {lower_first(bare(facts.intake.tone_voice), facts.names)}")] if facts.intake.tone_voice else []
    cosmetic += [f"How {item.label} is presented" for item in facts.authority[:1]]
    if not structural:
        layer.assume("value_architecture.differentiation_logic", "The brief states nothing that sets the client apart; to be asked.")
        structural = [_unknown(facts)]
    return {"structural": structural, "cosmetic": cosmetic or [f"The look of {facts.offer.name}"]}


def _unknown(facts: Facts) -> str:
    return f"Nothing is stated yet that only {facts.short} can say of {facts.offer.inside}"
