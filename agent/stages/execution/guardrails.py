"""Risk guardrails: layer 7 of the strategy in short, and the risks that only the plan shows."""

import re

from agent.stages.execution.plan import Plan, kind
from agent.stages.facts import is_price
from agent.stages.wording import bare, day, listed, lower_first, money, number, sentence


def guardrails(plan: Plan) -> list[str]:
    """What must not happen during this flight, each with the fact behind it."""
    found = [*_offer(plan), *_arithmetic(plan), *_timing(plan), *_evidence(plan), *_closed(plan), *_layer7(plan), *_open_points(plan)]
    return list(dict.fromkeys(sentence(line) for line in found))


def _offer(plan: Plan) -> list[str]:
    facts = plan.facts
    who = (facts.releaser("price", "claim") or facts.releaser("content"))
    name = who.name if who else facts.decider
    if facts.offer.unsettled and facts.offer.intro:
        return [f"Offer: the introductory terms are stated in two ways ('{bare(facts.offer.intro)}'); no introductory figure is published until {name} has released one wording"]
    return []


def _arithmetic(plan: Plan) -> list[str]:
    facts = plan.facts
    if not (facts.each and facts.currency and facts.counted and facts.counted.target and facts.intake.budget):
        return []
    line = f"Arithmetic: {money(float(facts.intake.budget.amount), facts.currency)} for {number(facts.counted.target)} {facts.counted.many} is {money(facts.each, facts.currency)} each"
    if facts.cost_is_stated and facts.cost and facts.cost.target and facts.each >= float(facts.cost.target):
        line += f", and the limit is below {money(float(facts.cost.target), facts.currency)}: there is no slack"
    elif facts.cac:
        line += f"; the stated acquisition cost of {bare(facts.intake.unit_economics.cac)} rests on a basis the brief does not name"
    return [line]


def _timing(plan: Plan) -> list[str]:
    facts, lines = plan.facts, []
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate and facts.end:
        lines.append(f"Timing: the {lower_first(rate.name)} needs {number(rate.window_days or 0)} days per customer, so money is never moved on it during the flight")
    if facts.later_markets:
        lines.append(f"{listed(facts.later_markets)} stays out of targeting until {facts.short} opens the market")
    return lines


def _evidence(plan: Plan) -> list[str]:
    lines = []
    for item in plan.facts.evidence:
        if item.asset.expires:
            lines.append(f"{item.label}: taken out of every asset after {day(item.asset.expires)}")
    bounded = [item for item in plan.facts.evidence if item.asset.markets and is_price(item.asset)]
    return [*lines, *(f"Price: used in {listed(_placed(item.asset.markets))} only" for item in bounded)]


def _placed(markets: list[str]) -> list[str]:
    return [f"the {market}" if re.match(r"(United|Netherlands|Czech Republic|Philippines)", market) else market for market in markets]


def _closed(plan: Plan) -> list[str]:
    facts, lines = plan.facts, []
    for fact in facts.facts("blackout"):
        if fact.start and fact.end:
            lines.append(f"Adverts are switched off from {fact.start.isoformat()} to {fact.end.isoformat()} as well; a paused post is not a paused budget")
    if facts.avoided:
        lines.append(f"Nothing on {listed([item.name for item in facts.avoided])}, reposts by the client's own accounts included")
    return lines


def _layer7(plan: Plan) -> list[str]:
    """Claims and compliance of layer 7 that the lines above do not say yet, at most eight; the rest stays in the strategy."""
    rules = plan.strategy.constraints
    chosen = [text for text in rules.claim_boundaries if not text.startswith("Allowed")]
    return [*chosen[:5], *rules.compliance_rules[:3]]


def _open_points(plan: Plan) -> list[str]:
    facts, missing = plan.facts, []
    kit = facts.intake.brand_kit
    if not (kit.logo or kit.colours or kit.fonts):
        missing.append("brand kit")
    if facts.intake.tracking_status == "unknown":
        missing.append("tracking status")
    if facts.intake.ad_account_ready == "unknown" and any(channel.budget_share for channel in plan.strategy.channel_strategy.channels):
        missing.append("ad account")
    lines = []
    if missing:
        when = f"before {facts.start.isoformat()}" if facts.start else "before the first post"
        lines.append(f"Not in the brief: {listed(missing)}; settled {when}, otherwise the first post moves")
    if any(kind(name) == "Email" for name in plan.platforms) and not any("consent" in text.lower() for text in _layer7(plan)):
        size = next((text for text in facts.texts("audience_size")), "")
        lines.append(f"Consent for the {size or 'addresses on the list'} is documented before the first send")
    return lines
