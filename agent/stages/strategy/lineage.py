"""What each layer is made from: the exact fields of the intake its words follow from. A test changes every one of them and looks."""

from agent.stages.reads import APPROVERS, CHANNELS, every, intake

_PROOF = every("intake.proof_assets", "text", "kind", "unit", "expires")

USES: dict[str, tuple[str, ...]] = {
    "business_reality": (
        *intake("client_name", "industry", "primary_offer", "pricing", "revenue_streams", "unit_economics", "growth_bottleneck", "budget", "kpi_targets"),
        *intake("risk_tolerance", "required_disclaimers", "objections", "geography", "forbidden_claims", "regulated", "target_audience"),
        *every("intake.proof_assets", "text", "unit", "expires"),
        *APPROVERS,
        "intake.brief_facts[topic=baseline]",
        "intake.brief_facts[topic=budget_scope]",
    ),
    "market_truth": (
        *intake("client_name", "competitors", "differentiators", "forbidden_claims", "geography", "objections", "pricing", "primary_offer", "industry", "target_audience", "tone_voice"),
        *_PROOF,
        "intake.brief_facts[topic=competitor_note]",
        "intake.brief_facts[topic=blackout]",
    ),
    "audience_psychology": (
        *intake("client_name", "target_audience", "pain_points", "desired_outcomes", "objections", "differentiators", "primary_offer"),
        *_PROOF,
    ),
    "value_architecture": (
        *intake("client_name", "target_audience", "primary_offer", "desired_outcomes", "differentiators", "objections", "tone_voice", "forbidden_claims"),
        *_PROOF,
        "intake.proof_assets[*].id",
        "intake.brief_facts[topic=avoided_channel]",
    ),
    "narrative": (
        *intake("client_name", "target_audience", "pain_points", "desired_outcomes", "objections", "primary_offer", "differentiators", "required_disclaimers"),
        *_PROOF,
    ),
    "channel_strategy": (
        *intake("client_name", "objective", "budget", "kpi_targets", "start_date", "duration_weeks", "primary_offer", "desired_outcomes", "target_audience", "industry"),
        *CHANNELS,
        *APPROVERS,
    ),
    "constraints": (
        *intake("client_name", "tone_voice", "banned_words", "forbidden_claims", "brand_kit", "required_disclaimers", "languages", "regulated", "primary_offer", "objections"),
        *intake("budget.currency", "target_audience"),
        *_PROOF,
        "intake.proof_assets[*].value",
        *CHANNELS,
        *APPROVERS,
        "intake.brief_facts[topic=allowed_wording]",
        "intake.brief_facts[topic=blackout]",
    ),
    "measurement": (
        *intake("client_name", "kpi_targets", "budget", "start_date", "duration_weeks", "report_frequency", "objective", "primary_offer"),
        *CHANNELS,
        *APPROVERS,
    ),
}

_WANTED = (*CHANNELS, *intake("objective", "target_audience", "industry"))

STEADY: dict[str, dict[str, tuple[str, ...]]] = {
    "value_architecture": {"core_promise": intake("client_name", "target_audience", "primary_offer", "desired_outcomes", "differentiators")},
    "narrative": {
        "problem": intake("client_name", "target_audience", "pain_points", "primary_offer"),
        "enemy": intake("client_name", "target_audience", "pain_points", "objections", "primary_offer"),
        "pillars[*].name": (*intake("client_name", "target_audience", "pain_points", "objections", "desired_outcomes", "primary_offer"), *_PROOF),
    },
    "channel_strategy": {
        **{f"channels[*].{name}": _WANTED for name in ("name", "strategic_role", "content_types")},
        "channels[*].budget_share": (*_WANTED, "intake.budget"),
        "cta_rules.allowed": intake("client_name", "objective", "primary_offer", "desired_outcomes", "target_audience", "industry"),
    },
    "constraints": {
        "tone_boundaries": (*intake("client_name", "tone_voice", "languages", "target_audience", "primary_offer"), *APPROVERS),
        "forbidden_language": intake("client_name", "banned_words", "forbidden_claims", "objections", "tone_voice"),
        "claim_boundaries": (
            *intake("client_name", "forbidden_claims", "required_disclaimers", "primary_offer", "objections", "budget.currency", "regulated"),
            *_PROOF,
            "intake.proof_assets[*].value",
            *APPROVERS,
            "intake.brief_facts[topic=allowed_wording]",
        ),
        "compliance_rules": (
            *intake("client_name", "forbidden_claims", "required_disclaimers", "regulated", "target_audience"),
            *_PROOF,
            *CHANNELS,
            *APPROVERS,
            "intake.brief_facts[topic=blackout]",
        ),
    },
    "measurement": {
        "primary_kpis": intake("client_name", "kpi_targets", "budget", "start_date", "duration_weeks", "objective", "primary_offer"),
        "decision_rules": (*intake("client_name", "kpi_targets", "budget", "start_date", "duration_weeks", "objective", "primary_offer"), *CHANNELS, *APPROVERS),
    },
}
"""Fields that follow from a part of what their layer uses: a doubt about the rest is no doubt about them."""
