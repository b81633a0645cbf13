"""Figures of speed and size, with the floor measured in the same run: `make bench`.

Prints one line per figure: what, the value, the target, the floor (the bare library doing the same work) and the ratio.
"""

import asyncio
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from agent.config import Settings
from agent.play.player import play
from agent.schemas import paths
from agent.schemas.events import Outcome, Say, SetFields
from agent.schemas.version import Actor
from agent.wiring import App, open_app
from tests.bench.freshness import one_pass

TESTS = Path(__file__).parent.parent
MAYA = Actor(email="maya@agency.example", name="Maya", role="operator")
TURNS = 500


def say(what: str, value: str, target: str = "", floor: str = "") -> None:
    sys.stdout.write(f"{what:58} {value:>16}  {target:18} {floor}\n")
    sys.stdout.flush()


async def scripts() -> None:
    """The Northlight script, all files included."""
    for name in ("northlight", "haldane"):
        played = await play(TESTS / "conversations" / f"{name}.yaml")
        say(f"play {name}, all files included", f"{played.seconds:.2f} s" if played.passed else "FAILED", "under 10 s")


def bare_writes(path: Path) -> float:
    """Milliseconds of one durable transaction of the bare database, at the median."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (a TEXT)")
    taken = []
    for number in range(100):
        started = time.perf_counter()
        connection.execute("INSERT INTO t VALUES (?)", (f"{number}" * 2_000,))
        connection.commit()
        taken.append((time.perf_counter() - started) * 1_000)
    connection.close()
    return statistics.median(taken)


async def turns(app: App, folder: Path) -> None:
    """Five hundred form saves in one campaign: no model call, one version each."""
    await app.store.keep_thread("bench", owner=MAYA.email, name="bench")
    await app.driver.submit("bench", Say(id="b0", text="New campaign: Bench for Quay Studio"), MAYA)
    taken = []
    for number in range(TURNS):
        event = SetFields(id=f"b{number + 1}", values={"intake.tone_voice": f"Plain, number {number}"})
        started = time.perf_counter()
        outcome: Outcome = await app.driver.submit("bench", event, MAYA)
        taken.append((time.perf_counter() - started) * 1_000)
        assert outcome.error is None
    floor = bare_writes(folder / "floor.db")
    first, last = statistics.median(taken[:100]), statistics.median(taken[-100:])
    median = statistics.median(taken)
    say("turn without a model call, median of 500", f"{median:.1f} ms", "under 60 ms", f"one bare commit {floor:.2f} ms, ratio {median / floor:.0f}")
    say("the same, 95th percentile", f"{statistics.quantiles(taken, n=20)[-1]:.1f} ms")
    say("last hundred turns against the first hundred", f"{last / first:.2f}", "about 1")
    checkpoints = (folder / "checkpoints.db").stat().st_size / 2**20
    say("checkpoints after 500 turns", f"{checkpoints:.2f} MiB", "does not grow")


def overlap() -> None:
    """Word 5-grams the two drafted campaigns share."""
    from agent.stages import STAGES
    from tests.stages.helpers import drafted, intake_from_brief, sources

    texts: dict[str, str] = {}
    for name in ("northlight", "haldane"):
        upstream = {"intake": intake_from_brief(name)}
        for stage in STAGES[1:]:
            upstream[stage.id] = drafted(stage, sources(**upstream))
        leaves = [value for stage in list(upstream)[1:] for _, value in paths.leaves(upstream[stage]) if isinstance(value, str)]
        texts[name] = "\n".join(text for text in leaves if len(text.split()) > 4)
    ours, theirs = (_grams(text) for text in texts.values())
    say("5-grams shared by the two drafted campaigns", f"{100 * len(ours & theirs) / min(len(ours), len(theirs)):.1f} %", "under 25 %")


def _grams(text: str) -> set[tuple[str, ...]]:
    grams: set[tuple[str, ...]] = set()
    for line in text.splitlines():
        words = re.findall(r"\w+", line.casefold())
        grams |= {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    return grams


def comparison() -> float:
    """Milliseconds to compare two versions of a hundred assets, a third of them rewritten, words included; the median of five."""
    from agent.tools.redline import compare, segments
    from tests.stages.helpers import reference

    content = reference("northlight", "creatives")
    pool = content["assets"]
    assets = [{**pool[place % len(pool)], "id": f"a-{place}"} for place in range(100)]
    rewritten = [{**asset, "body": f"{asset['body']} Ready in {place} days.", "hook": f"{asset['hook']} Today."} if place % 3 == 0 else asset for place, asset in enumerate(assets)]
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        found = compare("creatives", {**content, "assets": assets}, {**content, "assets": [rewritten[-1], *rewritten[:-1]]})
        for one in found.differences:
            if isinstance(one.before, str) and isinstance(one.after, str):
                segments(one.before, one.after)
        taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)


async def main() -> None:
    overlap()
    say("comparing two versions of 100 assets", f"{comparison():.1f} ms", "under 200 ms")
    say("what is out of date, 100 assets and 1,000 posts", f"{one_pass():.1f} ms", "under 100 ms")
    with tempfile.TemporaryDirectory() as folder:
        async with open_app(Settings(data_dir=Path(folder)), clock=lambda: datetime.now(UTC)) as app:
            await turns(app, Path(folder))
    await scripts()


if __name__ == "__main__":
    asyncio.run(main())
