"""The package: what is chosen, what the client reads first, and the checks that are computed and those that are a person's."""

from functools import cache
from typing import Any

import pytest

from agent.llm.port import Sources, Upstream
from agent.schemas import paths
from agent.schemas.stages import ArtifactStage
from agent.stages.delivery import DELIVERY
from agent.stages.execution import EXECUTION
from tests.stages.helpers import THIN, drafted, intake_from_brief, reference, sources

STAGES: tuple[ArtifactStage, ...] = ("intake", "strategy", "creatives", "execution")


@cache
def stated(client: str) -> list[dict[str, Any]]:
    """The facts of a client's brief that have no field of their own."""
    found: list[dict[str, Any]] = intake_from_brief(client)["brief_facts"]
    return found


def upstream(client: str, *, monitoring: bool = True, **changes: Any) -> Sources:
    """Everything approved, with the facts of the brief; the plan and the measurement plan as an agency would approve them."""
    intake = reference(client, "intake") | {"brief_facts": stated(client)} | changes
    given = sources(intake=intake, strategy=reference(client, "strategy"), creatives=reference(client, "creatives"))
    later = {"execution": drafted(EXECUTION, given)} | ({"monitoring": reference(client, "monitoring")} if monitoring else {})
    return sources(**{name: up.content for name, up in given.upstream.items()}, **later)


def changed(given: Sources, stage: ArtifactStage, **update: Any) -> Sources:
    """The sources with one upstream artifact changed."""
    one: Upstream = given.upstream[stage].model_copy(update=update)
    return given.model_copy(update={"upstream": {**given.upstream, stage: one}})


def checklist(given: Sources, content: dict[str, Any] | None = None) -> dict[str, bool]:
    """The compiled checklist."""
    found: dict[str, bool] = DELIVERY.compile(content or drafted(DELIVERY, given), given)["checklist"]
    return found


@pytest.mark.parametrize(("client", "expected"), [("northlight", {"pdf", "pptx", "json", "zip", "xlsx"}), ("haldane", {"pdf", "json", "zip"})])
def test_files_are_those_the_client_asked_for_with_data_and_package(client: str, expected: set[str]) -> None:
    formats = drafted(DELIVERY, upstream(client))["export_formats"]
    assert {name for name, wanted in formats.items() if wanted} == expected


def test_monitoring_is_included_only_while_it_is_approved() -> None:
    content = drafted(DELIVERY, upstream("northlight"))
    assert content["artifact_selection"]["monitoring"] is True
    without = upstream("northlight", monitoring=False)
    assert DELIVERY.compile(content, without)["artifact_selection"]["monitoring"] is False
    assert drafted(DELIVERY, without)["artifact_selection"]["monitoring"] is False


def test_all_computed_checks_hold_when_everything_is_approved_checked_and_whole() -> None:
    given = upstream("northlight")
    assert checklist(given) == {"approvals": True, "qc_passed": True, "complete": True, "branding_reviewed": False, "legal_reviewed": False}


@pytest.mark.parametrize(("status", "passed"), [("PASS", True), ("WARN", True), ("FAIL", False), (None, False)])
def test_a_missing_or_failed_quality_check_is_no_pass(status: str | None, passed: bool) -> None:
    assert checklist(changed(upstream("haldane"), "creatives", qc_status=status))["qc_passed"] is passed


@pytest.mark.parametrize(("path", "value"), [("brief.key_message", None), ("assets[0].body", "Text TBD"), ("assets[2].hook", "Hello {{first_name}}")])
def test_a_gap_or_placeholder_is_not_complete(path: str, value: str | None) -> None:
    given = upstream("northlight")
    broken = changed(given, "creatives", content=paths.put(dict(given.content("creatives")), path, value))
    assert checklist(broken)["complete"] is False and checklist(broken)["approvals"] is True


def test_what_is_left_out_of_the_package_is_not_checked() -> None:
    given = changed(upstream("northlight"), "monitoring", qc_status="FAIL")
    content = drafted(DELIVERY, given)
    assert checklist(given, content)["qc_passed"] is False
    assert checklist(given, paths.put(content, "artifact_selection.monitoring", False))["qc_passed"] is True


def test_nothing_selected_or_not_approved_is_no_approval() -> None:
    given = upstream("northlight")
    none = paths.put(drafted(DELIVERY, given), "artifact_selection", dict.fromkeys((*STAGES, "monitoring"), False))
    assert checklist(given, none)["approvals"] is False
    unapproved = given.model_copy(update={"upstream": {name: up for name, up in given.upstream.items() if name != "execution"}})
    assert checklist(unapproved, drafted(DELIVERY, given)) == {"approvals": False, "qc_passed": False, "complete": False, "branding_reviewed": False, "legal_reviewed": False}


def test_a_person_s_confirmations_are_never_set_and_never_lost() -> None:
    given = upstream("haldane")
    content = paths.put(paths.put(drafted(DELIVERY, given), "checklist.legal_reviewed", True), "checklist.branding_reviewed", True)
    once = DELIVERY.compile(content, given)
    assert once["checklist"]["legal_reviewed"] and once["checklist"]["branding_reviewed"]
    assert DELIVERY.compile(once, given) == once


def test_the_note_tells_the_client_dates_files_questions_and_when_results_are_known() -> None:
    notes = drafted(DELIVERY, upstream("northlight"))["options"]["notes"]
    for part in ("7 September 2026 to 29 November 2026", "60 dated publications", "the deck is for presenting", "which introductory offer applies", "30 November 2026", "28 February 2027"):
        assert part in notes
    assert "FlowSense 400" in drafted(DELIVERY, upstream("haldane"))["options"]["notes"]


def test_recipients_are_the_client_s_people_and_the_footer_is_the_client() -> None:
    options = drafted(DELIVERY, upstream("northlight"))["options"]
    assert options["recipients"] == ["Maya (maya@northlight-coffee.co.uk)", "Tom (legal)"] and options["branding"]["footer"] == "Northlight Coffee Roasters"
    given = sources(intake=THIN, strategy={}, creatives={})
    thin = drafted(DELIVERY, sources(intake=THIN, strategy={}, creatives={}, execution=drafted(EXECUTION, given)))
    assert thin["options"]["recipients"] == [] and "who releases the content" in thin["options"]["notes"]


def test_brand_colour_and_typefaces_come_from_the_brand_kit() -> None:
    kit = {"logo": None, "colours": ["Deep green #0B3D2E", "cream"], "fonts": ["Inter"]}
    branding = drafted(DELIVERY, upstream("northlight", brand_kit=kit))["options"]["branding"]
    assert (branding["primary_color"], branding["fonts"]) == ("#0B3D2E", ["Inter"])


def test_hydration_puts_the_client_s_name_in_the_footer_once() -> None:
    given = upstream("haldane")
    hydrated = DELIVERY.hydrate({}, given)
    assert hydrated.content["options"]["branding"]["footer"] == "Haldane Instruments Ltd"
    assert hydrated.provenance["delivery.options.branding.footer"].path == "intake.client_name"
    own = {"options": {"branding": {"footer": "The agency"}}}
    assert DELIVERY.hydrate(own, given).content == own
