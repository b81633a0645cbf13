"""Lineage is complete: change one upstream value, draft again, and every section that came out different had said that it used it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from agent.errors import Invalid
from agent.schemas import paths
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ArtifactStage
from agent.stages import STAGES
from agent.store.material import value_at
from tests.stages.helpers import drafted, intake_from_brief, reference, sources

BY_ID = {stage.id: stage for stage in STAGES}
CLIENT = "northlight"

def upstream(*stages: ArtifactStage) -> dict[str, dict[str, Any]]:
    held: dict[str, dict[str, Any]] = {stage: reference(CLIENT, stage) for stage in stages}
    held["intake"] = {**held["intake"], "brief_facts": intake_from_brief(CLIENT)["brief_facts"]}
    return held


def another(value: object) -> Iterator[object]:
    """Values that differ from this one; the first that fits the schema is taken."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value * 2 or 3, value + 1, value / 2)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield (date.fromisoformat(value) + timedelta(days=7)).isoformat()
    elif isinstance(value, str):
        yield from (re.sub(r"\d", "7", value), f"{value.split(' ')[0]} quorum {value}", f"{value}x", "retention", "aggressive", "weekly", "Europe/Berlin", "EUR", "ad_copy", "yes")


def changed_at(stage: ArtifactStage, content: dict[str, Any], path: str) -> dict[str, Any] | None:
    inner = paths.join(*paths.steps(path)[1:])
    for value in another(paths.get(content, inner)):
        try:
            made = dump(parse(stage, paths.put(content, inner, value)))
        except Invalid:
            continue
        if paths.get(made, inner) != paths.get(content, inner):
            return made
    return None


def leaves(stage: ArtifactStage, content: dict[str, Any], entries: int) -> Iterator[str]:
    """Paths of the filled values; of every list a few entries stand for all."""
    seen: dict[str, int] = {}
    for path, value in paths.leaves(content, stage):
        kind = re.sub(r"\[\d+\]", "[]", path)
        seen[kind] = seen.get(kind, 0) + 1
        if value not in (None, [], {}) and seen[kind] <= entries:
            yield path


def join(section: str, name: str) -> str:
    return f"{section}{name}" if name.startswith("[") else f"{section}.{name}"


CASES: list[tuple[ArtifactStage, ArtifactStage]] = [
    ("strategy", "intake"), ("creatives", "intake"), ("creatives", "strategy"), ("execution", "intake"), ("execution", "strategy"), ("execution", "creatives"),
    ("monitoring", "intake"), ("monitoring", "strategy"), ("monitoring", "execution"), ("delivery", "intake"), ("delivery", "execution"),
]  # fmt: skip
USED: dict[ArtifactStage, tuple[ArtifactStage, ...]] = {
    "strategy": ("intake",), "creatives": ("intake", "strategy"), "execution": ("intake", "strategy", "creatives"),
    "monitoring": ("intake", "strategy", "execution"), "delivery": ("intake", "strategy", "creatives", "execution"),
}  # fmt: skip


@pytest.mark.parametrize(("below", "above"), CASES)
def test_a_section_that_follows_from_a_value_says_that_it_used_it(below: ArtifactStage, above: ArtifactStage) -> None:
    held = upstream(*USED[below])
    before = drafted(BY_ID[below], sources(**held))
    defects = []
    for path in leaves(above, held[above], 1 if below in ("creatives", "execution") else 2):
        content = changed_at(above, held[above], path)
        if content is None:
            continue
        after = drafted(BY_ID[below], sources(**{**held, above: content}))
        for section in BY_ID[below].sections:
            parts = {section.id: section.uses, **{join(section.id, name): own for name, own in section.steady.items()}}
            for name, own in parts.items():
                used = any(value_at(content, one) != value_at(held[above], one) for one in own if one.split(".")[0] == above)
                if value_at(before, f"{below}.{name}") != value_at(after, f"{below}.{name}") and not used:
                    defects.append(f"{below}.{name} follows from {path}")
    assert defects == []


@pytest.mark.parametrize("stage", list(USED))
def test_a_steady_field_is_no_wider_than_its_section(stage: ArtifactStage) -> None:
    for section in BY_ID[stage].sections:
        for name, own in section.steady.items():
            assert set(own) <= set(section.uses), f"{stage}.{section.id} {name}"
