"""What a stage is: everything about one step of the chain in one value. Stages do no I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from agent.llm.port import DraftRequest, SectionDraft, Sources
from agent.quality.rule import Rule
from agent.schemas.base import Artifact
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import ProvenanceMap

Content = dict[str, Any]
"""An artifact as plain JSON."""

Drafter = Callable[[DraftRequest], SectionDraft]
"""Drafts one section by rules, from the sources alone: same request, same draft."""


@dataclass(frozen=True)
class Section:
    """One part of an artifact that is drafted, redrafted, pinned and traced as a whole."""

    id: str
    """Key in the artifact's JSON, or the display group of a flat artifact."""
    title: str
    uses: tuple[str, ...] = ()
    """Upstream paths it is made from, when a draft does not say more exactly: the exact fields, `list[*].name` for every entry's."""
    draft: Drafter | None = None
    """The offline drafter; None when the section is filled by people or compiled."""
    steady: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of it that follow from these paths only, and not from the others it uses: {'approvers': ('intake.contact_email',)}."""
    after: tuple[str, ...] = ()
    """Sections of the same stage it builds on; the others may be drafted beside it."""


@dataclass(frozen=True)
class Hydrated:
    """Values filled from approved upstream artifacts, with provenance per path."""

    content: Content
    provenance: ProvenanceMap


@dataclass(frozen=True)
class Stage:
    """One step of the chain."""

    id: ArtifactStage
    title: str
    purpose: str
    """One sentence for the operator."""
    artifact: type[Artifact]
    requires: tuple[ArtifactStage, ...]
    sections: tuple[Section, ...]
    hydrate: Callable[[Content, Sources], Hydrated]
    """Fill what upstream artifacts already say into a (possibly empty) artifact; never overwrites a filled field."""
    compile: Callable[[Content, Sources], Content]
    """Recompute derived parts after any change (end dates, dated posts, links, checklists). Pure and idempotent."""
    rules: tuple[Rule, ...] = ()
    derived: tuple[str, ...] = ()
    """Full paths that compile recomputes: they may change when another section does."""
    computed: tuple[str, ...] = ()
    """Full paths that say how things stand, such as a computed check; they cannot be pinned."""

    def section(self, name: str) -> Section:
        """The section with that id; raises KeyError."""
        return {section.id: section for section in self.sections}[name]


def waves(sections: Sequence[Section]) -> list[list[Section]]:
    """The sections in groups that can be drafted side by side, each group after those it builds on. Sections that are not given do not hold others up."""
    left = list(sections)
    groups = []
    while left:
        waiting = {section.id for section in left}
        group = [section for section in left if not waiting & set(section.after)]
        if not group:
            raise ValueError(f"sections build on one another in a circle: {', '.join(section.id for section in left)}")
        groups.append(group)
        left = [section for section in left if section not in group]
    return groups


def foundations(section: Section, stage: Stage) -> set[str]:
    """Every section it builds on, directly or not."""
    found = set(section.after)
    for name in section.after:
        found |= foundations(stage.section(name), stage)
    return found


def unchanged(content: Content, sources: Sources) -> Content:
    """The compile step of a stage that derives nothing."""
    return content


JSON = JsonValue
