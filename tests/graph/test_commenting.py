"""Comments bound to fields, and requests for changes on their way to who redrafts."""

from typing import Any

import pytest

from agent.graph.commenting import answered, requested
from agent.graph.desk import open_desk
from agent.schemas.comments import is_settled
from agent.schemas.events import Click, Outcome, SetFields
from agent.schemas.version import Actor
from agent.wiring import App
from tests.graph.test_merging import TOM, app, at_strategy, do, model, strategy

__all__ = ["app", "model"]
ENEMY, TENSION = "strategy.narrative.enemy", "strategy.narrative.tension"


async def campaign(app: App) -> str:
    return (await app.store.campaigns())[0].id


async def returned(app: App, *fields: str) -> Outcome:
    await at_strategy(app)
    await do(app, Click(id="submit", action="submit"))
    return await app.driver.submit("t", Click(id="back", action="request_changes", args={"comment": "Too abstract", "fields": list(fields)}), TOM)


async def test_a_request_reaches_the_draft_of_its_section_and_of_no_other(app: App) -> None:
    await returned(app, ENEMY)
    desk = await open_desk(app.context, await campaign(app), "strategy")
    findings = await requested(desk)
    assert [finding.path for finding in desk.request("narrative", None, findings).findings] == [ENEMY]
    assert desk.request("business_reality", None, findings).findings == []


async def test_a_request_without_fields_reaches_every_section_and_any_change_answers_it(app: App) -> None:
    await returned(app)
    desk = await open_desk(app.context, await campaign(app), "strategy")
    found = await requested(desk)
    assert {finding.path for finding in found} == {f"strategy.{section.id}" for section in desk.stage.sections if section.draft}
    await do(app, SetFields(id="edit", values={TENSION: "They want it, and fear the contract."}))
    assert [(c.resolved_version, c.path) for c in await app.store.comments(await campaign(app), "strategy")] == [((await strategy(app)).number, None)]


async def test_an_event_that_is_heard_twice_makes_one_comment_and_the_ledger_stays_whole(app: App) -> None:
    await at_strategy(app)
    for _ in range(2):
        await do(app, Click(id="c", action="comment", args={"path": ENEMY, "text": "Too abstract"}))
    assert [(c.path, c.text) for c in await app.store.comments(await campaign(app), "strategy")] == [(ENEMY, "Too abstract")]
    assert await app.store.verify_ledger() == []


async def test_an_answer_joins_the_thread_and_goes_with_it_when_it_is_resolved(app: App) -> None:
    await at_strategy(app)
    await do(app, Click(id="c", action="comment", args={"path": ENEMY, "text": "Too abstract"}))
    first = (await app.store.comments(await campaign(app), "strategy"))[0]
    await do(app, Click(id="a", action="comment", args={"text": "Agreed", "answers": first.id}))
    assert (await app.store.comments(await campaign(app), "strategy"))[1].answers == first.id
    outcome = await do(app, Click(id="r", action="resolve_comment", args={"id": first.id[:8]}))
    assert outcome.error is None
    again = await do(app, Click(id="r2", action="resolve_comment", args={"id": first.id}))
    assert "already resolved" in (again.error or "")


async def test_a_client_neither_reads_nor_writes_comments(app: App) -> None:
    await at_strategy(app)
    anna = Actor(email="anna@client.example", name="Anna", role="client")
    outcome = await app.driver.submit("t", Click(id="c", action="comment", args={"text": "Hello"}), anna)
    assert "Nothing was changed" in (outcome.error or "")
    assert await app.store.comments(await campaign(app), "strategy") == []


async def test_a_version_that_answers_a_request_still_tells_its_next_draft(app: App) -> None:
    await returned(app, ENEMY)
    await do(app, SetFields(id="edit", values={ENEMY: "Supermarket coffee."}))
    assert [finding.path for finding in await requested(await open_desk(app.context, await campaign(app), "strategy"))] == [ENEMY]
    await do(app, SetFields(id="more", values={TENSION: "Time."}))
    assert await requested(await open_desk(app.context, await campaign(app), "strategy")) == []


async def test_what_was_changed_and_put_back_is_not_answered(app: App) -> None:
    await returned(app, ENEMY)
    before = (await strategy(app)).content["narrative"]["enemy"]  # type: ignore[index]
    await do(app, SetFields(id="edit", values={ENEMY: "Supermarket coffee."}))
    await do(app, SetFields(id="back again", values={ENEMY: before}))
    [review] = await answered(app.store, await campaign(app), "strategy", 3)
    assert (review.answered, [request.path for request in review.open]) == ([], [ENEMY])
    submitted = await do(app, Click(id="submit again", action="submit"))
    assert "put back after v2 changed it" in submitted.replies[-1].text


@pytest.mark.parametrize(
    ("path", "now", "settled"),
    [
        ("s.hooks[1]", {"hooks": ["x", "a", "b"]}, False),
        ("s.hooks[1]", {"hooks": ["a", "B"]}, True),
        ("s.hooks[1]", {"hooks": ["a"]}, True),
        ("s.rows[0].name", {"rows": [{"name": "y"}, {"name": "x"}]}, False),
        ('s.assets["p"].hook', {"assets": [{"id": "q", "hook": "h"}, {"id": "p", "hook": "h"}]}, False),
        ('s.assets["p"].hook', {"assets": [{"id": "q", "hook": "h"}]}, True),
    ],
)  # fmt: skip
def test_an_entry_that_only_stands_elsewhere_is_not_changed(path: str, now: dict[str, Any], settled: bool) -> None:
    commented = {"hooks": ["a", "b"], "rows": [{"name": "x"}], "assets": [{"id": "p", "hook": "h"}]}
    assert is_settled(path, commented, now) is settled
