"""Quality control: what a check says, and what all checks of a version add up to."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.schemas.base import Model
from agent.schemas.stages import ArtifactStage

Severity = Literal["BLOCKER", "MAJOR", "MINOR"]
Verdict = Literal["pass", "fail", "not_assessed"]
QCStatus = Literal["PASS", "WARN", "FAIL"]

PENALTY: dict[Severity, int] = {"BLOCKER": 30, "MAJOR": 10, "MINOR": 3}


class Fix(Model):
    """A value that is safe to put in, with one click by a person."""

    path: str
    """Full dotted path, stage included."""
    value: object
    label: str
    """What the button says."""


class Check(Model):
    """The outcome of one rule or one judge question."""

    id: str
    """Named by what it demands: claims_match_their_proof."""
    kind: Literal["rule", "model"]
    severity: Severity
    verdict: Verdict
    path: str | None = None
    """Full dotted path of the field, stage included: creatives.assets[2].body."""
    quote: str | None = None
    """The exact words, when the check is about words."""
    message: str
    """What is wrong and what to do; for a pass, what was looked at."""
    fix: Fix | None = None


class QCResult(Model):
    """All checks of one version."""

    stage: ArtifactStage
    version: int
    digest: str
    ruleset: str
    """Version of the rules, such as '2026.11'."""
    model: str
    """The judge that was asked, or 'none'."""
    status: QCStatus
    score: int = Field(ge=0, le=100)
    checks: list[Check]
    at: datetime

    @property
    def failures(self) -> list[Check]:
        """Checks that failed."""
        return [check for check in self.checks if check.verdict == "fail"]

    @property
    def warnings(self) -> list[Check]:
        """What must be acknowledged before approval: failed MAJOR and MINOR checks, and whatever was not assessed."""
        return [c for c in self.checks if c.verdict != "pass" and not (c.verdict == "fail" and c.severity == "BLOCKER")]


def summarise(checks: list[Check]) -> tuple[QCStatus, int]:
    """Status and score 0-100: FAIL if any BLOCKER fails, WARN if anything else fails or is not assessed, else PASS."""
    failed = [check for check in checks if check.verdict == "fail"]
    score = max(0, 100 - sum(PENALTY[check.severity] for check in failed))
    if any(check.severity == "BLOCKER" for check in failed):
        return "FAIL", score
    if failed or any(check.verdict == "not_assessed" for check in checks):
        return "WARN", score
    return "PASS", score
