"""The panel beside the chat: where the campaign stands, the artifact field by field, what the checks found, and the decision."""

from datetime import datetime
from typing import Any

from agent.errors import NotFound
from agent.exports.wording import listed, short_day, span
from agent.graph.nodes import artifact_stage
from agent.schemas.campaign import Campaign
from agent.schemas.events import Position
from agent.schemas.pins import located
from agent.schemas.quality import Check, QCResult
from agent.schemas.stages import ARTIFACT_STAGES, REQUIRES, STAGE_IDS, ArtifactStage, StageId
from agent.schemas.version import Actor, ArtifactVersion
from agent.stages.base import Stage
from agent.store import Store
from agent.web.fields import Node, Reading, groups_of, label_of, place_findings, slim
from agent.web.gate import changes_of, impact_of
from agent.web.pinned import place_pins
from agent.web.reasons import reasons_of
from agent.web.versions import lines_of
from agent.wiring import App

Props = dict[str, Any]

STATUS = {
    "blocked": "Locked",
    "not_started": "Not started",
    "draft": "Draft",
    "in_review": "In review",
    "changes_requested": "Changes requested",
    "approved": "Approved",
    "stale": "Out of date",
    "archived": "Archived",
}
"""The words for each status."""
_SEVERITY = {"BLOCKER": "Blocker", "MAJOR": "Major", "MINOR": "Minor"}


async def panel_of(app: App, thread: str, position: Position, actor: Actor) -> Props:
    """Everything the panel shows about the campaign of a thread."""
    store = app.store
    campaign_id = str(position.campaign_id)
    record = await store.campaign(campaign_id)
    stage: ArtifactStage = artifact_stage(position.stage)
    props = {
        **summary_of(app, thread, position, record.campaign),
        "actor": {"email": actor.email, "name": actor.name, "role": actor.role},
        "campaigns": [r.campaign.name for r in await store.campaigns() if r.id != campaign_id],
        "package": await _package(store, campaign_id),
    }
    version = await store.latest(campaign_id, stage)
    if version is None:
        return {**props, "version": None, "why": _why(position, stage)}
    return {**props, **await _artifact(app, campaign_id, app.context.stages[stage], version)}


def summary_of(app: App, thread: str, position: Position, campaign: Campaign) -> Props:
    """What panel and header have in common: the campaign, the stages, whose turn it is, and what can be done now."""
    return {
        "thread": thread,
        "campaign_id": position.campaign_id,
        "campaign": campaign.name,
        "client": campaign.client_name or "",
        "dates": span(campaign.start_date, campaign.end_date) if campaign.start_date else "",
        "campaign_status": campaign.status,
        "stage": position.stage,
        "title": _title(app, position.stage),
        "stages": [_pill(app, position, name) for name in STAGE_IDS],
        "line": _line(app, position),
        "offers": [offer.model_dump(mode="json") for offer in position.offers],
    }


def _title(app: App, stage: StageId) -> str:
    known = {name: value.title for name, value in app.context.stages.items()}
    return next((title for name, title in known.items() if name == stage), stage.capitalize())


def _pill(app: App, position: Position, stage: StageId) -> Props:
    if stage == "campaign":
        return {"id": stage, "title": "Campaign", "status": "active", "word": "Active", "version": None, "why": "", "current": False}
    status = position.statuses.get(stage, "blocked")
    return {
        "id": stage,
        "title": _title(app, stage),
        "status": status,
        "word": STATUS[status],
        "version": position.versions.get(stage),
        "why": _why(position, stage) if status == "blocked" else "",
        "current": stage == position.stage,
    }


def _why(position: Position, stage: ArtifactStage) -> str:
    """Why a stage is locked: each missing upstream with its status, and the way there."""
    missing = [name for name in REQUIRES[stage] if position.statuses.get(name) != "approved"]
    if not missing:
        return "Nothing here yet. Ask for a draft, or fill it in the chat."
    parts = [f"{name.capitalize()} ({STATUS[position.statuses.get(name, 'blocked')].lower()})" for name in missing]
    return f"Opens when {listed(parts)} {'is' if len(parts) == 1 else 'are'} approved."


