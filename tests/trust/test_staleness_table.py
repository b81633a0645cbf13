"""What a change upstream makes out of date, and nothing else: written by hand from what the words of each section are made of."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.stages import ARTIFACT_STAGES
from agent.schemas.version import LineageRef
from agent.store.staleness import Held, Standing, stale_sections_of, with_in_force

Values = dict[str, Any]
Expected = dict[str, str]
"""Stage to its stale sections, in short."""

SHORT = {
    "reality": "business_reality", "market": "market_truth", "psychology": "audience_psychology", "value": "value_architecture", "story": "narrative",
    "channels": "channel_strategy", "guards": "constraints", "measures": "measurement",
}  # fmt: skip


@pytest.fixture(scope="session")
def approved(whole_campaign: Path) -> Standing:
    """Northlight, every stage approved, as the store holds it."""
    connection = sqlite3.connect(whole_campaign / "aicmo.db")
    rows = connection.execute("SELECT id, stage, number, digest, content, lineage FROM versions WHERE status = 'approved'").fetchall()
    connection.close()
    work = [Held(key, stage, number, sha, json.loads(content), lineage_of(json.loads(lineage))) for key, stage, number, sha, content, lineage in rows]
    assert len(work) == len(ARTIFACT_STAGES)
    return Standing(force={held.stage: held for held in work}, work=work)


def lineage_of(plain: dict[str, Any]) -> dict[str, list[LineageRef]]:
    return {section: [LineageRef.model_validate(one) for one in references] for section, references in plain.items()}


def changed(standing: Standing, values: Values) -> Standing:
    """The campaign once new versions with these values are approved, upstream first; `...` after a value appends, a function changes it."""
    for stage in ARTIFACT_STAGES:
        own = {path: value for path, value in values.items() if path.startswith(f"{stage}.")}
        if not own:
            continue
        held = standing.force[stage]
        content = held.content
        for path, value in own.items():
            inner = path.removeprefix(f"{stage}.")
            content = paths.put(content, inner, value(paths.get(content, inner)) if callable(value) else value)
        newer = Held(f"{held.id}+", stage, held.number + 1, digest(content), content, held.lineage)
        earlier = {**standing.earlier, (stage, held.number): held.content}
        standing = with_in_force(Standing(standing.force, standing.work, earlier, standing.confirmed), newer)
    return standing


def stale_in(standing: Standing) -> dict[str, set[str]]:
    found = stale_sections_of(standing)
    return {held.stage: set(found[held.id]) for held in standing.work if held.id in found}


def expected(table: Expected) -> dict[str, set[str]]:
    return {stage: {SHORT.get(name, name) for name in names.split()} for stage, names in table.items()}


def entry(topic: str, **new: str) -> Any:
    def change(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**fact, **new} if fact["topic"] == topic else fact for fact in facts]

    return change


def first(**new: Any) -> Any:
    return lambda rows: [{**rows[0], **new}, *rows[1:]]


def without_last(rows: list[Any]) -> list[Any]:
    return rows[:-1]


def plus(item: Any) -> Any:
    return lambda rows: [*rows, item]


ALL_STRATEGY = "reality market psychology value story channels guards measures"
ALL_CREATIVES = "brief mix messages assets"
ALL_EXECUTION = "timeline schedule calendar utm governance resources derived"
ALL_MONITORING = "kpis tracking reporting alerts analysis"
CASES: dict[str, tuple[Values, Expected]] = {
    # Cosmetic: nothing, not even the checklist.
    "price with other spaces and a full stop": ({"intake.pricing": lambda text: f" {text.replace(' ', '  ')}. "}, {}),
    "tone in capitals": ({"intake.tone_voice": str.upper}, {}),
    "pain point with another punctuation": ({"intake.pain_points": lambda rows: [rows[0].replace(" until", ", until") + "!"]}, {}),
    "curly apostrophe in an objection": ({"intake.objections": lambda rows: [rows[0].replace("trap", "trap,"), rows[1]]}, {}),
    "promise with a colon for a comma": ({"strategy.value_architecture.core_promise": lambda text: text.replace(",", ":")}, {}),
    "asset body in other case": ({"creatives.assets": lambda rows: [{**rows[0], "body": rows[0]["body"].upper()}, *rows[1:]]}, {}),
    "notes of the plan with another dash": ({"execution.utm.tracking_notes": lambda text: text.replace(",", " -")}, {}),
    "saved again as it was": ({"intake.competitors": list}, {}),
    # Intake.
    "price": ({"intake.pricing": "26 GBP a month; First bag half price for new subscribers (13 GBP first month)"}, {
        "strategy": "reality market", "creatives": "brief messages assets", "execution": "calendar governance", "monitoring": "alerts"}),
    "tone": ({"intake.tone_voice": "Sober and precise"}, {
        "strategy": "market value guards", "creatives": "brief messages assets", "execution": "calendar resources"}),
    "banned word": ({"intake.banned_words": plus("cosy")}, {
        "strategy": "guards", "creatives": "messages assets", "execution": "calendar governance", "monitoring": "alerts"}),
    "website": ({"intake.website": "https://northlight.coffee"}, {
        "creatives": "brief assets", "execution": "calendar utm derived", "monitoring": "tracking"}),
    "target audience": ({"intake.target_audience": "students in halls"}, {
        "strategy": ALL_STRATEGY.replace(" measures", ""), "creatives": ALL_CREATIVES, "execution": ALL_EXECUTION, "monitoring": "kpis tracking alerts analysis", "delivery": "options"}),
    "KPI target": ({"intake.kpi_targets": first(target=1800)}, {
        "strategy": "reality channels measures", "execution": "timeline resources derived", "monitoring": "kpis reporting alerts analysis", "delivery": "options"}),
    "start a week later": ({"intake.start_date": "2026-09-14"}, {
        "strategy": "channels measures", "execution": "timeline schedule calendar utm derived", "monitoring": "kpis tracking reporting alerts", "delivery": "options"}),
    "two weeks longer": ({"intake.duration_weeks": 14}, {
        "strategy": "channels measures", "execution": "timeline schedule calendar resources derived", "monitoring": "kpis reporting alerts analysis", "delivery": "options"}),
    "budget": ({"intake.budget": {"amount": 50000, "currency": "GBP"}}, {
        "strategy": "reality channels measures", "execution": "timeline resources derived", "monitoring": "kpis reporting alerts", "delivery": "options"}),
    "competitor": ({"intake.competitors": plus("Rave")}, {"strategy": "market"}),
    "time zone": ({"intake.timezone": "Europe/Dublin"}, {"execution": "schedule calendar derived", "monitoring": "reporting"}),
    "report rhythm": ({"intake.report_frequency": "weekly"}, {"strategy": "measures", "execution": "resources", "monitoring": "reporting alerts"}),
    "risk tolerance": ({"intake.risk_tolerance": "conservative"}, {"strategy": "reality"}),
    "acquisition cost": ({"intake.unit_economics": lambda held: {**held, "cac": "22 GBP"}}, {"strategy": "reality", "execution": "derived", "monitoring": "kpis"}),
    "margin": ({"intake.unit_economics": lambda held: {**held, "margin": "about 38%"}}, {"strategy": "reality"}),
    "bottleneck": ({"intake.growth_bottleneck": "lead_generation"}, {"strategy": "reality"}),
    "tracking is in place": ({"intake.tracking_status": "yes"}, {"execution": "utm derived", "monitoring": "tracking", "delivery": "options"}),
    "ad accounts are ready": ({"intake.ad_account_ready": "yes"}, {"execution": "derived", "delivery": "options"}),
    "formats": ({"intake.formats_wanted": ["pdf"]}, {"monitoring": "reporting", "delivery": "export_formats options"}),
    "a competitor's note": ({"intake.brief_facts": entry("competitor_note", text="Pact is dearer")}, {"strategy": "market"}),
    "size of the list": ({"intake.brief_facts": entry("audience_size", text="list of 21,000")}, {"execution": "derived", "monitoring": "analysis", "delivery": "options"}),
    "what the budget covers": ({"intake.brief_facts": entry("budget_scope", text="Budget: without production")}, {
        "strategy": "reality", "monitoring": "kpis analysis"}),
    "wording that is allowed": ({"intake.brief_facts": entry("allowed_wording", text="roasted to order")}, {
        "strategy": "guards", "execution": "derived"}),
    "closed days": ({"intake.brief_facts": entry("blackout", end="2026-10-16")}, {
        "strategy": "market guards", "execution": ALL_EXECUTION, "monitoring": "tracking alerts analysis", "delivery": "options"}),
    "content library": ({"intake.content_library": ["12 photos of the roastery"]}, {}),
    "status of a planned job": ({"intake.generation_plan": lambda plan: {**plan, "jobs": [{**plan["jobs"][0], "status": "completed"}, *plan["jobs"][1:]]}}, {}),
    # Strategy.
    "enemy": ({"strategy.narrative.enemy": "The habit of settling for less."}, {"creatives": "assets", "execution": "calendar"}),
    "tension": ({"strategy.narrative.tension": "They want it easy and good."}, {}),
    "white space": ({"strategy.market_truth.white_space_logic": "Nobody talks about the second bag."}, {}),
    "call to action removed": ({"strategy.channel_strategy.cta_rules": lambda rules: {**rules, "allowed": rules["allowed"][:-1]}}, {
        "creatives": "brief messages assets", "execution": "calendar derived"}),
    "forbidden call to action": ({"strategy.channel_strategy.cta_rules": lambda rules: {**rules, "forbidden": ["Buy now"]}}, {}),
    "decision rule": ({"strategy.measurement.decision_rules": first(threshold=99)}, {"monitoring": "alerts"}),
    "stop rule": ({"strategy.channel_strategy.channels": lambda rows: [{**rows[0], "kill_criteria": [{**rows[0]["kill_criteria"][0], "threshold": 60}]}, *rows[1:]]}, {"monitoring": "alerts"}),
    "claim boundary": ({"strategy.constraints.claim_boundaries": plus("No comparison with cafes.")}, {"execution": "derived"}),
    "definition of success": ({"strategy.measurement.success_definition": "Fifteen hundred who stay."}, {}),
    "a KPI's target": ({"strategy.measurement.primary_kpis": first(target=1600)}, {"monitoring": "kpis"}),
    "tone boundaries": ({"strategy.constraints.tone_boundaries": plus("No puns.")}, {"creatives": "messages"}),
    # Creatives.
    "body of an asset": ({"creatives.assets": first(body="Another text altogether.")}, {}),
    "call to action of an asset": ({"creatives.assets": first(cta="See how it works")}, {"execution": "calendar"}),
    "page of an asset": ({"creatives.assets": first(link_path="/start")}, {"execution": "calendar derived"}),
    "theme": ({"creatives.brief.campaign_theme": "Coffee is just there"}, {"execution": "calendar utm derived", "monitoring": "tracking"}),
    "hook": ({"creatives.messages.hooks": plus("One more first line.")}, {}),
    # Execution.
    "review process": ({"execution.governance.review_process": without_last}, {}),
    "posts per week": ({"execution.schedule.posts_per_week": lambda held: {**held, "Email": 2}}, {"monitoring": "alerts"}),
    "name of an approver": ({"execution.governance.approvers": first(name="Nora")}, {"monitoring": "reporting alerts", "delivery": "options"}),
    "tracking value": ({"execution.utm.id": "northlight-2026-10"}, {"monitoring": "tracking"}),
    "a phase renamed": ({"execution.timeline.phases": first(name="Start")}, {"monitoring": "analysis"}),
    # Several at once.
    "competitor and risk": ({"intake.competitors": plus("Rave"), "intake.risk_tolerance": "conservative"}, {"strategy": "reality market"}),
    "price upstream, tracking downstream": ({"intake.pricing": "26 GBP a month", "execution.utm.id": "northlight-2026-10"}, {
        "strategy": "reality market", "creatives": "brief messages assets", "execution": "calendar governance", "monitoring": "tracking alerts"}),
    "a typo and a hook": ({"intake.tone_voice": str.upper, "creatives.messages.hooks": plus("One more first line.")}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_change_makes_exactly_these_sections_stale(name: str, approved: Standing) -> None:
    values, table = CASES[name]
    found = stale_in(changed(approved, values))
    checklist = found.get("delivery", set()) & {"checklist"}
    assert bool(checklist) is not (name in COSMETIC), "what is delivered is confirmed again after every change that is not cosmetic"
    rest = {stage: sections - {"checklist"} for stage, sections in found.items() if sections - {"checklist"}}
    assert rest == expected(table)


COSMETIC = frozenset(list(CASES)[:8])
