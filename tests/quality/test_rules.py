"""What an agency would approve passes; every seeded defect is found by the rule that demands its absence."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.quality.engine import result, run_rules
from agent.quality.rule import NotAssessed, Rule, Subject
from agent.quality.rules import rules_for
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ArtifactStage

REFERENCE = Path(__file__).parent.parent / "reference"


def content(client: str, stage: ArtifactStage) -> dict[str, Any]:
    return dump(parse(stage, json.loads((REFERENCE / client / f"{stage}.json").read_text())))


def subject(client: str, stage: ArtifactStage, change: Callable[[dict[str, Any]], dict[str, Any]] = lambda c: c) -> Subject:
    return Subject(
        stage=stage,
        content=change(content(client, stage)),
        campaign=Campaign(name="C", client_name=client, start_date=date(2026, 9, 7)),
        today=date(2026, 8, 10),
        upstream={"intake": content(client, "intake")} if stage != "intake" else {},
        other_clients=("Borealis Tea",),
    )


def failed(given: Subject) -> set[str]:
    return {check.id for check in run_rules(rules_for(given.stage), given) if check.verdict == "fail"}


@pytest.mark.parametrize("client", ["northlight", "haldane"])
@pytest.mark.parametrize("stage", ["intake", "strategy"])
def test_what_an_agency_would_approve_is_not_blocked(client: str, stage: ArtifactStage) -> None:
    checks = run_rules(rules_for(stage), subject(client, stage))
    assert [check for check in checks if check.verdict == "fail" and check.severity == "BLOCKER"] == []


def put(path: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: paths.put(content, path, value)


DEFECTS: list[tuple[ArtifactStage, str, Any, str]] = [
    ("intake", "website", None, "required_fields_are_filled"),
    ("intake", "industry", "TBD", "no_placeholder_is_left"),
    ("intake", "objective", "fame", "content_fits_its_schema"),
    ("intake", "pain_points", ["Borealis Tea is cheaper"], "no_other_client_is_named"),
    ("intake", "proof_assets", [], "proof_is_given"),
    ("intake", "pricing", None, "pricing_is_given"),
    ("intake", "tone_voice", None, "tone_is_given"),
    ("intake", "kpi_targets", [{"kpi": "Open rate", "target": 140, "unit": "%"}], "kpi_targets_can_hold"),
    ("strategy", "channel_strategy.channels", [], "a_channel_has_name_and_role"),
    ("strategy", "market_truth.what_not_to_do", [], "what_not_to_do_is_said"),
    ("strategy", "narrative.enemy", "Pact and its price", "the_enemy_names_no_competitor"),
    ("strategy", "narrative.problem", "Our world-class beans", "phrases_are_specific"),
    ("strategy", "channel_strategy.channels[0].name", "TikTok", "channels_fit_the_brief"),
    ("strategy", "measurement.primary_kpis[0].target", None, "every_primary_kpi_has_a_target"),
]


@pytest.mark.parametrize(("stage", "path", "value", "rule"), DEFECTS)
def test_a_seeded_defect_is_found(stage: ArtifactStage, path: str, value: Any, rule: str) -> None:
    assert rule in failed(subject("northlight", stage, put(path, value)))


def test_a_rule_that_crashes_blocks_and_one_without_input_is_not_assessed() -> None:
    def crash(given: Subject) -> list[Any]:
        raise ZeroDivisionError("oops")

    def lacking(given: Subject) -> list[Any]:
        raise NotAssessed("no figures")

    rules = [Rule("crashes", "MINOR", "d", crash), Rule("lacks", "MINOR", "d", lacking)]
    checks = run_rules(rules, subject("northlight", "intake"))
    assert [(check.severity, check.verdict) for check in checks] == [("BLOCKER", "fail"), ("MINOR", "not_assessed")]
    assert result("intake", 1, "d", checks, model="none", at=datetime.now(UTC)).status == "FAIL"
