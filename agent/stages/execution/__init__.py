"""Stage 4, execution: the plan, compiled into dated posts with tracked links."""

from typing import Any

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.execution import Execution
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage
from agent.stages.execution.compiling import compile_execution
from agent.stages.execution.derived import draft_derived
from agent.stages.execution.governance import draft_governance
from agent.stages.execution.lineage import STEADY, USES
from agent.stages.execution.links import campaign_slug, draft_utm
from agent.stages.execution.phases import draft_timeline
from agent.stages.execution.plan import Plan
from agent.stages.execution.resources import draft_resources
from agent.stages.execution.rhythm import default_posts, draft_schedule
from agent.stages.execution.rotation import draft_calendar


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """Start, length, platforms, tracking name and layer 7, as approved upstream artifacts state them."""
    plan = Plan(sources, {})
    constraints = plan.strategy.constraints
    theme = plan.creatives.brief.campaign_theme
    values: tuple[tuple[str, str, Any, str], ...] = (
        ("timeline", "start_date", sources.content("intake").get("start_date"), "intake.start_date"),
        ("timeline", "duration_weeks", sources.content("intake").get("duration_weeks"), "intake.duration_weeks"),
        ("schedule", "posts_per_week", {name: default_posts(name) for name in plan.creatives.mix.target_platforms}, "creatives.mix.target_platforms"),
        ("utm", "campaign_name", campaign_slug(theme) if theme else None, "creatives.brief.campaign_theme"),
        ("derived", "risk_guardrails", [*constraints.claim_boundaries, *constraints.compliance_rules], "strategy.constraints"),
    )
    filled, origins = dict(content), ProvenanceMap()
    for section, name, value, path in values:
        held = dict(filled.get(section) or {})
        upstream = next((up for stage, up in sources.upstream.items() if path.startswith(f"{stage}.")), None)
        if upstream is None or not paths.is_empty(held.get(name)) or paths.is_empty(value):
            continue
        filled[section] = {**held, name: value}
        origins[f"execution.{section}.{name}"] = Provenance(source="hydrated", path=path, version=upstream.version)
    return Hydrated(filled, origins)


EXECUTION = Stage(
    id="execution",
    title="Execution",
    purpose="Lay down what is published when, with which link, and who releases it.",
    artifact=Execution,
    requires=("strategy", "creatives"),
    sections=(
        Section("timeline", "Timeline", USES["timeline"], draft=draft_timeline, steady=STEADY.get("timeline", {})),
        Section("schedule", "Schedule", USES["schedule"], draft=draft_schedule, steady=STEADY.get("schedule", {}), after=("timeline",)),
        Section("calendar", "Calendar", USES["calendar"], draft=draft_calendar, steady=STEADY.get("calendar", {}), after=("timeline", "schedule")),
        Section("utm", "Tracking values", USES["utm"], draft=draft_utm, steady=STEADY.get("utm", {})),
        Section("governance", "Governance", USES["governance"], draft=draft_governance, steady=STEADY.get("governance", {})),
        Section("resources", "Resources", USES["resources"], draft=draft_resources, steady=STEADY.get("resources", {}), after=("timeline", "schedule", "calendar")),
        Section("derived", "Channel plan", USES["derived"], draft=draft_derived, steady=STEADY.get("derived", {}), after=("timeline", "schedule", "calendar", "utm")),
    ),
    hydrate=_hydrate,
    compile=compile_execution,
    derived=(
        "execution.timeline.end_date", "execution.timeline.phases", "execution.schedule.best_times", "execution.schedule.blackout_dates",
        "execution.schedule.holidays", "execution.calendar.content_rotation", "execution.calendar.posts",
    ),
)
