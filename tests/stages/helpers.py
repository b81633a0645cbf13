"""Artifacts for tests of stages: read from the sample briefs, and drafted by the offline drafters."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from agent.llm.offline.reading import read
from agent.llm.port import DraftRequest, ReadRequest, Sources, Upstream
from agent.schemas import paths
from agent.schemas.campaign import Campaign
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ArtifactStage
from agent.stages.base import Stage
from agent.stages.intake import INTAKE

TESTS = Path(__file__).parent.parent
BRIEFS = {"northlight": "northlight-roasters.md", "haldane": "haldane-instruments.txt"}
TODAY = date(2026, 8, 10)

THIN: dict[str, Any] = {
    "client_name": "Quay Studio",
    "has_website": False,
    "industry": "Pottery classes for beginners",
    "geography": ["Bristol"],
    "primary_offer": "Saturday pottery class",
    "target_audience": "beginners who like to work with their hands",
    "pain_points": ["evenings in front of a screen"],
    "desired_outcomes": ["something they made themselves"],
    "objective": "sales",
    "risk_tolerance": "moderate",
}
"""An intake with the required fields only: no proof, no price, no channels, no dates, no budget."""


def sources(**upstream: dict[str, Any]) -> Sources:
    """Approved upstream artifacts, version 1 each."""
    held = {name: Upstream(version=1, digest="d", content=content, qc_status="PASS", approved_by="tom@agency.example") for name, content in upstream.items()}
    return Sources.model_validate({"campaign": Campaign(name="Autumn"), "upstream": held, "today": TODAY})


def intake_from_brief(name: str) -> dict[str, Any]:
    """What the offline model reads from a sample brief."""
    text = (TESTS / "briefs" / BRIEFS[name]).read_text()
    content = dump(parse("intake", {}))
    for item in read(ReadRequest(name=name, text=text, today=TODAY)).found:
        if item.path.startswith("intake."):
            content = paths.put(content, item.path.removeprefix("intake."), item.value)
    given = sources()
    return INTAKE.compile(INTAKE.hydrate(dump(parse("intake", content)), given).content, given)


def reference(name: str, stage: ArtifactStage) -> dict[str, Any]:
    """What an agency would approve."""
    return dump(parse(stage, json.loads((TESTS / "reference" / name / f"{stage}.json").read_text())))


def drafted(stage: Stage, given: Sources, instruction: str | None = None) -> dict[str, Any]:
    """Every section of a stage drafted in order, then compiled."""
    content = dump(parse(stage.id, stage.hydrate({}, given).content))
    for section in stage.sections:
        if section.draft is not None:
            request = DraftRequest(stage=stage.id, section=section.id, sources=given, current=content, instruction=instruction)
            content = {**content, section.id: section.draft(request).value}
    return dump(parse(stage.id, stage.compile(dump(parse(stage.id, content)), given)))
