"""What a measurement plan must meet."""

import re
from collections.abc import Iterator

from agent.quality import sources
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.schemas.monitoring import Monitoring, SelectedKpi, Threshold
from agent.schemas.registry import parse
from agent.schemas.strategy import Rule as DecisionRule
from agent.schemas.text import one_line

RETIRED = ("first_click", "linear", "time_decay", "position_based")
"""Attribution models GA4 no longer offers."""


def _monitoring(subject: Subject) -> Monitoring:
    artifact = parse("monitoring", subject.content)
    assert isinstance(artifact, Monitoring)
    return artifact


def _kpis(subject: Subject) -> list[tuple[str, SelectedKpi]]:
    return [(f"monitoring.kpis.selected[{place}]", kpi) for place, kpi in enumerate(_monitoring(subject).kpis.selected)]


def _thresholds(subject: Subject) -> list[tuple[str, Threshold]]:
    return [(f"monitoring.alerts.thresholds[{place}]", alert) for place, alert in enumerate(_monitoring(subject).alerts.thresholds)]


def _even(text: str) -> str:
    return one_line(text).casefold()


def _from_layer_8(subject: Subject) -> Iterator[Problem]:
    known = {_even(kpi.name) for kpi in sources.strategy(subject).measurement.primary_kpis}
    if not any(_even(kpi.name) in known for _, kpi in _kpis(subject)):
        yield Problem("No KPI of the strategy is measured. Select at least one of its primary KPIs.", path="monitoring.kpis.selected")


def _cadence(subject: Subject) -> Iterator[Problem]:
    if not _monitoring(subject).reporting.frequency:
        yield Problem("Say how often the figures are reviewed and reported.", path="monitoring.reporting.frequency")


def _recipients(subject: Subject) -> Iterator[Problem]:
    recipients = _monitoring(subject).reporting.recipients
    if not any(recipient.strip() for recipient in recipients):
        yield Problem("Nobody receives the report. Name who does.", path="monitoring.reporting.recipients")
    for place, recipient in enumerate(recipients):
        if re.fullmatch(r"(the )?(client|team|everyone|all|someone|stakeholders?)", recipient.strip(), re.I):
            yield Problem(f"'{recipient}' is nobody in particular. Name a person.", path=f"monitoring.reporting.recipients[{place}]", quote=recipient)


def _compiled(subject: Subject) -> Iterator[Problem]:
    strategy = sources.strategy(subject)
    rules = [(f"{channel.name}: ", rule) for channel in strategy.channel_strategy.channels for rule in channel.kill_criteria]
    rules += [("", rule) for rule in strategy.measurement.decision_rules]
    alerts = [alert for _, alert in _thresholds(subject)]
    for channel, rule in rules:
        if not any(_same(alert, rule) for alert in alerts):
            told = f"No alert watches '{channel}{rule.metric} {rule.comparator} {rule.threshold}' of the strategy. Add it."
            yield Problem(told, path="monitoring.alerts.thresholds", quote=rule.metric)


def _same(alert: Threshold, rule: DecisionRule) -> bool:
    return (alert.comparator, alert.value) == (rule.comparator, rule.threshold) and _even(rule.metric) in _even(alert.metric)


_SOURCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\b(cost|spend|cpa|cpl|cac|cpm|cpc|roas|ctr|impressions?|reach|click)", ("ads", "analytics", "crm")),
    (r"\b(open|unsubscribe|spam|delivered|email)", ("email",)),
    (r"\b(visits?|sessions?|bounce|traffic|page ?views?|form starts?)", ("analytics",)),
    (r"\b(follow|engagement|shares?|comments?|likes?)", ("ads", "analytics", "social")),
)
"""What a KPI's name tells of where it is counted; anything else is counted in the CRM, in analytics or in a named system."""


