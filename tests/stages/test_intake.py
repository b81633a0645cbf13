"""The intake is hydrated from the campaign, shows its defaults as defaults, and proposes what to make."""

from datetime import date

from agent.llm.port import Sources
from agent.schemas.base import MoneyValue
from agent.schemas.campaign import Campaign
from agent.schemas.registry import dump, parse
from agent.stages.intake import INTAKE
from agent.stages.intake.asking import next_group, question_for
from tests.stages.helpers import THIN, TODAY, intake_from_brief

CAMPAIGN = Campaign(
    name="Autumn", client_name="Northlight", objective="sales", budget=MoneyValue(amount=45000, currency="GBP"), start_date=date(2026, 9, 7), end_date=date(2026, 11, 29)
)
GIVEN = Sources(campaign=CAMPAIGN, today=TODAY)


def test_the_campaigns_own_data_is_taken_over_with_its_origin() -> None:
    hydrated = INTAKE.hydrate(dump(parse("intake", {})), GIVEN)
    assert hydrated.content["budget"] == {"amount": 45000, "currency": "GBP"}
    assert hydrated.content["duration_weeks"] == 12
    assert hydrated.provenance["intake.start_date"].path == "campaign.start_date"
    assert hydrated.provenance["intake.risk_tolerance"].source == "default"


def test_a_filled_field_is_not_taken_over() -> None:
    kept = INTAKE.hydrate({"client_name": "Northlight Coffee Roasters"}, GIVEN)
    assert kept.content["client_name"] == "Northlight Coffee Roasters"
    assert "intake.client_name" not in kept.provenance


def test_time_zone_and_language_follow_from_the_market_as_defaults() -> None:
    hydrated = INTAKE.hydrate({"geography": ["Germany", "Austria"]}, GIVEN)
    assert (hydrated.content["timezone"], hydrated.content["languages"]) == ("Europe/Berlin", ["German"])
    assert hydrated.provenance["intake.timezone"].source == "default"


def test_a_regulated_industry_is_recognised() -> None:
    assert INTAKE.compile({**THIN, "industry": "Dental clinic"}, GIVEN)["regulated"]
    assert not INTAKE.compile(THIN, GIVEN)["regulated"]


def test_the_plan_follows_the_channels_of_the_brief() -> None:
    jobs = {job["job"]: job for job in intake_from_brief("haldane")["generation_plan"]["jobs"]}
    assert len(jobs) == 24
    assert jobs["linkedin_posts_week1"]["selected"]
    assert not jobs["ig_posts_week1"]["selected"]
    assert "icp_definition" in jobs["carousel_templates"]["depends_on"]


def test_one_group_is_asked_for_at_a_time_required_first() -> None:
    title, asked, required = next_group({}) or ("", [], False)
    assert (title, required) == ("the client", True)
    assert asked == ["intake.client_name", "intake.website", "intake.industry", "intake.geography"]
    assert all(question_for(path).endswith(("?", ".)", "2026.", "'.")) for path in asked)
    later = next_group(THIN)
    assert later is not None
    assert later[2] is False
