"""Names of fields, stages and statuses as a person reads them."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel

from agent.schemas import paths
from agent.schemas.registry import ARTIFACTS
from agent.schemas.stages import ARTIFACT_STAGES

STAGES = {
    "campaign": "Campaign", "intake": "Intake", "strategy": "Strategy", "creatives": "Creatives", "execution": "Execution", "monitoring": "Monitoring",
    "delivery": "Delivery",
}  # fmt: skip
STATUSES = {
    "blocked": "closed", "not_started": "not started", "draft": "draft", "in_review": "waiting for a decision", "changes_requested": "changes requested",
    "approved": "approved", "stale": "out of date", "archived": "archived", "active": "active", "planned": "planned", "paused": "paused", "completed": "completed",
}  # fmt: skip
_SPECIAL = {
    "kpi_targets": "KPI targets", "cac": "Acquisition cost", "ltv": "Lifetime value", "aov": "Average order value", "evp_statement": "Reason to work there",
    "cta": "Call to action", "ctas": "Calls to action", "utm": "Tracking links", "kpis": "KPIs", "primary_kpis": "Primary KPIs", "cta_rules": "Call-to-action rules",
    "qc_passed": "Checks passed",
}  # fmt: skip


def label(path: str) -> str:
    """A field as people name it: intake.proof_assets[0].text -> 'Proof assets, entry 1, text'."""
    _, *rest = paths.steps(path)
    words: list[str] = []
    for step in rest:
        words.append(f"entry {step + 1}" if isinstance(step, int) else _name(step))
    text = ", ".join(word if place == 0 else word[:1].lower() + word[1:] if not re.match(r"[A-Z]{2}", word) else word for place, word in enumerate(words))
    return text or STAGES.get(path, path)


def _name(step: str) -> str:
    plain = step.replace("_", " ")
    return _SPECIAL.get(step) or plain[:1].upper() + plain[1:]


def stage_name(stage: str) -> str:
    """A stage as people name it."""
    return STAGES.get(stage, stage)


def status_name(status: str) -> str:
    """A status as people name it."""
    return STATUSES.get(status, status.replace("_", " "))


@cache
def help_of(path: str) -> str:
    """What a field means: the docstring of its schema; empty when it has none."""
    steps = [step for step in paths.steps(path) if isinstance(step, str)]
    if steps[0] not in ARTIFACT_STAGES:
        return ""
    kind: Any = ARTIFACTS[steps[0]]
    text = ""
    for step in steps[1:]:
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)) or step not in kind.model_fields:
            return text
        info = kind.model_fields[step]
        text, kind = info.description or "", info.annotation
    return text


def shown(value: object, limit: int = 160) -> str:
    """A value in a few words."""
    if paths.is_empty(value):
        return "nothing"
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']:,} {value['currency']}"
    if isinstance(value, dict):
        return _cut("; ".join(f"{_name(str(key)).lower()}: {shown(item, 60)}" for key, item in value.items() if not paths.is_empty(item)), limit)
    if isinstance(value, list):
        return _cut("; ".join(shown(item, 80) for item in value), limit)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _cut(str(value), limit)


def _cut(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
