"""Canonical JSON and its digest: the same content gives the same bytes on every machine."""

import hashlib
import json

from pydantic import BaseModel


def canonical_json(value: object) -> str:
    """JSON with sorted keys, no spaces, no escapes for non-ASCII, no NaN. Pydantic models are dumped in JSON mode."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()
