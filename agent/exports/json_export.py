"""campaign.json: the approved content as data of record. Its digests can be checked with verify.py."""

import json
import re

from agent.exports.model import clean_all
from agent.exports.package_input import PackageInput, selected
from agent.schemas.text import clean
from agent.schemas.version import ArtifactVersion

SCHEMA = "campaign_export_v1"
_OWN_MATTERS = {"prompt"}
"""What provenance holds for our own use."""
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def write_json(data: PackageInput) -> bytes:
    """The selected artifacts with their provenance and approvals.

    Content stays letter by letter what was approved, or its digest would not hold; letters that are not safe to show are escaped.
    """
    campaign = data.campaign.model_dump(mode="json", include={"name", "client_name", "objective", "budget", "start_date", "end_date"})
    body = {
        "schema": SCHEMA,
        "campaign": clean_all(campaign),
        "artifacts": {stage: _artifact(data, version) for stage, version in selected(data).items()},
    }
    text = json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode("utf-8") + b"\n"


def _artifact(data: PackageInput, version: ArtifactVersion) -> dict[str, object]:
    decision, result = data.decisions[version.stage], data.qc.get(version.stage)
    provenance = {
        path: entry.model_dump(mode="json", exclude=_OWN_MATTERS, exclude_none=True) for path, entry in version.provenance.items()
    }
    return {
        "version": version.number,
        "digest": version.digest,
        "content": version.content,
        "provenance": clean_all(provenance),
        "approved_by": clean(decision.by),
        "approved_role": decision.role,
        "approved_at": decision.at.isoformat(),
        "quality": {"status": result.status, "score": result.score} if result else None,
    }