def _sources(subject: Subject) -> Iterator[Problem]:
    sources = [_even(source) for source in _monitoring(subject).tracking.data_sources]
    if not sources:
        raise NotAssessed("no data source is named")
    kinds = {"analytics", "ads", "crm", "email"}
    named_system = any(source not in kinds for source in sources)
    for path, kpi in _kpis(subject):
        wanted = next((kinds for pattern, kinds in _SOURCES if re.search(pattern, kpi.name, re.I)), ("crm", "analytics"))
        if not named_system and not any(source in wanted for source in sources):
            told = f"'{kpi.name}' has no data source: none of {', '.join(sources)} counts it. Add {' or '.join(wanted)}."
            yield Problem(told, path="monitoring.tracking.data_sources", quote=kpi.name)
        if kpi.addition and not kpi.counted:
            yield Problem(f"'{kpi.name}' is an addition. Say how it is counted, from which records.", path=f"{path}.counted", quote=kpi.name)


def _owners(subject: Subject) -> Iterator[Problem]:
    for path, alert in _thresholds(subject):
        if not alert.owner.strip() or re.fullmatch(r"(the )?(team|everyone|all|agency|client|nobody|none|n/?a|-)", alert.owner.strip(), re.I):
            yield Problem(f"Nobody in particular acts on '{alert.metric}'. Name one person or role.", path=f"{path}.owner", quote=alert.owner or None)


def _additions(subject: Subject) -> Iterator[Problem]:
    known = {_even(kpi.name): kpi for kpi in sources.strategy(subject).measurement.primary_kpis}
    for path, kpi in _kpis(subject):
        planned = known.get(_even(kpi.name))
        if planned is None and not kpi.addition:
            yield Problem(f"'{kpi.name}' is not a primary KPI of the strategy. Mark it as an addition.", path=f"{path}.addition", quote=kpi.name)
        if planned is not None and (kpi.target, kpi.unit, kpi.direction) != (planned.target, planned.unit, planned.direction):
            told = f"'{kpi.name}': the strategy says {planned.target} {planned.unit or ''} ({planned.direction}). Take it over, or change the strategy."
            yield Problem(told, path=f"{path}.target", quote=str(kpi.target))


def _alerts(subject: Subject) -> Iterator[Problem]:
    alerts = _monitoring(subject).alerts
    if not alerts.thresholds:
        yield Problem("No alert is set. Set one per KPI that can go wrong.", path="monitoring.alerts.thresholds")
    if not alerts.notification_channels:
        yield Problem("An alert reaches nobody. Choose how it is sent.", path="monitoring.alerts.notification_channels")


def _baselines(subject: Subject) -> Iterator[Problem]:
    for path, kpi in _kpis(subject):
        if kpi.baseline is None:
            yield Problem(f"'{kpi.name}' has no baseline. Ask the client, or measure one first.", path=f"{path}.baseline", quote=kpi.name)


def _attribution(subject: Subject) -> Iterator[Problem]:
    model = _monitoring(subject).tracking.attribution_model
    if model in RETIRED:
        told = f"GA4 no longer offers {model.replace('_', ' ')}. Use data driven or last click."
        yield Problem(told, path="monitoring.tracking.attribution_model", quote=model)


RULES = (
    Rule("a_kpi_comes_from_layer_8", "BLOCKER", "At least one KPI comes from the strategy's measurement layer.", _from_layer_8),
    Rule("the_review_cadence_is_set", "BLOCKER", "It is set how often figures are reviewed.", _cadence),
    Rule("recipients_are_named", "BLOCKER", "Recipients of the report are named.", _recipients),
    Rule("decision_rules_become_alerts", "MAJOR", "Every decision rule and kill criterion of the strategy is watched.", _compiled),
    Rule("every_kpi_has_a_data_source", "MAJOR", "Every KPI has a data source that counts it.", _sources),
    Rule("every_alert_has_an_owner", "MAJOR", "Every alert has an owner.", _owners),
    Rule("kpis_agree_with_layer_8", "MAJOR", "KPIs repeat the strategy's targets, and additions say that they are.", _additions),
    Rule("alerts_are_set", "MINOR", "Alerts are set and reach somebody.", _alerts),
    Rule("every_kpi_has_a_baseline", "MINOR", "Every KPI has a baseline.", _baselines),
    Rule("the_attribution_model_is_offered", "MINOR", "The attribution model is one that GA4 offers.", _attribution),
)
