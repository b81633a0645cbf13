"""The panel shows every value of an artifact, where it came from, what is missing and what the checks say."""

from typing import Any

import pytest

from agent.schemas.paths import leaves
from agent.schemas.registry import ARTIFACTS, dump, parse
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import Provenance
from agent.stages.base import Hydrated, Section, Stage, unchanged
from agent.web.fields import Node, Reading, groups_of, label_of, place_findings, walk
from tests.web.conftest import provenance, reference


def stage(name: ArtifactStage) -> Stage:
    return Stage(name, name, "", ARTIFACTS[name], (), (Section("identity", "Client"),), lambda content, sources: Hydrated(content, {}), unchanged)


def tree(name: ArtifactStage, content: dict[str, Any], origins: dict[str, Provenance] | None = None) -> list[Node]:
    return groups_of(stage(name), Reading.of(name, content, origins or {}, {"maya@agency.example": "Maya"}))


def by_path(groups: list[Node]) -> dict[str, Node]:
    return {node["path"]: node for group in groups for node in walk(group["fields"])}


@pytest.mark.parametrize("name", ARTIFACT_STAGES)
def test_every_text_of_an_artifact_is_shown(name: ArtifactStage) -> None:
    content = dump(parse(name, reference(name)))
    shown = str(tree(name, content))
    texts = [value for path, value in leaves(content) if isinstance(value, str) and len(value) > 25 and path != "schema_version"]
    assert texts
    assert [text for text in texts if text not in shown and repr(text)[1:-1] not in shown] == []


def test_a_field_says_where_it_came_from_in_the_words_of_its_source() -> None:
    content = dump(parse("intake", reference("intake")))
    origins = {
        **provenance(),
        "intake.pricing": Provenance(source="operator", by="maya@agency.example"),
        "intake.objective": Provenance(source="hydrated", path="campaign.objective"),
    }
    nodes = by_path(tree("intake", content, origins))
    assert nodes["intake.website"]["badge"]["word"] == "Quoted"
    assert nodes["intake.website"]["badge"]["quote"]
    assert nodes["intake.pricing"]["badge"]["word"] == "Maya"
    assert nodes["intake.objective"]["badge"]["word"] == "From campaign"


def test_missing_required_fields_are_marked_and_counted() -> None:
    groups = tree("intake", dump(parse("intake", {"client_name": "Northlight"})))
    client = groups[0]
    assert (client["title"], client["missing"]) == ("Client", 3)
    assert [node["path"] for node in client["fields"] if node["missing"]] == ["intake.website", "intake.industry", "intake.geography"]


def test_a_finding_stands_beside_its_field_or_the_nearest_one_above() -> None:
    groups = tree("strategy", dump(parse("strategy", reference("strategy"))))
    deep = {"key": "a", "path": "strategy.narrative.enemy"}
    deeper = {"key": "b", "path": "strategy.constraints.tone_boundaries[0]"}
    place_findings(groups, [deep, deeper, {"key": "c", "path": ""}])
    nodes = by_path(groups)
    assert nodes["strategy.narrative.enemy"]["findings"] == [deep]
    assert nodes["strategy.constraints.tone_boundaries"]["findings"] == [deeper]


def test_money_dates_and_codes_are_written_for_a_reader() -> None:
    nodes = by_path(tree("intake", dump(parse("intake", reference("intake")))))
    assert nodes["intake.budget"]["text"] == "45,000 GBP"
    assert nodes["intake.start_date"]["text"] == "7 September 2026"
    assert nodes["intake.objective"]["text"][0].isupper()
    assert label_of("intake.unit_economics.cac") == "Customer acquisition cost"
