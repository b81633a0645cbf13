"""The campaign the tests of the trust core start from."""

import asyncio
from pathlib import Path

import pytest

from tests.trust.campaigns import make_whole_campaign


@pytest.fixture(scope="session")
def whole_campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one campaign, every stage approved. Copy it; never open it."""
    data = tmp_path_factory.mktemp("whole") / "data"
    asyncio.run(make_whole_campaign(data))
    return data
