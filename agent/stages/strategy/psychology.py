"""Layer 3: what the audience believes, wants and doubts."""

import re

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts
from agent.stages.strategy.desk import Layer, short_form
from agent.stages.wording import as_wish, bare, listed, lower_first, quoted, sentence, short_name, text_of, upper_first


def draft_psychology(request: DraftRequest) -> SectionDraft:
    """Draft layer 3."""
    layer = Layer(request)
    facts = layer.facts
    state = "solution_aware" if facts.objections else "problem_aware" if facts.pains else "unaware"
    layer.assume("audience_psychology.awareness_state", f"Read from the {'objections' if facts.objections else 'pains'} in the brief; to be confirmed.")
    intensity = 4 if len(facts.pains) >= 3 else 3
    layer.assume("audience_psychology.pain_intensity", f"{intensity} of 5, judged from {len(facts.pains)} stated pains; nobody was asked.")
    return layer.done(
        {
            "awareness_state": state,
            "pain_intensity": intensity,
            "objection_hierarchy": _hierarchy(layer),
            "trust_transfer_mechanism": _trust(layer),
            "personas": _personas(layer),
        }
    )


def answers(facts: Facts) -> list[str]:
    """What can answer a doubt, strongest first: proof by its label, then what sets the client apart, then parts of the offer."""
    proof = [item.label for item in (*facts.mechanism, *facts.social, *facts.authority)]
    own = [lower_first(text, facts.names) for text in (*facts.differentiators, *facts.offer.parts)]
    return list(dict.fromkeys([*proof, *own])) or [facts.offer.inside]


def best_answer(facts: Facts, doubt: str, place: int) -> str:
    """The answer that shares most words with a doubt; else the next in order."""
    known = answers(facts)
    fitting = next((kinds for words, kinds in _ANSWERED_BY if re.search(words, doubt, re.I)), ())
    for kind in fitting:
        found = _of_kind(facts, kind)
        if found:
            return found
    words = _stems(doubt) - _stems(f"{facts.offer.name} {' '.join(facts.offer.parts)}")
    scored = sorted(known, key=lambda text: -len(words & _stems(text)))
    return scored[0] if words & _stems(scored[0]) else known[place % len(known)]


_ANSWERED_BY: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"trap|cancel|locked|commit|contract|tied", ("way out", "social")),
    (r"approv|certif|licen|complian|procure|legal|regulat", ("authority", "mechanism")),
    (r"accura|precis|reliab|trust|believe|prove|works?\b|effective|genau|distrust", ("mechanism", "social", "authority")),
    (r"already|have a|switch|use another|happy with", ("difference", "mechanism")),
    (r"snob|for kids|not for|posh|people like", ("social", "authority")),
    (r"expens|price|cost|teuer|afford|cheaper", ("social", "difference")),
    (r"time|busy|slow|wait|lange", ("difference", "way out")),
)
"""Which kind of answer fits which doubt, best first."""


def _of_kind(facts: Facts, kind: str) -> str | None:
    if kind == "way out":
        return next((lower_first(part, facts.names) for part in facts.offer.parts if re.search(r"pause|cancel|any ?time|no contract|return", part, re.I)), None)
    if kind == "difference":
        return lower_first(facts.differentiators[0], facts.names) if facts.differentiators else None
    items = {"social": facts.social, "authority": facts.authority, "mechanism": facts.mechanism}[kind]
    return items[0].label if items else None


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-zäöüß]{4,}", text.lower())}


def _hierarchy(layer: Layer) -> list[str]:
    facts, pen = layer.facts, layer.pen
    rows = []
    for place, doubt in enumerate(facts.objections):
        answer = best_answer(facts, doubt, place)
        how = pen.choose(
            f"answer {place}",
            [f"answered with {answer}, shown and not argued", f"met by {answer}", f"the reply is {answer}, given before it is asked for", f"{answer} speaks to it", f"taken seriously, then countered by {answer}"],
        )
        rows.append(sentence(f"{upper_first(bare(doubt))}: {how}"))
    for place, pain in enumerate(facts.pains):
        wish = as_wish(facts.outcomes[place % len(facts.outcomes)], facts.names) if facts.outcomes else facts.offer.inside
        how = pen.choose(f"pain {place}", [f"acknowledged, then turned towards {wish}", f"named in their own words, with {wish} as the way out", f"the reason to listen; what they want is {wish}"])
        rows.append(sentence(f"{upper_first(bare(pain))}: {how}"))
    return rows


def _trust(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    steps = [f"people like them ({facts.social[0].label})" if facts.social else "", f"a record that can be checked ({facts.mechanism[0].label})" if facts.mechanism else "", f"a third party ({facts.authority[0].label})" if facts.authority else ""]
    shown = [step for step in steps if step]
    doubt = quoted(facts.objections[0]) if facts.objections else "the first doubt"
    if not shown:
        layer.assume("audience_psychology.trust_transfer_mechanism", "No proof is on file; the client is asked for a customer, a figure or a certificate.")
        return text_of(f"As long as no proof is on file, trust can only come from plain terms: {listed([lower_first(p, facts.names) for p in facts.offer.parts[:2]]) or facts.offer.inside}", f"{facts.decider} is asked for a customer's words or a dated figure")
    opening = pen.choose("trust", [f"Somebody who says {doubt} is not persuaded by {facts.short} itself, so others speak first", f"The order decides whether {doubt} loses its force", "Belief is borrowed before it is earned"])
    last = f"The last step is the reader's own: {lower_first(facts.offer.parts[-1], facts.names)}" if facts.offer.parts else ""
    return text_of(opening, f"Then come {listed(shown)}" if len(shown) > 1 else f"Then comes {shown[0]}", last)


def _personas(layer: Layer) -> list[dict[str, str]]:
    facts = layer.facts
    roles = list(facts.audience.roles) or [facts.audience.short]
    rows = []
    for place, pain in enumerate(facts.pains[:3]):
        doubt = facts.objections[place % len(facts.objections)] if facts.objections else "No objection is stated"
        role = roles[place % len(roles)]
        rows.append(
            {
                "name": _persona_name(facts, pain, role, len(roles) > 1 and place < len(roles)),
                "role": upper_first(role),
                "situation": upper_first(bare(pain)),
                "wants": upper_first(as_wish(facts.outcomes[place % len(facts.outcomes)], facts.names)) if facts.outcomes else upper_first(facts.offer.inside),
                "objection": upper_first(bare(doubt)),
                "decisive_evidence": upper_first(best_answer(facts, f"{pain} {doubt}", place)),
                "basis": "brief" if place < len(roles) else "brief; the split into separate readers is an assumption",
            }
        )
    if len(rows) > 1:
        layer.assume("audience_psychology.personas", "The brief describes one audience; telling its readers apart is an assumption.")
    return rows


def _persona_name(facts: Facts, pain: str, role: str, own_role: bool) -> str:
    if own_role:
        return upper_first(role)
    return upper_first(short_form(pain, 8)) or short_name(facts.client)
