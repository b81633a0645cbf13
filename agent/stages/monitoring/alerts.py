"""When somebody must look: the strategy's stop rules and decision rules, compiled, and additions that say so."""

import re
from collections.abc import Iterator
from typing import Literal

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.monitoring import Alerts, Threshold
from agent.schemas.strategy import Rule
from agent.stages.monitoring.plan import Plan, Sheet
from agent.stages.wording import bare, lower_first, number, sentence, text_of

Severity = Literal["info", "warning", "critical"]
_STOPS = re.compile(r"^(stop|hold (?:all|every)|end|pause|cancel|halve|meet|decision meeting|switch off)\b", re.I)
_AFTER = re.compile(r"\bafter the flight\b|\bnext flight\b|\bsecond round\b", re.I)
_FEW = 300
"""Conversions a month below which data-driven attribution has too little to learn from (ga4audits.com, read 2026-11-23)."""


def draft_alerts(request: DraftRequest) -> SectionDraft:
    """Draft the alerts."""
    sheet = Sheet(request)
    extra = list(_additions(sheet))
    said = " ".join(sheet.facts.texts("reporting")).lower()
    alerts = Alerts(
        thresholds=[*compiled(sheet), *extra],
        notification_channels=["email", "slack"] if "slack" in said else ["email"],
        optimization_rules=_rules(sheet),
        escalation=_escalation(sheet),
    )
    sheet.assume("alerts.thresholds", "Limits marked as assumptions in the strategy stay assumptions here; the last alerts of the list are additions.")
    return sheet.done(alerts.model_dump(mode="json"))


def compiled(plan: Plan) -> list[Threshold]:
    """One alert per rule of the strategy, with the path of the rule."""
    owner = plan.role("campaign manager")
    channels = plan.strategy.channel_strategy.channels
    rules = [(f"strategy.channel_strategy.channels[{i}].kill_criteria[{j}]", rule) for i, row in enumerate(channels) for j, rule in enumerate(row.kill_criteria)]
    rules += [(f"strategy.measurement.decision_rules[{i}]", rule) for i, rule in enumerate(plan.strategy.measurement.decision_rules)]
    return [_threshold(path, rule, owner, _severity(rule)) for path, rule in rules]


def _threshold(path: str, rule: Rule, owner: str, severity: Severity) -> Threshold:
    return Threshold(
        metric=rule.metric, comparator=rule.comparator, value=rule.threshold, window=rule.window, min_sample=rule.min_sample, severity=severity,
        action=rule.action, owner=owner, compiled_from=path,
    )  # fmt: skip


def _severity(rule: Rule) -> Severity:
    if _AFTER.search(rule.action) or re.search(r"\brelease\b", rule.action[:20], re.I):
        return "info"
    return "critical" if _STOPS.match(rule.action) else "warning"


def _additions(plan: Plan) -> Iterator[Threshold]:
    facts, analyst = plan.facts, plan.role("analyst")
    yield Threshold(
        metric="Visits in GA4 channel Unassigned or Paid Other", comparator=">", value=0, window="previous day; sample counted in campaign visits", min_sample=20, severity="warning",
        action="Addition: find the link, correct its tracking values, and name the affected dates in the next report.", owner=analyst,
    )  # fmt: skip
    if plan.execution.calendar.posts:
        weekly = sum(plan.execution.schedule.posts_per_week.values())
        yield Threshold(
            metric="Publications of the week that went out", comparator="<", value=weekly, window="calendar week, read on its last day; sample counted in planned publications", min_sample=1, severity="info",
            action=f"Addition: {number(weekly)} are planned, fewer in weeks with closed days. Say which slot was missed and why, before results of that week are compared.", owner=plan.role("content creator"),
        )  # fmt: skip
    for item in facts.evidence:
        if item.asset.expires:
            yield Threshold(
                metric=f"Days until the end of validity: {item.label}", comparator="<", value=90, window=f"daily until {item.asset.expires.isoformat()}; sample counted in documents on file", min_sample=1,
                severity="warning", action=f"Addition: ask {facts.short} for the renewal. Every asset that carries it is withdrawn on {item.asset.expires.isoformat()}.", owner=plan.role("campaign manager"),
            )  # fmt: skip
        elif item.asset.date and item in facts.social and item.asset.value is not None and facts.end:
            yield Threshold(
                metric=f"Days since the check: {item.label}", comparator=">", value=90, window=f"daily from {item.asset.date}; sample counted in proof assets", min_sample=1, severity="warning",
                action="Addition: check score and count again and file a new proof asset before the figure is shown further. The 90 days are an assumption.", owner=plan.role("copywriter"),
            )  # fmt: skip


def _rules(plan: Plan) -> list[str]:
    facts = plan.facts
    lines = [_attribution(plan), f"{plan.record[:1].upper()}{plan.record[1:]} decide{'' if plan.record.endswith('s') else 's'} how many {plan.many} there are; analytics only says where they came from"]
    lines += ["One change per channel and week, written down before it is made", "Below the minimum sample the report shows counts, no rates"]
    if facts.cost and facts.cost.target:
        lines.append(f"At most a tenth of a channel's remaining money moves per week, towards the lower {lower_first(facts.cost.name)}")
    for fact in facts.facts("blackout"):
        if fact.start and fact.end and facts.start and facts.end and facts.start <= fact.start <= facts.end:
            why = re.search(r"\(([^)\d]+)\)", fact.text)
            lines.append(f"{fact.start.isoformat()} to {fact.end.isoformat()} is marked in every chart; a dip there is {f'the {why[1].strip()}' if why else 'the break'}, not the market")
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate:
        lines.append(f"No money is moved on the {lower_first(rate.name)}, because it does not exist during the flight")
    if "gdpr" in (facts.intake.compliance_notes or "").lower():
        lines.append("Visitors who decline consent are missing from analytics, so rates per visit are shown as a range")
    return [sentence(line) for line in lines]


def _attribution(plan: Plan) -> str:
    counted, weeks = plan.facts.counted, plan.facts.intake.duration_weeks
    if counted is None or not counted.target:
        return f"Attribution is last click until {number(_FEW)} conversions a month are recorded; every report states the model"
    monthly = round(float(counted.target) / weeks * 52 / 12)
    told = f"{number(counted.target)} {counted.many} in {number(weeks)} weeks are about {number(monthly)} a month"
    if monthly < _FEW:
        return f"Attribution is last click, because {told}, below the {number(_FEW)} that data-driven needs; every report states the model"
    return f"Attribution is last click, which every report states; {told}, so data-driven is compared once analytics records {number(_FEW)} of them"


def _escalation(plan: Plan) -> str:
    facts, people = plan.facts, plan.execution.governance.approvers
    usual = next((person for person in people if person.scope.startswith("all content")), people[0] if people else None)
    others = [person for person in people if person is not usual]
    name = usual.name if usual and "to be named" not in usual.role else f"the marketing manager at {facts.short}"
    day = plan.monitoring.reporting.schedule.weekday
    lines = [f"Warning: the campaign manager decides within two business days and notes it in the {f'{day} report' if day else 'next report'}", f"Critical: {name} is told the same business day"]
    if others:
        topic = bare(re.split(r"[,;]", others[0].scope)[0])
        touched = topic if re.match(r"(any|every)", topic, re.I) else f"what touches {topic}"
        lines.append(f"{touched} goes to {others[0].name if 'to be named' not in others[0].role else f'the {lower_first(others[0].name)}'} first")
    return text_of(*lines)


