"""The generation plan: which of the 24 deliverables this engagement makes, proposed from objective, budget and channels."""

from agent.schemas.intake import GenerationPlan, Intake, Job, JobModule
from agent.stages.media import read_channels

_CREATIVE_NEEDS = ["icp_definition", "positioning", "messaging_framework", "content_pillars"]
JOBS: tuple[tuple[str, JobModule], ...] = (
    ("icp_definition", "strategy"), ("positioning", "strategy"), ("messaging_framework", "strategy"), ("content_pillars", "strategy"),
    ("platform_strategy", "strategy"), ("measurement_plan", "strategy"),
    ("brand_kit_suggestions", "creatives"), ("carousel_templates", "creatives"), ("reel_cover_templates", "creatives"),
    ("image_pack_prompts", "creatives"), ("video_scripts", "creatives"), ("thumbnails_banners", "creatives"),
    ("content_calendar_week1", "execution"), ("ig_posts_week1", "execution"), ("fb_posts_week1", "execution"), ("linkedin_posts_week1", "execution"),
    ("reels_scripts_week1", "execution"), ("hashtag_sets", "execution"), ("email_sequence", "execution"),
    ("tracking_checklist", "monitoring"), ("weekly_optimization", "monitoring"),
    ("pdf_report", "delivery"), ("pptx_deck", "delivery"), ("asset_zip", "delivery"),
)  # fmt: skip
_BAND = {"strategy": 0, "creatives": 100, "execution": 200, "monitoring": 300, "delivery": 400}
_CHANNEL_JOBS = {
    "carousel_templates": ("Instagram", "LinkedIn"), "reel_cover_templates": ("Instagram", "TikTok", "YouTube"), "video_scripts": ("Instagram", "TikTok", "YouTube", "Webinar", "Podcast"),
    "ig_posts_week1": ("Instagram",), "fb_posts_week1": ("Facebook",), "linkedin_posts_week1": ("LinkedIn",), "reels_scripts_week1": ("Instagram", "TikTok"),
    "hashtag_sets": ("Instagram", "LinkedIn", "TikTok", "X"), "email_sequence": ("Email",),
}  # fmt: skip


def planned(intake: Intake) -> GenerationPlan:
    """All 24 jobs, each chosen or not, with the reason."""
    channels = _channels(intake)
    chosen = {job: _choice(job, module, intake, channels) for job, module in JOBS}
    selected = {module: [job for job, m in JOBS if m == module and chosen[job][0]] for module in _BAND}
    needs: dict[str, list[str]] = {
        "strategy": [],
        "creatives": [job for job in selected["strategy"] if job in _CREATIVE_NEEDS] or selected["strategy"],
        "execution": [*selected["strategy"], *selected["creatives"]],
        "monitoring": selected["execution"],
        "delivery": [*selected["strategy"], *selected["creatives"], *selected["execution"]],
    }
    return GenerationPlan(
        jobs=[
            Job.model_validate(
                {
                    "job": job,
                    "module": module,
                    "selected": chosen[job][0],
                    "priority": _BAND[module],
                    "status": "ready" if module == "strategy" else "pending",
                    "depends_on": needs[module],
                    "reason": chosen[job][1],
                }
            )
            for job, module in JOBS
        ]
    )


def _channels(intake: Intake) -> list[str]:
    named = [item.medium.name for fact in intake.brief_facts if fact.topic in ("channel", "event") for item in read_channels(fact.text)]
    return list(dict.fromkeys(named))


def _choice(job: str, module: JobModule, intake: Intake, channels: list[str]) -> tuple[bool, str]:
    if job in _CHANNEL_JOBS:
        fitting = [name for name in channels if name in _CHANNEL_JOBS[job]]
        if fitting:
            return True, f"The brief asks for {', '.join(fitting)}."
        wanted = " or ".join(_CHANNEL_JOBS[job])
        return (False, f"The brief does not ask for {wanted}.") if channels else (True, "No channel is stated yet; decided with the strategy.")
    if job == "pptx_deck":
        wanted_deck = "pptx" in intake.formats_wanted
        return wanted_deck, "The client asked for a deck." if wanted_deck else "No deck was asked for."
    if job == "brand_kit_suggestions":
        known = bool(intake.brand_kit.logo or intake.brand_kit.colours)
        return not known, "The client has a brand kit." if known else "No logo, colours or fonts are stated."
    if job == "weekly_optimization" and intake.duration_weeks <= 2:
        return False, f"The flight has {intake.duration_weeks} weeks, too few to act on."
    return True, _reason(job, intake)


def _reason(job: str, intake: Intake) -> str:
    objective = (intake.objective or "the objective").replace("_", " ")
    targets = "; ".join(target.kpi for target in intake.kpi_targets)
    reasons = {
        "icp_definition": f"Who acts first decides the rest: {(intake.target_audience or 'the audience')[:120]}.",
        "positioning": f"A place beside {', '.join(intake.competitors)}." if intake.competitors else "The place this client takes in its market.",
        "messaging_framework": f"{len(intake.pain_points)} pains and {len(intake.objections)} objections need an answer.",
        "content_pillars": "Every asset belongs to a theme.",
        "platform_strategy": f"Channels, roles and money for {objective}.",
        "measurement_plan": f"To be judged by: {targets}." if targets else "Targets are to be agreed on.",
        "tracking_checklist": f"Tracking is {intake.tracking_status}; it is checked before money is spent.",
        "pdf_report": "The reading copy for the client.",
        "asset_zip": "All copy as files.",
    }
    return reasons.get(job, f"Part of a campaign for {objective}.")
