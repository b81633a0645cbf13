"""What an intake must meet."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.schemas.intake import Intake
from agent.schemas.registry import parse


def _intake(subject: Subject) -> Intake:
    artifact = parse("intake", subject.content)
    assert isinstance(artifact, Intake)
    return artifact


def _compliance(subject: Subject) -> Iterator[Problem]:
    intake = _intake(subject)
    if not (intake.compliance_notes or intake.forbidden_claims or intake.risk_tolerance):
        yield Problem(
            "Say what the copy must not claim, note the rules that apply, or set the risk tolerance.", path="intake.risk_tolerance"
        )


def _dates(subject: Subject) -> Iterator[Problem]:
    start, end = subject.campaign.start_date, subject.campaign.end_date
    planned = _intake(subject).start_date
    if start and end and end < start:
        yield Problem(f"The campaign ends on {end} and starts on {start}. Correct one of them.", path="intake.start_date")
    elif planned and end and planned > end:
        yield Problem(f"The start {planned} is after the campaign's end {end}. Correct one of them.", path="intake.start_date")


def _proof(subject: Subject) -> Iterator[Problem]:
    if not _intake(subject).proof_assets:
        yield Problem(
            "There is no proof, so the copy can make no claim. Ask the client for results, reviews or certificates.",
            path="intake.proof_assets",
        )


def _pricing(subject: Subject) -> Iterator[Problem]:
    if not _intake(subject).pricing:
        yield Problem("The price is not known, so the copy cannot state it. Ask the client.", path="intake.pricing")


def _regulated(subject: Subject) -> Iterator[Problem]:
    intake = _intake(subject)
    if intake.regulated and not intake.compliance_notes:
        yield Problem(f"'{intake.industry}' is regulated. Note which rules apply and who signs off.", path="intake.compliance_notes")


def _evp(subject: Subject) -> Iterator[Problem]:
    intake = _intake(subject)
    if intake.objective == "hiring" and not (intake.hiring and intake.hiring.evp_statement):
        yield Problem(
            "A hiring campaign needs a reason to work there. Ask for the employer value proposition.", path="intake.hiring.evp_statement"
        )


_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def _kpis_can_hold(subject: Subject) -> Iterator[Problem]:
    """A rate above 100%, a date outside the flight's reach, or a window that ends after its date cannot hold."""
    intake = _intake(subject)
    if not intake.kpi_targets:
        raise NotAssessed("no KPI target is stated")
    for place, target in enumerate(intake.kpi_targets):
        path = f"intake.kpi_targets[{place}]"
        if target.unit == "%" and target.target is not None and target.target > 100:
            yield Problem(f"{target.kpi}: {target.target}% is more than all. Correct the target.", path=path)
        if target.by and intake.start_date and target.by < intake.start_date:
            yield Problem(f"{target.kpi} is due on {target.by}, before the start on {intake.start_date}.", path=path)
        window = re.search(r"(\d+)[- ]day", target.kpi)
        if window and target.by and intake.start_date:
            known = intake.start_date + timedelta(days=int(window[1]))
            if known > target.by:
                yield Problem(
                    f"{target.kpi}: who joins on {intake.start_date} reaches day {window[1]} on {known}, after {target.by}. Move the date.",
                    path=path,
                )


def _tone(subject: Subject) -> Iterator[Problem]:
    if not _intake(subject).tone_voice:
        yield Problem("The tone is not known. Ask how the copy should sound.", path="intake.tone_voice")


def _affordable(subject: Subject) -> Iterator[Problem]:
    intake: Any = _intake(subject)
    price = re.search(r"\d[\d.,]*", (intake.pricing or "").replace(",", ""))
    if re.search(r"\bstudents?\b", intake.target_audience or "", re.I) and price and float(price[0].rstrip(".") or 0) >= 1000:
        yield Problem(
            "Students are asked to pay a high price. Check the audience or the price with the client.", path="intake.target_audience"
        )


RULES = (
    Rule("compliance_is_addressed", "BLOCKER", "Compliance notes, forbidden claims or a risk tolerance are given.", _compliance),
    Rule("the_end_is_after_the_start", "BLOCKER", "The campaign ends after it starts.", _dates),
    Rule("proof_is_given", "MAJOR", "At least one proof asset is given.", _proof),
    Rule("pricing_is_given", "MAJOR", "The price is given.", _pricing),
    Rule("a_regulated_industry_has_compliance_notes", "MAJOR", "A regulated industry has compliance notes.", _regulated),
    Rule("hiring_states_the_employer_value", "MAJOR", "A hiring campaign states why somebody should work there.", _evp),
    Rule("kpi_targets_can_hold", "MAJOR", "The KPI targets can hold.", _kpis_can_hold),
    Rule("tone_is_given", "MINOR", "The tone is given.", _tone),
    Rule("the_audience_can_pay_the_price", "MINOR", "The audience can pay the price.", _affordable),
)
