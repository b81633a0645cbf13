"""Two people change one artifact: both changes are kept, or the second is a choice; nothing typed or drafted is lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.config import Settings
from agent.llm.offline import OfflineModel
from agent.llm.port import DraftRequest, OnToken, SectionDraft
from agent.schemas.events import Click, Outcome, Say, SetFields, Upload
from agent.schemas.merging import MergeConflict
from agent.schemas.version import Actor, ArtifactVersion, Provenance
from agent.store import Store
from agent.wiring import App, offline_model, open_app

BRIEF = (Path(__file__).parent.parent / "briefs" / "northlight-roasters.md").read_bytes()
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TOM = Actor(email="tom@agency.example", name="Tom", role="approver")
NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)


class Overtaken(OfflineModel):
    """An offline model during whose drafting somebody else, whose process holds no lease, saves an edit."""

    def __init__(self, model: OfflineModel) -> None:
        super().__init__(model._drafters)
        self.store: Store | None = None
        self.edits: dict[str, str] = {}
        self.pins: list[str] = []

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """One section, after the other person's edit was saved."""
        if self.store is not None and self.edits:
            await self._saved(self.store)
        return await super().draft(request, on_token)

    async def _saved(self, store: Store) -> None:
        campaign = (await store.campaigns())[0].id
        await store.pin(campaign, self.pins, by=TOM.email)
        newest = await store.latest(campaign, "strategy")
        assert newest is not None
        narrative = {**dict(newest.content["narrative"]), **self.edits}  # type: ignore[call-overload]
        origins = {**newest.provenance, **{f"strategy.narrative.{name}": Provenance(source="operator", by=TOM.email) for name in self.edits}}
        self.edits = {}
        await store.save_version(
            campaign, "strategy", {**newest.content, "narrative": narrative}, provenance=origins, lineage=newest.lineage, parent=newest.number, author=TOM.email, reason="form", idem="tom"
        )


@pytest.fixture
def model() -> Overtaken:
    return Overtaken(offline_model())


@pytest.fixture
async def app(tmp_path: Path, model: Overtaken) -> AsyncIterator[App]:
    async with open_app(Settings(data_dir=tmp_path), clock=lambda: NOW, model=model) as opened:
        await opened.store.keep_thread("t", owner=MAYA.email, name="t")
        yield opened


async def do(app: App, event: Say | Click | SetFields | Upload, actor: Actor = MAYA) -> Outcome:
    return await app.driver.submit("t", event, actor)


async def at_strategy(app: App) -> None:
    await do(app, Say(id="n", text="New campaign: Autumn for Northlight Coffee Roasters"))
    file = await app.store.save_file("brief.md", "text/plain", BRIEF, by=MAYA.email)
    await do(app, Upload(id="u", files=[file.id]))
    await do(app, Click(id="s", action="submit"))
    outcome = await do(app, Click(id="d", action="approve", args={"acknowledge": True}), TOM)
    assert outcome.position.stage == "strategy"


async def strategy(app: App) -> ArtifactVersion:
    version = await app.store.latest((await app.store.campaigns())[0].id, "strategy")
    assert version is not None
    return version


def conflicts(outcome: Outcome) -> list[MergeConflict]:
    return [reply.notice for reply in outcome.replies if isinstance(reply.notice, MergeConflict)]


async def test_a_form_from_an_older_version_is_merged_when_nobody_touched_its_fields(app: App) -> None:
    await at_strategy(app)
    await do(app, SetFields(id="a", values={"strategy.narrative.enemy": "Habit."}, base=1), TOM)
    outcome = await do(app, SetFields(id="b", values={"strategy.narrative.tension": "Time."}, base=1))
    version = await strategy(app)
    assert outcome.error is None
    assert version.number == 3
    assert (version.content["narrative"]["enemy"], version.content["narrative"]["tension"]) == ("Habit.", "Time.")  # type: ignore[index]
    assert version.reason == "form from v1, merged with v2 (form)"
    assert [version.provenance[f"strategy.narrative.{name}"].by for name in ("enemy", "tension")] == [TOM.email, MAYA.email]


