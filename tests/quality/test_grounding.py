"""What nobody said is found: an invented figure, date or name. What the brief says, and what follows from it in one step, is not."""

from datetime import date
from pathlib import Path

import pytest

from agent.quality.engine import run_rules
from agent.quality.grounding import FACTS_ARE_GROUNDED
from agent.quality.rule import Subject
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import Provenance
from tests.quality.test_rules import content
from tests.trust.campaigns import THREAD, copied, opened

PROMISE = "strategy.value_architecture.core_promise"
HOOK = "creatives.messages.hooks[0]"


def quotes(stage: ArtifactStage, path: str, text: str, provenance: dict[str, Provenance] | None = None) -> set[str]:
    """What is found in the Northlight draft with this text at the path, beyond what is found without it."""
    upstream: dict[ArtifactStage, dict[str, object]] = {"intake": content("northlight", "intake")}
    drafts = [content("northlight", stage), paths.put(content("northlight", stage), path.split(".", 1)[1], text)]
    found = []
    for draft in drafts:
        given = Subject(stage, draft, Campaign(name="C", start_date=date(2026, 9, 7)), date(2026, 8, 10), upstream, provenance=provenance or {})  # type: ignore[arg-type]
        found.append({check.quote or "" for check in run_rules((FACTS_ARE_GROUNDED,), given) if check.verdict == "fail" and check.path == path})
    return found[1]


@pytest.mark.parametrize(
    ("stage", "path", "text", "quote"),
    [
        ("strategy", PROMISE, "Loved by 2,700 customers.", "2,700"),
        ("strategy", PROMISE, "It saves 63% of the time.", "63%"),
        ("strategy", PROMISE, "For only £7.25 a bag.", "£7.25"),
        ("strategy", PROMISE, "It opened on 12 May 2019.", "12 May 2019"),
        ("strategy", PROMISE, "As the taster Miriam Oakhurst says, it lasts.", "Miriam Oakhurst"),
        ("creatives", HOOK, "Join 88,000 people who switched.", "88,000"),
    ],
)
def test_what_nobody_said_is_found(stage: ArtifactStage, path: str, text: str, quote: str) -> None:
    assert quotes(stage, path, text) == {quote}


@pytest.mark.parametrize(
    "text",
    [
        "45,000 GBP for 1,500 new subscribers.",
        "GBP 30 for each new subscriber.",
        "29% buy again; 71% do not.",
        "It starts on 7 September 2026.",
        "Northlight Coffee Roasters posts on Instagram Reels.",
        "About 63% would do (assumption).",
    ],
)
def test_what_was_said_or_follows_from_it_or_is_marked_passes(text: str) -> None:
    assert quotes("strategy", PROMISE, text) == set()


def test_what_a_person_typed_or_confirmed_as_an_assumption_passes() -> None:
    typed = Provenance(source="operator", by="maya@agency.example")
    assumed = Provenance(source="drafted", note="Assumed from last year; confirm")
    for known in (typed, assumed):
        assert quotes("strategy", PROMISE, "Loved by 2,700 customers.", {PROMISE: known}) == set()


def test_without_an_intake_nothing_is_called_grounded() -> None:
    given = Subject("strategy", content("northlight", "strategy"), Campaign(name="C"), date(2026, 8, 10))
    assert {check.verdict for check in run_rules((FACTS_ARE_GROUNDED,), given)} == {"not_assessed"}


async def test_the_offline_drafts_are_grounded(whole_campaign: Path, tmp_path: Path) -> None:
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        campaign = (await app.driver.position(THREAD)).campaign_id or ""
        for stage in ("strategy", "creatives"):
            result = await app.store.qc(campaign, stage, 1)
            assert result is not None
            assert [check.verdict for check in result.checks if check.id == FACTS_ARE_GROUNDED.id] == ["pass"]
