"""Comments at work: made, answered, listed, resolved; and requests for changes on their way to who redrafts."""

from collections.abc import Iterable

from agent.errors import Invalid, NotOffered, NotPermitted
from agent.graph.desk import Desk
from agent.schemas.comments import Comment, Commented, CommentsListed, NewComment, RequestsAnswered, is_settled
from agent.schemas.events import Offer
from agent.schemas.pins import address, located
from agent.schemas.quality import Check
from agent.schemas.stages import ArtifactStage
from agent.schemas.version import Actor, ArtifactVersion
from agent.store import Store
from agent.tools.comments import MakeComment
from agent.tools.edit import inner, stage_of


def require_team(actor: Actor) -> None:
    """Raises NotPermitted for a client: comments are internal."""
    if actor.role == "client":
        raise NotPermitted("Comments are for the agency's own team. Nothing was changed.")


async def comment(desk: Desk, given: MakeComment, actor: Actor, *, idem: str) -> Commented:
    """Keep a comment on the newest version. Raises NotOffered without a version, Invalid for a field that is not there."""
    store = desk.context.store
    stage = stage_of(given.path) if given.path else given.stage or desk.stage.id
    version = await store.latest(desk.campaign_id, stage)
    if version is None:
        raise NotOffered(f"{stage.capitalize()} has no version to comment on. Nothing was changed.")
    new = NewComment(stage=stage, version=version.number, path=_field(version, given.path), text=given.text, by=actor.email, role=actor.role, answers=given.answers)
    kept = await store.comment(desk.campaign_id, new, idem=idem)
    return Commented(how="answered" if kept.answers else "made", comment=kept)


def _field(version: ArtifactVersion, path: str | None) -> str | None:
    if path is None:
        return None
    stage_of(path)
    inner(path)
    if located(version.content, path) is None:
        raise Invalid(f"There is no {path} in {version.stage.capitalize()} v{version.number}. Nothing was changed.")
    return address(version.content, path)


async def listed(store: Store, campaign_id: str, stage: ArtifactStage) -> CommentsListed:
    """The open threads of a stage with their answers."""
    every = await store.comments(campaign_id, stage)
    open_ = {thread.id for thread in every if thread.answers is None and thread.resolved_at is None}
    return CommentsListed(stage=stage, comments=[found for found in every if (found.answers or found.id) in open_])


def fields_of(version: ArtifactVersion, given: object) -> list[str | None]:
    """The fields a request for changes names, as addresses; one null for the whole version. Raises Invalid."""
    if given is None or given == []:
        return [None]
    if not isinstance(given, list) or not all(isinstance(path, str) and path.split(".")[0] == version.stage for path in given):
        raise Invalid(f"`fields` is a list of paths of {version.stage.capitalize()}. Nothing was decided.")
    return [_field(version, str(path)) for path in dict.fromkeys(given)]


async def request_changes(store: Store, version: ArtifactVersion, fields: list[str | None], actor: Actor, *, text: str, idem: str) -> None:
    """Open a thread for each field of a request for changes; safe to repeat."""
    for path in fields:
        new = NewComment(stage=version.stage, version=version.number, path=path, kind="change_request", text=text[:4_000], by=actor.email, role=actor.role)
        await store.comment(version.campaign_id, new, idem=f"{idem}:{path or 'all'}")


async def requested(desk: Desk) -> list[Check]:
    """Requests for changes as findings for who redrafts, at the present paths of their fields: open ones, and those the newest version
    has just answered, so that a further draft of it (a repair) does not put back what was sent back."""
    every = await desk.context.store.comments(desk.campaign_id, desk.stage.id)
    waiting = [c for c in every if c.kind == "change_request" and c.answers is None and (c.resolved_at is None or c.resolved_version == desk.number)]
    return [finding for request in waiting for finding in _findings(desk, request)]


def _findings(desk: Desk, request: Comment) -> Iterable[Check]:
    top = located(desk.draft.content, request.path) or request.path if request.path else None
    for path in [top] if top else [f"{desk.stage.id}.{section.id}" for section in desk.stage.sections if section.draft]:
        message = f"{request.by} asked for a change: {request.text}"
        yield Check.model_validate({"id": "change_requested", "kind": "model", "verdict": "fail", "severity": "MAJOR", "path": path, "message": message})


async def answered(store: Store, campaign_id: str, stage: ArtifactStage, number: int) -> list[RequestsAnswered]:
    """What the next gate says about the requests of the newest version that was returned; nothing when there is none.

    A request whose value was changed and then put back is not answered.
    """
    requests = [c for c in await store.comments(campaign_id, stage) if c.kind == "change_request" and c.answers is None and c.version < number]
    last = max((c.version for c in requests), default=0)
    shown = [c for c in requests if c.version == last or c.resolved_at is None]
    done = [c for c in shown if c.resolved_at and not await _is_back(store, campaign_id, c, number)]
    return [RequestsAnswered(stage=stage, version=number, answered=done, open=[c for c in shown if c not in done])] if shown else []


async def _is_back(store: Store, campaign_id: str, request: Comment, number: int) -> bool:
    """Whether a version says again what was sent back, although a version between them did not."""
    if request.resolved_version is None:
        return False
    returned, now = [(await store.version(campaign_id, request.stage, each)) for each in (request.version, number)]
    return returned.digest == now.digest if request.path is None else not is_settled(request.path, returned.content, now.content)


async def resolve(store: Store, campaign_id: str, stage: ArtifactStage, key: str, *, by: str) -> Commented:
    """Close a thread by its id or the beginning of it. Raises NotFound or NotOffered."""
    threads = [found.id for found in await store.comments(campaign_id, stage) if len(key) >= 6 and found.id.startswith(key)]
    return Commented(how="resolved", comment=await store.resolve_comment(campaign_id, threads[0] if len(threads) == 1 else key, by=by))


async def comment_offers(store: Store, campaign_id: str, version: ArtifactVersion | None) -> list[Offer]:
    """Commenting where there is a version; closing where a thread is open."""
    if version is None:
        return []
    offers = [Offer(action="comment", label="Comment", stage=version.stage, version=version.number)]
    if (await listed(store, campaign_id, version.stage)).comments:
        offers.append(Offer(action="resolve_comment", label="Resolve a comment", stage=version.stage, version=version.number))
    return offers
