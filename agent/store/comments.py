"""Comments: kept to the letter, resolved by a person or by a version that changes what they are about. The ledger has their digest only."""

import hashlib

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import Invalid, NotFound, NotOffered
from agent.schemas.comments import Comment, NewComment, is_settled
from agent.schemas.pins import same
from agent.schemas.stages import ArtifactStage
from agent.store.base import id_of, insert, one
from agent.store.ledger import LedgerStore
from agent.store.tables import comments, versions


class CommentStore(LedgerStore):
    """Comment, list, resolve."""

    async def comment(self, campaign_id: str, given: NewComment, *, idem: str) -> Comment:
        """Keep a comment; the same `idem` gives the one it made. Raises NotFound when what it answers is not there."""
        async with self._database.write() as connection:
            key = f"{campaign_id}:{idem}"
            earlier = await one(connection, comments, comments.c.idem == key)
            return _comment(earlier) if earlier is not None else await self._keep_comment(connection, campaign_id, given, key)

    async def _keep_comment(self, connection: AsyncConnection, campaign_id: str, given: NewComment, key: str) -> Comment:
        if given.answers:
            first = await self._thread(connection, campaign_id, given.answers)
            given = given.model_copy(update={"answers": first["id"], "path": first["path"], "kind": first["kind"], "stage": first["stage"]})
        if given.path and len(given.path) > 300:
            raise Invalid("That field's path is longer than 300 characters and cannot be commented on. Nothing was changed.")
        row = {**given.model_dump(mode="json"), "id": id_of("comment", key), "campaign_id": campaign_id, "created_at": self._now(), "idem": key}
        await insert(connection, comments, row)
        body = {"id": row["id"], "stage": given.stage, "version": given.version, "path": given.path, "text_sha256": hashlib.sha256(given.text.encode()).hexdigest(), "by": given.by}
        await self._record(connection, "change_requested" if given.kind == "change_request" else "commented", campaign_id, body)
        return _comment(await self._found(connection, campaign_id, str(row["id"])))

    async def _found(self, connection: AsyncConnection, campaign_id: str, key: str) -> RowMapping:
        row = await one(connection, comments, comments.c.campaign_id == campaign_id, comments.c.id == key)
        if row is None:
            raise NotFound(f"There is no comment {key} in this campaign. Nothing was changed; 'open comments' lists them.")
        return row

    async def _thread(self, connection: AsyncConnection, campaign_id: str, key: str) -> RowMapping:
        row = await self._found(connection, campaign_id, key)
        return await self._thread(connection, campaign_id, row["answers"]) if row["answers"] else row

    async def comments(self, campaign_id: str, stage: ArtifactStage) -> list[Comment]:
        """Every comment of a stage, oldest first."""
        query = select(comments).where(comments.c.campaign_id == campaign_id, comments.c.stage == stage).order_by(comments.c.seq)
        async with self._database.read() as connection:
            return [_comment(row) for row in (await connection.execute(query)).mappings()]

    async def resolve_comment(self, campaign_id: str, key: str, *, by: str) -> Comment:
        """Close a thread by hand. Raises NotFound, or NotOffered when it is closed already."""
        async with self._database.write() as connection:
            row = await self._thread(connection, campaign_id, key)
            if row["resolved_at"]:
                raise NotOffered("That comment was already resolved. Nothing was changed.")
            await self._resolve(connection, row, by=by, version=None)
            return _comment(await self._found(connection, campaign_id, row["id"]))

    async def resolve_changed(self, campaign_id: str, stage: ArtifactStage, *, version: int, by: str) -> list[Comment]:
        """Close the threads of earlier versions whose value this version changed; safe to repeat."""
        async with self._database.write() as connection:
            found = {row["number"]: row["content"] for row in await _contents(connection, campaign_id, stage)}
            query = select(comments).where(comments.c.campaign_id == campaign_id, comments.c.stage == stage, comments.c.version < version)
            rows = (await connection.execute(query.where(comments.c.answers.is_(None), comments.c.resolved_at.is_(None)).order_by(comments.c.seq))).mappings().all()
            done = [row for row in rows if _changed(row, found, version)]
            for row in done:
                await self._resolve(connection, row, by=by, version=version)
            return [_comment(await self._found(connection, campaign_id, row["id"])) for row in done]

    async def _resolve(self, connection: AsyncConnection, row: RowMapping, *, by: str, version: int | None) -> None:
        values = {"resolved_at": self._now(), "resolved_by": by, "resolved_version": version}
        await connection.execute(update(comments).where(comments.c.id == row["id"]).values(**values))
        body = {"id": row["id"], "path": row["path"], "version": version, "by": by}
        await self._record(connection, "comment_resolved", row["campaign_id"], body)


def _changed(row: RowMapping, contents: dict[int, dict[str, object]], version: int) -> bool:
    before, after = contents.get(row["version"]), contents.get(version)
    if before is None or after is None:
        return False
    if row["path"] is None:
        return row["kind"] == "change_request" and not same(before, after)
    return is_settled(row["path"], before, after)


async def _contents(connection: AsyncConnection, campaign_id: str, stage: str) -> list[RowMapping]:
    query = select(versions.c.number, versions.c.content).where(versions.c.campaign_id == campaign_id, versions.c.stage == stage)
    return list((await connection.execute(query)).mappings())


def _comment(row: RowMapping) -> Comment:
    names = [name for name in Comment.model_fields if name != "at"]
    return Comment.model_validate({name: row[name] for name in names} | {"at": row["created_at"]})
