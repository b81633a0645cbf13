"""The check engine: runs rules over an artifact and adds up what they say."""

from collections.abc import Iterable
from datetime import datetime

from agent.quality.rule import NotAssessed, Rule, Subject
from agent.schemas.quality import Check, QCResult, summarise
from agent.schemas.stages import ArtifactStage

RULESET = "2026.11"
"""Version of the rules; stored with every result."""


def run_rules(rules: Iterable[Rule], subject: Subject) -> list[Check]:
    """Every rule's checks: one per place that breaks it, one pass when none does, one 'not assessed' when it cannot tell."""
    return [check for rule in rules for check in _run(rule, subject)]


def _run(rule: Rule, subject: Subject) -> list[Check]:
    try:
        problems = list(rule.test(subject))
    except NotAssessed as missing:
        return [Check(id=rule.id, kind="rule", severity=rule.severity, verdict="not_assessed", message=f"Not assessed: {missing}")]
    except Exception as error:  # noqa: BLE001 - a rule that crashes, however, must block and never pass
        message = f"This check stopped with an error ({type(error).__name__}: {error}), so it blocks. Tell an engineer."
        return [Check(id=rule.id, kind="rule", severity="BLOCKER", verdict="fail", message=message)]
    if not problems:
        return [Check(id=rule.id, kind="rule", severity=rule.severity, verdict="pass", message=rule.demand)]
    return [
        Check(
            id=rule.id,
            kind="rule",
            severity=rule.severity,
            verdict="fail",
            path=problem.path,
            quote=problem.quote,
            message=problem.message,
            fix=problem.fix,
        )
        for problem in problems
    ]


def result(stage: ArtifactStage, version: int, digest: str, checks: list[Check], *, model: str, at: datetime) -> QCResult:
    """All checks of one version as one result. `model` is the judge that was asked, or 'none' when no model was."""
    status, score = summarise(checks)
    return QCResult(
        stage=stage, version=version, digest=digest, ruleset=RULESET, model=model, status=status, score=score, checks=checks, at=at
    )
