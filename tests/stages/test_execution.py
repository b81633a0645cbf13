"""The plan: what is dated stays inside the flight, off closed days and one to a slot, and keeps what a person set."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.llm.port import Sources
from agent.quality.channels import link_problems
from agent.quality.engine import run_rules
from agent.quality.rule import Subject
from agent.quality.rules import rules_for
from agent.quality.text import sentences
from agent.schemas import paths
from agent.schemas.registry import dump, missing_required, parse
from agent.stages.execution import EXECUTION
from agent.stages.execution.derived import split
from agent.stages.execution.links import campaign_slug
from agent.stages.execution.phases import phase_weeks
from tests.stages.helpers import THIN, drafted, intake_from_brief, reference, sources

CLIENTS = ("northlight", "haldane")


@cache
def stated(client: str) -> list[dict[str, Any]]:
    """The facts of a client's brief that have no field of their own."""
    found: list[dict[str, Any]] = intake_from_brief(client)["brief_facts"]
    return found


def upstream(client: str, **changes: Any) -> Sources:
    """The approved artifacts of a client, with the facts of its brief."""
    intake = reference(client, "intake") | {"brief_facts": stated(client)} | changes
    return sources(intake=intake, strategy=reference(client, "strategy"), creatives=reference(client, "creatives"))


def plan_of(client: str) -> tuple[dict[str, Any], Sources]:
    given = upstream(client)
    return drafted(EXECUTION, given), given


def compiled(content: dict[str, Any], given: Sources, **values: Any) -> dict[str, Any]:
    """The content with values set by path ('schedule__posts_per_week'), compiled and checked against its schema."""
    for name, value in values.items():
        content = paths.put(content, name.replace("__", "."), value)
    return dump(parse("execution", EXECUTION.compile(content, given)))


NORTHLIGHT, NORTHLIGHT_SOURCES = plan_of("northlight")
HALDANE, HALDANE_SOURCES = plan_of("haldane")


@pytest.mark.parametrize("client", CLIENTS)
def test_a_drafted_plan_is_complete_and_meets_every_rule(client: str) -> None:
    content, given = plan_of(client)
    subject = Subject(
        stage="execution", content=content, campaign=given.campaign, today=given.today,
        upstream={name: up.content for name, up in given.upstream.items()},
    )  # fmt: skip
    assert missing_required("execution", content) == []
    assert [check for check in run_rules(rules_for("execution"), subject) if check.verdict != "pass"] == []


@pytest.mark.parametrize("client", CLIENTS)
def test_no_sentence_stands_twice_and_no_rival_is_named(client: str) -> None:
    content, _ = plan_of(client)
    texts = [value for _, value in paths.leaves(content) if isinstance(value, str)]
    said = Counter(sentence.lower() for text in texts for sentence in sentences(text))
    assert [sentence for sentence, count in said.items() if count > 1] == []
    assert not [text for text in texts if re.search(r"\b(Pact|Grind|Assembly|Siemens)\b", text)]


@pytest.mark.parametrize(("weeks", "expected"), [
    (12, [("Launch", 1, 2), ("Optimize", 3, 8), ("Scale", 9, 12)]),
    (20, [("Launch", 1, 3), ("Optimize", 4, 13), ("Scale", 14, 20)]),
    (3, [("Launch", 1, 1), ("Optimize", 2, 2), ("Scale", 3, 3)]),
    (1, [("Launch", 1, 1)]),
])  # fmt: skip
def test_phases_scale_with_the_flight(weeks: int, expected: list[tuple[str, int, int]]) -> None:
    assert phase_weeks(weeks) == expected


def test_phases_fill_every_flight_without_gap() -> None:
    for weeks in range(1, 53):
        assert [week for _, first, last in phase_weeks(weeks) for week in range(first, last + 1)] == list(range(1, weeks + 1))


def test_twelve_weeks_of_northlight_are_sixty_posts_and_a_second_compile_changes_nothing() -> None:
    assert len(NORTHLIGHT["calendar"]["posts"]) == 60
    assert compiled(NORTHLIGHT, NORTHLIGHT_SOURCES) == NORTHLIGHT


def test_closed_days_are_the_client_s_blackout_and_computed_bank_holidays() -> None:
    schedule = NORTHLIGHT["schedule"]
    assert schedule["blackout_dates"] == ["2026-10-12", "2026-10-13", "2026-10-14", "2026-10-26"]
    assert [item["name"] for item in schedule["holidays"]["dates"]] == ["October Bank Holiday"]
    moved = {post["id"]: (post["date"], post["note"]) for post in NORTHLIGHT["calendar"]["posts"] if post["note"]}
    assert moved["instagram-w06-1"] == ("2026-10-15", "Instagram 12:15 moved from Tuesday 13 October 2026: site migration.")
    assert "Moved in this plan: Instagram 12:15, 2026-10-13 to 2026-10-15" in schedule["holidays"]["rule"]


