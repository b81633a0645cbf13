"""Pins at work: pinning and releasing, what a redraft leaves alone, what is offered and answered."""

from agent.errors import NotOffered
from agent.graph.context import Context
from agent.graph.desk import Desk
from agent.graph.reading import Reading
from agent.schemas.events import Notice, Offer
from agent.schemas.pins import Address, Pinned, PinnedValue, address, altered, covers, located, moved, value_at
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import ArtifactVersion
from agent.tools.edit import Draft, stage_of
from agent.tools.pins import PinValue, UnpinValue, is_pinned, paths_of, pinnable


async def pin(desk: Desk, given: PinValue, *, by: str) -> Pinned:
    """Pin what is named. Raises Invalid when it does not exist, is empty or cannot be pinned; then nothing changed."""
    store, meant = desk.context.store, paths_of(given, desk.stage.id)
    draft = await _draft_of(desk, stage_of(meant[0]))
    computed = desk.context.stages[draft.stage].computed
    if len(meant) > 1:
        meant = [path for path in meant if draft.value(path) and path not in computed] or meant[:1]
    found = [pinnable(draft, path, computed) for path in meant]
    added = await store.pin(desk.campaign_id, found, by=by)
    if draft.stage == desk.stage.id:
        desk.pins = tuple(dict.fromkeys([*desk.pins, *added]))
    return Pinned(how="pinned" if added else "already", paths=[str(located(draft.content, path)) for path in found])


async def unpin(desk: Desk, given: UnpinValue, *, by: str) -> Pinned:
    """Release what is named and what is pinned inside it. Raises NotOffered when nothing there is pinned."""
    store, meant = desk.context.store, paths_of(given, desk.stage.id)
    draft = await _draft_of(desk, stage_of(meant[0]))
    wanted = [address(draft.content, path) for path in meant]
    known = [item.path for item in await store.pins(desk.campaign_id)]
    found = [path for path in known if any(covers(top, path) for top in wanted)]
    if not found:
        raise NotOffered(_not_pinned(meant[0], [path for path in known if covers(path, wanted[0])]))
    await store.unpin(desk.campaign_id, found, by=by)
    desk.pins = tuple(path for path in desk.pins if path not in found)
    return Pinned(how="unpinned", paths=[located(draft.content, path) or path for path in found])


async def follow_entries(desk: Desk, *, by: str) -> list[Notice]:
    """After a person's edit was saved: pins follow entries that moved in their list; the pin of an entry that was taken out is released, and said."""
    now = {path: moved(path, desk.opened.content, desk.held.content) for path in desk.pins if path in desk.opened_pins}
    if all(path == new for path, new in now.items()):
        return []
    kept = {new for new in now.values() if new}
    await desk.context.store.pin(desk.campaign_id, sorted(kept - now.keys()), by=by)
    await desk.context.store.unpin(desk.campaign_id, sorted(now.keys() - kept), by=by)
    gone = [path for path, new in now.items() if new is None]
    return [Pinned(how="unpinned", paths=gone)] if gone else []


def _not_pinned(path: str, above: list[Address]) -> str:
    if above:
        return f"{path} is pinned as a part of {above[0]}. Nothing was changed; unpin {above[0]} to let all of it be redrafted."
    return f"{path} is not pinned. Nothing was changed; ask 'what is pinned?' to see what is."


async def _draft_of(desk: Desk, stage: ArtifactStage) -> Draft:
    """The draft on this desk, or the newest version of another stage."""
    if stage == desk.stage.id:
        return desk.draft
    version = await desk.context.store.latest(desk.campaign_id, stage)
    return Draft(stage, dump(parse(stage, version.content if version else {})), dict(version.provenance) if version else {})


def unpinned_sections(desk: Desk, wanted: list[str]) -> list[str]:
    """The wanted sections that may be redrafted. Raises NotOffered when every one is pinned."""
    free = [name for name in wanted if not is_pinned(f"{desk.stage.id}.{name}", desk.pins)]
    if not free:
        titles = ", ".join(desk.stage.section(name).title for name in wanted)
        raise NotOffered(f"{titles} {'is' if len(wanted) == 1 else 'are'} pinned and stays as it is. Nothing was changed; unpin it to have it drafted again.")
    return free


def refuse_pinned(desk: Desk, path: str) -> None:
    """Raises NotOffered when a proposed value would change what is pinned."""
    place = address(desk.draft.content, path)
    if any(covers(pin, place) or covers(place, pin) for pin in desk.pins):
        raise NotOffered(f"{path} is pinned, so the fix was not put in. Nothing was changed; unpin it, or set the value yourself.")


def leave_pinned(desk: Desk, reading: Reading) -> None:
    """A brief does not change what is pinned: such values are kept, and named."""
    changed = altered(desk.held.content, desk.draft.content, desk.pins)
    desk.keep_pins()
    kept = [path for path in reading.filled if is_pinned(address(desk.draft.content, path), tuple(changed))]
    reading.filled = [path for path in reading.filled if path not in kept]
    reading.kept += kept


async def pinned_now(context: Context, campaign_id: str) -> list[PinnedValue]:
    """Everything that is pinned, as it stands now."""
    found: dict[str, dict[str, object]] = {}
    values = []
    for item in await context.store.pins(campaign_id):
        stage = stage_of(item.path)
        if stage not in found:
            version = await context.store.latest(campaign_id, stage)
            found[stage] = version.content if version else {}
        path = located(found[stage], item.path) or item.path
        values.append(PinnedValue(path=path, value=value_at(found[stage], item.path), by=item.by))
    return values


async def pin_offers(context: Context, campaign_id: str, version: ArtifactVersion | None) -> list[Offer]:
    """Pinning where the stage has a version; releasing where something of it is pinned."""
    if version is None:
        return []
    offers = [Offer(action="pin", label="Pin a part", stage=version.stage, version=version.number)]
    if any(item.path.startswith(f"{version.stage}.") for item in await context.store.pins(campaign_id)):
        offers.append(Offer(action="unpin", label="Unpin a part", stage=version.stage, version=version.number))
    return offers
