"""A store with people in it, and a thread with a campaign and the intake an agency would approve."""

import importlib
import json
import os
import tempfile
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.schemas.campaign import Campaign
from agent.schemas.version import Actor, Provenance, ProvenanceMap
from agent.store import Store, open_store

# Chainlit writes its settings where it is imported, and some of its dependencies warn about themselves.
os.environ.setdefault("CHAINLIT_APP_ROOT", tempfile.mkdtemp(prefix="chainlit-"))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    importlib.import_module("chainlit.data.base")
    importlib.import_module("chainlit.types")

REFERENCE = Path(__file__).parent.parent / "reference" / "northlight"
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
CLIENT = Actor(email="client@northlight.example", name="Client", role="client")
THREAD = "1b4c2f5e-0c86-4b7a-9d59-0d8c1f6b2a11"


def now() -> datetime:
    return datetime(2026, 8, 10, 9, 0, tzinfo=UTC)


def reference(name: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))
    return plain


def provenance() -> ProvenanceMap:
    """Where each value of the approved intake came from."""
    known = {path: origin for path, origin in reference("provenance").items() if path.startswith("intake.")}
    return {path: Provenance(source=origin["source"], quote=origin.get("quote")) for path, origin in known.items()}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'aicmo.db'}", key=b"key", files=tmp_path / "files", clock=now)
    await opened.add_user(MAYA.email, MAYA.name, MAYA.role, "a long password")
    await opened.add_user(CLIENT.email, CLIENT.name, CLIENT.role, "another password")
    yield opened
    await opened.close()


@pytest.fixture
async def campaign(store: Store) -> str:
    """A campaign of Maya's thread."""
    await store.keep_thread(THREAD, owner=MAYA.email, name="Northlight autumn")
    record = await store.create_campaign(Campaign(name="Northlight autumn", client_name="Northlight Coffee Roasters"), by=MAYA.email, idem="c")
    await store.bind(THREAD, record.id)
    return record.id
