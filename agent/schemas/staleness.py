"""What makes a section out of date, and what an approval would make out of date."""

from pydantic import Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage


class Change(Model):
    """An upstream value that differs from the one a section was made from."""

    path: str
    """The field that changed."""
    used: str = ""
    """The path as the lineage names it: the field, or a list it stands in."""
    before: JsonValue = None
    after: JsonValue = None


class Cause(Change):
    """Why a section is out of date: the upstream value it used changed, or stands in a section that is itself out of date."""

    root: Change | None = None
    """What changed at the source, when the used value itself is only in doubt."""
    items: list[str] = Field(default_factory=list)
    """Entries of the section that show the old value, by id."""


class StageImpact(Model):
    """What would happen to one version."""

    stage: ArtifactStage
    version: int
    sections: dict[str, list[Cause]]
    """Sections that go out of date, with what makes them so."""
    falls: bool = False
    """Whether its approval falls."""


class Impact(Model):
    """What approving a version would make out of date downstream."""

    stage: ArtifactStage
    version: int
    stages: list[StageImpact] = Field(default_factory=list)


class StaleNow(Model):
    """A version with sections that are out of date."""

    stage: ArtifactStage
    version: int
    sections: dict[str, list[Cause]]


class StillValid(Model):
    """A person's word that sections still hold."""

    stage: ArtifactStage
    version: int
    sections: list[str]
    by: str
    reason: str | None = None
    status: str
    """Status of the version afterwards: approved again when nothing is stale any more."""


class TraceStep(Model):
    """One place a field's words go back to."""

    path: str
    version: int
    value: JsonValue = None
    source: str = ""
    """operator, extracted, hydrated, drafted or default."""
    by: str | None = None
    quote: str | None = None
    file: str | None = None
    lines: tuple[int, int] | None = None
    note: str | None = None
    through: str | None = None
    """The path in between, when it did not come straight from here."""
