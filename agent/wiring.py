"""Putting the parts together: settings in, a running product out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from agent.chat.voice import Speech
from agent.config import OFFLINE, VOICES, Settings, Voice
from agent.errors import Invalid
from agent.graph.build import build
from agent.graph.checkpoints import open_saver
from agent.graph.context import Context
from agent.graph.driver import Driver
from agent.llm.offline import OfflineModel
from agent.llm.port import ModelPort
from agent.llm.server.ability import Abilities
from agent.llm.server.accounts import Accounts, Recorder
from agent.llm.server.asking import Asker, Manner
from agent.llm.server.model import ServerModel
from agent.llm.server.wire import Wire
from agent.llm.voices import Voices
from agent.schemas.permissions import Workspace
from agent.schemas.registry import explain
from agent.stages import STAGES
from agent.store import Store, open_store


@dataclass(frozen=True)
class App:
    """The running product."""

    settings: Settings
    store: Store
    driver: Driver
    voice: Speech
    context: Context


def _now() -> datetime:
    return datetime.now(UTC)


def _nowhere(point: str) -> None:
    """The points of a run are for tests."""


def offline_model() -> OfflineModel:
    """The embedded model, with the drafter of every section."""
    return OfflineModel({(stage.id, section.id): section.draft for stage in STAGES for section in stage.sections if section.draft})


@asynccontextmanager
async def askers_of(settings: Settings, recorder: Recorder, *, clock: Callable[[], datetime] = _now) -> AsyncIterator[dict[Voice, Asker]]:
    """What asks the model server, for every voice that is not offline; closed at the end. Every request goes to the recorder."""
    key = settings.api_key.get_secret_value() if settings.api_key else None
    accounts = Accounts(recorder, settings.model_prices, settings.campaign_budget, (key,) if key else (), clock)
    abilities, manner = Abilities(), Manner(settings.max_output_tokens, settings.temperature)
    asked = {voice: name for voice, name in settings.models.items() if name != OFFLINE}
    if not asked:
        yield {}
        return
    wire = Wire(settings.base_url, key, timeout=settings.model_timeout)
    try:
        yield {voice: Asker(wire, name, abilities=abilities, accounts=accounts, manner=manner) for voice, name in asked.items()}
    finally:
        await wire.close()


def workspace_of(settings: Settings) -> Workspace:
    """What the settings ask of an approval. Raises Invalid naming the setting that does not fit."""
    try:
        return Workspace.model_validate({name: getattr(settings, name) for name in Workspace.model_fields})
    except ValidationError as error:
        raise Invalid(f"A setting does not fit: {explain(error, 'AICMO')}. Nothing was opened; correct it and start again.") from error


@asynccontextmanager
async def model_of(settings: Settings, recorder: Recorder, *, clock: Callable[[], datetime] = _now) -> AsyncIterator[ModelPort]:
    """The models the settings name, one for each voice behind one port."""
    offline = offline_model()
    async with askers_of(settings, recorder, clock=clock) as askers:
        interpreter, drafter, critic = (ServerModel(askers[voice]) if voice in askers else offline for voice in VOICES)
        yield Voices(interpreter, drafter, critic)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] | None = None,
    model: ModelPort | None = None,
    around: Callable[[ModelPort], ModelPort] = lambda model: model,
    point: Callable[[str], None] | None = None,
) -> AsyncIterator[App]:
    """Open the data directory, migrate it, finish what a crash interrupted, and close everything at the end. `model` stands in for what the settings name; `around` may wrap it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    now = clock or _now
    files: Path = settings.data_dir / "files"
    store = await open_store(settings.database, key=settings.key(), files=files, clock=now, workspace=workspace_of(settings))
    try:
        async with open_saver(settings.data_dir / "checkpoints.db") as (saver, prune), model_of(settings, store, clock=now) as configured:
            voice = Speech()
            context = Context(
                store=store,
                model=around(model or configured),
                stages={stage.id: stage for stage in STAGES},
                voice=voice,
                clock=now,
                link=lambda invitation: f"{settings.address}/decide/{store.link_token(invitation)}",
                point=point or _nowhere,
                budget=settings.campaign_budget,
            )
            driver = Driver(build(STAGES, saver), context, prune)
            await driver.recover()
            try:
                yield App(settings, store, driver, voice, context)
            finally:
                context.closing.set()
    finally:
        await store.close()
