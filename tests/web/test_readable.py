"""What a client reads of a version: words and values, no ids, no notes to ourselves."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import ArtifactVersion
from agent.stages import STAGES
from agent.web.readable import Entry, Names, readable
from tests.web.conftest import reference


def version(stage: ArtifactStage, content: dict[str, Any]) -> ArtifactVersion:
    return ArtifactVersion(
        id="v", campaign_id="c", stage=stage, number=1, digest="d", content=content, author="maya@agency.example", reason="form",
        created_at=datetime(2026, 8, 10, tzinfo=UTC), status="in_review",
    )  # fmt: skip


def read(stage: ArtifactStage, content: dict[str, Any], names: Names) -> list[Entry]:
    return readable(next(known for known in STAGES if known.id == stage), version(stage, content), names)


def texts(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.label, entry.text, entry.note, *entry.items)
        yield from texts(entry.below)


@pytest.mark.parametrize("stage", ARTIFACT_STAGES)
def test_every_stage_is_readable_without_an_id_of_an_asset(stage: ArtifactStage) -> None:
    assets = {asset["id"]: asset["title"] for asset in reference("creatives")["assets"]}
    said = list(texts(read(stage, reference(stage), Names(assets))))
    assert len(said) > 30
    assert not [text for text in said if text in assets or re.search(r"\ba\d\d-\w+, a\d\d", text)]


def test_people_of_the_workspace_are_named_and_not_addressed() -> None:
    content = {**reference("intake"), "compliance_notes": ["maya@agency.example sees it first\u202e"]}
    said = "\n".join(texts(read("intake", content, Names(by_address={"maya@agency.example": "Maya"}))))
    assert "Maya sees it first\n" in said
    assert "maya@agency.example" not in said


def test_what_an_entry_is_called_is_not_said_twice() -> None:
    assets = next(entry for entry in read("creatives", reference("creatives"), Names()) if entry.label == "Assets")
    assert assets.many
    assert not [below for row in assets.below for below in row.below if below.text and below.text == row.label]
