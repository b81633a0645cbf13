"""Files and packages: content in the data directory, addressed by its hash; names and owners in the database."""

import asyncio
import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.errors import NotFound
from agent.schemas.text import clean, one_line
from agent.store.base import insert, new_id, one
from agent.store.ledger import LedgerStore
from agent.store.records import PackageRecord, StoredFile
from agent.store.tables import files, packages


def _file(row: RowMapping) -> StoredFile:
    plain: dict[str, Any] = dict(row)
    return StoredFile(**{**plain, "created_at": datetime.fromisoformat(row["created_at"])})


class FileStore(LedgerStore):
    """Keep and read files; keep packages."""

    def _path(self, sha256: str) -> Path:
        return self._files / sha256[:2] / sha256

    async def save_file(self, name: str, media_type: str, data: bytes, *, by: str, campaign_id: str | None = None) -> StoredFile:
        """Keep a file. Its name is only ever shown, never used as a path."""
        sha256 = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(write_whole, self._path(sha256), data)
        row = {
            "id": new_id(),
            "name": one_line(clean(name, 300)) or "file",
            "media_type": media_type,
            "size": len(data),
            "sha256": sha256,
            "campaign_id": campaign_id,
            "by": by,
            "created_at": self._now(),
        }
        async with self._database.write() as connection:
            await insert(connection, files, row)
        return await self.file(str(row["id"]))

    async def file(self, file_id: str) -> StoredFile:
        """One file's record. Raises NotFound."""
        async with self._database.read() as connection:
            row = await one(connection, files, files.c.id == file_id)
        if row is None:
            raise NotFound("There is no such file in this workspace.")
        return _file(row)

    async def read_file(self, file_id: str) -> bytes:
        """The content of a file. Raises NotFound."""
        path = self._path((await self.file(file_id)).sha256)
        return await asyncio.to_thread(path.read_bytes)

    async def save_package(
        self, campaign_id: str, *, file: StoredFile, formats: list[str], delivery_version: int, by: str, idem: str
    ) -> PackageRecord:
        """Keep a package that was made; the same `idem` keeps it once."""
        async with self._database.write() as connection:
            row = await one(connection, packages, packages.c.idem == f"{campaign_id}:{idem}")
            if row is None:
                values = {
                    "id": new_id(),
                    "campaign_id": campaign_id,
                    "file_id": file.id,
                    "formats": formats,
                    "delivery_version": delivery_version,
                    "by": by,
                    "created_at": self._now(),
                    "idem": f"{campaign_id}:{idem}",
                }
                await insert(connection, packages, values)
                body = {"package": values["id"], "sha256": file.sha256, "delivery_version": delivery_version, "by": by}
                await self._record(connection, "packaged", campaign_id, body)
                row = await one(connection, packages, packages.c.idem == f"{campaign_id}:{idem}")
            return await self._package(connection, row)

    async def packages(self, campaign_id: str) -> list[PackageRecord]:
        """Packages of a campaign, newest first."""
        query = select(packages).where(packages.c.campaign_id == campaign_id).order_by(packages.c.seq.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            return [await self._package(connection, row) for row in rows]

    async def package(self, package_id: str) -> PackageRecord:
        """One package. Raises NotFound."""
        async with self._database.read() as connection:
            row = await one(connection, packages, packages.c.id == package_id)
            return await self._package(connection, row)

    async def _package(self, connection: AsyncConnection, row: RowMapping | None) -> PackageRecord:
        found = await one(connection, files, files.c.id == row["file_id"]) if row else None
        if row is None or found is None:
            raise NotFound("There is no such package in this workspace.")
        return PackageRecord(
            id=row["id"],
            campaign_id=row["campaign_id"],
            file=_file(found),
            formats=list(row["formats"]),
            delivery_version=row["delivery_version"],
            by=row["by"],
            created_at=datetime.fromisoformat(row["created_at"]),
        )


def write_whole(path: Path, data: bytes) -> None:
    """Write under another name and move into place, so that a file is whole or absent."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{new_id()}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
