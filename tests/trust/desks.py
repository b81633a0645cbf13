"""Desks for tests: one stage of a sample client, drafted offline by the code the graph runs, without the graph."""

import asyncio
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from agent.chat.voice import Speech
from agent.graph.context import Context
from agent.graph.desk import Desk
from agent.graph.perform import Turn, draft_sections
from agent.graph.speech import Speaker
from agent.llm.port import Sources
from agent.schemas.registry import dump, parse
from agent.schemas.stages import USES, ArtifactStage
from agent.stages import STAGES
from agent.store import Store, open_store
from agent.tools.edit import Draft
from agent.wiring import offline_model
from tests.stages.helpers import reference, sources

CLIENTS = ("northlight", "haldane")
DRAFTED: tuple[ArtifactStage, ...] = ("strategy", "creatives", "execution", "monitoring", "delivery")
_NOW = datetime(2026, 8, 10, 9, tzinfo=UTC)


@cache
def context() -> Context:
    """What a run works with; the store is real and stays empty."""
    folder = Path(tempfile.mkdtemp())

    async def opened() -> Store:
        store = await open_store(f"sqlite+aiosqlite:///{folder / 'aicmo.db'}", key=b"k", files=folder / "files", clock=lambda: _NOW)
        await store.close()
        return store

    return Context(store=asyncio.run(opened()), model=offline_model(), stages={stage.id: stage for stage in STAGES}, voice=Speech(), clock=lambda: _NOW)


@cache
def upstream(client: str, stage: ArtifactStage) -> Sources:
    """The approved artifacts a stage of a client may read."""
    return sources(**{name: reference(client, name) for name in USES[stage]})


def desk_of(client: str, stage: ArtifactStage, pins: tuple[str, ...] = (), *, draft: Draft | None = None) -> Desk:
    """A desk with everything drafted once and, from then on, pinned."""
    return Desk(
        context=context(), campaign_id="c", stage=context().stages[stage], sources=upstream(client, stage), version=None, draft=draft or drafted(client, stage), pins=pins
    )


@cache
def drafted(client: str, stage: ArtifactStage) -> Draft:
    """The first draft of a stage, as it would be saved."""
    desk = Desk(
        context=context(), campaign_id="c", stage=context().stages[stage], sources=upstream(client, stage), version=None, draft=Draft(stage, dump(parse(stage, {})), {})
    )
    desk.hydrate()
    redraft(desk, sections_of(desk), None)
    return desk.draft


def sections_of(desk: Desk) -> list[str]:
    """The sections of a stage that can be drafted."""
    return [section.id for section in desk.stage.sections if section.draft]


def redraft(desk: Desk, sections: list[str], instruction: str | None) -> None:
    """Draft sections and compile, as a run of the graph does before it saves."""
    turn = Turn(desk=desk, actor="maya@agency.example", text="", speaker=Speaker(desk.context, "t", "e", "k"))
    asyncio.run(draft_sections(turn, sections, instruction, []))
    desk.compile()
