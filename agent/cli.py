"""The command line: aicmo serve, play, demo, doctor, migrate, user, costs, verify, ledger."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import importlib
import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from agent.config import OFFLINE, Settings
from agent.errors import AicmoError, NotFound
from agent.schemas.calls import Spending

if TYPE_CHECKING:
    from agent.store import Store

Done = TypeVar("Done")
CONCURRENT = 2
"""Scripts played at the same time."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did what it says, 1 when not, 2 for a wrong call."""
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    try:
        return run(given)
    except AicmoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aicmo", description="Walk a campaign from a client's brief to an approved, traceable package.")
    parser.add_argument("--version", action="version", version=f"aicmo {version('aicmo')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the chat on this machine")
    serve.set_defaults(run=_serve)

    play = commands.add_parser("play", help="play scripted conversations", description="Play scripts or folders of scripts; exit 1 when any failed.")
    play.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    play.add_argument("--data", type=Path, help="play on this data directory instead of a fresh temporary one")
    play.add_argument("--json", type=Path, help="write every step, reply, state and artifact to this file")
    play.add_argument("--verbose", action="store_true", help="print the transcript as it goes")
    play.set_defaults(run=_play)

    demo = commands.add_parser("demo", help="play the sample campaign to a finished package")
    demo.add_argument("--data", type=Path, help="data directory; default AICMO_DATA_DIR or ./.aicmo")
    demo.set_defaults(run=_demo)

    doctor = commands.add_parser("doctor", help="tell what is configured and what is missing")
    doctor.add_argument("--model", action="store_true", help="ask every model one small question and tell what works")
    doctor.set_defaults(run=_doctor)

    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=_migrate)

    user = commands.add_parser("user", help="add a person who may sign in")
    user.add_argument("email")
    user.add_argument("--name", default="")
    user.add_argument("--role", choices=("operator", "approver", "admin"), default="operator")
    user.set_defaults(run=_user)

    costs = commands.add_parser("costs", help="tell what the models have cost")
    costs.add_argument("--campaign", metavar="NAME", help="one campaign; default: every campaign")
    costs.add_argument("--json", action="store_true", help="print JSON")
    costs.set_defaults(run=_costs)

    verify = commands.add_parser("verify", help="check a package file, or the ledger when no file is named")
    verify.add_argument("package", nargs="?", type=Path)
    verify.set_defaults(run=_verify)
    ledger = commands.add_parser("ledger", help="verify the event log, change its key, print the key others check it with")
    doing = ledger.add_subparsers(required=True, metavar="WHAT")
    check = doing.add_parser("verify", help="find an entry that was edited, deleted, moved, cut off or forged; exit 1 when there is one")
    check.add_argument("--campaign", help="the chain of this campaign only")
    check.set_defaults(run=_ledger_verify)
    doing.add_parser("rotate-key", help="write with a new key from now on; old entries stay verifiable").set_defaults(run=_ledger_rotate)
    doing.add_parser("public-key", help="print the key that a package's signature is checked with").set_defaults(run=_ledger_public_key)
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _serve(given: argparse.Namespace) -> int:
    server = importlib.import_module("agent.web.server")
    server.serve(Settings())
    return 0


