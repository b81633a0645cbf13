"""Safe headers, no link to another machine, a limit on what is sent in, ids and origins that are ours."""

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware

from agent.web.hardening import Hardening, is_own_origin, is_session_id

PAGE = (
    '<html><link rel="preconnect" href="https://fonts.gstatic.com" crossorigin />\n<link\n rel="stylesheet" href="https://cdn.jsdelivr.net/k.css"\n/>'
    '<script src="https://cdn.example/x.js"></script><link rel="stylesheet" href="/assets/own.css">' + " " * 2000 + "</html>"
)


def client(*, secure: bool = False) -> httpx.AsyncClient:
    inner = FastAPI()
    inner.add_middleware(GZipMiddleware)

    @inner.get("/")
    async def page() -> Response:
        response = Response(PAGE, media_type="text/html")
        response.set_cookie("access_token", "x", httponly=True, samesite="lax")
        return response

    @inner.post("/project/file")
    async def upload(request: Request) -> int:
        return len(await request.body())

    app = Hardening(inner, max_upload_mb=1, secure=secure)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://aicmo.test")


async def test_a_page_has_safe_headers_and_asks_no_other_machine() -> None:
    async with client() as browser:
        answer = await browser.get("/", headers={"Accept": "text/html"})
    assert "https://" not in answer.text
    assert "/assets/own.css" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_behind_https_the_cookie_travels_only_over_https() -> None:
    async with client(secure=True) as browser:
        answer = await browser.get("/", headers={"Accept": "text/html"})
    assert answer.headers["set-cookie"].endswith("; Secure")


async def test_an_upload_over_the_limit_is_refused_and_the_limit_is_named() -> None:
    async with client() as browser:
        small = await browser.post("/project/file", content=b"x" * 2**20)
        large = await browser.post("/project/file", content=b"x" * 2 * 2**20)
    assert (small.status_code, small.json()) == (200, 2**20)
    assert large.status_code == 413
    assert "1 MB" in large.json()["detail"]


@pytest.mark.parametrize("value", ["../../etc", "/tmp/x", "", None, "{1b4c2f5e-0c86-4b7a-9d59-0d8c1f6b2a11}"])
def test_a_session_id_that_is_no_uuid_is_refused(value: object) -> None:
    assert not is_session_id(value)
    assert is_session_id("1b4c2f5e-0c86-4b7a-9d59-0d8c1f6b2a11")


def test_a_socket_is_opened_only_by_our_own_page() -> None:
    assert is_own_origin("http://127.0.0.1:8000", "127.0.0.1:8000")
    assert is_own_origin("https://aicmo.agency.example", "10.0.0.4:8000", ["https://aicmo.agency.example"])
    assert not is_own_origin("https://evil.example", "127.0.0.1:8000")
