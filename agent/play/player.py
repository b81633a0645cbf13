"""Playing scripts: step by step, with what was said, what was wanted and what was found."""

import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.errors import AicmoError, Invalid
from agent.play.checking import Seen, failures, plain
from agent.play.script import Script, Step, load
from agent.play.stage import Scene
from agent.schemas.events import Click, Event, Outcome, Reply, Say, SetFields, Upload
from agent.schemas.stages import ARTIFACT_STAGES
from agent.schemas.version import Actor

Decision = ("approve", "request_changes", "override")
"""Clicks whose refusal comes from the store, which says why."""


@dataclass
class Played:
    """What happened in one script."""

    path: str
    name: str
    problems: list[str] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every step and expectation held."""
        return not self.problems


def scripts_in(given: list[Path]) -> list[Path]:
    """The scripts named, and those in the folders named, in order."""
    found: list[Path] = []
    for path in given:
        found += sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")]) if path.is_dir() else [path]
    return found


async def play(path: Path, *, data: Path | None = None, verbose: bool = False) -> Played:
    """Play one script on a fresh temporary data directory, or on `data`."""
    started = time.monotonic()
    played = Played(str(path), path.name)
    try:
        script = load(path)
    except Invalid as error:
        played.problems = str(error).splitlines()
        return played
    played.name = script.name
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aicmo-play-")))
        await Player(script, path, folder, played, verbose).run()
    played.seconds = time.monotonic() - started
    return played


class Player:
    """Plays one script."""

    def __init__(self, script: Script, path: Path, data: Path, played: Played, verbose: bool) -> None:
        now = script.clock or datetime.now(UTC)
        self._script, self._path, self._played, self._verbose = script, path, played, verbose
        self._scene = Scene(data, lambda: now, workspace=script.workspace.model_copy(update={"four_eyes": script.four_eyes or script.workspace.four_eyes}), kind=script.model)
        self._outcome: Outcome | None = None
        self._refused: str | None = None
        self._kill: str | None = None
        self._calls = 0
        self._thread = "play"
        self._count = 0

    async def run(self) -> None:
        """Play every step; stop at the first that fails."""
        await self._scene.open()
        try:
            self._thread = f"play-{(await self._scene.app.store.ledger_head())[1]}"
            await self._scene.app.store.keep_thread(self._thread, owner=self._script.as_, name=self._script.name)
            for number, step in enumerate(self._script.steps, start=1):
                problems = await self._step(number, step)
                if problems:
                    self._played.problems += [f"{self._path}: step {number} ({_title(step)}): {problem}" for problem in problems]
                    break
            if self._refused and not self._played.problems:
                self._played.problems.append(f"{self._path}: the last step was refused: {self._refused}")
            await self._keep_artifacts()
        finally:
            await self._scene.close()

    async def _step(self, number: int, step: Step) -> list[str]:
        if self._refused and not (step.expect and step.expect.awaits_an_error and not step.acts):
            return [f"the step before was refused: {self._refused}"]
        self._refused = None
        if step.kill is not None:
            self._kill = step.kill
        elif step.restart:
            await self._scene.restart()
        elif step.model is not None:
            if self._scene.server is None:
                return ["a scripted answer needs `model: scripted`"]
            self._scene.server.queue(step.model)
        elif step.acts:
            try:
                self._outcome = await self._act(step)
            except AicmoError as error:
                self._outcome = await self._error(str(error))
            if self._outcome.error and not (step.expect and step.expect.awaits_an_error):
                self._refused = self._outcome.error
        self._note(number, step)
        return await self._expectations(step) if step.expect else []

    async def _expectations(self, step: Step) -> list[str]:
        assert step.expect is not None
        position = await self._scene.app.driver.position(self._thread)
        calls = self._scene.calls - self._calls
        if step.expect.calls is not None:
            self._calls = self._scene.calls
        return await failures(step.expect, Seen(self._scene, position, self._outcome, calls))

    async def _act(self, step: Step) -> Outcome:
        self._count += 1
        actor = self._actor(step.as_ or self._script.as_)
        event = await self._event(step, f"{self._thread}:{self._count}", actor)
        if isinstance(event, Click) and (refusal := await self._not_offered(event)):
            return await self._error(refusal)
        if self._kill is not None:
            point, self._kill = self._kill, None
            outcome, reached = await self._scene.submit_and_kill(self._thread, event, actor, point)
            self._played.steps.append({"kill": point, "reached": reached})
            return outcome
        return await self._scene.submit(self._thread, event, actor)

    async def _error(self, message: str) -> Outcome:
        reply = Reply(id="", text=message, error=True)
        return Outcome(replies=[reply], position=await self._scene.app.driver.position(self._thread), error=message)

    def _actor(self, email: str) -> Actor:
        return Actor(email=email, name=email.split("@")[0].capitalize(), role=self._script.users.get(email, "operator"))

    async def _event(self, step: Step, key: str, actor: Actor) -> Event:
        if step.say is not None:
            return Say(id=key, text=step.say)
        if step.upload is not None:
            names = [step.upload] if isinstance(step.upload, str) else step.upload
            return Upload(id=key, files=[await self._file(name, actor) for name in names], text=str(step.with_.get("text", "")))
        if step.set_ is not None:
            return SetFields(id=key, values=plain(step.set_), base=step.with_.get("base"))
        args = dict(step.with_)
        return Click.model_validate({"id": key, "action": step.click, "stage": args.pop("stage", None), "version": args.pop("version", None), "args": args})

    async def _file(self, name: str, actor: Actor) -> str:
        path = (self._path.parent / name).resolve()
        if not path.is_file():
            raise Invalid(f"There is no file {name} beside the script.")
        position = await self._scene.app.driver.position(self._thread)
        kept = await self._scene.app.store.save_file(path.name, "application/octet-stream", path.read_bytes(), by=actor.email, campaign_id=position.campaign_id)
        return kept.id

    async def _not_offered(self, event: Click) -> str | None:
        """Why an action cannot be clicked now; None when it can. Decisions go on, so that the store says why it refuses them."""
        if event.action in Decision:
            return None
        position = await self._scene.app.driver.position(self._thread)
        offers = [offer for offer in position.offers if offer.action == event.action]
        elsewhere = event.stage is not None and event.stage != position.stage
        if not offers and not elsewhere:
            return f"'{event.action}' is not offered now. Offered: {', '.join(sorted({o.action for o in position.offers if o.enabled}))}. Nothing was changed."
        return next((f"'{event.action}' is not offered now. {offer.reason or ''}".strip() for offer in offers if not offer.enabled and not elsewhere), None)

    def _note(self, number: int, step: Step) -> None:
        replies = [reply.text for reply in self._outcome.replies] if self._outcome and step.acts else []
        self._played.steps.append({"step": number, "did": _title(step), "replies": replies, "error": self._outcome.error if self._outcome and step.acts else None})
        if self._verbose:
            _transcript(f"> {_title(step)}", *replies)

    async def _keep_artifacts(self) -> None:
        position = await self._scene.app.driver.position(self._thread)
        if position.campaign_id is None:
            return
        self._played.artifacts = {"position": position.model_dump(mode="json", exclude={"offers"})}
        for stage in ARTIFACT_STAGES:
            version = await self._scene.app.store.latest(position.campaign_id, stage)
            if version is not None:
                self._played.artifacts[stage] = version.model_dump(mode="json")


def _transcript(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n\n")


def _title(step: Step) -> str:
    for name in ("say", "upload", "click", "kill"):
        value = getattr(step, name)
        if value is not None:
            return f"{name} {str(value)[:70]}"
    return "set" if step.set_ is not None else "restart" if step.restart else "model" if step.model else "expect"