def _play(given: argparse.Namespace) -> int:
    from agent.play.player import Played, play, scripts_in

    paths = scripts_in(given.paths)
    if not paths:
        sys.stderr.write(f"There is no script in {', '.join(map(str, given.paths))}.\n")
        return 2

    async def each() -> list[Played]:
        alone = given.verbose or given.data is not None
        gate = asyncio.Semaphore(1 if alone else CONCURRENT)

        async def one(path: Path) -> Played:
            async with gate:
                played = await play(path, data=given.data, verbose=given.verbose)
            _say(f"{'passed' if played.passed else 'FAILED'}  {played.seconds:5.1f} s  {played.name}  ({played.path})")
            for problem in played.problems:
                _say(f"        {problem}")
            return played

        return list(await asyncio.gather(*map(one, paths)))

    results = asyncio.run(each())
    failed = sum(not played.passed for played in results)
    _say(f"{len(results) - failed} passed, {failed} failed")
    if given.json:
        plain = [{"path": p.path, "name": p.name, "passed": p.passed, "problems": p.problems, "seconds": round(p.seconds, 2), "steps": p.steps, "artifacts": p.artifacts} for p in results]
        given.json.write_text(json.dumps(plain, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    return 1 if failed else 0


def _demo(given: argparse.Namespace) -> int:
    from agent.play.player import play

    data = given.data or Settings().data_dir
    script = Path(str(files("agent.play").joinpath("demo", "northlight.yaml")))
    played = asyncio.run(play(script, data=data))
    for problem in played.problems:
        sys.stderr.write(f"{problem}\n")
    if played.passed:
        _say(f"The sample campaign is complete in {data} ({played.seconds:.1f} s). `make run` opens it.")
    return 0 if played.passed else 1


def _doctor(given: argparse.Namespace) -> int:
    settings = Settings()
    rows = [
        ("version", version("aicmo"), True),
        ("python", sys.version.split()[0], sys.version_info >= (3, 11)),
        ("data directory", f"{settings.data_dir.absolute()} ({'writable' if _writable(settings.data_dir) else 'not writable'})", _writable(settings.data_dir)),
        ("database", settings.database.split("@")[-1], True),
        *_model_rows(settings),
        ("address", f"http://{settings.host}:{settings.port}", True),
        ("four eyes", "on" if settings.four_eyes else "off: the author of a version may approve it", True),
        ("approvals", _approvals(settings), True),
        ("free space", f"{shutil.disk_usage(_existing(settings.data_dir)).free // 2**20:,} MiB", shutil.disk_usage(_existing(settings.data_dir)).free > 200 * 2**20),
    ]
    rows += asyncio.run(_probe_rows(settings)) if given.model else []
    for name, text, good in rows:
        _say(f"{'ok  ' if good else 'MISSING'} {name}: {text}")
    return 0 if all(good for _, _, good in rows) else 1


def _model_rows(settings: Settings) -> list[tuple[str, str, bool]]:
    """Which models are asked, where, and whether a budget can be kept."""
    asked = {name for name in settings.models.values() if name != OFFLINE}
    if not asked:
        return [("model", "offline: works by rules, needs no key", True)]
    named = settings.model if len(set(settings.models.values())) == 1 else ", ".join(f"{voice}: {name}" for voice, name in settings.models.items())
    rows = [("model", f"{named} at {_server_of(settings)}", bool(settings.base_url or settings.api_key))]
    unpriced = sorted(asked - settings.model_prices.keys())
    if unpriced:
        rows.append(("prices", f"no price for {', '.join(unpriced)}, so their cost is unknown (AICMO_MODEL_PRICES)", settings.campaign_budget is None))
    if settings.campaign_budget is not None:
        rows.append(("budget", f"{settings.campaign_budget} per campaign{', which cannot be kept without prices: nothing is asked' if unpriced else ''}", not unpriced))
    return rows


async def _probe_rows(settings: Settings) -> list[tuple[str, str, bool]]:
    from agent.llm.server.probe import Calls, probe
    from agent.wiring import askers_of

    calls = Calls()
    async with askers_of(settings, calls) as askers:
        found = await probe(askers, calls)
    return [(f"{one.voice} ({one.model})", one.said, one.works) for one in found] or [("models asked", "none: the offline model works by rules", True)]


def _approvals(settings: Settings) -> str:
    roles = "; ".join(f"{stage} by {' or '.join(names)}" for stage, names in settings.approval_roles.items()) or "every member approves every stage"
    legal = f"; legal approval when {' or '.join(settings.legal_approval)}, by {', '.join(settings.legal_approvers) or 'nobody: set AICMO_LEGAL_APPROVERS'}" if settings.legal_approval else ""
    return roles + legal


def _server_of(settings: Settings) -> str:
    """Where the model is asked; what is missing when it cannot be."""
    if settings.base_url:
        return settings.base_url
    return "the provider's own address" if settings.api_key else "no address: set OPENAI_BASE_URL, or OPENAI_API_KEY for the provider's own"


def _existing(path: Path) -> Path:
    return next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.exists())


def _writable(path: Path) -> bool:
    return os.access(_existing(path), os.W_OK)


def _migrate(given: argparse.Namespace) -> int:
    async def run() -> None:
        from agent.wiring import open_app

        async with open_app(Settings()):
            pass

    asyncio.run(run())
    _say("The database is up to date.")
    return 0


def _user(given: argparse.Namespace) -> int:
    password = os.environ.get("AICMO_PASSWORD") or getpass.getpass("Password: ")

    async def run() -> None:
        from agent.wiring import open_app

        async with open_app(Settings()) as app:
            await app.store.add_user(given.email, given.name or given.email.split("@")[0], given.role, password)

    asyncio.run(run())
    _say(f"{given.email} may sign in as {given.role}.")
    return 0


def _costs(given: argparse.Namespace) -> int:
    from agent.chat.costs import as_json, table
    from agent.wiring import open_app

    async def run() -> dict[str, Spending]:
        async with open_app(Settings()) as app:
            records = await app.store.campaigns(archived=True)
            wanted = [r for r in records if given.campaign is None or r.campaign.name.casefold() == given.campaign.casefold()]
            if given.campaign is not None and not wanted:
                raise NotFound(f"There is no campaign called '{given.campaign}'.")
            named = {r.campaign.name: await app.store.spent(r.id) for r in wanted}
            return named if given.campaign else {**named, "(before a campaign was open)": await app.store.spent(None)}

    spent = asyncio.run(run())
    shown = {name: spending for name, spending in spent.items() if spending.lines}
    if given.json:
        _say(json.dumps({name: as_json(spending) for name, spending in spent.items()}, indent=1))
    elif shown:
        _say("\n\n".join(f"{name}\n{table(spending)}" for name, spending in shown.items()))
    else:
        _say("No language model has been asked. The offline model works by rules and costs nothing.")
    return 0


def _verify(given: argparse.Namespace) -> int:
    if given.package is not None:
        from agent.exports.package import verify_package

        problems = verify_package(given.package.read_bytes())
    else:

        async def run() -> list[str]:
            from agent.wiring import open_app

            async with open_app(Settings()) as app:
                return await app.store.verify_ledger()

        problems = asyncio.run(run())
    _say("\n".join(problems) if problems else "Everything is as it was recorded.")
    return 1 if problems else 0


def _with_store(work: Callable[[Store], Awaitable[Done]]) -> Done:
    """Open the product, do something with its store, close it."""

    async def run() -> Done:
        from agent.wiring import open_app

        async with open_app(Settings()) as app:
            return await work(app.store)

    return asyncio.run(run())


def _ledger_verify(given: argparse.Namespace) -> int:
    async def work(store: Store) -> tuple[list[str], int, str | None]:
        chain = None
        if given.campaign:
            found = [r.id for r in await store.campaigns(archived=True) if r.campaign.name.casefold() == given.campaign.casefold()]
            if not found:
                raise NotFound(f"There is no campaign called '{given.campaign}'.")
            chain = found[0]
        head, count = await store.ledger_head(chain)
        return await store.verify_ledger(chain), count, head

    problems, count, head = _with_store(work)
    _say("\n".join(problems) if problems else f"The ledger is whole: {count:,} entries, head {head}.")
    return 1 if problems else 0


def _ledger_rotate(given: argparse.Namespace) -> int:
    _say(f"New entries are written with key {_with_store(lambda store: store.rotate_ledger_key())}. Keep ledger_keys.json of the data directory with your backups.")
    return 0


def _ledger_public_key(given: argparse.Namespace) -> int:
    async def work(store: Store) -> str:
        return store.ledger_public_key

    _say(_with_store(work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
