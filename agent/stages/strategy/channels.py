"""Layer 6: where the campaign speaks, with which money, and when it stops."""

from datetime import timedelta

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.stages import StrategicRole
from agent.stages.facts import Facts
from agent.stages.media import Wanted, medium
from agent.stages.strategy.desk import Layer
from agent.stages.wording import money, sentence

_PROPOSED: dict[bool, tuple[str, ...]] = {True: ("LinkedIn", "Email", "Landing page"), False: ("Instagram", "Facebook", "Email")}
_PROPOSED_FOR = {"hiring": ("LinkedIn", "Job boards", "Instagram")}
_WEIGHT = {"discovery": 36, "conversion": 30, "trust": 20, "retention": 18}
_CTAS: dict[str, tuple[str, ...]] = {
    "lead_generation": ("Talk to {short}", "Ask your question", "See the evidence", "Request the details"),
    "sales": ("Start with {offer}", "See how it works", "Read the details", "See what others say"),
    "hiring": ("See the open roles", "Apply in your own words", "Meet the team", "Ask about the job"),
    "event_promotion": ("Save your place", "See the programme", "Add it to your calendar", "Ask the organisers"),
    "retention": ("Manage your next order", "See how it works", "Come back when it suits you", "Tell us what to change"),
    "brand_awareness": ("See how it works", "Meet {short}", "Read the story", "Look behind the scenes"),
}
_FORBIDDEN = ("Buy now", "Last chance", "Hurry", "Only today", "Any countdown")


def draft_channels(request: DraftRequest) -> SectionDraft:
    """Draft layer 6."""
    layer = Layer(request)
    facts = layer.facts
    wanted = list(facts.channels)[:10] or _proposals(layer)
    roles = _roles(wanted)
    shares = _shares(wanted, roles)
    rows = []
    for item, role, share in zip(wanted, roles, shares, strict=True):
        rows.append(
            {
                "name": item.name,
                "strategic_role": role,
                "content_types": list(item.medium.types),
                "kpi": _kpi(facts, item, role),
                "budget_share": share if facts.intake.budget else None,
                "kill_criteria": _kill(facts, item, share),
            }
        )
    layer.assume("channel_strategy.channels", "Shares of the budget and stop limits are planning values, to be agreed before money is spent.")
    return layer.done({"channels": rows, "cta_rules": _ctas(layer)})


def _proposals(layer: Layer) -> list[Wanted]:
    facts = layer.facts
    names = _PROPOSED_FOR.get(facts.intake.objective or "", _PROPOSED[facts.b2b])
    avoided = {item.medium.name for item in facts.avoided}
    layer.assume("channel_strategy", f"The brief names no channels; {', '.join(names)} are proposed for {facts.audience.short}.")
    return [Wanted(name, medium(name), proposed=True) for name in names if name not in avoided]


def _roles(wanted: list[Wanted]) -> list[StrategicRole]:
    """Each channel's best role, so that no role is doubled while another is empty."""
    taken: list[StrategicRole] = []
    for item in wanted:
        fresh = [role for role in item.medium.roles if role not in taken]
        taken.append("trust" if item.trial and "trust" in item.medium.roles else fresh[0] if fresh else item.medium.roles[0])
    return taken


def _shares(wanted: list[Wanted], roles: list[StrategicRole]) -> list[float]:
    """Parts of the budget that add up to one: paid channels by role, own channels and trials less."""
    weights = [(_WEIGHT[role] if item.medium.paid else _WEIGHT[role] * 0.6) * (0.5 if item.trial else 1) for item, role in zip(wanted, roles, strict=True)]
    total = sum(weights)
    shares = [round(weight / total, 2) for weight in weights]
    shares[0] = round(shares[0] + 1 - sum(shares), 2)
    return shares


