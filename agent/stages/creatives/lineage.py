"""What each section of the creatives is made from, and which of their fields do not follow from all of it."""

from agent.stages.reads import APPROVERS, every, intake

_PILLARS = "strategy.narrative.pillars"
_CHANNELS = "strategy.channel_strategy.channels"
_SLOTS = (
    *every("intake.generation_plan.jobs", "job", "selected"),
    *intake("pain_points", "objections", "desired_outcomes", "differentiators", "regulated"),
    *every("intake.proof_assets", "text", "kind", "expires"),
    *every(_CHANNELS, "name", "content_types"),
    f"{_PILLARS}[*].name",
)
"""What decides how many assets of which kind there are, on which platform and for which pillar."""
_CTAS = ("strategy.channel_strategy.cta_rules.allowed", *_SLOTS)
_PROOF = every("intake.proof_assets", "id", "text", "kind", "value", "unit", "date", "expires", "markets")

USES: dict[str, tuple[str, ...]] = {
    "brief": (
        *intake("client_name", "primary_offer", "target_audience", "pricing", "languages", "tone_voice", "website", "has_website", "differentiators"),
        *every("intake.generation_plan.jobs", "job", "selected"),
        *every("intake.proof_assets", "text", "kind", "value", "expires"),
        *APPROVERS,
        *every(_CHANNELS, "name", "content_types"),
        "strategy.channel_strategy.cta_rules.allowed",
        "strategy.narrative.problem",
        "strategy.value_architecture.core_promise",
    ),
    "mix": _SLOTS,
    "messages": (
        *intake("client_name", "primary_offer", "pricing", "pain_points", "objections", "desired_outcomes", "differentiators", "tone_voice", "banned_words", "required_disclaimers"),
        *intake("geography", "industry", "target_audience", "regulated"),
        *every("intake.generation_plan.jobs", "job", "selected"),
        *_PROOF,
        *every(_PILLARS, "name", "description", "angles"),
        *every(_CHANNELS, "name", "content_types"),
        "strategy.channel_strategy.cta_rules.allowed",
        "strategy.constraints.tone_boundaries",
        "strategy.constraints.forbidden_language",
    ),
    "assets": (
        *intake("client_name", "primary_offer", "pricing", "website", "has_website", "industry", "geography", "languages", "differentiators", "pain_points", "desired_outcomes", "objections"),
        *intake("target_audience", "tone_voice", "banned_words", "required_disclaimers", "regulated", "brand_kit.colours"),
        *every("intake.generation_plan.jobs", "job", "selected"),
        *_PROOF,
        *APPROVERS,
        "intake.brief_facts[topic=event]",
        *every(_PILLARS, "name", "angles"),
        "strategy.narrative.enemy",
        *every(_CHANNELS, "name", "content_types"),
        "strategy.channel_strategy.cta_rules.allowed",
        "strategy.constraints.forbidden_language",
    ),
}

STEADY: dict[str, dict[str, tuple[str, ...]]] = {
    "brief": {
        "campaign_theme": ("strategy.narrative.problem",),
        "target_audience": ("intake.target_audience",),
        "key_message": ("strategy.value_architecture.core_promise",),
    },
    "mix": {"target_platforms": (f"{_CHANNELS}[*].name",)},
    "messages": {"channel_mapping": _SLOTS},
    "assets": {
        **{f"[*].{name}": _SLOTS for name in ("id", "type", "platform", "pillar")},
        "[*].cta": _CTAS,
        "[*].link_path": (*_CTAS, *intake("website", "has_website")),
        "[*].claims[*].proof_asset": (*_SLOTS, *_PROOF, *intake("pricing", "primary_offer")),
        "[*].claims[*].expires": (*_SLOTS, *_PROOF),
    },
}
"""Fields that follow from a part of what their section uses: a doubt about the rest is no doubt about them."""
