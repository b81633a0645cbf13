"""Layer 1: how the client earns, what it costs to win a customer, and what stands in the way."""

import re

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts
from agent.stages.strategy.desk import Layer, in_place
from agent.stages.wording import bare, day, listed, lower_first, money, number, sentence, text_of, upper_first

_BOTTLENECK = {
    "lead_generation": "demand", "sales_conversion": "conversion", "retention": "retention", "product_market_fit": "demand", "operations": "conversion",
}  # fmt: skip
_DOUBT = re.compile(r"\bnot\b|trust|believe|accura|approv|safe|scam|trap|proof|risk|already|sceptic|certif|teuer|zu\b", re.I)


def draft_reality(request: DraftRequest) -> SectionDraft:
    """Draft layer 1."""
    layer = Layer(request)
    facts = layer.facts
    bottleneck = _bottleneck(layer)
    return layer.done(
        {
            "business_model_summary": _model(layer),
            "revenue_streams": [stream.model_dump(mode="json") for stream in facts.intake.revenue_streams] or _assumed_stream(layer),
            "unit_economics": facts.intake.unit_economics.model_dump(mode="json"),
            "pricing_logic": _pricing(layer),
            "growth_constraint": _constraint(layer, bottleneck),
            "bottleneck": bottleneck,
            "risk_tolerance": facts.intake.risk_tolerance,
            "regulatory_constraints": _rules(facts),
        }
    )


def _assumed_stream(layer: Layer) -> list[dict[str, object]]:
    layer.assume("business_reality.revenue_streams", "The brief names no revenue streams; the offer is taken as the only one. To be confirmed.")
    return [{"name": upper_first(layer.facts.offer.name), "share": None}]


def _bottleneck(layer: Layer) -> str:
    facts = layer.facts
    stated = _BOTTLENECK.get(facts.intake.growth_bottleneck)
    if stated:
        return stated
    doubts = [text for text in (*facts.objections, *facts.pains) if _DOUBT.search(text)]
    if facts.intake.objective == "brand_awareness":
        found, why = "awareness", "the objective is awareness"
    elif len(doubts) >= 2:
        found, why = "trust", f"the stated objections are doubts ({doubts[0]})"
    elif facts.intake.objective in ("lead_generation", "hiring", "event_promotion", "product_launch"):
        found, why = "demand", "the objective counts people who come forward"
    else:
        found, why = "conversion", "the objective counts purchases"
    layer.assume("business_reality.bottleneck", f"The brief names no bottleneck; taken as {found} because {why}. To be confirmed with {facts.decider}.")
    return found


def _model(layer: Layer) -> str:
    facts, pen = layer.facts, layer.pen
    where = listed([in_place(market) for market in facts.markets]) or "its market"
    parts = ", ".join(lower_first(part, facts.names) for part in facts.offer.parts[:3])
    opening = pen.choose(
        "model",
        [
            f"{facts.client} sells {facts.offer.inside} in {where}",
            f"In {where}, {facts.client} earns with {facts.offer.inside}",
            f"{facts.client} lives on {facts.offer.inside}, sold in {where}",
        ],
    )
    opening = f"{opening} ({parts})" if parts else opening
    later = f"{listed(facts.later_markets)} may follow and is outside this flight" if facts.later_markets else ""
    streams = facts.intake.revenue_streams
    shared = [f"{number(float(stream.share) * 100)}% with {lower_first(stream.name, facts.names)}" for stream in streams if stream.share is not None]
    names = listed([lower_first(stream.name, facts.names) for stream in streams])
    income = f"It earns {listed(shared)}" if shared else f"Income comes from {names}, in shares the brief does not give" if len(streams) > 1 else ""
    baseline = facts.texts("baseline")
    seen = f"What the client has measured: {baseline[0]}" if baseline else ""
    buyer = pen.choose("buyer", [f"The money comes from {facts.audience.short}", f"Those who pay are {facts.audience.short}", f"The buyers are {facts.audience.short}"])
    return text_of(opening, later, income, buyer, seen)


def _pricing(layer: Layer) -> str:
    facts = layer.facts
    if not facts.offer.price:
        layer.assume("business_reality.pricing_logic", "The price is not stated; copy leaves it out until the client gives it.")
        return text_of(f"No price is stated for {facts.offer.inside}", "Copy therefore names none, and every conversation about money goes to the client")
    releaser = facts.releaser("price", "claim", "legal")
    lines = [f"The standing price of {facts.offer.inside} is {facts.offer.price}"]
    if facts.offer.unsettled:
        lines.append(f"The introductory terms read '{facts.offer.intro}', which can be understood in two ways; the reduced figure stays out of copy until {facts.decider} has settled which one holds")
    elif facts.offer.intro:
        lines.append(f"New customers are offered this: {facts.offer.intro}")
    if releaser:
        lines.append(f"Nothing with a price appears before {releaser.name} has released it")
    currency = facts.price[1] if facts.price else None
    if currency and len(facts.markets) > 1 and currency == "GBP":
        lines.append(f"It is stated in pounds only, so copy with a price runs where pounds are used until a price for {facts.markets[-1]} is on file")
    if not any(asset.unit == currency for asset in facts.intake.proof_assets):
        lines.append("There is no dated price list on file, so the figure belongs in conversation rather than in a headline")
    return text_of(*lines)


