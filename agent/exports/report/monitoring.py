"""Chapter: what is measured, reported and alerted on."""

from agent.exports import wording
from agent.exports.blocks import Block, Paragraph, Table, facts, first_capital, items, paragraph, section
from agent.exports.model import ExportModel
from agent.schemas.monitoring import AbTest, Alerts, KpiData, Monitoring, Reporting, SelectedKpi, Tracking

PRINTED_POINTS = 300
"""Most imported figures the report prints; the data file holds all."""


def chapter(monitoring: Monitoring, model: ExportModel) -> list[Block]:
    """KPIs, tracking, reporting, alerts, analysis and imported figures."""
    analysis = monitoring.analysis
    return [
        *section("What is measured", [block for kpi in monitoring.kpis.selected for block in _kpi(kpi)]),
        *section("Where figures come from", _tracking(monitoring.tracking)),
        *section("Reports", _reporting(monitoring.reporting)),
        *section("Alerts", _alerts(monitoring.alerts, model)),
        *section(
            "Analysis",
            [
                *section("Questions", items(analysis.questions), 3),
                *section("Looked at apart", items(analysis.segmentation), 3),
                *section("Tests", [block for test in analysis.ab_tests for block in _test(test)], 3),
            ],
        ),
        *section("Imported figures", _data(monitoring.data)),
    ]


def _kpi(kpi: SelectedKpi) -> list[Block]:
    return [
        Paragraph(kpi.name, "strong"),
        *facts(
            ("Target", wording.measure(kpi.target, kpi.unit)),
            ("Baseline", wording.measure(kpi.baseline, kpi.unit)),
            ("Better is", "Higher" if kpi.direction == "up" else "Lower"),
            ("By", kpi.by or "Not dated"),
            ("Counted", kpi.counted),
            ("Origin", "An addition to the measures of the strategy" if kpi.addition else None),
        ),
    ]


def _tracking(tracking: Tracking) -> list[Block]:
    model = tracking.attribution_model
    return facts(
        ("Sources", [wording.words(source) for source in tracking.data_sources]),
        ("Collected", wording.words(tracking.frequency) if tracking.frequency else None),
        ("Attribution", wording.words(model) if model else None),
        ("Campaign in links", tracking.utm.campaign_name),
    )


def _reporting(reporting: Reporting) -> list[Block]:
    when = reporting.schedule
    clock = f"{when.time} ({when.timezone})" if when.time and when.timezone else when.time
    return facts(
        ("Frequency", wording.words(reporting.frequency) if reporting.frequency else None),
        ("Day", when.weekday or when.day),
        ("Time", clock),
        ("First report", when.first),
        ("Last report", when.last),
        ("Formats", [wording.words(name) for name in reporting.formats]),
        ("Recipients", reporting.recipients),
        ("Dashboard", reporting.dashboard_url),
    )


def _alerts(alerts: Alerts, model: ExportModel) -> list[Block]:
    rows = tuple(
        (
            threshold.metric,
            first_capital(wording.limit(threshold.comparator, threshold.value, model.unit(threshold.metric, threshold.value))),
            f"{threshold.window} (at least {wording.number(threshold.min_sample)})",
            wording.words(threshold.severity),
            threshold.action,
            threshold.owner,
        )
        for threshold in alerts.thresholds
    )
    return [
        *([Table(("Measure", "When it is", "Looked at over", "Severity", "Then", "Owner"), rows)] if rows else []),
        *facts(("Sent by", [wording.words(name) for name in alerts.notification_channels])),
        *section("Rules for improving", items(alerts.optimization_rules), 3),
        *section("Escalation", paragraph(alerts.escalation), 3),
    ]


def _test(test: AbTest) -> list[Block]:
    days = wording.counted(test.days, "day") if test.days else None
    return [
        *paragraph(test.hypothesis, "strong"),
        *facts(
            ("Measure", test.metric),
            ("Baseline", wording.percent(test.baseline)),
            ("Smallest lift looked for", wording.percent(test.lift)),
            ("Basis of the baseline", test.baseline_basis),
            ("Sample per variant", test.sample_size_per_arm),
            ("Days", f"{days}. {test.days_basis}" if days and test.days_basis else days or test.days_basis),
            ("Confidence and power", f"{wording.percent(1 - test.alpha)} and {wording.percent(test.power)}, two-sided"),
        ),
    ]


def _data(data: KpiData) -> list[Block]:
    points = sorted(data.points, key=lambda p: (p.date, p.source, p.metric, p.campaign or ""))
    rows = tuple((wording.day(p.date), p.source, p.campaign or "", p.metric, wording.number(p.value)) for p in points[:PRINTED_POINTS])
    more = len(points) - len(rows)
    return [
        *([Table(("Date", "Source", "Campaign", "Measure", "Value"), rows, frozenset({4}))] if rows else []),
        *(paragraph(f"{wording.counted(more, 'more figure')} in the data file.", "small") if more else []),
        *section("Rows that could not be matched", items(data.unmatched), 3),
    ]
