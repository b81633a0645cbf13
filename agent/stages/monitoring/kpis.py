"""What is measured: the strategy's KPIs, each with the way it is counted, and additions that say so."""

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.monitoring import Kpis, SelectedKpi
from agent.schemas.strategy import PrimaryKpi
from agent.stages.monitoring.plan import Plan, Sheet
from agent.stages.targets import Target, readable_on
from agent.stages.wording import lower_first, money, number, text_of

ORIGIN = "strategy.measurement.primary_kpis"


def draft_kpis(request: DraftRequest) -> SectionDraft:
    """Draft the selection."""
    sheet = Sheet(request)
    kpis = selected(sheet)
    extra = _additions(sheet)
    if extra:
        sheet.assume(f"kpis.selected[{len(kpis)}]", "An addition to the strategy's KPIs; it has no target until the campaign's own figures give one.")
    return sheet.done(Kpis(selected=[*kpis, *extra]).model_dump(mode="json"))


def selected(plan: Plan) -> list[SelectedKpi]:
    """The strategy's primary KPIs with the words on how each is counted."""
    return [
        SelectedKpi(
            name=kpi.name, unit=kpi.unit, target=kpi.target, baseline=kpi.baseline, direction=kpi.direction, by=kpi.by,
            origin=ORIGIN, addition=False, counted=_counted(plan, kpi),
        )
        for kpi in plan.strategy.measurement.primary_kpis
    ]  # fmt: skip


def _target_of(plan: Plan, kpi: PrimaryKpi) -> Target | None:
    facts = plan.facts
    known = [*facts.targets, *([facts.cost] if facts.cost else [])]
    return next((target for target in known if target.name.lower() == kpi.name.lower()), None)


def _counted(plan: Plan, kpi: PrimaryKpi) -> str:
    target = _target_of(plan, kpi)
    kind = target.kind if target else "rate" if kpi.unit in ("%", "share") else "cost" if kpi.name.lower().startswith("cost") else "count"
    if kind == "cost":
        return _cost(plan, kpi)
    if kind == "rate":
        return _rate(plan, kpi, target)
    if kind == "money":
        return text_of(f"{kpi.name} as invoiced, without tax, from {plan.record}")
    return _count(plan, kpi, target)


def _count(plan: Plan, kpi: PrimaryKpi, target: Target | None) -> str:
    start, by = plan.facts.start, kpi.by or plan.facts.end
    between = f" between {start.isoformat()} and {by.isoformat()}" if start and by else ""
    narrowed = f", only {target.definition}" if target and target.definition else ""
    return text_of(f"{kpi.name}{between}, each counted once{narrowed}, from {plan.record}")


def _cost(plan: Plan, kpi: PrimaryKpi) -> str:
    facts = plan.facts
    scope = " ".join(facts.texts("budget_scope")).lower()
    spent = "media and production" if "production" in scope else "media" if "media" in scope else "cost"
    lines = [f"All invoiced and committed {spent} divided by {plan.many}"]
    if facts.cost_is_stated:
        lines.append("It has to stay below the target; equal is a miss")
    elif facts.intake.budget and facts.counted and facts.counted.target:
        lines.append(f"Target derived: {money(float(facts.intake.budget.amount), facts.intake.budget.currency)} / {number(facts.counted.target)}")
    if kpi.baseline is None:
        stated = facts.intake.unit_economics.cac
        known = f"what the stated {stated} includes is not known" if stated != "unknown" else "recorded in the first phase"
        lines.append(f"No comparable baseline: {known}")
    return text_of(*lines)


def _rate(plan: Plan, kpi: PrimaryKpi, target: Target | None) -> str:
    facts = plan.facts
    if target is None or not target.window_days:
        return text_of(f"{kpi.name}: cases that reach it divided by all cases of the same period, from {plan.record}")
    days = number(target.window_days)
    last = (facts.counted.by if facts.counted else None) or facts.end
    read = f"First joiners readable on {readable_on(target, facts.start).isoformat()}, the last on {readable_on(target, last).isoformat()}; not reported for anyone earlier" if facts.start and last else ""
    basis = f"Whether the {number(target.baseline)}{target.unit or ''} of the past was counted in the same way is asked first" if target.baseline is not None else ""
    return text_of(f"Those who come back within {days} days, divided by those who have had {days} days, from {plan.record}", read, basis)


def _additions(plan: Plan) -> list[SelectedKpi]:
    facts = plan.facts
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate and rate.window_days:
        half = round(rate.window_days * 7 / 15 / 7) * 7 or 7
        name = f"Still active on day {half}"
        counted = text_of(f"Addition to layer 8: an early sign for the {lower_first(rate.name)}, not the rate itself", f"Share of those who joined at least {half} days ago")
    elif facts.counted and facts.counted.definition:
        name = f"Share of enquiries that are {facts.counted.many}"
        counted = text_of("Addition to layer 8: shows early whether the right people answer", f"Enquiries from {facts.counted.definition} divided by all enquiries")
    else:
        return []
    return [SelectedKpi(name=name, unit="share", by=facts.end, addition=True, counted=counted)]
