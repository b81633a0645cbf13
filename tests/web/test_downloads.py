"""Files are for signed-in members of the workspace; for everybody else they do not exist."""

import httpx
import pytest
from fastapi import FastAPI

from agent.schemas.version import Actor
from agent.store import Store
from agent.web.downloads import downloads
from tests.web.conftest import MAYA


def browser(store: Store, actor: Actor | None) -> httpx.AsyncClient:
    async def member() -> Actor | None:
        return actor

    app = FastAPI()
    app.include_router(downloads(lambda: store, member))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://aicmo.test")


async def test_a_member_saves_a_file_that_no_browser_will_run(store: Store) -> None:
    file = await store.save_file('brief "x"\r\nSet-Cookie: a.html', "text/html", b"<script>", by=MAYA.email)
    async with browser(store, MAYA) as page:
        answer = await page.get(f"/files/{file.id}")
    assert answer.content == b"<script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="brief _x_')
    assert "set-cookie" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_package_is_downloaded_by_its_id(store: Store, campaign: str) -> None:
    file = await store.save_file("Northlight – Paket.zip", "application/zip", b"PK", by=MAYA.email, campaign_id=campaign)
    package = await store.save_package(campaign, file=file, formats=["pdf"], delivery_version=1, by=MAYA.email, idem="p")
    async with browser(store, MAYA) as page:
        answer = await page.get(f"/packages/{package.id}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert "filename*=UTF-8''Northlight%20%E2%80%93%20Paket.zip" in answer.headers["content-disposition"]


@pytest.mark.parametrize("path", ["/files/{}", "/packages/{}", "/files/nothing", "/packages/nothing"])
async def test_for_a_stranger_nothing_exists(store: Store, path: str) -> None:
    file = await store.save_file("a.txt", "text/plain", b"a", by=MAYA.email)
    async with browser(store, None) as page:
        assert (await page.get(path.format(file.id))).status_code == 404
