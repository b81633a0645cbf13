"""The measurement plan: the strategy's KPIs and rules, compiled with their paths, counted in words, tested with enough cases."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.llm.port import Sources, Upstream
from agent.quality.engine import run_rules
from agent.quality.rule import Subject
from agent.quality.rules import rules_for
from agent.schemas import paths
from agent.schemas.registry import missing_required
from agent.stages.execution import EXECUTION
from agent.stages.monitoring import MONITORING
from agent.stages.monitoring.samples import sample_size
from tests.stages.helpers import THIN, drafted, intake_from_brief, reference, sources

CLIENTS = ("northlight", "haldane")


@cache
def stated(client: str) -> list[dict[str, Any]]:
    """The facts of a client's brief that have no field of their own."""
    found: list[dict[str, Any]] = intake_from_brief(client)["brief_facts"]
    return found


def upstream(client: str, **changes: Any) -> Sources:
    """The approved artifacts of a client, with the facts of its brief and its drafted plan."""
    intake = reference(client, "intake") | {"brief_facts": stated(client)} | changes
    return with_plan(sources(intake=intake, strategy=reference(client, "strategy"), creatives=reference(client, "creatives")))


def with_plan(given: Sources) -> Sources:
    """The same sources with a drafted plan, as approved."""
    plan = Upstream(version=1, digest="d", content=drafted(EXECUTION, given), qc_status="PASS", approved_by="tom@agency.example")
    return given.model_copy(update={"upstream": {**given.upstream, "execution": plan}})


@pytest.mark.parametrize(("baseline", "lift", "cases"), [
    (0.02, 0.5, 3826), (0.01, 0.2, 42693), (0.01, 0.1, 163095), (0.03, 0.2, 13914), (0.05, 0.1, 31234), (0.05, 0.2, 8158), (0.1, 0.2, 3841),
    (0.2, 0.2, 1683), (0.1, 0.5, 686), (0.005, 0.5, 15599),
])  # fmt: skip
def test_sample_sizes_match_known_values(baseline: float, lift: float, cases: int) -> None:
    assert sample_size(baseline, lift) == cases


@given(baseline=st.floats(0.001, 0.4), lift=st.floats(0.02, 1))
def test_a_smaller_lift_needs_more_cases(baseline: float, lift: float) -> None:
    assert sample_size(baseline, lift / 2) > sample_size(baseline, lift) > 0


@pytest.mark.parametrize(("baseline", "lift"), [(0, 0.2), (0.9, 0.5), (0.1, 0), (1, 0.1)])
def test_a_test_that_cannot_be_sized_is_refused(baseline: float, lift: float) -> None:
    with pytest.raises(ValueError, match="not a pair of different rates"):
        sample_size(baseline, lift)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_drafted_measurement_plan_is_complete_and_misses_no_more_than_baselines(client: str) -> None:
    given_sources = upstream(client)
    content = drafted(MONITORING, given_sources)
    subject = Subject(
        stage="monitoring", content=content, campaign=given_sources.campaign, today=given_sources.today,
        upstream={name: up.content for name, up in given_sources.upstream.items()},
    )  # fmt: skip
    assert missing_required("monitoring", content) == []
    assert {check.id for check in run_rules(rules_for("monitoring"), subject) if check.verdict != "pass"} <= {"every_kpi_has_a_baseline"}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_alert_names_the_rule_it_was_compiled_from_or_says_that_it_is_an_addition(client: str) -> None:
    given_sources = upstream(client)
    strategy, plan = given_sources.content("strategy"), given_sources.content("execution")
    roles = {row["role"] for row in paths.get(plan, "resources.team_roles")}  # type: ignore[attr-defined]
    for alert in drafted(MONITORING, given_sources)["alerts"]["thresholds"]:
        assert alert["owner"] in roles
        if alert["compiled_from"] is None:
            assert alert["action"].startswith("Addition: ")
            continue
        rule: Any = paths.get(strategy, alert["compiled_from"].removeprefix("strategy."))
        assert (rule["metric"], rule["threshold"], rule["action"]) == (alert["metric"], alert["value"], alert["action"])


def test_kpis_repeat_the_strategy_and_say_how_they_are_counted() -> None:
    kpis = {kpi["name"]: kpi for kpi in drafted(MONITORING, upstream("northlight"))["kpis"]["selected"]}
    assert kpis["New subscribers"]["counted"] == "New subscribers between 2026-09-07 and 2026-11-30, each counted once, from Northlight's order records."
    assert "First joiners readable on 2026-12-06, the last on 2027-02-28" in kpis["90-day repeat rate"]["counted"]
    assert "GBP 45,000 / 1,500" in kpis["Cost per new subscriber"]["counted"]
    early = kpis["Still active on day 42"]
    assert early["addition"] and early["from"] is None and early["target"] is None


