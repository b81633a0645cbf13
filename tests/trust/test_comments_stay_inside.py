"""What the team says to each other is in no file a client gets."""

import zipfile
from io import BytesIO
from pathlib import Path

from agent.schemas.events import Click
from agent.schemas.stages import ARTIFACT_STAGES
from tests.trust.campaigns import act, copied, opened

WORDS = "Zanzibar secret remark"


async def test_no_comment_reaches_the_package(whole_campaign: Path, tmp_path: Path) -> None:
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        for stage in ARTIFACT_STAGES:
            kept = await act(app, Click(id=f"comment {stage}", action="comment", stage=stage, args={"text": WORDS}))
            assert kept.error is None
        made = await act(app, Click(id="package", action="generate_package"))
        assert made.error is None
        [package] = await app.store.packages(str(made.position.campaign_id))
        found = dict(_parts(await app.store.read_file(package.file.id)))
    assert len(found) > 10
    assert [name for name, data in found.items() if b"Zanzibar" in data or WORDS.encode() in data] == []


def _parts(data: bytes, name: str = "") -> list[tuple[str, bytes]]:
    """Every file in an archive and in the archives inside it."""
    if not data.startswith(b"PK"):
        return [(name, data)]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [part for inner in archive.namelist() for part in _parts(archive.read(inner), f"{name}/{inner}")]
