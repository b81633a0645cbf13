"""What each tool does to the stage on the desk. Every change ends in the schema; nothing here approves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from agent.config import OFFLINE
from agent.errors import Invalid, NotOffered
from agent.graph.answers import answer
from agent.graph.commenting import comment, listed, requested, require_team, resolve
from agent.graph.desk import Desk
from agent.graph.drafting import Drafting
from agent.graph.history import compared, history, show_version
from agent.graph.inviting import invite, revoke
from agent.graph.merging import merge_form
from agent.graph.pinning import leave_pinned, pin, refuse_pinned, unpin, unpinned_sections
from agent.graph.reading import brief_notice, campaign_with, read_into
from agent.graph.speech import Speaker
from agent.llm.port import ReadRequest, ToolCall
from agent.quality.engine import result as summary
from agent.quality.engine import run_rules
from agent.quality.judge import judge
from agent.quality.rule import Subject
from agent.schemas import paths
from agent.schemas.base import Model
from agent.schemas.events import Answered, Confirmed, Drafted, FieldChange, FieldsSet, Notice
from agent.schemas.pins import address
from agent.schemas.quality import Check, QCResult
from agent.schemas.stages import ArtifactStage, Role, StageId
from agent.schemas.version import Actor, ArtifactVersion, Provenance
from agent.stages import rules_of
from agent.tools.catalogue import (
    AddItems,
    ApplyFix,
    Ask,
    ClearFields,
    DraftSections,
    GoTo,
    ReadBrief,
    RemoveItems,
    Reopen,
    RestoreVersion,
    SetFields,
    StillValid,
    Submit,
    Tell,
    arguments,
)
from agent.tools.catalogue import Check as RunCheck
from agent.tools.comments import ListComments, MakeComment, ResolveComment
from agent.tools.documents import text_of
from agent.tools.edit import Draft, add_items, clear, remove_items, set_values, stage_of
from agent.tools.history import CompareVersions, OpenVersion, ShowHistory
from agent.tools.inviting import InviteClient, RevokeInvitation
from agent.tools.pins import PinValue, UnpinValue, is_pinned

MAX_UPLOAD = 20 * 1024 * 1024


@dataclass
class Turn:
    """What one run has done so far at one desk."""

    desk: Desk
    actor: str
    text: str
    """The message of the event, for a brief that was pasted."""
    speaker: Speaker
    notices: list[Notice] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)
    rescued: list[str] = field(default_factory=list)
    """Sections that were finished when another one failed or the run was stopped."""
    left: list[str] = field(default_factory=list)
    """Titles of those that were not finished."""
    submit: bool = False
    check: bool = False
    role: Role = "operator"

    @property
    def who(self) -> Actor:
        """The person who acts."""
        return Actor(email=self.actor, name=self.actor, role=self.role)

    @property
    def operator(self) -> Provenance:
        """The origin of what this person typed."""
        return Provenance(source="operator", by=self.actor)

    def changed(self, changes: list[FieldChange], reason: str) -> None:
        """Note fields changed by the person."""
        if changes:
            self.reasons.append(reason)
            if not reason.startswith("restore"):
                self.desk.edited(changes)
        self.desk.hold()
        self.notices.append(FieldsSet(stage=self.desk.stage.id, version=self.desk.number + bool(changes), changes=changes))


def target_of(call: ToolCall, current: ArtifactStage) -> StageId:
    """The stage a call works on. Raises Invalid for arguments that do not fit."""
    given = arguments(call)
    if isinstance(given, GoTo):
        return given.stage
    if isinstance(given, ReadBrief):
        return "intake"
    if isinstance(given, SetFields):
        return stage_of(next(iter(given.values)))
    if isinstance(given, AddItems | RemoveItems):
        return stage_of(given.path)
    if isinstance(given, ClearFields):
        return stage_of(given.paths[0])
    if isinstance(given, Ask | Tell | StillValid | PinValue | CompareVersions | ShowHistory | OpenVersion | MakeComment | ListComments | ResolveComment | InviteClient | RevokeInvitation):
        return current
    named: StageId | None = getattr(given, "stage", None)
    return named or current


async def perform(turn: Turn, call: ToolCall) -> None:
    """Do one call at the desk. Raises AicmoError; then the call changed nothing."""
    given = arguments(call)
    await _ACTS[type(given)](turn, given)


async def _set_fields(turn: Turn, given: Any) -> None:
    if given.base is not None and given.base != turn.desk.number:
        await _set_merged(turn, given)
        return
    turn.desk.draft, changes = set_values(turn.desk.draft, given.values, turn.operator)
    turn.changed(changes, "form")


async def _set_merged(turn: Turn, given: SetFields) -> None:
    """A form from another version than the newest: keep both changes, ask where they meet."""
    done = await merge_form(turn.desk, given.values, given.base or 0, turn.operator)
    if done.changes or done.conflict is None:
        turn.changed(done.changes, done.reason)
    if done.conflict is not None:
        turn.notices.append(done.conflict)


async def _add_items(turn: Turn, given: Any) -> None:
    turn.desk.draft, changes = add_items(turn.desk.draft, given.path, given.items, turn.operator)
    turn.changed(changes, "message")


async def _remove_items(turn: Turn, given: Any) -> None:
    turn.desk.draft, changes = remove_items(turn.desk.draft, given.path, given.items, turn.operator)
    turn.changed(changes, "message")


async def _clear(turn: Turn, given: Any) -> None:
    turn.desk.draft, changes = clear(turn.desk.draft, given.paths, turn.operator)
    turn.changed(changes, "message")


async def _read_brief(turn: Turn, given: Any) -> None:
    store, desk = turn.desk.context.store, turn.desk
    if given.file is None:
        name, text = "message", turn.text
    else:
        name = (await store.file(given.file)).name
        text = text_of(name, await store.read_file(given.file), MAX_UPLOAD)
    turn.speaker.step(f"Reading {name}")
    extraction = await desk.context.model.read(ReadRequest(name=name, text=text, today=desk.sources.today, campaign_id=desk.campaign_id, event=turn.speaker.event))
    reading = read_into(desk, extraction, name)
    leave_pinned(desk, reading)
    record = await store.campaign(desk.campaign_id)
    campaign = campaign_with(record.campaign, extraction)
    if campaign != record.campaign:
        await store.update_campaign(desk.campaign_id, campaign, by=turn.actor, idem=f"{turn.speaker.key}:campaign")
        desk.sources = desk.sources.model_copy(update={"campaign": campaign})
    desk.hydrate()
    turn.reasons.append(f"brief {name}")
    turn.notices.append(brief_notice(desk, extraction, reading, name))


async def _draft(turn: Turn, given: Any) -> None:
    known = [section.id for section in turn.desk.stage.sections if section.draft]
    wanted = given.sections or known
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        names = ", ".join(known) or "none: people fill this stage"
        raise Invalid(f"{', '.join(unknown) or turn.desk.stage.title} cannot be drafted. Sections that can: {names}. Nothing was changed.")
    before, free = turn.desk.draft.content, unpinned_sections(turn.desk, wanted)
    await draft_sections(turn, free, given.instruction, await requested(turn.desk))
    turn.notices.append(drafted_notice(turn, wanted, unchanged=turn.desk.draft.content == before))


async def draft_sections(turn: Turn, sections: list[str], instruction: str | None, findings: list[Check]) -> None:
    """Draft sections; a pinned one is left as it is. When one fails or the run is stopped, those that are finished are on the desk and named in `turn.rescued`."""
    desk = turn.desk
    wanted = [s for s in desk.stage.sections if s.id in sections and s.draft and not is_pinned(f"{desk.stage.id}.{s.id}", desk.pins)]
    for section in wanted:
        desk.rehydrate(section.id)
    drafting = Drafting(desk, turn.speaker, wanted, instruction, findings)
    whole = False
    try:
        await drafting.run()
        whole = True
    finally:
        done = drafting.put_in()
        turn.drafted += done
        turn.rescued = [] if whole else done
        turn.left = [section.title for section in wanted if section.id not in done]
        if whole or done:
            turn.reasons.append("redraft" if instruction or findings else "draft")


def drafted_notice(turn: Turn, sections: list[str], *, unchanged: bool) -> Drafted:
    """What the person is told about a draft."""
    desk = turn.desk
    tops = tuple(f"{desk.stage.id}.{name}." for name in sections)
    notes = [known.note for path, known in desk.draft.provenance.items() if known.note and known.source == "drafted" and f"{path}.".startswith(tops)]
    pinned = [name for name in sections if is_pinned(f"{desk.stage.id}.{name}", desk.pins)]
    return Drafted(
        stage=desk.stage.id,
        version=desk.number + (not unchanged),
        sections=[desk.stage.section(name).title for name in sections if name not in pinned],
        model=desk.context.model.name,
        assumptions=list(dict.fromkeys(notes)),
        unchanged=unchanged,
        pinned=[desk.stage.section(name).title for name in pinned],
        stale=[name for name in sections if unchanged and name in desk.causes],
    )


async def _submit(turn: Turn, given: Any) -> None:
    turn.submit = True


async def _check(turn: Turn, given: Any) -> None:
    turn.check = True


async def _apply_fix(turn: Turn, given: Any) -> None:
    desk = turn.desk
    result = await desk.context.store.qc(desk.campaign_id, desk.stage.id, desk.number)
    fixes = [c.fix for c in (result.checks if result else []) if c.id == given.check and c.fix and given.path in (None, c.path)]
    if not fixes or fixes[0] is None:
        raise NotOffered(f"'{given.check}' proposes no value for this version. Nothing was changed; run the checks again.")
    refuse_pinned(desk, fixes[0].path)
    value: Any = fixes[0].value
    desk.draft, changes = set_values(desk.draft, {fixes[0].path: value}, turn.operator)
    turn.changed(changes, f"fix {given.check}")


async def _restore(turn: Turn, given: Any) -> None:
    desk = turn.desk
    old: ArtifactVersion = await desk.context.store.version(desk.campaign_id, desk.stage.id, given.number)
    before = desk.draft
    desk.draft = Draft(desk.stage.id, dict(old.content), dict(old.provenance))
    desk.lineage = dict(old.lineage)
    changes = desk.changes() if before.content != desk.draft.content else []
    turn.changed(changes, f"restore v{given.number}")


async def _reopen(turn: Turn, given: Any) -> None:
    desk = turn.desk
    if desk.version is not None and desk.version.status == "in_review":
        key = f"{turn.speaker.key}:reopen"
        await desk.context.store.reopen(desk.campaign_id, desk.stage.id, by=turn.actor, idem=key)
    turn.notices.append(await answer(desk.context, desk.campaign_id, desk.stage.id, Ask(about="status")))


async def _go_to(turn: Turn, given: Any) -> None:
    """Being at this desk is all that is needed."""


async def _ask(turn: Turn, given: Any) -> None:
    desk = turn.desk
    turn.notices.append(await answer(desk.context, desk.campaign_id, desk.stage.id, given))


async def _tell(turn: Turn, given: Any) -> None:
    turn.notices.append(Answered(about="text", stage=turn.desk.stage.id, text=given.text))


async def _pin(turn: Turn, given: Any) -> None:
    turn.notices.append(await pin(turn.desk, given, by=turn.actor))


async def _unpin(turn: Turn, given: Any) -> None:
    turn.notices.append(await unpin(turn.desk, given, by=turn.actor))


async def _still_valid(turn: Turn, given: Any) -> None:
    stage = given.stage or turn.desk.stage.id
    said = await turn.desk.context.store.still_valid(
        turn.desk.campaign_id, stage, sections=given.sections, actor=turn.who, reason=given.reason, idem=f"{turn.speaker.event}:{stage}"
    )
    turn.notices.append(Confirmed(said=said))


async def _history(turn: Turn, given: Any) -> None:
    turn.notices.append(await history(turn.desk.context, turn.desk.campaign_id, given.stage or turn.desk.stage.id))


async def _open_version(turn: Turn, given: Any) -> None:
    turn.notices.append(await show_version(turn.desk.context, turn.desk.campaign_id, given.stage or turn.desk.stage.id, given.number))


async def _compare(turn: Turn, given: Any) -> None:
    turn.notices.append(await compared(turn.desk.context, turn.desk.campaign_id, given.stage or turn.desk.stage.id, given))


async def _comment(turn: Turn, given: Any) -> None:
    require_team(turn.who)
    turn.notices.append(await comment(turn.desk, given, turn.who, idem=f"{turn.speaker.event}:comment:{len(turn.notices)}"))


async def _list_comments(turn: Turn, given: Any) -> None:
    require_team(turn.who)
    turn.notices.append(await listed(turn.desk.context.store, turn.desk.campaign_id, given.stage or turn.desk.stage.id))


async def _resolve_comment(turn: Turn, given: Any) -> None:
    require_team(turn.who)
    desk = turn.desk
    turn.notices.append(await resolve(desk.context.store, desk.campaign_id, given.stage or desk.stage.id, given.id, by=turn.actor))


async def _invite(turn: Turn, given: Any) -> None:
    turn.notices.append(await invite(turn.desk, given, actor=turn.who, thread=turn.speaker.thread, idem=turn.speaker.event))


async def _revoke(turn: Turn, given: Any) -> None:
    turn.notices += await revoke(turn.desk, given, actor=turn.who)


_ACTS: dict[type[Model], Callable[[Turn, Any], Awaitable[None]]] = {
    SetFields: _set_fields,
    AddItems: _add_items,
    RemoveItems: _remove_items,
    ClearFields: _clear,
    ReadBrief: _read_brief,
    DraftSections: _draft,
    Submit: _submit,
    RunCheck: _check,
    ApplyFix: _apply_fix,
    RestoreVersion: _restore,
    Reopen: _reopen,
    GoTo: _go_to,
    Ask: _ask,
    Tell: _tell,
    PinValue: _pin,
    UnpinValue: _unpin,
    StillValid: _still_valid,
    ShowHistory: _history,
    OpenVersion: _open_version,
    CompareVersions: _compare,
    MakeComment: _comment,
    ListComments: _list_comments,
    ResolveComment: _resolve_comment,
    InviteClient: _invite,
    RevokeInvitation: _revoke,
}


async def check_version(desk: Desk, version: ArtifactVersion, *, ask_judge: bool = True, event: str | None = None) -> QCResult:
    """Run every rule, then the judge when it is to be asked, on one version, and keep the result. `event` is what caused it."""
    context, stage = desk.context, desk.stage.id
    records = await context.store.campaigns(archived=True)
    own = (desk.sources.campaign.client_name or "").casefold()
    others = {r.campaign.client_name for r in records if r.campaign.client_name and r.campaign.client_name.casefold() != own}
    content: dict[str, Any] = dict(version.content)
    subject = Subject(
        stage=stage,
        content=content,
        campaign=desk.sources.campaign,
        today=desk.sources.today,
        upstream={name: source.content for name, source in desk.sources.upstream.items()},
        other_clients=tuple(sorted(others)),
        statuses=desk.sources.pending,
        qc_statuses={name: source.qc_status for name, source in desk.sources.upstream.items() if source.qc_status},
        provenance=version.provenance,
    )
    checks = run_rules(rules_of(stage), subject)
    asked = ask_judge and context.model.judge_name != OFFLINE
    if asked:
        checks += await judge(context.model, stage, subject.content, desk.sources, campaign_id=desk.campaign_id, event=event)
    found = summary(
        stage, version.number, version.digest, checks, model=context.model.judge_name if asked else "none", at=context.clock()
    )
    await context.store.save_qc(desk.campaign_id, found)
    return found


def repaired_sections(desk: Desk, checks: list[Check], plan: list[dict[str, Any]]) -> list[str]:
    """Sections with a drafter in which a BLOCKER failed, of those that were asked for when some were, and not in words that are pinned."""
    failed = [check.path for check in checks if check.verdict == "fail" and check.severity == "BLOCKER" and check.path]
    open_ = [path for path in failed if not is_pinned(address(desk.draft.content, path), desk.pins)]
    tops = {str(paths.steps(path)[1]) for path in open_ if len(paths.steps(path)) > 1}
    named = [call.get("arguments", {}).get("sections") for call in plan if call.get("tool") == "draft"]
    only = {name for names in named for name in names} if named and all(named) else tops
    return [section.id for section in desk.stage.sections if section.draft and section.id in tops & only]
