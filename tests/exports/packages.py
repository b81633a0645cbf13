"""Package inputs made from the reference artifacts, as the graph would make them."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.exports.package_input import PackageInput
from agent.schemas.base import MoneyValue
from agent.schemas.campaign import Campaign
from agent.schemas.canonical import digest
from agent.schemas.delivery import Delivery
from agent.schemas.ledger import FIRST, LedgerEntry, LedgerExtract, attested, entry_hash, statement
from agent.schemas.quality import Check, QCResult, summarise
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import ArtifactVersion, Decision, Provenance
from agent.store.keys import Keyring, key_id

REFERENCE = Path(__file__).parent.parent / "reference"
AT = datetime(2026, 8, 31, 14, 32, tzinfo=UTC)
CAMPAIGN_ID = "5f0c7a1be2d94f6c8a13d0be47c2915e"


def content(client: str, stage: ArtifactStage) -> dict[str, Any]:
    """The approved content of a stage."""
    return dump(parse(stage, json.loads((REFERENCE / client / f"{stage}.json").read_text("utf-8"))))


def contents(client: str = "northlight") -> dict[ArtifactStage, dict[str, Any]]:
    """All six artifacts, with a dated calendar and every file format wanted."""
    made = {stage: content(client, stage) for stage in ARTIFACT_STAGES}
    made["execution"]["calendar"]["posts"] = posts(made)
    made["delivery"]["export_formats"] = dict.fromkeys(made["delivery"]["export_formats"], True)
    made["delivery"]["checklist"] = dict.fromkeys(made["delivery"]["checklist"], True)
    return made


def posts(made: dict[ArtifactStage, dict[str, Any]]) -> list[dict[str, Any]]:
    """One post per posting time and week, assets in turn."""
    execution, out = made["execution"], []
    start = date.fromisoformat(execution["timeline"]["start_date"])
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    for platform, slots in execution["schedule"]["best_times"].items():
        assets = [asset for asset in made["creatives"]["assets"] if asset["platform"] == platform]
        for week in range(execution["timeline"]["duration_weeks"]):
            for number, slot in enumerate(slots):
                day = start + timedelta(weeks=week, days=days.index(slot["weekday"]))
                if day.isoformat() in execution["schedule"]["blackout_dates"] or not assets:
                    continue
                asset = assets[(week * len(slots) + number) % len(assets)]
                out.append(_post(execution, asset, day, slot))
    return out


def _post(execution: dict[str, Any], asset: dict[str, Any], day: date, slot: dict[str, Any]) -> dict[str, Any]:
    utm, platform = execution["utm"], asset["platform"]
    source, medium = utm["source"].get(platform, "other"), utm["medium"].get(platform, "social")
    values = f"utm_source={source}&utm_medium={medium}&utm_campaign={utm['campaign_name']}&utm_content={asset['id']}"
    return {
        "id": f"{day.isoformat()}-{asset['id']}",
        "date": day.isoformat(),
        "time": slot["time"],
        "zone": slot["zone"],
        "platform": platform,
        "asset": asset["id"],
        "pillar": asset["pillar"],
        "cta": asset["cta"],
        "link": f"https://shop.northlight-coffee.co.uk{asset['link_path'] or '/'}?{values}",
        "ga4_channel": "Organic Social",
        "owner": "campaign manager",
        "status": "approved",
        "deadlines": [{"step": "Stakeholder approval", "due": (day - timedelta(days=3)).isoformat()}],
        "note": None,
    }


def package_input(made: dict[ArtifactStage, dict[str, Any]] | None = None, **more: Any) -> PackageInput:
    """A package input whose versions, digests, decisions and checks fit one another."""
    made = made or contents()
    made = {stage: dump(parse(stage, made[stage])) for stage in made}
    intake = made["intake"]
    campaign = Campaign(
        name=f"{intake['client_name']} autumn subscription",
        client_name=intake["client_name"],
        objective=intake["objective"],
        budget=MoneyValue.model_validate(intake["budget"]) if intake["budget"] else None,
        notes="Margin talk with Maya is off the record.",
    )
    given: dict[str, Any] = {
        "campaign_id": CAMPAIGN_ID,
        "campaign": campaign,
        "artifacts": {stage: _version(stage, body) for stage, body in made.items()},
        "decisions": {stage: _decision(stage, body) for stage, body in made.items()},
        "qc": {stage: _qc(stage, body) for stage, body in made.items()},
        "delivery": Delivery.model_validate(made["delivery"]),
        "ledger": _ledger(made),
        "at": AT,
    }
    return PackageInput(**{**given, **more})


def _ledger(made: dict[ArtifactStage, dict[str, Any]]) -> LedgerExtract:
    """A chain with something internal and the approvals, its end signed."""
    keys = Keyring(b"secret", Path("no such file"))
    entries: list[LedgerEntry] = []
    bodies: list[tuple[str, dict[str, Any], bool]] = [("commented", {"text_sha256": "cd" * 32}, False)]
    bodies += [("approve", attested(_decision(stage, body)), True) for stage, body in made.items()]
    for kind, body, shown in bodies:
        previous = entries[-1].hash if entries else FIRST
        entry = {"seq": len(entries) + 1, "at": AT.isoformat(), "kind": kind, "body_digest": digest(body), "previous": previous, "key_id": key_id(keys.newest)}
        entries.append(LedgerEntry.model_validate({**entry, "hash": entry_hash(CAMPAIGN_ID, entry), "body": body if shown else None}))
    signature = keys.sign(statement(CAMPAIGN_ID, len(entries), entries[-1].hash))
    return LedgerExtract(chain=CAMPAIGN_ID, count=len(entries), head=entries[-1].hash, public_key=keys.public_key, signature=signature, entries=entries)


def _number(stage: ArtifactStage) -> int:
    return ARTIFACT_STAGES.index(stage) + 1


def _version(stage: ArtifactStage, body: dict[str, Any]) -> ArtifactVersion:
    provenance = {
        f"{stage}.first": Provenance(source="drafted", by="offline", prompt="9c" * 32, note="To be confirmed by the client"),
    }
    if stage == "intake":
        provenance = {"intake.client_name": Provenance(source="extracted", quote=body["client_name"], file="brief.md", lines=(1, 1))}
    return ArtifactVersion(
        id=f"{_number(stage):032x}",
        campaign_id=CAMPAIGN_ID,
        stage=stage,
        number=_number(stage),
        digest=digest(body),
        content=body,
        provenance=provenance,
        author="noor@agency.test",
        reason="form",
        created_at=AT - timedelta(days=2),
        status="approved",
        reviewer_note="Internal: too long.",
    )


def _decision(stage: ArtifactStage, body: dict[str, Any]) -> Decision:
    return Decision(
        id=f"{_number(stage) + 100:032x}",
        campaign_id=CAMPAIGN_ID,
        stage=stage,
        version=_number(stage),
        digest=digest(body),
        kind="approve",
        by="tom@agency.test",
        role="approver",
        at=AT - timedelta(days=1),
        qc_id=f"{_number(stage) + 200:032x}",
        qc_status="WARN",
        ruleset="2026.11",
        acknowledged=["phrases_are_specific"],
        comment="Fine, but do not tell the client about the rush.",
    )


def _qc(stage: ArtifactStage, body: dict[str, Any]) -> QCResult:
    checks = [
        Check(id="required_fields_are_filled", kind="rule", severity="BLOCKER", verdict="pass", message="Every required field is filled."),
        Check(
            id="phrases_are_specific",
            kind="rule",
            severity="MINOR",
            verdict="fail",
            quote="any time",
            message="Say what is true of this client.",
        ),
    ]
    status, score = summarise(checks)
    return QCResult(
        stage=stage,
        version=_number(stage),
        digest=digest(body),
        ruleset="2026.11",
        model="none",
        status=status,
        score=score,
        checks=checks,
        at=AT - timedelta(days=1, hours=1),
    )
