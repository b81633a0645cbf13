"""The closed sets that name where a campaign stands and who acts."""

from typing import Literal, get_args

StageId = Literal["campaign", "intake", "strategy", "creatives", "execution", "monitoring", "delivery"]
"""The seven stages in order. `campaign` is the container and has no approval gate."""

ArtifactStage = Literal["intake", "strategy", "creatives", "execution", "monitoring", "delivery"]
"""The six stages that hold an artifact and a gate."""

STAGE_IDS: tuple[StageId, ...] = get_args(StageId)
ARTIFACT_STAGES: tuple[ArtifactStage, ...] = get_args(ArtifactStage)

REQUIRES: dict[ArtifactStage, tuple[ArtifactStage, ...]] = {
    "intake": (),
    "strategy": ("intake",),
    "creatives": ("strategy",),
    "execution": ("strategy", "creatives"),
    "monitoring": ("execution",),
    "delivery": ("intake", "strategy", "creatives", "execution"),
}
"""Which stages must be approved before a stage opens. Intake also needs an active campaign."""

USES: dict[ArtifactStage, tuple[ArtifactStage, ...]] = {
    "intake": (),
    "strategy": ("intake",),
    "creatives": ("intake", "strategy"),
    "execution": ("intake", "strategy", "creatives"),
    "monitoring": ("intake", "strategy", "execution"),
    "delivery": ("intake", "strategy", "creatives", "execution", "monitoring"),
}
"""Which approved artifacts a stage may read. All that it requires, what those were made from, and optional ones."""

ArtifactStatus = Literal["draft", "in_review", "changes_requested", "approved", "stale", "archived"]
"""The status of an artifact's newest version."""

StageStatus = Literal["blocked", "not_started", "draft", "in_review", "changes_requested", "approved", "stale", "archived"]
"""What a stage shows: `blocked` when an upstream is not approved and nothing was made, `not_started` when it is open and empty."""

CampaignStatus = Literal["planned", "active", "paused", "completed", "archived"]

Role = Literal["operator", "approver", "admin", "client"]

ActionName = Literal[
    "new_campaign", "select_campaign", "edit_campaign", "archive_campaign", "duplicate_campaign",
    "submit", "run_qc", "apply_fix", "approve", "request_changes", "override", "redraft", "pin", "unpin",
    "restore_version", "compare", "reopen", "still_valid", "go_to", "import_kpis", "evaluate_alerts", "report",
    "generate_package", "send_package", "download",
    "comment", "resolve_comment", "invite_client", "revoke_invitation",
]  # fmt: skip
"""What a person can click; the same names in chat, scripts and code."""

Objective = Literal[
    "lead_generation", "brand_awareness", "sales", "hiring", "product_launch", "event_promotion", "partnerships",
    "retention", "engagement", "other",
]  # fmt: skip

AssetType = Literal["social_post", "carousel", "video_script", "blog_post", "email", "landing_page", "ad_copy"]
StrategicRole = Literal["discovery", "trust", "conversion", "retention"]
ExportFormat = Literal["pdf", "pptx", "json", "zip", "xlsx", "ics", "csv", "docx"]
Cadence = Literal["daily", "weekly", "biweekly", "monthly"]
