"""What is said when two changes of the same value meet."""

from typing import Literal

from pydantic import Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage


class Contested(Model):
    """A value that was changed twice from the same base, differently. The saved one stands until a person decides."""

    path: str
    """Its present full dotted path."""
    base: JsonValue = None
    """What both changes started from."""
    theirs: JsonValue = None
    """What is saved now."""
    by: str
    """Who saved it."""
    reason: str
    """What made it: 'form', 'redraft', ..."""
    version: int
    """The version that changed it."""
    mine: JsonValue = None
    """What was not saved."""


class MergeConflict(Model):
    """A change from an older version meets newer ones in the same values. Each is a choice for a person."""

    kind: Literal["merge_conflict"] = "merge_conflict"
    stage: ArtifactStage
    base: int
    """The version the change was made from."""
    version: int
    """The newest version: setting the value again with this base decides."""
    contested: list[Contested]
    merged: list[str] = Field(default_factory=list)
    """Paths of the same change that met nothing and were saved."""
