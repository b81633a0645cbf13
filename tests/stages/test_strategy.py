"""The drafted strategy says what this client's intake holds, once, and nothing that is forbidden or disputed."""

import json
import re
from typing import Any

import pytest

from agent.llm.port import DraftRequest
from agent.quality.engine import run_rules
from agent.quality.rule import Subject
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.registry import missing_required
from agent.stages import rules_of
from agent.stages.strategy import STRATEGY
from tests.stages.helpers import BRIEFS, THIN, TODAY, drafted, intake_from_brief, sources


def strategy(name: str) -> dict[str, Any]:
    return drafted(STRATEGY, sources(intake=intake_from_brief(name)))


def prose(content: dict[str, Any]) -> str:
    return "\n".join(value for _, value in paths.leaves(content) if isinstance(value, str))


@pytest.mark.parametrize("name", BRIEFS)
def test_a_drafted_strategy_is_complete_and_passes_its_blocking_rules(name: str) -> None:
    content = strategy(name)
    assert missing_required("strategy", content) == []
    subject = Subject(stage="strategy", content=content, campaign=Campaign(name="C"), today=TODAY, upstream={"intake": intake_from_brief(name)})
    failed = [check for check in run_rules(rules_of("strategy"), subject) if check.verdict == "fail"]
    assert [check for check in failed if check.severity in ("BLOCKER", "MAJOR")] == []


@pytest.mark.parametrize("name", BRIEFS)
def test_no_long_sentence_stands_twice(name: str) -> None:
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n", prose(strategy(name))) if len(s.split()) >= 8]
    unquoted = [s for s in sentences if s.endswith((".", "!", "?")) and not re.match(r"(Great Taste|Trustpilot|Field trial|ISO 4064|Priya|Dispatch)", s)]
    assert {s for s in unquoted if unquoted.count(s) > 1} == set()


def test_a_disputed_figure_is_nowhere() -> None:
    assert not re.search(r"\b160\b", json.dumps(strategy("northlight")))


def test_a_competitor_is_no_enemy_and_a_ruled_out_channel_is_not_used() -> None:
    northlight, haldane = strategy("northlight"), strategy("haldane")
    assert not re.search(r"Pact|Grind|Assembly", json.dumps(northlight["narrative"]))
    assert "Siemens" not in json.dumps([haldane["narrative"], haldane["value_architecture"], haldane["audience_psychology"]])
    assert [c["name"] for c in northlight["channel_strategy"]["channels"]] == ["Instagram", "Facebook", "Email", "LinkedIn"]
    assert sum(c["budget_share"] for c in northlight["channel_strategy"]["channels"]) == pytest.approx(1)


def test_targets_come_from_the_brief_and_late_ones_are_read_late() -> None:
    kpis = {kpi["name"]: kpi for kpi in strategy("northlight")["measurement"]["primary_kpis"]}
    assert kpis["New subscribers"]["target"] == 1500
    assert kpis["90-day repeat rate"] == {"name": "90-day repeat rate", "unit": "%", "target": 40, "baseline": 29, "direction": "up", "by": "2027-02-28"}


def test_two_clients_share_few_words() -> None:
    ours, theirs = (_grams(prose(strategy(name))) for name in BRIEFS)
    assert len(ours & theirs) / min(len(ours), len(theirs)) < 0.25


def _grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_a_thin_intake_gives_a_strategy_with_marked_assumptions_and_no_invented_figure() -> None:
    given = sources(intake=THIN)
    content = drafted(STRATEGY, given)
    assert missing_required("strategy", content) == []
    assert content["channel_strategy"]["channels"][0]["budget_share"] is None
    assert content["measurement"]["primary_kpis"][0]["target"] is None
    section = STRATEGY.section("channel_strategy")
    assert section.draft is not None
    draft = section.draft(DraftRequest(stage="strategy", section="channel_strategy", sources=given, current=content))
    assert any("names no channels" in note for note in draft.assumptions.values())


def test_a_wish_changes_the_wording_and_the_same_wish_gives_the_same() -> None:
    given = sources(intake=intake_from_brief("northlight"))
    plain, once, twice = drafted(STRATEGY, given), drafted(STRATEGY, given, "less abstract"), drafted(STRATEGY, given, "less abstract")
    assert once["narrative"]["enemy"] != plain["narrative"]["enemy"]
    assert once == twice
