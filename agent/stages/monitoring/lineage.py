"""What each section of the measurement plan is made from."""

from agent.stages.reads import every, intake

_CHANNEL_NAMES = "execution.derived.channel_plan[*].channel"

USES: dict[str, tuple[str, ...]] = {
    "kpis": (
        "strategy.measurement.primary_kpis",
        *intake("kpi_targets", "budget", "unit_economics.cac", "start_date", "duration_weeks"),
        "intake.brief_facts[topic=budget_scope]",
        "execution.resources.tools",
    ),
    "tracking": ("execution.utm", _CHANNEL_NAMES, "execution.resources.tools"),
    "reporting": (
        *intake("report_frequency", "formats_wanted", "timezone", "start_date", "duration_weeks", "contact_email"),
        "intake.brief_facts[topic=reporting]",
        *every("execution.governance.approvers", "name", "role"),
        "strategy.measurement.primary_kpis[*].by",
    ),
    "alerts": (
        "strategy.channel_strategy.channels[*].kill_criteria",
        "strategy.measurement.decision_rules",
        "execution.resources.team_roles[*].role",
        "execution.resources.tools",
        *every("execution.governance.approvers", "name", "role", "scope"),
        "execution.schedule.posts_per_week",
        *intake("client_name", "kpi_targets", "start_date", "duration_weeks", "report_frequency", "compliance_notes"),
        *every("intake.proof_assets", "text", "kind", "value", "date", "expires"),
        "intake.brief_facts[topic=blackout]",
        "intake.brief_facts[topic=reporting]",
    ),
    "analysis": (
        *intake("pain_points", "objections", "desired_outcomes", "differentiators", "kpi_targets", "geography", "languages", "target_audience", "primary_offer"),
        "intake.brief_facts[topic=channel]",
        "intake.brief_facts[topic=event]",
        "intake.brief_facts[topic=blackout]",
        "intake.brief_facts[topic=budget_scope]",
        "intake.brief_facts[topic=audience_size]",
        _CHANNEL_NAMES,
        "execution.timeline.phases[*].name",
        "strategy.narrative.pillars[*].name",
    ),
    "data": (),
}
