"""WHERE: tables, repositories, the ledger and migrations. The only package that imports sqlalchemy."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent.schemas.permissions import Workspace
from agent.store.calls import CallStore
from agent.store.comments import CommentStore
from agent.store.database import open_database
from agent.store.decisions import warning_keys
from agent.store.files import FileStore
from agent.store.invitations import InvitationStore
from agent.store.ledger_check import LedgerCheck
from agent.store.pins import PinStore
from agent.store.records import CampaignRecord, EventRecord, Message, PackageRecord, StoredFile, Thread
from agent.store.reminders import ReminderStore
from agent.store.threads import ThreadStore
from agent.store.users import UserStore
from agent.store.validity import ValidityStore

__all__ = [
    "CampaignRecord",
    "EventRecord",
    "Message",
    "PackageRecord",
    "Store",
    "StoredFile",
    "Thread",
    "open_store",
    "warning_keys",
]


class Store(ValidityStore, LedgerCheck, FileStore, ThreadStore, UserStore, PinStore, CallStore, CommentStore, InvitationStore, ReminderStore):
    """What is true: everything the workspace remembers."""

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()


async def open_store(url: str, *, key: bytes, files: Path, clock: Callable[[], datetime], workspace: Workspace | None = None) -> Store:
    """Connect, migrate, and give the store. `key` signs the ledger."""
    files.mkdir(parents=True, exist_ok=True)
    return Store(await open_database(url, secret=key), key=key, files=files, clock=clock, workspace=workspace or Workspace())
