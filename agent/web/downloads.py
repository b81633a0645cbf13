"""Files and packages for signed-in members of the workspace; to everybody else they do not exist."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Response

from agent.errors import NotFound
from agent.schemas.permissions import may
from agent.schemas.stages import ARTIFACT_STAGES
from agent.schemas.version import Actor
from agent.store import Store, StoredFile
from agent.web.redlines import DOCX, redline_of

Member = Callable[..., Awaitable[Actor | None]]
"""Dependency that gives the signed-in member of a request, or None."""


def downloads(store: Callable[[], Store], member: Member) -> APIRouter:
    """The routes /files/{id}, /packages/{id} and /redlines/{campaign}/{stage}/{older}/{newer}.docx."""
    router = APIRouter()

    @router.get("/files/{file_id}")
    async def file(file_id: str, actor: Actor | None = Depends(member)) -> Response:  # noqa: B008
        return await _answer(store(), actor, file_id, package=False)

    @router.get("/packages/{package_id}")
    async def package(package_id: str, actor: Actor | None = Depends(member)) -> Response:  # noqa: B008
        return await _answer(store(), actor, package_id, package=True)

    @router.get("/redlines/{campaign_id}/{stage}/{before}/{after}.docx")
    async def redline(campaign_id: str, stage: str, before: int, after: int, actor: Actor | None = Depends(member)) -> Response:  # noqa: B008
        if not _may_download(actor) or stage not in ARTIFACT_STAGES:
            raise HTTPException(404)
        try:
            name, data = await redline_of(store(), campaign_id, stage, (before, after))
        except NotFound as error:
            raise HTTPException(404) from error
        return Response(data, media_type=DOCX, headers=attachment_called(name))

    return router


def _may_download(actor: Actor | None) -> bool:
    """Whether the person of a request may have files; by the same table as in the chat."""
    return actor is not None and may(actor.role, "download")


async def _answer(store: Store, actor: Actor | None, key: str, *, package: bool) -> Response:
    if not _may_download(actor):
        raise HTTPException(404)
    try:
        file = (await store.package(key)).file if package else await store.file(key)
        data = await store.read_file(file.id)
    except (NotFound, FileNotFoundError) as error:
        raise HTTPException(404) from error
    return Response(data, media_type="application/zip" if package else "application/octet-stream", headers=attachment(file))


def attachment(file: StoredFile) -> dict[str, str]:
    """Headers that make a browser save a file and never run it, whatever it is or is called."""
    return attachment_called(file.name)


def attachment_called(name: str) -> dict[str, str]:
    """The same, for content that is made as it is asked for."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._- ") else "_" for letter in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