def _line(app: App, position: Position) -> str:
    """The one sentence at the top: the state, whose turn it is, and what opens next."""
    title = _title(app, position.stage)
    status = position.statuses.get(position.stage, "not_started")
    number = position.versions.get(position.stage)
    said_ = f"{title} v{number}" if number else title
    waits = [name for name in ARTIFACT_STAGES if position.stage in REQUIRES[name] and position.statuses.get(name) == "blocked"]
    opens = f" {_title(app, waits[0])} opens when it is approved." if waits and status != "approved" else ""
    state = {
        "in_review": f"{said_} waits for a decision{_since(position)}.",
        "draft": f"{said_} is a draft, with you.",
        "changes_requested": f"{said_} came back with changes to make.",
        "approved": f"{said_} is approved.",
        "stale": f"{said_} is out of date.",
    }.get(status, f"{title} is {STATUS[status].lower()}.")
    return state + opens


def _since(position: Position) -> str:
    if position.waiting_since is None:
        return ""
    since = datetime.fromisoformat(position.waiting_since)
    return f" since {short_day(since.date())}, {since:%H:%M} UTC"


async def _package(store: Store, campaign_id: str) -> Props | None:
    packages = await store.packages(campaign_id)
    if not packages:
        return None
    newest = packages[0]
    formats = [name.upper() for name in newest.formats]
    return {"url": f"/packages/{newest.id}", "name": newest.file.name, "bytes": newest.file.size, "formats": formats}


async def _artifact(app: App, campaign_id: str, stage: Stage, version: ArtifactVersion) -> Props:
    store = app.store
    people = {person.email: person.name for person in await store.users()}
    content: dict[str, Any] = dict(version.content)
    groups = groups_of(stage, Reading.of(stage.id, content, version.provenance, people))
    result = await store.qc(campaign_id, stage.id, version.number)
    findings = _findings(result)
    place_findings(groups, findings)
    stale = await store.stale_sections(campaign_id, stage.id)
    pins = [path for pin in await store.pins(campaign_id) if (path := located(content, pin.path)) and pin.path.startswith(f"{stage.id}.")]
    place_pins(groups, stage.id, pins, computed=stage.computed)
    return {
        "version": version.number,
        "digest": version.digest,
        "status": version.status,
        "word": STATUS[version.status],
        "purpose": stage.purpose,
        "author": people.get(version.author, version.author),
        "made": version.created_at.isoformat(),
        "note": version.reviewer_note or "",
        "groups": slim([{**group, "stale": group["id"] in stale, "why": reasons_of(stale.get(group["id"], []))} for group in groups]),
        "impact": await impact_of(store, campaign_id, version, app.context.stages),
        "findings": findings,
        "checked": _checked(result),
        "changes": await changes_of(store, campaign_id, version),
        "versions": await lines_of(app.context, campaign_id, stage.id, STATUS),
        "decision": await _decision(store, campaign_id, version, people),
    }


def _findings(result: QCResult | None) -> list[Node]:
    open_checks = [check for check in (result.checks if result else []) if check.verdict != "pass"]
    return [_finding(check) for check in sorted(open_checks, key=_weight)]


def _weight(check: Check) -> int:
    return 3 if check.verdict == "not_assessed" else ("BLOCKER", "MAJOR", "MINOR").index(check.severity)


def _finding(check: Check) -> Node:
    unknown = check.verdict == "not_assessed"
    blocks = check.severity == "BLOCKER" and not unknown
    return {
        "key": f"{check.id}:{check.path or ''}",
        "check": check.id,
        "severity": "Not assessed" if unknown else _SEVERITY[check.severity],
        "blocks": blocks,
        "title": label_of(check.id),
        "message": check.message,
        "quote": check.quote or "",
        "path": check.path or "",
        "fix": check.fix.label if check.fix else "",
    }


def _checked(result: QCResult | None) -> Props | None:
    if result is None:
        return None
    passed = sum(check.verdict == "pass" for check in result.checks)
    words = {"PASS": "passes", "WARN": "passes with warnings", "FAIL": "does not pass"}
    return {
        "status": result.status,
        "words": words[result.status],
        "score": result.score,
        "passed": passed,
        "total": len(result.checks),
        "ruleset": result.ruleset,
        "at": result.at.isoformat(),
    }


async def _decision(store: Store, campaign_id: str, version: ArtifactVersion, people: dict[str, str]) -> Props | None:
    try:
        decision = await store.decision(campaign_id, version.stage, version.number)
    except NotFound:
        return None
    if decision is None:
        return None
    return {"kind": decision.kind, "by": people.get(decision.by, decision.by), "at": decision.at.isoformat(), "comment": decision.comment or ""}