def test_reports_keep_the_client_s_weekday_hour_and_zone() -> None:
    reporting = drafted(MONITORING, upstream("haldane"))["reporting"]
    assert reporting["frequency"] == "weekly" and reporting["formats"] == ["pdf", "email"] and reporting["recipients"] == ["Dr. Anke Vogt (marketing)"]
    assert reporting["schedule"] == {"weekday": "Monday", "day": None, "time": "09:00", "timezone": "Europe/Berlin", "first": "2027-01-18", "last": "2027-05-31"}


@pytest.mark.parametrize(("said", "weekday", "clock", "zone", "formats"), [
    ("every Friday at 4 pm, dashboard link on Slack", "Friday", "16:00", "Europe/London", ["dashboard", "slack"]),
    ("Tuesdays 08.30 America/New_York, slides", "Tuesday", "08:30", "America/New_York", ["presentation"]),
])  # fmt: skip
def test_reporting_wishes_are_read_in_the_ways_people_write_them(said: str, weekday: str, clock: str, zone: str, formats: list[str]) -> None:
    given_sources = upstream("northlight", report_frequency="weekly", brief_facts=[{"topic": "reporting", "text": said}])
    reporting = drafted(MONITORING, given_sources)["reporting"]
    assert (reporting["schedule"]["weekday"], reporting["schedule"]["time"], reporting["schedule"]["timezone"]) == (weekday, clock, zone)
    assert reporting["formats"] == formats


def test_monthly_reports_run_until_the_last_figure_can_be_read() -> None:
    schedule = drafted(MONITORING, upstream("northlight"))["reporting"]["schedule"]
    assert (schedule["day"], schedule["first"], schedule["last"]) == ("first business day of the month", "2026-10-01", "2027-03-01")


def test_one_report_is_written_after_the_flight() -> None:
    schedule = drafted(MONITORING, upstream("northlight", report_frequency="one_time"))["reporting"]["schedule"]
    assert schedule["first"] == schedule["last"] == "2026-11-30"


def test_questions_and_tests_speak_of_this_client_and_open_with_no_unproven_figure() -> None:
    analysis = drafted(MONITORING, upstream("haldane"))["analysis"]
    text = " ".join([*analysis["questions"], *(test["hypothesis"] for test in analysis["ab_tests"])])
    assert "utility engineers with a named project" in text and "Clamp-on is not accurate enough" in text and "Siemens" not in text
    assert not any(mark.isdigit() for test in analysis["ab_tests"] for mark in test["hypothesis"])


def test_a_test_on_a_list_says_whether_the_list_holds_both_halves() -> None:
    test = drafted(MONITORING, upstream("northlight"))["analysis"]["ab_tests"][0]
    assert test["sample_size_per_arm"] == 3826 and "7,652 of the list of 18,400" in test["days_basis"]


def test_compile_sizes_a_test_anew_when_a_person_changes_it_and_settles() -> None:
    given_sources = upstream("northlight")
    changed = paths.put(drafted(MONITORING, given_sources), "analysis.ab_tests[0].lift", 0.2)
    once = MONITORING.compile(changed, given_sources)
    assert once["analysis"]["ab_tests"][0]["sample_size_per_arm"] == sample_size(0.02, 0.2)
    assert MONITORING.compile(once, given_sources) == once


def test_hydration_traces_kpis_rules_links_and_rhythm() -> None:
    hydrated = MONITORING.hydrate({}, upstream("northlight"))
    assert {origin.path for origin in hydrated.provenance.values()} == {
        "strategy.measurement.primary_kpis", "execution.utm", "intake.report_frequency", "strategy.measurement.decision_rules",
    }  # fmt: skip
    kept = MONITORING.hydrate({"reporting": {"frequency": "weekly"}}, upstream("northlight"))
    assert kept.content["reporting"]["frequency"] == "weekly" and "monitoring.reporting.frequency" not in kept.provenance


@settings(max_examples=10, deadline=None)
@given(weeks=st.integers(1, 52))
def test_any_length_of_flight_can_be_measured(weeks: int) -> None:
    content = drafted(MONITORING, upstream("haldane", duration_weeks=weeks))
    assert content["reporting"]["schedule"]["first"] <= content["reporting"]["schedule"]["last"]


def test_a_thin_intake_gets_a_plan_without_invented_people_or_figures() -> None:
    content = drafted(MONITORING, with_plan(sources(intake=THIN, strategy={}, creatives={})))
    assert content["kpis"]["selected"] == [] and content["analysis"]["ab_tests"] == []
    assert content["reporting"]["recipients"] == ["Marketing manager at Quay"]
