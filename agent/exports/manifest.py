"""The manifest: what is in the package, which approved versions it was made from, and the hashes to check both."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.exports.package_input import PackageInput, selected
from agent.schemas.base import Model
from agent.schemas.canonical import digest
from agent.schemas.delivery import Checklist
from agent.schemas.quality import QCStatus
from agent.schemas.stages import ArtifactStage
from agent.schemas.text import clean
from agent.schemas.version import ArtifactVersion, Decision

SCHEMA = "delivery_manifest_v1"


class ManifestFile(Model):
    """One file of the package."""

    path: str
    """Relative to the package's root folder."""
    format: str
    """pdf, pptx, json, zip (assets), xlsx, ics, csv, docx, or text."""
    media_type: str
    bytes: int
    sha256: str


class ManifestArtifact(Model):
    """One approved version, by whom and when."""

    stage: ArtifactStage
    id: str
    version: int
    digest: str
    """SHA-256 of the canonical JSON content."""
    approved_by: str
    approved_role: str
    approved_at: datetime
    qc_status: QCStatus | None
    qc_score: int | None
    ruleset: str | None
    warnings_acknowledged: int


class Override(Model):
    """An approval against a failed check, by an admin, with the reason."""

    stage: ArtifactStage
    version: int
    by: str
    at: datetime
    reason: str | None


class Ledger(Model):
    """Where the event log of this campaign stood; the entries are in ledger.json."""

    chain: str
    head: str | None
    count: int
    public_key: str
    signature: str


class Manifest(Model):
    """delivery_manifest_v1."""

    schema_: Literal["delivery_manifest_v1"] = Field(default="delivery_manifest_v1", alias="schema")
    package: str
    campaign_id: str
    campaign: str
    client: str | None
    created_at: datetime
    """The approval of delivery; the same inputs give the same manifest."""
    formats: list[str]
    artifacts: list[ManifestArtifact]
    checks: Checklist
    overrides: list[Override]
    ledger: Ledger
    files: list[ManifestFile]
    notes: list[str]
    """What a file shows in part, and where the whole is."""
    manifest_hash: str = ""
    """SHA-256 of the canonical JSON of this manifest without this field."""


def build_manifest(data: PackageInput, name: str, files: list[ManifestFile], notes: list[str]) -> Manifest:
    """The manifest of a package with these files, hash included."""
    versions = selected(data)
    if "delivery" in data.artifacts and "delivery" in data.decisions:
        versions = {**versions, "delivery": data.artifacts["delivery"]}
    manifest = Manifest(
        package=name,
        campaign_id=data.campaign_id,
        campaign=clean(data.campaign.name),
        client=clean(data.campaign.client_name) if data.campaign.client_name else None,
        created_at=data.at,
        formats=promised_formats(data),
        artifacts=[_artifact(data, version) for version in versions.values()],
        checks=data.delivery.checklist,
        overrides=[_override(data.decisions[s]) for s in versions if data.decisions[s].kind == "override"],
        ledger=Ledger.model_validate(data.ledger.model_dump(exclude={"entries"})),
        files=sorted(files, key=lambda file: file.path),
        notes=notes,
    )
    return manifest.model_copy(update={"manifest_hash": manifest_hash(manifest)})


def manifest_hash(manifest: Manifest) -> str:
    """SHA-256 over the canonical manifest without its own hash."""
    return digest({k: v for k, v in manifest.model_dump(mode="json").items() if k != "manifest_hash"})


def promised_formats(data: PackageInput) -> list[str]:
    """The formats the delivery asks for, in a fixed order."""
    return [name for name, wanted in data.delivery.export_formats.model_dump().items() if wanted]


def _artifact(data: PackageInput, version: ArtifactVersion) -> ManifestArtifact:
    decision, result = data.decisions[version.stage], data.qc.get(version.stage)
    return ManifestArtifact(
        stage=version.stage,
        id=version.id,
        version=version.number,
        digest=version.digest,
        approved_by=clean(decision.by),
        approved_role=decision.role,
        approved_at=decision.at,
        qc_status=result.status if result else None,
        qc_score=result.score if result else None,
        ruleset=result.ruleset if result else decision.ruleset,
        warnings_acknowledged=len(decision.acknowledged),
    )


def _override(decision: Decision) -> Override:
    return Override(
        stage=decision.stage, version=decision.version, by=clean(decision.by), at=decision.at, reason=clean(decision.comment or "") or None
    )
