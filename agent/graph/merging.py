"""When a change was made from an older version: what met nothing is kept in one new version, what met another change is a choice."""

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import JsonValue

from agent.errors import Conflict
from agent.graph.desk import Desk, open_desk
from agent.schemas import paths
from agent.schemas.events import BriefRead, Drafted, FieldChange, FieldsSet, Notice
from agent.schemas.merging import Contested, MergeConflict
from agent.schemas.pins import address, covers, located, same, touches, value_at
from agent.schemas.registry import dump, parse
from agent.schemas.version import ArtifactVersion, Provenance
from agent.tools.coerce import coerce
from agent.tools.edit import Draft, inner
from agent.tools.merge import ABSENT, merge
from agent.tools.origins import followed, merged_origins
from agent.tools.pins import with_pins

Content = dict[str, Any]
TRIES = 5
"""How often a save is merged and tried again when somebody else was faster."""


@dataclass
class Merging:
    """What a merge did to the desk."""

    reason: str
    changes: list[FieldChange] = field(default_factory=list)
    conflict: MergeConflict | None = None


@dataclass(frozen=True)
class _History:
    """The content of a base version, and every version made after it, oldest first."""

    base: Content
    later: list[ArtifactVersion]

    def contested(self, path: str, theirs: Any, mine: Any) -> Contested:
        """A value both sides changed, with the version that changed it last."""
        made = self._maker(path)
        plain = [None if value is ABSENT else value for value in (value_at(self.base, path), theirs, mine)]
        place = located(self.later[-1].content, path) or path
        return Contested(path=place, base=plain[0], theirs=plain[1], by=made.author, reason=made.reason, version=made.number, mine=plain[2])

    def _maker(self, path: str) -> ArtifactVersion:
        before = self.base
        maker = self.later[-1]
        for version in self.later:
            if not same(value_at(before, path), value_at(version.content, path)):
                maker = version
            before = version.content
        return maker


async def _history(desk: Desk, base: int) -> _History:
    store, stage = desk.context.store, desk.stage.id
    first: Content = dict((await store.version(desk.campaign_id, stage, base)).content) if base else {}
    later = [version for version in await store.versions(desk.campaign_id, stage) if version.number > base]
    return _History(dump(parse(stage, first)), later)


async def merge_form(desk: Desk, values: dict[str, JsonValue], base: int, origin: Provenance) -> Merging:
    """Put a form that was filled from version `base` (0: before the first) into the newest. Raises NotFound, Invalid; then nothing changed."""
    history = await _history(desk, base)
    mine = _with(desk, history.base, values)
    meant = {path: address(mine, path) for path in values if not same(value_at(history.base, path), value_at(mine, path))}
    clashes = [paths.join(desk.stage.id, *clash.place) for clash in merge(history.base, desk.draft.content, mine).clashes]
    contested = [path for path, place in meant.items() if any(touches(place, clash) for clash in clashes)]
    free = {path: place for path, place in meant.items() if path not in contested}
    before = desk.draft
    _take(desk, merge(history.base, before.content, _with(desk, history.base, {path: values[path] for path in free})).value)
    done = Merging(reason=_reason("form", base, desk.version))
    for place in free.values():
        path = located(desk.draft.content, place) or place
        desk.origin(origin, path)
        if not same(value_at(before.content, place), desk.draft.value(path)):
            done.changes.append(FieldChange(path=path, before=value_at(before.content, place), after=desk.draft.value(path)))
    if contested:
        rows = [history.contested(meant[path], value_at(before.content, meant[path]), value_at(mine, path)) for path in contested]
        done.conflict = MergeConflict(stage=desk.stage.id, base=base, version=desk.number, contested=rows, merged=[change.path for change in done.changes])
    return done


def _with(desk: Desk, base: Content, values: dict[str, JsonValue]) -> Content:
    for path, value in values.items():
        base = paths.put(base, inner(path), coerce(desk.stage.id, path, value))
    return dump(parse(desk.stage.id, base))


def _take(desk: Desk, content: Content) -> None:
    """Put merged content on the desk; origins follow entries that moved."""
    valid = dump(parse(desk.stage.id, content))
    desk.draft = Draft(desk.stage.id, valid, followed(desk.draft.provenance, desk.draft.content, valid))


def _reason(reason: str, base: int, theirs: ArtifactVersion | None) -> str:
    return f"{reason} from v{base}, merged with v{theirs.number} ({theirs.reason})" if theirs else reason


async def save_merged(desk: Desk, *, author: str, reason: str, idem: str) -> list[Notice]:
    """Save what is on the desk on top of versions somebody else made meanwhile. Raises Conflict when others are faster again and again."""
    for attempt in range(TRIES):
        newest = await open_desk(desk.context, desk.campaign_id, desk.stage.id)
        notices = await _joined(desk, newest)
        try:
            await newest.save(author=author, reason=_reason(reason, desk.number, newest.version), idem=idem)
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        desk.version, desk.draft, desk.lineage, desk.pins = newest.version, newest.draft, newest.lineage, newest.pins
        desk.hold()
        return notices
    raise AssertionError("the loop returns or raises")


async def _joined(desk: Desk, newest: Desk) -> list[Notice]:
    """Bring the work of a desk into the newest version; what was pinned meanwhile stays."""
    history = await _history(desk, desk.number)
    theirs, mine = newest.draft, desk.draft
    merged = merge(history.base, theirs.content, mine.content)
    _take(newest, merged.value)
    first = Draft(desk.stage.id, history.base, dict(desk.version.provenance) if desk.version else {})
    newest.draft = replace(newest.draft, provenance=merged_origins(first, theirs, mine, newest.draft.content))
    newest.lineage |= {name: refs for name, refs in desk.lineage.items() if desk.version is None or desk.version.lineage.get(name) != refs}
    newest.draft = with_pins(newest.draft, theirs, tuple(pin for pin in newest.pins if pin not in desk.pins))
    newest.hold()
    clashes = [(paths.join(desk.stage.id, *clash.place), clash) for clash in merged.clashes]
    rows = [history.contested(path, clash.theirs, clash.mine) for path, clash in clashes if not any(covers(top, path) for top in desk.stage.derived)]
    return [MergeConflict(stage=desk.stage.id, base=desk.number, version=newest.number, contested=rows)] if rows else []


def numbered(notices: list[Notice], number: int) -> list[Notice]:
    """Notices that name the version about to be made, with the number it got."""
    return [notice.model_copy(update={"version": number}) if isinstance(notice, Drafted | FieldsSet | BriefRead) else notice for notice in notices]
