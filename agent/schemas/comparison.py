"""What differs between two versions of an artifact, and whether it is wording or matters."""

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage

Matter = Literal["number", "date", "price", "claim", "link", "legal", "enum"]
"""Why a change is material: what a client, a lawyer or a planner would have to agree to again."""


class Verbatim(Model):
    """Texts are kept as they stand, white space included: it is what is compared."""

    model_config = ConfigDict(str_strip_whitespace=False)


class Segment(Verbatim):
    """A run of words of a text that is the same in both, only in the new, or only in the old."""

    op: Literal["equal", "insert", "delete"]
    text: str


class Difference(Verbatim):
    """One value that differs."""

    path: str
    """Full path in the newer version; of what was removed, in the older."""
    before_path: str
    """Full path in the older version; of what was added, in the newer. Differs from `path` where an entry moved in its list."""
    kind: Literal["added", "removed", "changed", "moved"]
    before: JsonValue = None
    after: JsonValue = None
    matters: list[Matter] = Field(default_factory=list)

    @property
    def material(self) -> bool:
        """Whether more than the wording changed."""
        return bool(self.matters)


class Comparison(Verbatim):
    """Two versions of one stage."""

    stage: ArtifactStage
    before: int
    after: int
    """Version numbers."""
    differences: list[Difference] = Field(default_factory=list)
    """Material ones first, each group in the order of the artifact."""

    @property
    def material(self) -> list[Difference]:
        """What matters."""
        return [difference for difference in self.differences if difference.material]

    @property
    def wording(self) -> list[Difference]:
        """What only reads differently."""
        return [difference for difference in self.differences if not difference.material]