def _constraint(layer: Layer, bottleneck: str) -> str:
    facts = layer.facts
    lines = [_cause(layer, bottleneck)]
    if facts.each is not None and facts.counted and facts.intake.budget:
        budget, target = facts.intake.budget, facts.counted
        each = money(facts.each, budget.currency)
        scope = facts.texts("budget_scope")
        covered = f" ({lower_first(scope[0].removeprefix('Budget: '))})" if scope else ""
        lines.append(f"{money(float(budget.amount), budget.currency)}{covered} divided by {number(target.target or 0)} {target.many} allows {each} each")
        lines += _against(facts, each)
    elif facts.intake.budget:
        lines.append(f"The budget is {money(float(facts.intake.budget.amount), facts.intake.budget.currency)}; without a counted target it cannot be turned into a cost per result")
    else:
        layer.assume("business_reality.growth_constraint", "No budget is stated, so nothing is said about the cost of a result.")
        lines.append("No budget is stated, so the plan names channels and rhythm but no sums")
    return text_of(*lines)


def _cause(layer: Layer, bottleneck: str) -> str:
    facts, baseline = layer.facts, layer.facts.texts("baseline")
    doubt = facts.objections[0] if facts.objections else facts.pains[0] if facts.pains else ""
    causes = {
        "retention": f"Winning a first purchase is not the difficulty, keeping it is: {baseline[0]}" if baseline else f"{facts.short} loses customers after the first purchase",
        "trust": f'Belief comes before demand: people say "{doubt}", and no amount of reach answers that',
        "conversion": f'People who could act stop at "{doubt}"' if doubt else f"Interest in {facts.offer.inside} does not yet turn into action",
        "awareness": f"{upper_first(facts.audience.short)} do not have {facts.short} in mind when the need arises",
        "demand": f"Too few {facts.audience.short} ask for {facts.offer.inside} of their own accord",
    }
    return causes[bottleneck]


def _against(facts: Facts, each: str) -> list[str]:
    """The allowance compared with what is known: last cost, stated ceiling, margin."""
    lines = []
    if facts.cac and facts.each:
        ratio = "more" if facts.each > facts.cac[0] else "less"
        lines.append(f"That is {ratio} than the acquisition cost of {facts.intake.unit_economics.cac}; what that figure included is not stated")
    if facts.cost_is_stated and facts.cost and facts.cost.target is not None and facts.each is not None and facts.counted and facts.intake.budget:
        limit, target = float(facts.cost.target), float(facts.counted.target or 1)
        if facts.each >= limit:
            needed = int(float(facts.intake.budget.amount) // limit) + 1
            lines.append(
                f"The ceiling is below {money(limit, facts.currency or '')}, so spending everything needs {number(needed)} {facts.counted.many}, "
                f"and with {number(target)} the total has to end under {money(limit * target, facts.currency or '')}"
            )
        else:
            lines.append(f"The ceiling of {money(limit, facts.currency or '')} leaves {money(limit - facts.each, facts.currency or '')} of slack for each")
    if facts.margin and facts.price and facts.each and facts.price[1] == facts.currency and facts.each > facts.price[0] * 0.2:
        earned = facts.price[0] * facts.margin / 100
        times = facts.each / earned
        lines.append(
            f"If a margin of {facts.intake.unit_economics.margin} applies to {money(facts.price[0], facts.currency or '')}, one payment earns about {money(round(earned, 2), facts.currency or '')}; "
            f"{each} is earned back after {number(round(times, 1))} such payments (assumption)"
        )
    return lines


def _rules(facts: Facts) -> list[str]:
    rules = [f"'{text}' belongs to the offer in every market." for text in facts.intake.required_disclaimers]
    rules += [sentence(f"{person.name} releases {person.scope}") for person in facts.approvers if person.scope]
    notes = [bare(part) for part in re.split(r"(?<=[a-z)])\.\s+", facts.intake.compliance_notes or "") if re.search(r"GDPR|DSGVO|consent|law|regulat|licen", part, re.I)]
    rules += [sentence(note) for note in notes]
    rules += [sentence(f"{asset.text.split(',')[0]} counts until {day(asset.expires)}") for asset in facts.intake.proof_assets if asset.expires]
    disputed = [text for text in facts.intake.forbidden_claims if text.lower().startswith("quoting")]
    rules += [sentence(f"{lower_first(text).removeprefix('quoting ')} is treated as unknown and appears in no document").strip() for text in disputed]
    if facts.intake.regulated:
        rules.append(f"{upper_first(facts.intake.industry or 'The industry')} is regulated: each asset is released before it runs.")
    return list(dict.fromkeys(upper_first(rule) for rule in rules))