def _kpi(facts: Facts, item: Wanted, role: StrategicRole) -> str:
    one = facts.counted.one if facts.counted else "result"
    many = facts.counted.many if facts.counted else "results"
    if item.medium.name == "Email":
        return f"{many[:1].upper()}{many[1:]} from {item.name.lower() if item.name == 'Email' else item.name}"
    if item.medium.paid and facts.cost and facts.currency:
        return f"Cost per {one} from {item.name}, {facts.currency}"
    return f"{many[:1].upper()}{many[1:]} that began on {item.name}" if role != "trust" else f"Visits to {item.name} that lead to {many}"


def _kill(facts: Facts, item: Wanted, share: float) -> list[dict[str, str | float | int]]:
    rules: list[dict[str, str | float | int]] = []
    start = facts.start.isoformat() if facts.start else "the first day"
    if item.medium.name == "Email":
        rules.append(_rule(f"Unsubscribe rate, {item.name}", ">=", 0.01, "per send; sample counted in delivered emails", 1000, f"Halve the rhythm of {item.name} for that segment and rewrite before the next send. Assumption: 1% is a limit of patience, not a benchmark."))
        rules.append(_rule(f"Spam complaint rate, {item.name}", ">=", 0.001, "per send; sample counted in delivered emails", 1000, "Hold every send until segment and consent have been checked."))
        return rules
    if item.medium.paid and facts.cost and facts.cost.target and facts.currency and facts.intake.budget and facts.counted:
        factor = 1.2 if facts.cost_is_stated else 1.5
        limit = round(float(facts.cost.target) * factor)
        sample = round(float(facts.intake.budget.amount) * share * 0.2, -1)
        rules.append(
            _rule(
                f"Cost per {facts.counted.one}, {item.name}", ">=", limit, f"cumulative from {start}; sample counted in {facts.currency} spent", sample,
                f"Stop paid use of {item.name} and offer the unspent share to the cheapest channel, once {facts.decider} agrees. Assumption: {factor:g} times {money(float(facts.cost.target), facts.currency)}.",
            )
        )  # fmt: skip
        return rules
    review = facts.start + timedelta(weeks=max(2, facts.intake.duration_weeks // 3)) if facts.start else None
    when = f"cumulative until {review.isoformat()}" if review else "cumulative over the first third of the flight"
    rules.append(_rule(f"{_results(facts)} from {item.name}", "<", 1, f"{when}; sample counted in visits", 100, sentence(f"Leave {item.name} as it is and put the work into another channel; {facts.decider} decides")))
    return rules


def _results(facts: Facts) -> str:
    return facts.counted.name if facts.counted else "Results"


def _rule(metric: str, comparator: str, threshold: float, window: str, sample: float, action: str) -> dict[str, str | float | int]:
    return {"metric": metric, "comparator": comparator, "threshold": threshold, "window": window, "min_sample": sample, "action": action}


def _ctas(layer: Layer) -> dict[str, object]:
    facts, pen = layer.facts, layer.pen
    raw = _CTAS.get(facts.intake.objective or "", _CTAS["sales" if not facts.b2b else "lead_generation"])
    name = facts.offer.inside if len(facts.offer.inside.split()) <= 4 else facts.short
    allowed = [text.format(short=facts.short, offer=name) for text in raw]
    if facts.intake.objective == "sales" and "subscription" in facts.offer.name.lower():
        allowed[0] = "Start a subscription"
    wished = [text for text in facts.outcomes if len(text.split()) <= 4 and text.lower().startswith(("a ", "an "))]
    if wished and facts.intake.objective == "lead_generation":
        allowed.append(f"Ask for {wished[0].lower()}")
    paused = next((part for part in facts.offer.parts if "pause" in part.lower() or "cancel" in part.lower()), None)
    if paused:
        allowed.append("See how pausing works" if "pause" in paused.lower() else "See how cancelling works")
    allowed = [text for text in dict.fromkeys(allowed) if pen.allows(text)]
    forbidden = list(_FORBIDDEN)
    releaser = facts.releaser("price")
    if releaser:
        forbidden.append(f"Any price that {releaser.name} has not released")
    return {"allowed": allowed, "forbidden": forbidden, "primary": allowed[0]}
