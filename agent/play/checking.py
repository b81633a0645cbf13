"""What a script expects, compared with what is there. A failure says what was wanted and what was found."""

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agent.exports.package import verify_package
from agent.play.script import Expect
from agent.play.stage import Scene
from agent.schemas import paths
from agent.schemas.events import Outcome, Position
from agent.schemas.stages import ArtifactStage
from agent.tools.edit import inner, origin_of, stage_of


@dataclass
class Seen:
    """What there is to compare with."""

    scene: Scene
    position: Position
    outcome: Outcome | None
    calls: int

    @property
    def said(self) -> str:
        """The replies of the last step."""
        return "\n\n".join(reply.text for reply in self.outcome.replies) if self.outcome else ""


async def failures(expect: Expect, seen: Seen) -> list[str]:
    """Every expectation that does not hold, one line each; an empty list means all hold."""
    found: list[str] = []
    for name, check in _CHECKS.items():
        wanted = getattr(expect, name)
        if wanted is not None:
            found += await check(wanted, seen)
    return found


def _differs(name: str, wanted: Any, found: Any) -> list[str]:
    return [] if plain(wanted) == plain(found) else [f"{name}: wanted {_shown(wanted)}, found {_shown(found)}"]


def plain(value: Any) -> Any:
    """Dates as text, whole floats as integers: what YAML and JSON write differently for the same value."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def _shown(value: Any) -> str:
    text = json.dumps(plain(value), ensure_ascii=False, default=str)
    return text if len(text) <= 400 else text[:399] + "…"


async def _stage(wanted: str, seen: Seen) -> list[str]:
    return _differs("stage", wanted, seen.position.stage)


async def _campaign(wanted: str, seen: Seen) -> list[str]:
    return _differs("campaign", wanted, seen.position.campaign)


async def _status(wanted: dict[str, str], seen: Seen) -> list[str]:
    statuses: dict[str, str] = dict(seen.position.statuses)
    if "campaign" in wanted and seen.position.campaign_id:
        statuses["campaign"] = (await seen.scene.app.store.campaign(seen.position.campaign_id)).campaign.status
    return [line for name, status in wanted.items() for line in _differs(f"status of {name}", status, statuses.get(name))]


def _offered_now(seen: Seen) -> set[str]:
    return {offer.action for offer in seen.position.offers if offer.enabled}


async def _offered(wanted: list[str], seen: Seen) -> list[str]:
    missing = sorted(set(wanted) - _offered_now(seen))
    return [f"offered: wanted {missing}, found {sorted(_offered_now(seen))}"] if missing else []


async def _not_offered(wanted: list[str], seen: Seen) -> list[str]:
    present = sorted(set(wanted) & _offered_now(seen))
    return [f"not_offered: {present} is offered"] if present else []


def _texts(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


async def _reply(wanted: str | list[str], seen: Seen) -> list[str]:
    return [f"reply: wanted {text!r}, found {seen.said!r}" for text in _texts(wanted) if text.casefold() not in seen.said.casefold()]


async def _reply_matches(wanted: str, seen: Seen) -> list[str]:
    return [] if re.search(wanted, seen.said, re.I | re.S) else [f"reply~: wanted {wanted!r}, found {seen.said!r}"]


async def _not_reply(wanted: str | list[str], seen: Seen) -> list[str]:
    return [f"not_reply: {text!r} is in {seen.said!r}" for text in _texts(wanted) if text.casefold() in seen.said.casefold()]


async def _blocked_by(wanted: list[str], seen: Seen) -> list[str]:
    found = seen.outcome.blocked_by if seen.outcome else []
    return [] if set(wanted) == set(found) else [f"blocked_by: wanted {wanted}, found {found}"]


async def _error(wanted: str, seen: Seen) -> list[str]:
    found = (seen.outcome.error if seen.outcome else None) or ""
    return [] if found and wanted.casefold() in found.casefold() else [f"error: wanted {wanted!r}, found {found!r}"]


async def _error_matches(wanted: str, seen: Seen) -> list[str]:
    found = (seen.outcome.error if seen.outcome else None) or ""
    return [] if found and re.search(wanted, found, re.I | re.S) else [f"error~: wanted {wanted!r}, found {found!r}"]


async def _field(wanted: dict[str, Any], seen: Seen) -> list[str]:
    found: list[str] = []
    for given, value in wanted.items():
        mark = given[-1] if given[-1] in "~#" else ""
        path = given.removesuffix(mark)
        there = await value_at(seen, path)
        if mark == "~":
            text = there if isinstance(there, str) else json.dumps(plain(there), ensure_ascii=False)
            found += [] if re.search(str(value), text, re.I | re.S) else [f"{path}: wanted a match of {value!r}, found {_shown(there)}"]
        elif mark == "#":
            found += _differs(f"number of {path}", value, len(there) if isinstance(there, list | dict | str) else 0)
        else:
            found += _differs(path, value, there)
    return found


async def value_at(seen: Seen, path: str) -> Any:
    """The present value at a full dotted path, of the newest version; None when there is none."""
    if seen.position.campaign_id is None:
        return None
    store = seen.scene.app.store
    if path.startswith("campaign."):
        content: Any = (await store.campaign(seen.position.campaign_id)).campaign.model_dump(mode="json")
        rest = path.removeprefix("campaign.")
    else:
        version = await store.latest(seen.position.campaign_id, stage_of(path))
        content, rest = (version.content if version else {}), inner(path)
    try:
        return paths.get(content, rest)
    except KeyError:
        return None


async def _provenance(wanted: dict[str, str], seen: Seen) -> list[str]:
    found: list[str] = []
    for path, source in wanted.items():
        version = await seen.scene.app.store.latest(_campaign_id(seen), stage_of(path))
        known = origin_of(version.provenance, path) if version else None
        found += _differs(f"provenance of {path}", source, known.source if known else None)
    return found


def _campaign_id(seen: Seen) -> str:
    return seen.position.campaign_id or ""


async def _stale(wanted: dict[str, list[str]], seen: Seen) -> list[str]:
    found: list[str] = []
    for stage, sections in wanted.items():
        name: ArtifactStage = stage_of(f"{stage}.x")
        marked = set(await seen.scene.app.store.stale_sections(_campaign_id(seen), name))
        tops = {section.split(".")[0].split("[")[0] for section in sections}
        if tops != marked:
            found.append(f"stale in {stage}: wanted {sorted(tops)}, found {sorted(marked)}")
    return found


async def _version(wanted: dict[str, int], seen: Seen) -> list[str]:
    return [line for name, number in wanted.items() for line in _differs(f"version of {name}", number, seen.position.versions.get(name, 0))]


async def _qc(wanted: dict[str, Any], seen: Seen) -> list[str]:
    stage = stage_of(f"{wanted.get('stage', seen.position.stage)}.x")
    version = await seen.scene.app.store.latest(_campaign_id(seen), stage)
    result = await seen.scene.app.store.qc(_campaign_id(seen), stage, version.number) if version else None
    if result is None:
        return [f"qc: {stage} has not been checked"]
    failed = {check.id for check in result.checks if check.verdict == "fail"}
    passed = {check.id for check in result.checks if check.verdict == "pass"} - failed
    found = _differs(f"qc status of {stage}", wanted["status"], result.status) if "status" in wanted else []
    found += _differs(f"qc score of {stage}", wanted["score"], result.score) if "score" in wanted else []
    for name, ids in (("fails", failed), ("passes", passed)):
        missing = sorted(set(wanted.get(name) or []) - ids)
        found += [f"qc {name} of {stage}: wanted {missing}, found {sorted(ids)}"] if missing else []
    return found


async def _posts_now(seen: Seen) -> list[dict[str, Any]]:
    posts = await value_at(seen, "execution.calendar.posts")
    return list(posts or [])


async def _posts(wanted: int, seen: Seen) -> list[str]:
    return _differs("posts", wanted, len(await _posts_now(seen)))


async def _posts_by(wanted: dict[str, int], seen: Seen) -> list[str]:
    count = Counter(post["platform"] for post in await _posts_now(seen))
    return [line for name, number in wanted.items() for line in _differs(f"posts on {name}", number, count[name])]


async def _files(wanted: list[str], seen: Seen) -> list[str]:
    package = await seen.scene.app.store.packages(_campaign_id(seen))
    formats = package[0].formats if package else []
    missing = sorted(set(wanted) - set(formats))
    return [f"files: wanted {missing}, found {formats}"] if missing else []


async def _package(wanted: str, seen: Seen) -> list[str]:
    store = seen.scene.app.store
    packages = await store.packages(_campaign_id(seen))
    if not packages:
        return ["package: none was made"]
    return [f"package: {problem}" for problem in verify_package(await store.read_file(packages[0].file.id))]


async def _ledger(wanted: str | int, seen: Seen) -> list[str]:
    store = seen.scene.app.store
    if wanted == "ok":
        return [f"ledger: {problem}" for problem in await store.verify_ledger()]
    return _differs("ledger entries", wanted, (await store.ledger_head())[1])


async def _calls(wanted: int, seen: Seen) -> list[str]:
    return _differs("calls", wanted, seen.calls)


async def _unused(wanted: int, seen: Seen) -> list[str]:
    left = seen.scene.server.unused if seen.scene.server else []
    return _differs("unused", wanted, len(left)) + ([f"unused: {', '.join(left)}"] if len(left) > wanted else [])


Check = Callable[[Any, Seen], Awaitable[list[str]]]
_CHECKS: dict[str, Check] = {
    "stage": _stage, "campaign": _campaign, "status": _status, "offered": _offered, "not_offered": _not_offered, "reply": _reply, "reply_matches": _reply_matches,
    "not_reply": _not_reply, "blocked_by": _blocked_by, "error": _error, "error_matches": _error_matches, "field": _field, "provenance": _provenance, "stale": _stale,
    "version": _version, "qc": _qc, "posts": _posts, "posts_by": _posts_by, "files": _files, "package": _package, "ledger": _ledger, "calls": _calls, "unused": _unused,
}  # fmt: skip


def checked_keys() -> Iterator[str]:
    """The keys of `expect` that are checked; all of the format's."""
    yield from _CHECKS