async def test_a_field_both_changed_is_a_choice_and_the_rest_of_the_form_is_kept(app: App) -> None:
    await at_strategy(app)
    await do(app, SetFields(id="a", values={"strategy.narrative.enemy": "Habit."}, base=1), TOM)
    outcome = await do(app, SetFields(id="b", values={"strategy.narrative.enemy": "Fear.", "strategy.narrative.tension": "Time."}, base=1))
    version, [conflict] = await strategy(app), conflicts(outcome)
    assert (version.content["narrative"]["enemy"], version.content["narrative"]["tension"]) == ("Habit.", "Time.")  # type: ignore[index]
    [row] = conflict.contested
    assert (row.path, row.theirs, row.mine, row.by, row.reason, row.version) == ("strategy.narrative.enemy", "Habit.", "Fear.", TOM.email, "form", 2)
    assert conflict.merged == ["strategy.narrative.tension"]
    assert (conflict.base, conflict.version) == (1, 2)


async def test_when_everything_was_changed_by_both_no_version_is_made_and_a_later_form_decides(app: App) -> None:
    await at_strategy(app)
    await do(app, SetFields(id="a", values={"strategy.narrative.enemy": "Habit."}, base=1), TOM)
    refused = await do(app, SetFields(id="b", values={"strategy.narrative.enemy": "Fear."}, base=1))
    assert "version 2 is the newest" in (refused.error or "")
    assert (await strategy(app)).number == 2
    decided = await do(app, SetFields(id="c", values={"strategy.narrative.enemy": "Fear."}, base=2))
    assert decided.error is None
    assert (await strategy(app)).content["narrative"]["enemy"] == "Fear."  # type: ignore[index]


async def test_the_same_change_twice_is_no_conflict(app: App) -> None:
    await at_strategy(app)
    await do(app, SetFields(id="a", values={"strategy.narrative.enemy": "Habit."}, base=1), TOM)
    outcome = await do(app, SetFields(id="b", values={"strategy.narrative.enemy": "Habit."}, base=1))
    assert outcome.error is None
    assert (await strategy(app)).number == 2


async def test_a_redraft_that_finishes_after_somebody_elses_save_keeps_both(app: App, model: Overtaken) -> None:
    await at_strategy(app)
    before = await strategy(app)
    model.store, model.edits = app.store, {"resolution": "Tom wrote this."}
    outcome = await do(app, Say(id="r", text="make the enemy less abstract"))
    version = await strategy(app)
    assert version.number == 3
    assert version.content["narrative"]["resolution"] == "Tom wrote this."  # type: ignore[index]
    assert version.content["narrative"]["enemy"] != before.content["narrative"]["enemy"]  # type: ignore[index]
    assert version.provenance["strategy.narrative.resolution"].by == TOM.email
    assert "merged with v2" in version.reason
    assert "v3 is drafted" in outcome.replies[0].text


async def test_a_redraft_does_not_overwrite_what_somebody_else_saved_meanwhile(app: App, model: Overtaken) -> None:
    await at_strategy(app)
    model.store, model.edits = app.store, {"enemy": "Tom wrote this."}
    outcome = await do(app, Say(id="r", text="make the enemy less abstract"))
    [row] = conflicts(outcome)[0].contested
    assert (await strategy(app)).content["narrative"]["enemy"] == "Tom wrote this."  # type: ignore[index]
    assert (row.path, row.by, row.theirs) == ("strategy.narrative.enemy", TOM.email, "Tom wrote this.")
    assert row.mine not in (None, row.base)


async def test_a_form_from_a_version_that_never_was_is_refused(app: App) -> None:
    await at_strategy(app)
    outcome = await do(app, SetFields(id="b", values={"strategy.narrative.enemy": "Fear."}, base=9))
    assert "no version 9" in (outcome.error or "")