def test_holidays_of_the_markets_are_avoided_even_when_nobody_asks() -> None:
    names = {item["date"]: item["name"] for item in HALDANE["schedule"]["holidays"]["dates"]}
    assert names["2027-03-26"] == "Good Friday" and names["2027-05-01"] == "Labour Day"
    assert HALDANE["schedule"]["blackout_dates"] == []
    assert not {post["date"] for post in HALDANE["calendar"]["posts"]} & set(names)


def test_a_week_without_a_free_day_leaves_the_slot_out_and_says_so() -> None:
    closed = [(date(2026, 9, 22) + timedelta(days=n)).isoformat() for n in range(8)]
    after = compiled(NORTHLIGHT, NORTHLIGHT_SOURCES, schedule__blackout_dates=closed)
    assert "facebook-w03-1" not in {post["id"] for post in after["calendar"]["posts"]}
    assert "Left out of this plan: " in after["schedule"]["holidays"]["rule"] and "Facebook 12:30, 2026-09-23" in after["schedule"]["holidays"]["rule"]


def test_wall_clock_times_survive_the_end_of_summer_time_and_midnight() -> None:
    times = {post["date"]: post["time"] for post in NORTHLIGHT["calendar"]["posts"] if post["platform"] == "Email"}
    assert times["2026-10-22"] == times["2026-10-29"] == "09:30"
    late = [{"weekday": day, "time": clock, "zone": "Europe/London", "basis": "Assumption", "confidence": "assumption"} for day, clock in (("Saturday", "23:59"), ("Sunday", "00:00"), ("Sunday", "01:30"))]
    after = compiled(NORTHLIGHT, NORTHLIGHT_SOURCES, schedule__posts_per_week={"Email": 3}, schedule__best_times={"Email": late})
    week = [(post["date"], post["time"]) for post in after["calendar"]["posts"] if post["id"].startswith("email-w07")]
    assert week == [("2026-10-24", "23:59"), ("2026-10-25", "00:00"), ("2026-10-25", "01:30")]


def test_what_a_person_set_on_a_post_survives_a_new_rhythm_and_a_moved_blackout() -> None:
    posts = [dict(post) for post in NORTHLIGHT["calendar"]["posts"]]
    set_by_hand = next(post for post in posts if post["id"] == "instagram-w06-1")
    set_by_hand |= {"owner": "Maya", "note": "Maya films this one.", "status": "in_review"}
    content = paths.put(NORTHLIGHT, "calendar.posts", posts)
    after = compiled(content, NORTHLIGHT_SOURCES, schedule__posts_per_week={"Instagram": 4, "Facebook": 1, "Email": 1, "LinkedIn": 0})
    found = next(post for post in after["calendar"]["posts"] if post["id"] == "instagram-w06-1")
    assert (found["owner"], found["note"], found["status"]) == ("Maya", "Maya films this one.", "in_review")


def test_a_scheduled_post_keeps_its_day_until_that_day_is_closed() -> None:
    posts = [post | ({"status": "scheduled", "date": "2026-09-14", "time": "10:05"} if post["id"] == "email-w02-1" else {}) for post in NORTHLIGHT["calendar"]["posts"]]
    content = paths.put(NORTHLIGHT, "calendar.posts", posts)
    kept = {post["id"]: post for post in compiled(content, NORTHLIGHT_SOURCES)["calendar"]["posts"]}["email-w02-1"]
    assert (kept["date"], kept["time"], kept["status"]) == ("2026-09-14", "10:05", "scheduled")
    closed = {post["id"]: post for post in compiled(content, NORTHLIGHT_SOURCES, schedule__blackout_dates=["2026-09-14"])["calendar"]["posts"]}["email-w02-1"]
    assert closed["date"] == "2026-09-17"


def test_a_published_post_is_history_and_never_changes() -> None:
    posts = [post | ({"status": "published"} if post["id"] == "facebook-w01-1" else {}) for post in NORTHLIGHT["calendar"]["posts"]]
    content = paths.put(NORTHLIGHT, "calendar.posts", posts)
    after = compiled(content, NORTHLIGHT_SOURCES, schedule__posts_per_week={"Instagram": 1}, utm__campaign_name="renamed")
    assert next(post for post in posts if post["id"] == "facebook-w01-1") in after["calendar"]["posts"]


