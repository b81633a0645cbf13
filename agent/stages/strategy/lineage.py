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
        *intake("client_name", "competitors", "differentiators", "forbidden_claims", "geography", "objections", "pricing", "primary_offer", "industry", "target_audience"),
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
