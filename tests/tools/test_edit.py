"""Edits end in the schema or do not happen, and record where a value came from."""

import pytest

from agent.errors import Invalid
from agent.llm.port import ToolCall
from agent.schemas.registry import dump, parse
from agent.schemas.version import Provenance
from agent.tools.catalogue import TOOLS, arguments
from agent.tools.edit import Draft, add_items, clear, origin_of, remove_items, set_values, with_every_origin

OPERATOR = Provenance(source="operator", by="maya@agency.example")


def blank() -> Draft:
    return Draft("intake", dump(parse("intake", {})), {})


def test_set_value_is_coerced_and_traced() -> None:
    draft, changes = set_values(blank(), {"intake.objective": "leads"}, OPERATOR)
    assert draft.value("intake.objective") == "lead_generation"
    assert [change.path for change in changes] == ["intake.objective"]
    assert origin_of(draft.provenance, "intake.objective") == OPERATOR


def test_wrong_word_names_the_choices() -> None:
    with pytest.raises(Invalid, match="conservative, moderate, aggressive"):
        set_values(blank(), {"intake.risk_tolerance": "wild"}, OPERATOR)


def test_list_items_are_added_once_and_removed_regardless_of_case() -> None:
    draft, _ = add_items(blank(), "intake.competitors", ["Pact", "pact ", "Grind"], OPERATOR)
    draft, _ = remove_items(draft, "intake.competitors", ["GRIND"], OPERATOR)
    assert draft.value("intake.competitors") == ["Pact"]


def test_cleared_field_returns_to_its_default() -> None:
    draft, _ = set_values(blank(), {"intake.duration_weeks": 20}, OPERATOR)
    draft, _ = clear(draft, ["intake.duration_weeks"], OPERATOR)
    assert draft.value("intake.duration_weeks") == 12


def test_no_tool_decides() -> None:
    assert not {"approve", "request_changes", "override"} & set(TOOLS)
    with pytest.raises(Invalid, match="no tool called 'approve'"):
        arguments(ToolCall(tool="approve", arguments={}))


def test_what_a_stage_worked_out_by_itself_says_so() -> None:
    typed = {"intake.pricing": OPERATOR, "intake.unit_economics.cac": OPERATOR}
    content = {"pricing": "9 GBP", "unit_economics": {"cac": "4 GBP", "ltv": "90 GBP"}, "languages": ["en"], "company": ""}
    draft = with_every_origin(Draft("intake", content, typed))
    derived = {path for path, known in draft.provenance.items() if known.source == "default"}
    assert derived == {"intake.unit_economics.ltv", "intake.languages"}
