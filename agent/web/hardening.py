"""What the server adds for safety: headers on every answer, no request to another machine, a limit on what is sent in."""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""The page runs custom elements from source, hence unsafe-eval; nothing may be fetched from another machine."""

SMALL_BODY = 2 * 2**20
"""Largest body of a request that is not an upload, in bytes."""
UPLOADS = "/project/file"
_SLACK = 64 * 2**10
"""What the form around an uploaded file may add, in bytes."""
_OUTSIDE = re.compile(rb'<(?:link|script)[^>]+(?:href|src)="https://[^"]+"[^>]*>(?:</script>)?')


class Hardening:
    """ASGI middleware: safe headers, a page without links to other machines, attachments that stay attachments, a limit on bodies."""

    def __init__(self, app: ASGIApp, *, max_upload_mb: int, secure: bool) -> None:
        self._app = app
        self._limit = max_upload_mb
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; refuse what is too large; change what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        most = self._limit * 2**20 + _SLACK if path == UPLOADS else SMALL_BODY
        if int(Headers(scope=scope).get("content-length") or 0) > most:
            await self._refuse(send)
            return
        _ask_for_plain_html(scope)
        await self._app(scope, _Counted(receive, most), _Page(send, attach=path.startswith(UPLOADS), secure=self._secure))

    async def _refuse(self, send: Send) -> None:
        detail = f"the largest file is {self._limit} MB. Nothing was changed; send a smaller one"
        body = json.dumps({"detail": detail}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _ask_for_plain_html(scope: Scope) -> None:
    """A page must arrive uncompressed to be changed; everything else may be compressed."""
    headers = MutableHeaders(scope=scope)
    if "text/html" in headers.get("accept", ""):
        del headers["accept-encoding"]


class _Counted:
    """Receives a body that may not grow beyond a limit when its length was not declared."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}


class _Page:
    """Sends an answer on; an HTML page is held until it is whole, because its length changes."""

    def __init__(self, send: Send, *, attach: bool, secure: bool) -> None:
        self._send = send
        self._attach = attach
        self._secure = secure
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self._harden(headers)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _OUTSIDE.sub(b"", self._body)
            MutableHeaders(scope=self._start)["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)

    def _harden(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._attach:
            headers["Content-Disposition"] = "attachment"
        if self._secure:
            cookies = [cookie for cookie in headers.getlist("set-cookie") if cookie]
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", cookie if "secure" in cookie.lower() else f"{cookie}; Secure")


def is_session_id(value: object) -> bool:
    """Whether a client-chosen session id is a UUID; Chainlit makes it a path."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def is_own_origin(origin: str | None, host: str | None, public: Iterable[str] = ()) -> bool:
    """Whether a socket is opened by our own page; a client that is not a browser sends no origin."""
    if not origin:
        return True
    return urlsplit(origin).netloc in {host, *(urlsplit(url).netloc for url in public)}
