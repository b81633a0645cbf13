"""What each section of the plan is made from, and which of their fields do not follow from all of it."""

from agent.stages.reads import APPROVERS, every, intake

_PLATFORMS = "creatives.mix.target_platforms"
_CLOSED = ("intake.brief_facts[topic=blackout]", *intake("geography", "timezone", "compliance_notes", "start_date", "duration_weeks"))
_RULES = (
    *every("strategy.channel_strategy.channels[*].kill_criteria", "metric", "window"),
    *every("strategy.measurement.decision_rules", "metric", "window"),
)
_LINKS = ("creatives.brief.campaign_theme", *intake("client_name", "website", "start_date"), "intake.brief_facts[topic=reference]")
_WINDOWS = ("intake.proof_assets[*].id", "intake.proof_assets[*].expires", "intake.brief_facts[topic=event]")
_DAYS = (
    _PLATFORMS,
    "creatives.messages.channel_mapping",
    *every("creatives.assets", "id", "type", "platform", "pillar", "claims[*].expires"),
    "intake.brief_facts[topic=blackout]",
    *intake("geography", "compliance_notes", "start_date", "duration_weeks"),
    *_WINDOWS,
    "intake.brief_facts[topic=channel]",
)
"""What decides which posts there are."""
_RECORD = (*intake("client_name", "objective", "industry", "target_audience"), "intake.kpi_targets[*].kpi")

USES: dict[str, tuple[str, ...]] = {
    "timeline": (
        *intake("start_date", "duration_weeks", "budget", "kpi_targets"),
        "intake.brief_facts[topic=blackout]",
        "intake.brief_facts[topic=event]",
        "intake.brief_facts[topic=channel]",
        _PLATFORMS,
        *_RULES,
    ),
    "schedule": (
        _PLATFORMS,
        "creatives.messages.channel_mapping",
        *every("creatives.assets", "id", "platform", "claims[*].expires"),
        *_CLOSED,
        *_WINDOWS,
        "intake.brief_facts[topic=channel]",
    ),
    "calendar": (
        *_DAYS,
        *every("creatives.assets", "cta", "link_path", "claims"),
        "intake.timezone",
        *_LINKS,
    ),
    "utm": (_PLATFORMS, "creatives.assets[*].id", *_LINKS, "intake.tracking_status", "intake.brief_facts[topic=blackout]"),
    "governance": (
        _PLATFORMS,
        *every("creatives.assets", "id", "claims[*].proof_asset"),
        *intake("client_name", "banned_words", "required_disclaimers", "regulated"),
        *every("intake.proof_assets", "id", "kind", "text", "expires"),
        *APPROVERS,
        "intake.brief_facts[topic=blackout]",
    ),
    "resources": (
        _PLATFORMS,
        "creatives.mix.asset_types",
        *every("creatives.assets", "id", "platform", "claims[*].expires"),
        *intake("budget", "kpi_targets", "report_frequency", "brand_kit", "tone_voice", "duration_weeks"),
        *every("intake.proof_assets", "id", "kind", "text", "expires"),
        *_RECORD,
        *APPROVERS,
        "intake.brief_facts[topic=blackout]",
    ),
    "derived": (
        _PLATFORMS,
        "creatives.messages.channel_mapping",
        *every("creatives.assets", "id", "type", "platform", "link_path", "claims[*].expires"),
        *every("strategy.channel_strategy.channels", "name", "strategic_role", "budget_share"),
        "strategy.constraints.claim_boundaries",
        "strategy.constraints.compliance_rules",
        *intake("budget", "kpi_targets", "primary_offer", "tracking_status", "ad_account_ready", "brand_kit", "unit_economics.cac"),
        *every("intake.proof_assets", "id", "kind", "text", "expires", "markets"),
        *_CLOSED,
        *_LINKS,
        *APPROVERS,
        "intake.brief_facts[topic=channel]",
        "intake.brief_facts[topic=event]",
        "intake.brief_facts[topic=audience_size]",
    ),
}

STEADY: dict[str, dict[str, tuple[str, ...]]] = {
    "timeline": {
        **{name: intake("start_date", "duration_weeks") for name in ("start_date", "end_date", "duration_weeks")},
        "phases[*].name": intake("duration_weeks"),
    },
    "schedule": {"posts_per_week": (_PLATFORMS, "creatives.messages.channel_mapping", *every("creatives.assets", "id", "platform"), "intake.duration_weeks", "intake.brief_facts[topic=channel]")},
    "calendar": {"posts[*].id": _DAYS},
    "governance": {f"approvers[*].{name}": (*APPROVERS, *intake("client_name", "regulated")) for name in ("name", "role")},
    "resources": {"tools": (_PLATFORMS, *_RECORD), "team_roles[*].role": (_PLATFORMS, "creatives.mix.asset_types", *_RECORD, *intake("kpi_targets", "report_frequency", "budget", "brand_kit"))},
    "derived": {"channel_plan[*].channel": (_PLATFORMS, "strategy.channel_strategy.channels[*].name")},
}
"""Fields that follow from a part of what their section uses: a doubt about the rest is no doubt about them."""
