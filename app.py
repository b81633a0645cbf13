"""The chat: every handler hands one event to the driver and shows what comes back. What they do is in agent/web/chat.py."""

from typing import Any

import chainlit as cl
from chainlit.chat_context import chat_contexts
from chainlit.types import ThreadDict

from agent.web import chat
from agent.web.history import History
from agent.web.live import live


@cl.data_layer
def data_layer() -> History:
    """History is a view of our own store."""
    return chat.history()


@cl.password_auth_callback
async def sign_in(email: str, password: str) -> cl.User | None:
    """A member of the workspace, by password. Clients use the link they were sent."""
    actor = await live.app.store.check_password(email, password)
    if actor is None or await live.member(actor.email) is None:
        return None
    return cl.User(identifier=actor.email, display_name=actor.name, metadata={"role": actor.role})


@cl.set_starters
async def starters(user: cl.User | None) -> list[cl.Starter]:
    """Ways to begin."""
    return await chat.starters()


@cl.on_chat_start
async def start() -> None:
    """A new conversation is empty until something is said."""


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """A conversation opened again: the same messages, cards, panel and buttons."""
    await chat.resume(thread)


@cl.on_message
async def message(said: cl.Message) -> None:
    """A message, with or without files."""
    await chat.hear(said)


@cl.action_callback("event")
async def event(action: cl.Action) -> dict[str, Any]:
    """A button or a form of a card or of the panel."""
    return await chat.press(action.payload)


@cl.action_callback("open_panel")
async def open_panel(action: cl.Action) -> None:
    """Show the panel."""
    await chat.open_panel()


@cl.action_callback("comparison")
async def comparison(action: cl.Action) -> dict[str, Any]:
    """Two versions side by side in the panel."""
    return await chat.comparison(action.payload)


@cl.on_chat_end
async def end() -> None:
    """Chainlit keeps a copy of every conversation in memory; ours is in the store."""
    chat_contexts.pop(cl.context.session.id, None)
