"""The schemas hold what an agency would approve, for both sample clients, and refuse what does not fit."""

import json
from pathlib import Path
from typing import get_args

import pytest

from agent.errors import Invalid
from agent.schemas.base import read_number
from agent.schemas.canonical import digest
from agent.schemas.registry import dump, missing_required, parse
from agent.schemas.stages import ArtifactStage

REFERENCE = Path(__file__).parent.parent / "reference"
CLIENTS = ("northlight", "haldane")


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("stage", get_args(ArtifactStage))
def test_reference_artifact_fits_its_schema_and_keeps_its_digest(client: str, stage: ArtifactStage) -> None:
    content = json.loads((REFERENCE / client / f"{stage}.json").read_text())
    once = dump(parse(stage, content))
    assert digest(dump(parse(stage, once))) == digest(once)
    assert missing_required(stage, once) == []


def test_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match=r"intake\.colour"):
        parse("intake", {"colour": "red"})


def test_empty_artifact_names_every_required_field() -> None:
    assert "intake.website" in missing_required("intake", dump(parse("intake", {})))


@pytest.mark.parametrize(
    ("text", "value"),
    [("45,000", 45000), ("3.900", 3900), ("96.000,00", 96000), ("1,234.56", 1234.56), ("0,9", 0.9)],
)
def test_numbers_are_read_in_both_styles(text: str, value: float) -> None:
    assert read_number(text) == value
