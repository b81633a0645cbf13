"""Chapter: who approved what, what was checked, and what is still assumed."""

from agent.exports import wording
from agent.exports.blocks import Block, Paragraph, Table, facts, items, section
from agent.exports.model import ExportModel
from agent.schemas.quality import Check, QCResult


def chapter(model: ExportModel) -> list[Block]:
    """Approvals, open assumptions, and quality control when the delivery includes it."""
    rows = tuple((line.stage, line.version, line.by, line.at, line.checks) for line in model.sign_offs)
    return [
        Table(("Part", "Version", "Approved by", "When", "Checks"), rows),
        *section("To confirm before release", items(assumptions(model))),
        *section("Quality control", [block for result in model.qc for block in _result(result)]),
    ]


def assumptions(model: ExportModel) -> list[str]:
    """What is assumed and must be confirmed, as noted where the field was filled."""
    notes = (f"{field_name(path)}: {entry.note}" for path, entry in sorted(model.provenance.items()) if entry.note)
    return list(dict.fromkeys(notes))


def field_name(path: str) -> str:
    """A dotted path as words: 'strategy.business_reality.pricing_logic' -> 'Strategy, pricing logic'."""
    parts = [part.split("[")[0] for part in path.split(".")]
    return f"{wording.words(parts[0])}, {wording.words(parts[-1]).lower()}" if len(parts) > 1 else wording.words(parts[0])


def _result(result: QCResult) -> list[Block]:
    remarks = [check for check in result.checks if check.verdict != "pass"]
    passed = len(result.checks) - len(remarks)
    outcome = {"PASS": "Passed", "WARN": "Passed with remarks", "FAIL": "Failed"}[result.status]
    return [
        Paragraph(wording.words(result.stage), "strong"),
        *facts(
            ("Outcome", f"{outcome}, {result.score} of 100"),
            ("Checks", f"{wording.counted(len(result.checks), 'check')}, {passed} passed"),
        ),
        *items(_remark(check) for check in remarks),
    ]


def _remark(check: Check) -> str:
    kind = "Not assessed" if check.verdict == "not_assessed" else wording.words(check.severity.lower())
    quote = f" “{check.quote}”" if check.quote else ""
    return f"{kind}: {check.message}{quote}"
