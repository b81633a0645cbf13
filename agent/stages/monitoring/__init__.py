"""Stage 5, monitoring: what is measured, reported and alerted on, and the imported figures."""

from typing import Any

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.monitoring import AbTest, Monitoring
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage
from agent.stages.monitoring.alerts import compiled, draft_alerts
from agent.stages.monitoring.analysis import draft_analysis
from agent.stages.monitoring.kpis import draft_kpis, selected
from agent.stages.monitoring.lineage import USES
from agent.stages.monitoring.plan import Plan
from agent.stages.monitoring.samples import sample_size
from agent.stages.monitoring.tracking import draft_reporting, draft_tracking


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """KPIs and rules of the strategy, tracking values of the plan, the client's report rhythm."""
    plan = Plan(sources, {})
    rhythm = plan.facts.intake.report_frequency
    values: tuple[tuple[str, str, Any, str], ...] = (
        ("kpis", "selected", [kpi.model_dump(mode="json") for kpi in selected(plan)], "strategy.measurement.primary_kpis"),
        ("tracking", "utm", plan.execution.utm.model_dump(mode="json"), "execution.utm"),
        ("reporting", "frequency", rhythm if rhythm in ("weekly", "monthly") else None, "intake.report_frequency"),
        ("alerts", "thresholds", [alert.model_dump(mode="json") for alert in compiled(plan)], "strategy.measurement.decision_rules"),
    )
    filled, origins = dict(content), ProvenanceMap()
    for section, name, value, path in values:
        held = dict(filled.get(section) or {})
        upstream = next((up for stage, up in sources.upstream.items() if path.startswith(f"{stage}.")), None)
        if upstream is None or not paths.is_empty(held.get(name)) or paths.is_empty(value):
            continue
        filled[section] = {**held, name: value}
        origins[f"monitoring.{section}.{name}"] = Provenance(source="hydrated", path=path, version=upstream.version)
    return Hydrated(filled, origins)


def _compile(content: Content, sources: Sources) -> Content:
    """Sample sizes follow from baseline, lift, alpha and power, whoever typed them."""
    monitoring = Monitoring.model_validate(content)
    monitoring.analysis.ab_tests = [_sized(test) for test in monitoring.analysis.ab_tests]
    return {**Monitoring().model_dump(mode="json"), **content, "analysis": monitoring.analysis.model_dump(mode="json")}


def _sized(test: AbTest) -> AbTest:
    try:
        size = sample_size(float(test.baseline), float(test.lift), alpha=float(test.alpha), power=float(test.power))
    except ValueError:
        return test
    return test.model_copy(update={"sample_size_per_arm": size})


MONITORING = Stage(
    id="monitoring",
    title="Monitoring",
    purpose="Agree on what is counted, who reads it when, and at which figure somebody acts.",
    artifact=Monitoring,
    requires=("execution",),
    sections=(
        Section("kpis", "KPIs", USES["kpis"], draft=draft_kpis),
        Section("tracking", "Tracking", USES["tracking"], draft=draft_tracking),
        Section("reporting", "Reporting", USES["reporting"], draft=draft_reporting),
        Section("alerts", "Alerts", USES["alerts"], draft=draft_alerts, after=("reporting",)),
        Section("analysis", "Analysis", USES["analysis"], draft=draft_analysis),
        Section("data", "Figures", USES["data"]),
    ),
    hydrate=_hydrate,
    compile=_compile,
    derived=("monitoring.analysis.ab_tests",),
)
