"""Stage 6, delivery: what goes into the client's package."""

from typing import Annotated, Literal

from pydantic import Field

from agent.schemas.base import Artifact, Model, field


class ArtifactSelection(Model):
    """Which approved artifacts are included."""

    intake: bool = True
    strategy: bool = True
    creatives: bool = True
    execution: bool = True
    monitoring: bool = False
    """Only possible when monitoring is approved."""


class ExportFormats(Model):
    """Which files are made."""

    pdf: bool = True
    pptx: bool = False
    json_: bool = Field(default=True, alias="json")
    zip: bool = True
    xlsx: bool = False
    ics: bool = False
    csv: bool = False
    docx: bool = False


class Branding(Model):
    """The agency's and client's look on the files."""

    agency: str | None = None
    footer: str | None = None
    logo: str | None = None
    """File id of an uploaded picture."""
    primary_color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#1E3A8A"
    fonts: list[str] = Field(default_factory=list)


class Options(Model):
    """How it is delivered."""

    method: Literal["download", "email", "cloud_storage", "client_portal"] = "download"
    recipients: list[str] = field([])
    notes: str | None = field()
    """A note to the client; it is printed."""
    include_qc_reports: bool = False
    branding: Branding = Field(default_factory=Branding)


class Checklist(Model):
    """Five things that must hold before files are made."""

    approvals: bool = False
    """Computed: every selected artifact is approved."""
    qc_passed: bool = False
    """Computed: no selected artifact fails quality control."""
    complete: bool = False
    """Computed: no required field is empty and no placeholder is left."""
    branding_reviewed: bool = False
    """Confirmed by a person."""
    legal_reviewed: bool = False
    """Confirmed by a person."""


class Delivery(Artifact):
    """What is in the package, and the checks before it is made."""

    artifact_selection: ArtifactSelection = Field(default_factory=ArtifactSelection)
    export_formats: ExportFormats = Field(default_factory=ExportFormats)
    options: Options = Field(default_factory=Options)
    checklist: Checklist = Field(default_factory=Checklist)