def test_an_invitation_does_not_run_after_the_event_and_proof_not_after_it_expires() -> None:
    invitations = {"a08-de", "a09-de"}
    days = [post["date"] for post in HALDANE["calendar"]["posts"] if post["asset"] in invitations]
    assert days and max(days) <= "2027-02-25"
    proofs = [proof | ({"expires": "2027-02-01"} if proof["id"] == "proof-iso-4064" else {}) for proof in reference("haldane", "intake")["proof_assets"]]
    after = compiled(HALDANE, upstream("haldane", proof_assets=proofs))
    carries = {asset["id"] for asset in reference("haldane", "creatives")["assets"] for claim in asset["claims"] if claim["proof_asset"] == "proof-iso-4064"}
    assert max(post["date"] for post in after["calendar"]["posts"] if post["asset"] in carries) <= "2027-02-01"


def test_deadlines_are_business_days_off_weekends_and_holidays() -> None:
    first = next(post for post in NORTHLIGHT["calendar"]["posts"] if post["id"] == "instagram-w01-1")
    assert [item["due"] for item in first["deadlines"]] == ["2026-08-28", "2026-09-01", "2026-09-03", "2026-09-07"]


def test_every_link_is_clean_leads_to_the_client_and_is_filed_by_ga4() -> None:
    for content, host in ((NORTHLIGHT, "shop.northlight-coffee.co.uk"), (HALDANE, "haldane-instruments.com")):
        assert [problem for post in content["calendar"]["posts"] for problem in link_problems(post["link"], host)] == []
        assert {post["ga4_channel"] for post in content["calendar"]["posts"]} <= {"Organic Social", "Paid Social", "Email"}


@pytest.mark.parametrize(("theme", "expected"), [
    ("Good coffee, bad memory", "good-coffee-bad-memory"),
    ("Evidence without its conditions: engineers distrust claims", "evidence-without-its-conditions"),
    ("Shop the eShop", "store-the-estore"),
    ("A workshop for Überlingen", "a-workshop-for-ueberlingen"),
    ("People who buy decent coffee in supermarkets never remember to reorder it", "people-buy-decent-coffee-supermarkets"),
])  # fmt: skip
def test_the_campaign_s_tracking_name_is_short_and_never_reads_as_shopping(theme: str, expected: str) -> None:
    assert campaign_slug(theme) == expected


def test_channel_money_and_results_add_up_exactly() -> None:
    rows = HALDANE["derived"]["channel_plan"]
    assert sum(row["budget"]["amount"] for row in rows) == 96000 and {row["budget"]["currency"] for row in rows} == {"EUR"}
    assert sum(row["planned_results"] for row in rows) == 120
    assert next(row for row in rows if row["channel"] == "Landing page")["planned_results"] == 0


@given(st.decimals(min_value=0, max_value=10_000_000, places=2), st.lists(st.floats(min_value=0.01, max_value=1), min_size=1, max_size=10))
def test_any_amount_is_split_without_losing_a_penny(total: Decimal, shares: list[float]) -> None:
    parts = split(total, shares, Decimal(1))
    assert sum(parts) == total and all(part >= 0 for part in parts)


def test_governance_names_the_client_s_people_and_invents_none() -> None:
    named = [(item["name"], item["role"], item["scope"]) for item in NORTHLIGHT["governance"]["approvers"]]
    assert ("Tom", "Legal", "anything with a price in it, at present a06-fb and a08-email") in named and named[0][0] == "Maya"
    assert [item["name"] for item in HALDANE["governance"]["approvers"]] == ["Dr. Anke Vogt", "Hr. Brandt"]
    thin = drafted(EXECUTION, sources(intake=THIN, strategy={}, creatives={}))
    assert thin["governance"]["approvers"][0]["role"] == "Marketing, to be named by the client"


def test_a_thin_intake_gives_an_undated_plan_without_inventing_anything() -> None:
    thin = drafted(EXECUTION, sources(intake=THIN, strategy={}, creatives={}))
    assert thin["timeline"]["start_date"] is None and thin["calendar"]["posts"] == [] and thin["derived"]["channel_plan"] == []


def test_hydration_fills_what_is_empty_with_its_origin_and_overwrites_nothing() -> None:
    hydrated = EXECUTION.hydrate({"timeline": {"start_date": "2026-09-14"}}, NORTHLIGHT_SOURCES)
    assert hydrated.content["timeline"] == {"start_date": "2026-09-14", "duration_weeks": 12}
    assert hydrated.content["schedule"]["posts_per_week"] == {"Instagram": 3, "Facebook": 3, "Email": 3, "LinkedIn": 3}
    assert hydrated.content["utm"]["campaign_name"] == "good-coffee-bad-memory"
    origin = hydrated.provenance["execution.schedule.posts_per_week"]
    assert (origin.source, origin.path, origin.version) == ("hydrated", "creatives.mix.target_platforms", 1)
    assert "execution.timeline.start_date" not in hydrated.provenance


