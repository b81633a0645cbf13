"""A redline is for members; Word shows it as tracked changes, signed and dated."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from agent.schemas.registry import dump, parse
from agent.schemas.version import Actor
from agent.store import Store
from agent.web.redlines import DOCX, redline_of
from tests.web.conftest import MAYA
from tests.web.test_downloads import browser

REFERENCE = Path(__file__).parent.parent / "reference" / "northlight"


async def two_versions(store: Store, campaign: str) -> None:
    content: dict[str, Any] = dump(parse("intake", json.loads((REFERENCE / "intake.json").read_text())))
    newest = await store.latest(campaign, "intake")
    number = newest.number if newest else 0
    for step, pricing in enumerate(("24 GBP a month, pause any time", "26 GBP a month, pause any time")):
        await store.save_version(
            campaign, "intake", {**content, "pricing": pricing}, provenance={}, lineage={}, parent=(number + step) or None, author=MAYA.email, reason="form", idem=f"v{step}"
        )


async def numbers(store: Store, campaign: str) -> tuple[int, int]:
    await two_versions(store, campaign)
    newest = await store.latest(campaign, "intake")
    assert newest is not None
    return newest.number - 1, newest.number


async def test_word_lists_each_change_with_who_and_when(store: Store, campaign: str) -> None:
    name, data = await redline_of(store, campaign, "intake", await numbers(store, campaign))
    body = Document(BytesIO(data)).element.body
    gone, new = (["".join(words.text or "" for words in body.iter(qn(kind)))] for kind in ("w:delText", "w:t"))
    assert gone == ["24"]
    assert new[0].endswith("26 GBP a month, pause any time")
    assert [len(list(body.iter(qn(kind)))) for kind in ("w:del", "w:ins")] == [1, 1]
    assert {run.get(qn("w:author")) for run in body.iter(qn("w:ins"))} == {MAYA.name}
    assert all(run.get(qn("w:date")) for run in body.iter(qn("w:ins")))
    assert name.endswith(".docx")


async def test_the_same_versions_give_the_same_file(store: Store, campaign: str) -> None:
    pair = await numbers(store, campaign)
    assert await redline_of(store, campaign, "intake", pair) == await redline_of(store, campaign, "intake", pair)


async def test_a_member_downloads_it_and_for_a_stranger_it_does_not_exist(store: Store, campaign: str) -> None:
    older, newer = await numbers(store, campaign)
    path = f"/redlines/{campaign}/intake/{older}/{newer}.docx"
    async with browser(store, MAYA) as page:
        answer = await page.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, DOCX)
        assert [(await page.get(wrong)).status_code for wrong in (path.replace("intake", "secrets"), path.replace(campaign, "x"), path.replace(f"{newer}.docx", "99.docx"))] == [404] * 3
    async with browser(store, None) as page:
        assert (await page.get(path)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("operator", 200), ("approver", 200), ("admin", 200), ("client", 404), ("intruder", 404)])
async def test_each_role_at_each_door_of_the_web(store: Store, campaign: str, role: str, status: int) -> None:
    older, newer = await numbers(store, campaign)
    file = await store.save_file("a.zip", "application/zip", b"PK", by=MAYA.email, campaign_id=campaign)
    package = await store.save_package(campaign, file=file, formats=["pdf"], delivery_version=1, by=MAYA.email, idem="p")
    person = Actor.model_construct(email="p@agency.example", name="P", role=role)  # type: ignore[arg-type]
    async with browser(store, person) as page:
        doors = (f"/files/{file.id}", f"/packages/{package.id}", f"/redlines/{campaign}/intake/{older}/{newer}.docx")
        assert [(await page.get(door)).status_code for door in doors] == [status] * 3
