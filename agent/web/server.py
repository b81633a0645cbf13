"""The server: opens the product, mounts the chat, serves files and packages to the people who may have them."""

import asyncio
import hashlib
import hmac
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request

from agent.config import Settings
from agent.schemas.events import Click, Outcome, Progress
from agent.schemas.version import Actor
from agent.store import Store
from agent.web.downloads import downloads
from agent.web.hardening import Hardening, is_own_origin, is_session_id
from agent.web.home import ROOT, make_home
from agent.web.live import live
from agent.web.portal import portal

FIRST_ACCOUNT = "admin@aicmo.local"
LARGEST_MESSAGE = 5 * 2**20
"""Largest message over the socket, in bytes; a text that is too long is refused in words, not by a broken connection."""
_CLOSED = (
    ("/feedback", "PUT"), ("/feedback", "DELETE"), ("/project/element", "PUT"), ("/project/element", "DELETE"), ("/project/thread/share", "PUT"),
    ("/project/share/{thread}", "GET"), ("/mcp", "POST"), ("/mcp", "DELETE"), ("/copilot/{rest:path}", "GET"),
)  # fmt: skip
"""Doors of Chainlit that are not used here, some of which do not check whose object they change."""


def serve(settings: Settings) -> None:
    """Run the server until it is stopped. Prints the address, and on the very first run the sign-in it made."""
    sockets = [_listen(settings)]
    settings = settings.model_copy(update={"port": sockets[0].getsockname()[1]})
    server = uvicorn.Server(uvicorn.Config(create_server(settings), log_level="warning", workers=1, ws_max_size=LARGEST_MESSAGE))
    asyncio.run(server.serve(sockets=sockets))


def _listen(settings: Settings) -> socket.socket:
    """Bind before anything is opened, so that a port in use is told at once, and port 0 has a number."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SystemExit(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). Is AICMO running already? Set AICMO_PORT to another one."
        ) from error
    return listener


def create_server(settings: Settings) -> FastAPI:
    """The ASGI application. Chainlit reads its environment when it is imported, so it is imported here; one server per process."""
    os.environ["CHAINLIT_APP_ROOT"] = str(make_home(settings))
    os.environ["CHAINLIT_AUTH_SECRET"] = hmac.new(settings.key(), b"chat sessions", hashlib.sha256).hexdigest()
    from chainlit.auth import get_current_user
    from chainlit.user import User
    from chainlit.utils import mount_chainlit

    @asynccontextmanager
    async def lifespan(server: FastAPI) -> AsyncIterator[None]:
        async with live.opened(settings) as app:
            _announce(settings, await first_account(app.store))
            yield

    async def member(user: User | None = Depends(_quietly(get_current_user))) -> Actor | None:  # noqa: B008
        return await live.member(user.identifier if user else None)

    server = FastAPI(title="AICMO", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    server.include_router(downloads(lambda: live.app.store, member))
    server.include_router(portal(lambda: live.app, _decided_by_link))
    server.add_api_route("/healthz", _healthz, methods=["GET"])
    for path, method in _CLOSED:
        server.add_api_route(path, _closed, methods=[method])
    mount_chainlit(app=server, target=str(ROOT / "app.py"), path="/")
    _without_path_check()
    _guard_sockets(settings)
    server.add_middleware(Hardening, max_upload_mb=settings.max_upload_mb, secure=(settings.public_url or "").startswith("https://"))
    return server


async def first_account(store: Store) -> tuple[str, str] | None:
    """Make the first account when there is none. Returns its address and password, which are not kept in the clear."""
    if await store.users():
        return None
    password = secrets.token_urlsafe(12)
    await store.add_user(FIRST_ACCOUNT, "Admin", "admin", password)
    return FIRST_ACCOUNT, password


def _announce(settings: Settings, account: tuple[str, str] | None) -> None:
    lines = [f"AICMO is at {settings.address}"]
    if account:
        lines += [f"Sign in with  {account[0]}", f"Password      {account[1]}", "They are shown this once."]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


async def _decided_by_link(thread: str, event: Click, actor: Actor) -> Outcome | str:
    """Take a client's decision, and show it on the open pages of the campaign."""
    from agent.web.chat import tell_all

    outcome = await live.run(thread, event, actor, _unseen)
    if not isinstance(outcome, str):
        await tell_all(thread, outcome)
    return outcome


async def _unseen(progress: Progress) -> None:
    """A client does not watch the work go on."""


async def _healthz() -> dict[str, str]:
    """Whether the server answers and its database does."""
    await live.app.store.users()
    return {"status": "ok"}


async def _closed() -> None:
    raise HTTPException(404)


def _quietly(dependency: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The signed-in user of a request, or None instead of a 401."""
    from chainlit.auth.cookie import get_token_from_cookies

    async def user(request: Request) -> Any:
        token = get_token_from_cookies(dict(request.cookies))
        if not token:
            return None
        try:
            return await dependency(token)
        except HTTPException:
            return None

    return user


def _without_path_check() -> None:
    """Chainlit is mounted at the root, so its check of the path has nothing to refuse; it would log a traceback whenever a page is closed early."""
    from chainlit.server import app

    app.user_middleware = [layer for layer in app.user_middleware if getattr(layer.cls, "__name__", "") != "ChainlitMiddleware"]


def _guard_sockets(settings: Settings) -> None:
    """Refuse a socket from another site's page, and one whose session id is not a UUID: the id becomes the name of a directory."""
    from chainlit.server import sio

    connect = sio.handlers["/"]["connect"]
    public = [settings.public_url] if settings.public_url else []
    sio.eio.max_http_buffer_size = LARGEST_MESSAGE

    async def checked(sid: str, environ: dict[str, str], auth: dict[str, object] | None) -> object:
        if not auth or not is_session_id(auth.get("sessionId")):
            return False
        if not is_own_origin(environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST"), public):
            return False
        return await connect(sid, environ, auth)

    sio.handlers["/"]["connect"] = checked
