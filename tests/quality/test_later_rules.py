"""Creatives, execution, monitoring, delivery: what an agency would approve passes; each seeded defect is found by its rule alone."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.quality.engine import run_rules
from agent.quality.rule import Subject
from agent.quality.rules import rules_for
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.quality import Check
from agent.schemas.registry import dump, parse
from agent.schemas.stages import USES, ArtifactStage

REFERENCE = Path(__file__).parent.parent / "reference"
Content = dict[str, Any]
STAGES: tuple[ArtifactStage, ...] = ("creatives", "execution", "monitoring", "delivery")


@cache
def stored(client: str, stage: ArtifactStage) -> str:
    return json.dumps(dump(parse(stage, json.loads((REFERENCE / client / f"{stage}.json").read_text()))))


def content(client: str, stage: ArtifactStage) -> Content:
    """The reference; execution with dated posts, delivery with its checklist confirmed."""
    made: Content = json.loads(stored(client, stage))
    if stage == "execution":
        made["calendar"]["posts"] = posts(client, made)
    if stage == "delivery":
        made["checklist"] = dict.fromkeys(made["checklist"], True)
    return made


def posts(client: str, execution: Content) -> list[Content]:
    """Two posts in the second week, one per day, as a compiler would date them."""
    assets = json.loads(stored(client, "creatives"))["assets"]
    host = json.loads(stored(client, "intake"))["website"]
    start = date.fromisoformat(execution["timeline"]["start_date"])
    utm = execution["utm"]
    chosen = [asset for asset in assets if asset["platform"] in ("LinkedIn", "Instagram") and asset["type"] != "ad_copy"][:2]
    return [
        {
            "id": f"post-{place}",
            "date": str(start + timedelta(days=8 + place)),
            "time": "08:30",
            "zone": "Europe/London",
            "platform": asset["platform"],
            "asset": asset["id"],
            "pillar": asset["pillar"],
            "cta": asset["cta"],
            "link": f"{host}{asset['link_path']}?utm_source={utm['source'][asset['platform']]}&utm_medium=social"
            f"&utm_campaign={utm['campaign_name']}&utm_content={asset['id']}",
            "ga4_channel": "Organic Social",
            "owner": "content creator",
            "status": "draft",
            "deadlines": [{"step": "Draft", "due": str(start)}],
            "note": None,
        }
        for place, asset in enumerate(chosen)
    ]


def subject(client: str, stage: ArtifactStage, change: Callable[[Content], Content] = lambda c: c, **more: Any) -> Subject:
    given: Content = {
        "stage": stage,
        "content": change(content(client, stage)),
        "campaign": Campaign(name="C", client_name=client, objective="sales", notes="Maya's budget is really twice as big."),
        "today": date(2026, 8, 10),
        "upstream": {name: content(client, name) for name in USES[stage]},
        "other_clients": ("Borealis Tea",),
        "statuses": dict.fromkeys(USES[stage], "approved"),
        **more,
    }
    return Subject(**given)


def failed(given: Subject) -> set[str]:
    """Rules that fail, apart from those every stage shares."""
    shared = {"every_sentence_stands_once", "required_fields_are_filled", "phrases_are_specific"}
    return {check.id for check in run_rules(rules_for(given.stage), given) if check.verdict == "fail"} - shared


@cache
def usual(client: str, stage: ArtifactStage) -> frozenset[str]:
    return frozenset(failed(subject(client, stage)))


@pytest.mark.parametrize("client", ["northlight", "haldane"])
@pytest.mark.parametrize("stage", STAGES)
def test_what_an_agency_would_approve_has_no_failure_but_a_minor_one(client: str, stage: ArtifactStage) -> None:
    checks = run_rules(rules_for(stage), subject(client, stage))
    assert [check for check in checks if check.verdict == "fail" and check.severity != "MINOR"] == []
    assert {check.id for check in checks if check.verdict == "not_assessed"} <= {"pictures_use_the_brand_colours"}


def put(path: str, value: Any) -> Callable[[Content], Content]:
    return lambda made: paths.put(made, path, value)


def edit(path: str, change: Callable[[Any], Any]) -> Callable[[Content], Content]:
    return lambda made: paths.put(made, path, change(paths.get(made, path)))


def replaced(path: str, old: str, new: str) -> Callable[[Content], Content]:
    def change(made: Content) -> Content:
        text = paths.get(made, path)
        assert isinstance(text, str) and old in text
        return paths.put(made, path, text.replace(old, new))

    return change


CREATIVES: list[tuple[Callable[[Content], Content], str]] = [
    (edit("messages.hooks", lambda hooks: hooks[:2]), "hooks_angles_and_ctas_suffice"),
    (edit("messages.angles", lambda angles: [angles[0]] * 4), "hooks_angles_and_ctas_suffice"),
    (put("messages.ctas", ["Start a subscription", "See how it works"]), "hooks_angles_and_ctas_suffice"),
    (put("messages.offer_framing", []), "offer_framing_and_safe_claims_are_given"),
    (put("assets[2].body", ""), "every_asset_has_content"),
    (put("assets[9].subject", None), "every_asset_has_content"),
    (put("assets[1].script", []), "every_asset_has_content"),
    (edit("assets[2].body", lambda body: body + " coffee" * 400), "platform_limits_are_kept"),
    (edit("assets[0].hashtags", lambda tags: [*tags, "#beans", "#mugs"]), "platform_limits_are_kept"),
    (put("assets[9].subject", "How often is it true? " * 12), "platform_limits_are_kept"),
    (edit("assets[2].body", lambda body: body + " Hand crafted for you."), "forbidden_language_is_absent"),
    (edit("assets[2].body", lambda body: body + " It elevates mornings."), "forbidden_language_is_absent"),
    (replaced("assets[3].body", "Pause or cancel any time.", "Cancel any time."), "required_disclaimers_stand_with_the_offer"),
    (replaced("assets[10].body", "T&Cs apply. Pause or cancel any time.", ""), "required_disclaimers_stand_with_the_offer"),
    (replaced("assets[9].body", "97.4%", "97.5%"), "claims_match_their_proof"),
    (replaced("assets[6].body", "3 August 2026", "5 August 2026"), "claims_match_their_proof"),
    (replaced("assets[2].body", "No notes of anything.", "Simply the best coffee in town."), "claims_match_their_proof"),
    (put("assets[9].claims[0].value", 98), "claims_match_their_proof"),
    (put("assets[9].claims[0].unit", "days"), "claims_match_their_proof"),
    (put("assets[9].claims[1].date", "2026-08-05"), "claims_match_their_proof"),
    (put("assets[5].claims", []), "claims_match_their_proof"),
    (put("messages.safe_claims[0].proof_asset", "proof-none"), "claims_match_their_proof"),
    (replaced("assets[8].body", "Hello,", "Hi there,"), ""),
    (replaced("assets[0].body", "97.4% of bags in", "97.4% of all bags in"), "declared_claims_stand_in_the_copy"),
    (edit("assets[4].body", lambda body: body + " coffee" * 800), "limits_that_sources_dispute_are_kept"),
    (edit("messages.channel_mapping.LinkedIn", lambda ids: ids[:1]), "every_asset_is_mapped_to_its_platform"),
    (put('messages.channel_mapping.LinkedIn', ["a11-li", "a12-li", "a99"]), "every_asset_is_mapped_to_its_platform"),
    (put('mix.pillar_distribution["Never run out"]', 5), "pillar_counts_add_up"),
    (put("assets[6].cta", None), "every_asset_has_an_allowed_cta"),
    (put("assets[6].cta", "Buy now"), "every_asset_has_an_allowed_cta"),
    (put("assets[0].hashtags[0]", "#two words"), "hashtags_and_links_are_well_formed"),
    (put("assets[0].link_path", "how it works"), "hashtags_and_links_are_well_formed"),
    (put("assets[0].alt_text", None), "every_picture_has_alt_text"),
    (put("assets[9].hook", "A percentage with all its paperwork."), ""),
    (put("assets[8].hook", "A percentage with its paper work."), "hooks_differ"),
    (edit("assets[2].body", lambda body: body + " Grind charges more."), "no_competitor_is_named"),
    (edit("assets[2].body", lambda body: body + " You grind, we roast."), ""),
    (put("messages.brand_voice_notes", None), "brand_voice_is_noted"),
    (put("assets[5].headlines[0]", "Coffee that remembers what you forget, again"), "copy_is_shown_in_full"),
]


@pytest.mark.parametrize(("change", "rule"), CREATIVES)
def test_a_defect_in_the_creatives_is_found_by_its_rule(change: Callable[[Content], Content], rule: str) -> None:
    assert failed(subject("northlight", "creatives", change)) - usual("northlight", "creatives") == ({rule} if rule else set())


def test_a_proof_that_expired_carries_no_claim() -> None:
    assert "claims_match_their_proof" in failed(subject("haldane", "creatives", today=date(2028, 6, 1)))


def test_naming_the_proof_and_adding_the_line_are_offered_as_fixes() -> None:
    change = replaced("assets[3].body", "T&Cs apply. Pause or cancel any time.", "")
    without = subject("northlight", "creatives", lambda made: put("assets[3].claims", [])(change(made)))
    fixes = [check.fix for check in checks_of(without) if check.fix]
    mended = without.content
    for fix in fixes:
        mended = paths.put(mended, fix.path.removeprefix("creatives."), fix.value)
    assert len(fixes) == 2
    assert failed(subject("northlight", "creatives", lambda _: mended)) <= {"declared_claims_stand_in_the_copy"}


def checks_of(given: Subject) -> list[Check]:
    return run_rules(rules_for(given.stage), given)


def test_without_upstream_nothing_passes_by_default() -> None:
    checks = {check.id: check.verdict for check in checks_of(subject("northlight", "creatives", upstream={}))}
    assert checks["claims_match_their_proof"] == checks["forbidden_language_is_absent"] == "not_assessed"


def twice(made: Content) -> Content:
    first, second = made["calendar"]["posts"]
    return paths.put(made, "calendar.posts[1]", {**second, **{k: first[k] for k in ("platform", "date", "time")}})


EXECUTION: list[tuple[Callable[[Content], Content], str]] = [
    (put("derived.utm_plan", []), "schedule_cadence_and_utm_are_planned"),
    (put("derived.cadence", []), "schedule_cadence_and_utm_are_planned"),
    (put("utm.source", {}), "schedule_cadence_and_utm_are_planned"),
    (put("calendar.posts[0].asset", "a99"), "every_post_has_asset_cta_and_link"),
    (put("calendar.posts[0].cta", None), "every_post_has_asset_cta_and_link"),
    (put("calendar.posts[0].link", None), "every_post_has_asset_cta_and_link"),
    (replaced("calendar.posts[0].link", "utm_campaign", "utm_id"), "every_post_has_asset_cta_and_link"),
    (lambda made: put("calendar.posts[0].link", made["calendar"]["posts"][1]["link"])(made), "every_post_has_asset_cta_and_link"),
    (put("calendar.posts[0].date", "2026-10-13"), "no_post_in_a_blackout"),
    (put("calendar.posts[0].date", "2026-12-01"), "posts_lie_in_the_flight"),
    (twice, "one_post_per_slot"),
    (put("governance.approvers", []), "governance_is_set"),
    (put("resources.capacity.posts_per_week", 4), "capacity_is_kept"),
    (put("calendar.posts[0].deadlines[0].due", "2026-08-07"), "no_approval_deadline_is_past"),
    (put("utm.medium.Email", "newsletter"), "links_land_in_a_known_ga4_channel"),
    (put("derived.cadence[0].windows", [{"asset": "a01-ig", "from": None, "until": "2026-09-10"}]), "assets_run_in_their_window"),
    (put("derived.risk_guardrails", []), "risk_guardrails_are_noted"),
    (put("calendar.posts[0].date", "2026-10-26"), "holidays_are_respected"),
]


@pytest.mark.parametrize(("change", "rule"), EXECUTION)
def test_a_defect_in_the_execution_is_found_by_its_rule(change: Callable[[Content], Content], rule: str) -> None:
    assert failed(subject("northlight", "execution", change)) - usual("northlight", "execution") == ({rule} if rule else set())


def test_no_channel_at_all_blocks() -> None:
    def change(made: Content) -> Content:
        return put("schedule.posts_per_week", {})(put("derived.channel_plan", [])(made))

    assert "a_channel_is_planned" in failed(subject("northlight", "execution", change))


def test_a_post_after_its_proof_expired_blocks() -> None:
    given = subject("haldane", "execution")
    given.upstream["intake"]["proof_assets"][0]["expires"] = "2027-01-15"  # type: ignore[index,call-overload]
    assert failed(given) == {"proof_is_valid_on_the_day_of_the_post"}


def test_a_plan_without_dated_posts_is_not_assessed() -> None:
    checks = {check.id: check.verdict for check in checks_of(subject("haldane", "execution", put("calendar.posts", [])))}
    assert checks["one_post_per_slot"] == checks["every_post_has_asset_cta_and_link"] == "not_assessed"


MONITORING: list[tuple[Callable[[Content], Content], str]] = [
    (put("reporting.frequency", None), "the_review_cadence_is_set"),
    (put("reporting.recipients", []), "recipients_are_named"),
    (put("reporting.recipients", ["the team"]), "recipients_are_named"),
    (edit("alerts.thresholds", lambda alerts: alerts[1:]), "decision_rules_become_alerts"),
    (put("alerts.thresholds[0].value", 60), "decision_rules_become_alerts"),
    (put("tracking.data_sources", ["email"]), "every_kpi_has_a_data_source"),
    (put("alerts.thresholds[0].owner", " "), "every_alert_has_an_owner"),
    (put("kpis.selected[3].addition", False), "kpis_agree_with_layer_8"),
    (put("kpis.selected[0].target", 2000), "kpis_agree_with_layer_8"),
    (put("alerts.notification_channels", []), "alerts_are_set"),
    (put("tracking.attribution_model", "linear"), "the_attribution_model_is_offered"),
]


@pytest.mark.parametrize(("change", "rule"), MONITORING)
def test_a_defect_in_the_monitoring_is_found_by_its_rule(change: Callable[[Content], Content], rule: str) -> None:
    assert failed(subject("northlight", "monitoring", change)) - usual("northlight", "monitoring") == {rule}


def test_additions_alone_do_not_measure_the_strategy() -> None:
    def change(made: Content) -> Content:
        return put("kpis.selected", [made["kpis"]["selected"][3]])(made)

    assert "a_kpi_comes_from_layer_8" in failed(subject("northlight", "monitoring", change))
    assert "every_kpi_has_a_baseline" in failed(subject("northlight", "monitoring"))


NOTHING = dict.fromkeys(["intake", "strategy", "creatives", "execution", "monitoring"], False)
DELIVERY: list[tuple[Callable[[Content], Content], str]] = [
    (put("artifact_selection", NOTHING), "an_artifact_is_selected"),
    (put("options.notes", "Internal note: charge them more."), "no_internal_note_or_placeholder"),
    (put("options.branding.footer", "Maya's budget is really twice as big."), "no_internal_note_or_placeholder"),
    (put("options.notes", "Package 0b9f6a3c-5d1e-4c55-9f3a-2f6f1f1d2a11"), "no_internal_note_or_placeholder"),
    (put("options.branding.footer", None), "branding_is_set"),
    (put("export_formats.xlsx", False), "wanted_formats_are_made"),
    (put("export_formats.zip", False), "the_generation_plan_is_complete"),
    (put("checklist.legal_reviewed", False), "the_checklist_holds"),
    (put("options.method", "email"), "a_sent_package_has_recipients"),
    (put("options.notes", None), "a_note_goes_with_the_package"),
]


@pytest.mark.parametrize(("change", "rule"), DELIVERY)
def test_a_defect_in_the_delivery_is_found_by_its_rule(change: Callable[[Content], Content], rule: str) -> None:
    assert failed(subject("northlight", "delivery", change)) - usual("northlight", "delivery") == {rule}


def test_a_package_is_made_of_approved_clean_artifacts_only() -> None:
    given = subject("northlight", "delivery", statuses={"strategy": "stale"}, qc_statuses={"creatives": "FAIL"})
    assert failed(given) == {"all_approvals_are_there", "selected_artifacts_pass_quality_control"}
    del given.upstream["strategy"]
    given.statuses["strategy"] = "approved"
    assert "all_approvals_are_there" in failed(given)
    leaking = subject("northlight", "delivery")
    leaking.upstream["creatives"]["brief"]["creative_approach"] = "As for Borealis Tea. [insert hook]"  # type: ignore[index,call-overload]
    assert failed(leaking) == {"no_internal_note_or_placeholder", "no_other_client_is_in_the_package"}


def test_no_format_makes_no_manifest() -> None:
    formats = dict.fromkeys(["pdf", "pptx", "json", "zip", "xlsx", "ics", "csv", "docx"], False)
    assert "the_manifest_can_be_made" in failed(subject("northlight", "delivery", put("export_formats", formats)))
