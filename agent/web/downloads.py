"""Files and packages for signed-in members of the workspace; to everybody else they do not exist."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Response

from agent.errors import NotFound
from agent.schemas.version import Actor
from agent.store import Store, StoredFile

Member = Callable[..., Awaitable[Actor | None]]
"""Dependency that gives the signed-in member of a request, or None."""


def downloads(store: Callable[[], Store], member: Member) -> APIRouter:
    """The routes /files/{id} and /packages/{id}."""
    router = APIRouter()

    @router.get("/files/{file_id}")
    async def file(file_id: str, actor: Actor | None = Depends(member)) -> Response:  # noqa: B008
        return await _answer(store(), actor, file_id, package=False)

    @router.get("/packages/{package_id}")
    async def package(package_id: str, actor: Actor | None = Depends(member)) -> Response:  # noqa: B008
        return await _answer(store(), actor, package_id, package=True)

    return router


async def _answer(store: Store, actor: Actor | None, key: str, *, package: bool) -> Response:
    if actor is None:
        raise HTTPException(404)
    try:
        file = (await store.package(key)).file if package else await store.file(key)
        data = await store.read_file(file.id)
    except (NotFound, FileNotFoundError) as error:
        raise HTTPException(404) from error
    return Response(data, media_type="application/zip" if package else "application/octet-stream", headers=attachment(file))


def attachment(file: StoredFile) -> dict[str, str]:
    """Headers that make a browser save a file and never run it, whatever it is or is called."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._- ") else "_" for letter in file.name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
