"""Chainlit's data layer as a projection of the store: the transcript is ours, so a thread reads the same in chat, script and export."""

from collections.abc import Callable
from typing import Any

from chainlit.data.base import BaseDataLayer
from chainlit.element import Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User

from agent.schemas.invitations import LINK
from agent.store import Message, Store, Thread
from agent.web.cards import cards_of
from agent.web.page import Kind, step

LONGEST = 500
"""Most messages of a thread that are shown; older ones stay in the store."""


class History(BaseDataLayer):
    """Threads and messages of the store in Chainlit's shapes. Steps the page sends are not kept: the driver keeps what was said."""

    def __init__(self, store: Callable[[], Store], link: Callable[[str], str] = str) -> None:
        self._opened = store
        self._link = link

    @property
    def _store(self) -> Store:
        return self._opened()

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """The account, with its role as it is now."""
        actor = await self._store.user(identifier)
        if actor is None:
            return None
        return PersistedUser(id=actor.email, identifier=actor.email, display_name=actor.name, createdAt="", metadata={"role": actor.role})

    async def create_user(self, user: User) -> PersistedUser | None:
        """Accounts are made by an admin; signing in makes none."""
        return await self.get_user(user.identifier)

    async def get_thread_author(self, thread_id: str) -> str:
        """Who owns a thread; empty when it does not exist."""
        thread = await self._store.thread(thread_id)
        return thread.owner if thread else ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A thread with its messages and their cards."""
        thread = await self._store.thread(thread_id)
        if thread is None:
            return None
        messages = await self._store.last_messages(thread_id, LONGEST)
        elements = [card for message in messages for card in cards_of(thread_id, message.id, message.notice, last=message is messages[-1])]
        return _thread(thread, [_step(thread_id, message, self._link) for message in messages], elements)

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        """A page of a person's threads, newest first, without their messages."""
        threads = await self._store.threads_of(str(filters.userId or ""))
        wanted = (filters.search or "").casefold()
        found = [thread for thread in threads if wanted in thread.name.casefold()]
        ids = [thread.id for thread in found]
        start = ids.index(pagination.cursor) + 1 if pagination.cursor in ids else 0
        page = found[start : start + pagination.first]
        return PaginatedResponse(
            pageInfo=PageInfo(
                hasNextPage=start + pagination.first < len(found),
                startCursor=page[0].id if page else None,
                endCursor=page[-1].id if page else None,
            ),
            data=[_thread(thread, [], []) for thread in page],
        )

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Name a thread, or make it known with its owner. A thread never changes its owner, and keeps the name it has on a later visit."""
        known = await self._store.thread(thread_id)
        if known is None and not user_id:
            return
        if known is None or name:
            first = known is None or not known.name or user_id is None
            await self._store.keep_thread(thread_id, owner=user_id, name=name if first else None)

    async def delete_thread(self, thread_id: str) -> None:
        """Nothing is deleted: the thread leaves the list and stays in the store."""
        await self._store.hide_thread(thread_id)

    async def create_step(self, step_dict: StepDict) -> None:
        """The driver keeps what is said."""

    async def update_step(self, step_dict: StepDict) -> None:
        """The driver keeps what is said."""

    async def delete_step(self, step_id: str) -> None:
        """What was said stays."""

    async def create_element(self, element: Element) -> None:
        """Cards and panel are made anew from the store whenever a thread opens."""

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        """No element is kept."""
        return None

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """No element is kept."""

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Feedback is not offered."""
        return ""

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Feedback is not offered."""
        return False

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        """Favourites are not offered."""
        return []

    async def set_step_favorite(self, step_dict: StepDict, favorite: bool) -> StepDict:
        """Favourites are not offered."""
        return step_dict

    async def build_debug_url(self) -> str:
        """There is no debug page."""
        return ""

    async def close(self) -> None:
        """The store is closed by the server."""


def _thread(thread: Thread, steps: list[StepDict], elements: list[ElementDict]) -> ThreadDict:
    return ThreadDict(
        id=thread.id,
        createdAt=thread.created_at.isoformat(),
        name=thread.name,
        userId=thread.owner,
        userIdentifier=thread.owner,
        tags=[],
        metadata={},
        steps=steps,
        elements=elements,
    )


def _step(thread_id: str, message: Message, link: Callable[[str], str]) -> StepDict:
    kind: Kind = "user_message" if message.role == "user" else "assistant_message"
    invitation = (message.notice or {}).get("invitation")
    text = message.text.replace(LINK, link(invitation)) if invitation else message.text
    return step(thread_id, message.id, kind, text, at=message.at, error=message.error)