def test_a_new_start_moves_the_whole_plan_even_past_the_old_end() -> None:
    moved = paths.put(NORTHLIGHT, "timeline.start_date", "2027-03-01")
    after = dump(parse("execution", EXECUTION.compile(moved, NORTHLIGHT_SOURCES)))
    assert after["timeline"]["end_date"] == "2027-05-23" and after["timeline"]["phases"][0]["start"] == "2027-03-01"
    assert after["calendar"]["content_rotation"][0]["starts"] == "2027-03-01"
    assert min(post["date"] for post in after["calendar"]["posts"]) >= "2027-03-01"


def test_slots_added_for_a_higher_rhythm_go_again_with_it() -> None:
    many = compiled(NORTHLIGHT, NORTHLIGHT_SOURCES, schedule__posts_per_week={"Instagram": 21})
    assert len({(slot["weekday"], slot["time"]) for slot in many["schedule"]["best_times"]["Instagram"]}) == 21
    fewer = compiled(many, NORTHLIGHT_SOURCES, schedule__posts_per_week={"Instagram": 2})
    assert fewer["schedule"]["best_times"]["Instagram"] == NORTHLIGHT["schedule"]["best_times"]["Instagram"]


FLIGHT_DAYS = st.lists(st.integers(min_value=-10, max_value=370), max_size=40)


@settings(max_examples=30, deadline=None)
@given(
    start=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    weeks=st.integers(1, 52),
    counts=st.fixed_dictionaries({name: st.integers(0, 21) for name in ("Email", "LinkedIn")}),
    closed=FLIGHT_DAYS,
    client=st.sampled_from(CLIENTS),
)
def test_posts_stay_in_the_flight_off_closed_days_and_one_to_a_slot(start: date, weeks: int, counts: dict[str, int], closed: list[int], client: str) -> None:
    base, given_sources = (NORTHLIGHT, NORTHLIGHT_SOURCES) if client == "northlight" else (HALDANE, HALDANE_SOURCES)
    first = EXECUTION.compile(
        base | {
            "timeline": {"start_date": start.isoformat(), "duration_weeks": weeks},
            "schedule": {"posts_per_week": counts, "blackout_dates": [(start + timedelta(days=n)).isoformat() for n in closed]},
        },
        given_sources,
    )  # fmt: skip
    posts = first["calendar"]["posts"]
    end = date.fromisoformat(first["timeline"]["end_date"])
    assert end == start + timedelta(weeks=weeks, days=-1)
    assert all(start.isoformat() <= post["date"] <= end.isoformat() for post in posts)
    assert not {post["date"] for post in posts} & set(first["schedule"]["blackout_dates"])
    slots = [(post["platform"], post["date"], post["time"]) for post in posts]
    assert len(set(slots)) == len(slots) and len({post["id"] for post in posts}) == len(posts)
    assert all(deadline["due"] < post["date"] and date.fromisoformat(deadline["due"]).weekday() < 5 for post in posts for deadline in post["deadlines"])
    host = "northlight-coffee.co.uk" if client == "northlight" else "haldane-instruments.com"
    assert all(not link_problems(link, host) for link in {post["link"] for post in posts})
    assert EXECUTION.compile(first, given_sources) == first


@settings(max_examples=15, deadline=None)
@given(more=st.integers(2, 21), closed=st.lists(st.integers(0, 83), max_size=20))
def test_ids_stay_with_their_slots_when_slots_are_added_and_days_closed(more: int, closed: list[int]) -> None:
    start = date(2026, 9, 7)
    after = compiled(
        NORTHLIGHT, NORTHLIGHT_SOURCES,
        schedule__posts_per_week={"Instagram": more, "Facebook": 1, "Email": 1, "LinkedIn": 1},
        schedule__blackout_dates=[(start + timedelta(days=n)).isoformat() for n in closed],
    )  # fmt: skip
    before = {post["id"]: post for post in NORTHLIGHT["calendar"]["posts"]}
    for post in after["calendar"]["posts"]:
        if post["id"] in before and post["note"] is None and before[post["id"]]["note"] is None:
            assert (post["date"], post["time"]) == (before[post["id"]]["date"], before[post["id"]]["time"])
