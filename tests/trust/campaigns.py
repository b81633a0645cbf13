"""A whole campaign, every stage approved, made once and copied for each test that starts from it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from agent.config import Settings
from agent.schemas.events import Click, Event, Outcome, Say, SetFields, Upload
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.version import Actor
from agent.wiring import App, open_app

NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)
BRIEF = Path(__file__).parent.parent / "briefs" / "northlight-roasters.md"
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TOM = Actor(email="tom@agency.example", name="Tom", role="approver")
ROOT = Actor(email="root@agency.example", name="Root", role="admin")
ANNA = Actor(email="anna@client.example", name="Anna", role="client")
THREAD = "t"


@asynccontextmanager
async def opened(data: Path) -> AsyncIterator[App]:
    """The product on a data directory, with a frozen clock."""
    async with open_app(Settings(data_dir=data, model="offline"), clock=lambda: NOW) as app:
        yield app


async def act(app: App, event: Event, actor: Actor = MAYA) -> Outcome:
    """Act as a person in the chat does."""
    return await app.driver.submit(THREAD, event, actor)


async def approve(app: App, stage: ArtifactStage) -> None:
    """Submit the newest version of a stage and have it approved."""
    number = (await app.driver.position(THREAD)).versions[stage]
    submitted = await act(app, Click(id=f"submit {stage} {number}", action="submit", stage=stage))
    assert submitted.error is None, submitted.error
    click = Click(id=f"approve {stage} {number}", action="approve", stage=stage, version=number, args={"acknowledge": True})
    decided = await act(app, click, TOM)
    assert decided.error is None, decided.error


async def make_whole_campaign(data: Path) -> None:
    """Northlight from its brief to an approved delivery."""
    async with opened(data) as app:
        await app.store.keep_thread(THREAD, owner=MAYA.email, name=THREAD)
        file = await app.store.save_file(BRIEF.name, "text/markdown", BRIEF.read_bytes(), by=MAYA.email)
        await act(app, Say(id="new", text="New campaign: Autumn subscription for Northlight Coffee Roasters, 45,000 GBP, from 7 September 2026 for 12 weeks"))
        await act(app, Upload(id="brief", files=[file.id]))
        for stage in ARTIFACT_STAGES:
            if stage == "delivery":
                confirmed = {"delivery.checklist.branding_reviewed": True, "delivery.checklist.legal_reviewed": True}
                await act(app, SetFields.model_validate({"id": "reviewed", "values": confirmed}))
            await approve(app, stage)


def copied(whole: Path, to: Path) -> Path:
    """The data directory of that campaign again, as if it had just been made."""
    shutil.copytree(whole, to)
    return to
