"""Chainlit's history is a view of the store: same messages, same cards, same owners."""

from typing import Any

from chainlit.types import Pagination, ThreadFilter

from agent.schemas.events import AskFor, Packaged
from agent.store import Store
from agent.web.cards import uploaded
from agent.web.history import History
from tests.web.conftest import MAYA, THREAD


async def say(store: Store, role: Any, text: str, key: str, notice: dict[str, Any] | None = None) -> None:
    await store.add_message(THREAD, role, text, notice=notice, event="e", idem=key)


async def test_a_thread_opens_with_its_messages_and_their_cards(store: Store, campaign: str) -> None:
    await say(store, "user", "", "m:files", uploaded([("f1", "brief.md", "text/markdown")]))
    await say(store, "user", "Here: *is* a:b", "m:heard")
    await say(store, "assistant", "Ratio a:b", "m:1", Packaged(package="p1", state="done", name="n.zip", bytes=5).model_dump(mode="json"))
    thread = await History(lambda: store).get_thread(THREAD)
    assert thread is not None
    assert [(step["type"], step["output"]) for step in thread["steps"]] == [
        ("user_message", ""),
        ("user_message", "Here: *is* a:b"),
        ("assistant_message", r"Ratio a\:b"),
    ]
    cards = {card["name"]: card for card in thread["elements"] or []}
    assert cards["brief.md"]["url"] == "/files/f1"
    assert cards["Download"]["forId"] == "m:1"
    assert (cards["Download"]["props"] or {})["url"] == "/packages/p1"


async def test_a_form_is_open_only_under_the_last_message(store: Store, campaign: str) -> None:
    asked = AskFor(stage="intake", group="the goals", paths=["intake.objective", "intake.pain_points"], required=True, remaining=2)
    await say(store, "assistant", "Next", "m:1", asked.model_dump(mode="json"))
    history = History(lambda: store)
    thread = await history.get_thread(THREAD)
    fields = (thread["elements"] or [])[0]["props"]["fields"] if thread else []  # type: ignore[index]
    assert [(field["path"], bool(field["options"]), field["several"]) for field in fields] == [
        ("intake.objective", True, False),
        ("intake.pain_points", False, True),
    ]
    await say(store, "assistant", "Thank you", "m:2")
    later = await history.get_thread(THREAD)
    assert later is not None and later["elements"] == []


async def test_a_thread_is_listed_for_its_owner_and_leaves_the_list_when_put_away(store: Store, campaign: str) -> None:
    history = History(lambda: store)
    pages = Pagination(first=20, cursor=None)
    listed = await history.list_threads(pages, ThreadFilter(userId=MAYA.email, search="northlight"))
    assert [thread["id"] for thread in listed.data] == [THREAD]
    assert (await history.list_threads(pages, ThreadFilter(userId="tom@agency.example"))).data == []
    await history.delete_thread(THREAD)
    assert (await history.list_threads(pages, ThreadFilter(userId=MAYA.email))).data == []
    assert await history.get_thread(THREAD) is not None


async def test_a_thread_never_changes_its_owner_and_a_stranger_makes_none(store: Store, campaign: str) -> None:
    history = History(lambda: store)
    await history.update_thread(THREAD, name="Stolen", user_id="tom@agency.example")
    await history.update_thread("nobody's", metadata={"a": 1})
    assert await history.get_thread_author(THREAD) == MAYA.email
    assert await history.get_thread_author("nobody's") == ""
    assert (await store.thread(THREAD)).name == "Northlight autumn"  # type: ignore[union-attr]


async def test_a_name_given_by_its_owner_is_kept(store: Store, campaign: str) -> None:
    await History(lambda: store).update_thread(THREAD, name="Autumn, second try")
    assert (await store.thread(THREAD)).name == "Autumn, second try"  # type: ignore[union-attr]


async def test_signing_in_makes_no_account(store: Store) -> None:
    history = History(lambda: store)
    known = await history.get_user(MAYA.email)
    assert known is not None and (known.display_name, known.metadata) == ("Maya", {"role": "operator"})
    assert await history.get_user("stranger@agency.example") is None
