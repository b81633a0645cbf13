"""Layer 8: how anybody will know whether it worked, and what is done when it does not."""

from datetime import date, timedelta

from agent.llm.port import DraftRequest, SectionDraft
from agent.stages.facts import Facts
from agent.stages.strategy.desk import Layer
from agent.stages.targets import Target, readable_on
from agent.stages.wording import day, listed, lower_first, money, number, sentence, text_of


def draft_measures(request: DraftRequest) -> SectionDraft:
    """Draft layer 8."""
    layer = Layer(request)
    facts = layer.facts
    targets = _targets(layer)
    return layer.done(
        {
            "success_definition": _success(layer, targets),
            "primary_kpis": [_kpi(facts, target) for target in targets],
            "leading_indicators": _leading(facts, targets),
            "lagging_indicators": _lagging(facts, targets),
            "review_cadence": facts.intake.report_frequency if facts.intake.report_frequency in ("weekly", "monthly") else "weekly",
            "decision_rules": _rules(layer, targets),
        }
    )


def _targets(layer: Layer) -> list[Target]:
    facts = layer.facts
    stated = [target for target in facts.targets if target.kind != "cost"]
    found = stated + ([facts.cost] if facts.cost else [])
    if found:
        return found
    name = {"lead_generation": "Qualified enquiries", "hiring": "Applications", "brand_awareness": "People reached", "event_promotion": "Registrations"}.get(facts.intake.objective or "", "Orders")
    layer.assume("measurement.primary_kpis", f"The brief sets no target; {name.lower()} are counted, and the number is to be agreed with {facts.decider}.")
    return [Target(name, "count", None, name.lower().split()[-1], None, "up", facts.end, None, None)]


def _kpi(facts: Facts, target: Target) -> dict[str, object]:
    due = _due(facts, target)
    return {
        "name": target.name,
        "unit": target.unit,
        "target": target.target,
        "baseline": target.baseline if target.baseline is not None else 0 if target.kind == "count" and target.name.lower().startswith("new") else None,
        "direction": target.direction,
        "by": due.isoformat() if due else None,
    }


def _due(facts: Facts, target: Target) -> date | None:
    """The day a target can be read: a rate over a window needs the window after the last joiner."""
    if target.window_days and (last := _last_joiner(facts)):
        return readable_on(target, last)
    return target.by or facts.end


def _last_joiner(facts: Facts) -> date | None:
    return (facts.counted.by if facts.counted else None) or facts.end


def _success(layer: Layer, targets: list[Target]) -> str:
    facts = layer.facts
    lines = []
    for target in targets:
        if target.target is None:
            lines.append(f"{target.name}: the number is still to be agreed with {facts.decider}")
        elif target.kind == "cost":
            lines.append(f"{target.name} stays {'below' if facts.cost_is_stated else 'at or below'} {target.amount(target.target)}")
        elif target.baseline is not None:
            lines.append(f"{target.name} reaches {target.amount(target.target)}, from {target.amount(target.baseline)}")
        else:
            by = f" by {day(target.by)}" if target.by else ""
            lines.append(f"{target.amount(target.target)} {target.many}{by}" + (f", counted as {target.definition}" if target.definition else ""))
    rate = next((target for target in targets if target.window_days), None)
    if rate and facts.start and (last := _last_joiner(facts)):
        lines.append(f"The {lower_first(rate.name)} is read later: whoever joins on {day(facts.start)} is known on {day(readable_on(rate, facts.start))}, the last of {day(last)} on {day(readable_on(rate, last))}; before that only early signs are reported")
    if facts.end and facts.counted and facts.counted.by and facts.counted.by != facts.end:
        gap = abs((facts.counted.by - facts.end).days)
        lines.append(f"The flight ends on {day(facts.end)}, {number(gap)} day{'s' if gap > 1 else ''} {'before' if facts.end < facts.counted.by else 'after'} the target's date")
    return text_of(*lines)


def _leading(facts: Facts, targets: list[Target]) -> list[str]:
    many = targets[0].many
    channels = listed([item.name for item in facts.channels[:4]]) or "each channel"
    found = [f"{targets[0].name} per week from {channels}", f"Visits to the page of {facts.offer.inside}"]
    if any(target.window_days for target in targets):
        found.append("Share of those who joined that is still active after half the window")
    if any(item.medium.name == "Email" for item in facts.channels):
        found.append("Replies and unsubscribes per send")
    found.append(f"First contacts that become {many}")
    return found


def _lagging(facts: Facts, targets: list[Target]) -> list[str]:
    found = []
    for target in targets:
        due = _due(facts, target)
        found.append(f"{target.name}, readable on {due.isoformat()}" if due else target.name)
    return found


def _rules(layer: Layer, targets: list[Target]) -> list[dict[str, object]]:
    facts = layer.facts
    rules: list[dict[str, object]] = []
    counted = targets[0] if targets[0].kind == "count" and targets[0].target else None
    weeks = facts.intake.duration_weeks
    half = max(1, weeks // 2)
    end = facts.week_end(half)
    if counted and counted.target:
        planned = float(counted.target) * half / weeks
        limit = round(planned * 0.8)
        rules.append(_rule(counted.name, "<", limit, f"cumulative at the end of week {half}{f', {end.isoformat()}' if end else ''}; sample counted in weeks", half,
                           sentence(f"Meet {facts.decider}: an even pace would have brought {number(round(planned))}. Move money to the cheapest channel, or change the target in writing")))  # fmt: skip
    if facts.cost and facts.cost.target and facts.currency:
        factor = 1.0 if facts.cost_is_stated else 1.2
        early = facts.week_end(max(1, weeks // 3))
        rules.append(_rule(facts.cost.name, ">=" if facts.cost_is_stated else ">", round(float(facts.cost.target) * factor, 2), f"cumulative, weekly from the end of week {max(1, weeks // 3)}{f', {early.isoformat()}' if early else ''}; sample counted in {counted.many if counted else 'results'}",
                           max(10, round(float(counted.target) * 0.1)) if counted and counted.target else 10,
                           sentence(f"Order no new production and shift a tenth of the dearest channel's rest. Limit: {money(float(facts.cost.target) * factor, facts.currency)}{'' if facts.cost_is_stated else ', an assumption of 20% above plan'}")))  # fmt: skip
    for target in targets:
        if target.kind == "rate" and target.target is not None:
            due = _due(facts, target)
            rules.append(_rule(target.name, "<" if target.direction == "up" else ">", target.target, f"read {f'on {due.isoformat()}' if due else 'after the flight'}; sample counted in customers", 100,
                               sentence(f"Ask those who left before any second round is bought; {facts.decider} decides on the next flight")))  # fmt: skip
    if not rules:
        first = facts.start + timedelta(weeks=half) if facts.start else None
        rules.append(_rule(targets[0].name, "<", 1, f"cumulative until {first.isoformat() if first else f'week {half}'}; sample counted in weeks", half, sentence(f"Agree with {facts.decider} on what would count as success before going on")))
        layer.assume("measurement.decision_rules", "Without a target the rule can only ask whether anything happened.")
    return rules


def _rule(metric: str, comparator: str, threshold: float, window: str, sample: float, action: str) -> dict[str, object]:
    return {"metric": metric, "comparator": comparator, "threshold": threshold, "window": window, "min_sample": sample, "action": action}
