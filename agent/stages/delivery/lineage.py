"""What each section of the delivery is made from. The checklist is about everything that is delivered."""

from agent.stages.reads import APPROVERS, every, intake

USES: dict[str, tuple[str, ...]] = {
    "artifact_selection": (),
    "export_formats": ("intake.formats_wanted",),
    "options": (
        *intake("client_name", "primary_offer", "geography", "start_date", "duration_weeks", "kpi_targets", "budget", "brand_kit", "tracking_status", "ad_account_ready", "formats_wanted"),
        *APPROVERS,
        "intake.brief_facts[topic=event]",
        "intake.brief_facts[topic=audience_size]",
        *every("execution.governance.approvers", "name", "role"),
        "execution.timeline.start_date",
        "execution.timeline.end_date",
        "execution.calendar.posts[*].id",
    ),
    "checklist": ("intake", "strategy", "creatives", "execution", "monitoring"),
}
