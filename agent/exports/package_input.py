"""What a package is made from, and the refusal of anything that is not approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.errors import ExportFailed
from agent.schemas.campaign import Campaign
from agent.schemas.canonical import digest
from agent.schemas.delivery import Delivery
from agent.schemas.ledger import LedgerExtract
from agent.schemas.quality import QCResult
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import ArtifactVersion, Decision


@dataclass(frozen=True)
class PackageInput:
    """Everything a package says. The same input gives the same bytes."""

    campaign_id: str
    campaign: Campaign
    artifacts: Mapping[ArtifactStage, ArtifactVersion]
    """Approved versions only."""
    decisions: Mapping[ArtifactStage, Decision]
    """The approval of each of these versions."""
    qc: Mapping[ArtifactStage, QCResult]
    """The quality control each approval was based on."""
    delivery: Delivery
    ledger: LedgerExtract
    """The campaign's chain of the event log up to the approval of delivery."""
    at: datetime
    """The package's own time, with its zone: the approval of delivery."""
    other_clients: tuple[str, ...] = ()
    """Names of the workspace's other clients; none of them may appear."""
    logo: bytes | None = None
    """The picture named in the branding, PNG or JPEG."""


def selected(data: PackageInput) -> dict[ArtifactStage, ArtifactVersion]:
    """The approved versions the delivery selects, in stage order.

    Raises ExportFailed when a selected artifact is missing, not approved, or not the content that was approved.
    """
    choice = data.delivery.artifact_selection.model_dump()
    chosen = {stage: data.artifacts.get(stage) for stage in ARTIFACT_STAGES if choice.get(stage)}
    missing = [stage for stage, version in chosen.items() if version is None]
    if missing:
        raise ExportFailed(f"No package was made: {', '.join(missing)} is selected and has no approved version.")
    versions = {stage: version for stage, version in chosen.items() if version is not None}
    if not versions:
        raise ExportFailed("No package was made: no artifact is selected.")
    for version in versions.values():
        require_approval(version, data.decisions.get(version.stage))
    return versions


def require_approval(version: ArtifactVersion, decision: Decision | None) -> None:
    """Raises ExportFailed unless a person approved exactly this version and its content is what was approved."""
    name = f"{version.stage} v{version.number}"
    if digest(version.content) != version.digest:
        raise ExportFailed(f"No package was made: the content of {name} is not the content of its digest.")
    if decision is None or decision.kind == "request_changes" or version.status != "approved":
        raise ExportFailed(f"No package was made: {name} is not approved. Approve it, then make the package again.")
    if (decision.version, decision.digest) != (version.number, version.digest):
        raise ExportFailed(f"No package was made: the approval on record is not about {name}.")
