"""Pins in the store: once per campaign and path, in order, on the ledger."""

from agent.store import Store
from tests.store.test_store import MAYA, TOM, campaign, store

__all__ = ["store"]


async def test_a_path_is_pinned_once_and_released_once(store: Store) -> None:
    where = await campaign(store)
    _, before = await store.ledger_head()
    assert await store.pin(where, ["strategy.narrative", "creatives.assets"], by=MAYA.email) == ["strategy.narrative", "creatives.assets"]
    assert await store.pin(where, ["strategy.narrative"], by=TOM.email) == []
    assert [(pin.path, pin.by) for pin in await store.pins(where)] == [("creatives.assets", MAYA.email), ("strategy.narrative", MAYA.email)]
    assert await store.unpin(where, ["strategy.narrative"], by=TOM.email) == ["strategy.narrative"]
    assert await store.unpin(where, ["strategy.narrative"], by=TOM.email) == []
    assert ((await store.ledger_head())[1], await store.verify_ledger()) == (before + 3, [])


async def test_pins_of_one_campaign_are_not_those_of_another(store: Store) -> None:
    one, other = await campaign(store), await campaign(store, "Winter")
    await store.pin(one, ["strategy.narrative"], by=MAYA.email)
    assert await store.pins(other) == []
