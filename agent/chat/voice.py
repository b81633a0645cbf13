"""Notices in words: short markdown, the fact first, then what to do."""

from collections.abc import Callable
from typing import Any

from agent.chat import freshness
from agent.chat.comments import commented, comments_listed, requests_answered
from agent.chat.costs import cost_in_words, nearly_spent
from agent.chat.history import compared_words, history_words, version_words
from agent.chat.inviting import invited
from agent.chat.keeping import pinned, two_changes, what_is_pinned
from agent.chat.labels import help_of, label, shown, stage_name, status_name
from agent.schemas.comments import Commented, CommentsListed, RequestsAnswered
from agent.schemas.events import (
    Answered,
    AskFor,
    BriefRead,
    BudgetNearlySpent,
    CampaignOpened,
    CampaignsListed,
    Checked,
    Confirmed,
    Decided,
    Drafted,
    Failed,
    FieldsSet,
    GateOpened,
    Notice,
    Packaged,
    StageBlocked,
    StageEntered,
)
from agent.schemas.history import Compared, HistoryListed, VersionShown
from agent.schemas.invitations import Invited
from agent.schemas.merging import MergeConflict
from agent.schemas.pins import Pinned
from agent.schemas.quality import Check, QCResult
from agent.schemas.version import Provenance
from agent.stages.intake.asking import question_for

FINDINGS = 8
"""Most findings named in one message; all of them stand on the card."""
_WAY = {
    "not_started": "go there and fill it", "draft": "submit it and have it approved", "in_review": "a person decides on it", "changes_requested": "change it and submit it again",
    "stale": "draft again what is out of date", "archived": "restore it", "blocked": "open it first", "paused": "make the campaign active again",
    "planned": "make the campaign active", "completed": "make the campaign active again",
}  # fmt: skip


class Speech:
    """The voice of the assistant."""

    def words(self, notice: Notice) -> str:
        """Markdown for one notice."""
        return _WORDS[type(notice)](notice)


def _opened(notice: CampaignOpened) -> str:
    client = f" for {notice.client_name}" if notice.client_name else ""
    if notice.how == "edited":
        changes = "; ".join(f"{label(c.path)}: {shown(c.before)} → {shown(c.after)}" for c in notice.changes)
        return f"Campaign **{notice.name}** changed. {changes}." if changes else f"Campaign **{notice.name}** already says that. Nothing was changed."
    if notice.how == "archived":
        return f"Campaign **{notice.name}** is archived. Nothing was deleted; make it active again to go on."
    verb = {"created": "is open", "selected": "is open", "duplicated": "was copied and is open"}[notice.how]
    lead = f"Campaign **{notice.name}**{client} {verb}, at {stage_name(notice.stage)}."
    if notice.how == "created" and not notice.from_brief:
        return f"{lead} Send the client's brief (PDF, Word, text) or paste it here, or tell me what you know and I ask for the rest."
    return lead


def _listed(notice: CampaignsListed) -> str:
    if not notice.names:
        return "There is no campaign yet. Start one: 'New campaign: <name> for <client>'."
    rows = "\n".join(f"- **{name}** ({status_name(status)})" for name, status in zip(notice.names, notice.statuses, strict=True))
    return f"Campaigns:\n\n{rows}\n\nOpen one by its name."


def _brief(notice: BriefRead) -> str:
    top = list(dict.fromkeys(label(path.split("[")[0]).split(",")[0] for path in notice.filled))
    lines = [f"I read **{notice.file}** and filled {len(top)} fields, each with the words it came from: {', '.join(top)}." if top else f"I read **{notice.file}** and found nothing new in it."]
    if notice.kept:
        lines.append(f"What you typed stays: {', '.join(label(path) for path in notice.kept)}.")
    for conflict in notice.conflicts:
        values = " or ".join(f"**{shown(value)}** (“{quote}”)" for value, quote in zip(conflict.values, conflict.quotes, strict=False))
        lines.append(f"{label(conflict.path)} is stated in more than one way: {values}. Which holds? Nothing was filled in.")
    if notice.remarks:
        lines.append("Please look at:\n\n" + "\n".join(f"- {remark}" for remark in notice.remarks))
    return "\n\n".join(lines)


def _set(notice: FieldsSet) -> str:
    if not notice.changes:
        return "That is what it says already. Nothing was changed."
    rows = [f"{label(c.path)}: {shown(c.before)} → **{shown(c.after)}**" for c in notice.changes[:FINDINGS]]
    more = f"\n- and {len(notice.changes) - FINDINGS} more" if len(notice.changes) > FINDINGS else ""
    head = f"{stage_name(notice.stage)} v{notice.version} saved."
    return f"{head} {rows[0]}" if len(rows) == 1 else f"{head}\n\n" + "\n".join(f"- {row}" for row in rows) + more


def _ask_for(notice: AskFor) -> str:
    questions = [question_for(path) for path in notice.paths]
    if notice.required:
        lead = f"Next, about {notice.group} ({notice.remaining} required {'field is' if notice.remaining == 1 else 'fields are'} still empty):"
    else:
        lead = f"The intake can be submitted now. It would be better with something about {notice.group}:"
    return f"{lead}\n\n" + "\n".join(f"- {question}" for question in questions)


def _drafted(notice: Drafted) -> str:
    if notice.unchanged:
        return freshness.unchanged(notice)
    left = f" {', '.join(notice.pinned)} {'is' if len(notice.pinned) == 1 else 'are'} pinned and stayed as {'it was' if len(notice.pinned) == 1 else 'they were'}." if notice.pinned else ""
    who = "the offline drafter, by rules; a language model would vary more" if notice.model == "offline" else notice.model
    lines = [f"{stage_name(notice.stage)} v{notice.version} is drafted ({', '.join(notice.sections)}) by {who}.{left}"]
    if notice.not_drafted:
        lines.append(f"Not drafted yet: {', '.join(notice.not_drafted)}. Say 'draft' and their names to go on; what is finished is kept.")
    if notice.assumptions:
        lines.append("Assumed, please confirm:\n\n" + "\n".join(f"- {note}" for note in notice.assumptions))
    return "\n\n".join(lines)


def _finding(check: Check) -> str:
    where = f" ({label(check.path)})" if check.path else ""
    quote = f" “{check.quote}”" if check.quote else ""
    fix = f" A fix is proposed: {check.fix.label}." if check.fix else ""
    return f"**{check.severity.lower()}** {check.id.replace('_', ' ')}{where}:{quote} {check.message}{fix}"


def _finding_of_kind(checks: list[Check]) -> str:
    """The first of several findings of one rule, and how many more there are."""
    more = f" And {len(checks) - 1} more of this kind, on the card." if len(checks) > 1 else ""
    return f"{_finding(checks[0])}{more}"


def _checks(result: QCResult) -> str:
    head = f"Checks of {stage_name(result.stage)} v{result.version}: **{result.status}**, score {result.score} of 100."
    order = {"BLOCKER": 0, "MAJOR": 1, "MINOR": 2}
    failures = sorted(result.failures, key=lambda check: order[check.severity])
    open_checks = [check for check in result.checks if check.verdict == "not_assessed"]
    kinds = list(dict.fromkeys(check.id for check in failures))
    rows = [f"- {_finding_of_kind([check for check in failures if check.id == kind])}" for kind in kinds[:FINDINGS]]
    if len(kinds) > FINDINGS:
        rows.append(f"- and {len(kinds) - FINDINGS} more on the card")
    if open_checks:
        rows.append(f"- not assessed: {'; '.join(f'{c.id.replace(chr(95), chr(32))} ({c.message})' for c in open_checks[:4])}")
    return head if not rows else head + "\n\n" + "\n".join(rows)


def _gate(notice: GateOpened) -> str:
    parts = (_gate_state(notice), freshness.impact_words(notice.impact), freshness.out_of_date(notice.stage, notice.stale))
    return "\n\n".join(part for part in parts if part)


def _gate_state(notice: GateOpened) -> str:
    head = f"{stage_name(notice.stage)} v{notice.version} waits for a person's decision (checks: {notice.status}, score {notice.score})."
    if notice.blockers:
        return f"{head} {notice.blockers} blocking {'finding' if notice.blockers == 1 else 'findings'}: it cannot be approved as it is. Request changes, or an admin overrides with a reason."
    if notice.warnings:
        return f"{head} {notice.warnings} {'warning has' if notice.warnings == 1 else 'warnings have'} to be acknowledged before it can be approved. Decide with the buttons."
    return f"{head} Decide with the buttons."


def _decided(notice: Decided) -> str:
    what = f"{stage_name(notice.stage)} v{notice.version}"
    said = f" “{notice.comment}”" if notice.comment else ""
    if notice.decision == "request_changes":
        return f"{notice.by} asks for changes to {what}:{said} It is back in work; redraft it or edit it, then submit it again."
    verb = "overrode the failed check and approved" if notice.decision == "override" else "approved"
    opens = f" {stage_name(notice.opens)} is open now." if notice.opens else ""
    return f"{notice.by} {verb} {what}.{said}{opens}"


def _ways(missing: dict[str, str]) -> str:
    return "\n".join(f"- **{stage_name(name)}** is {status_name(status)}: {_WAY.get(status, 'have it approved')}" for name, status in missing.items())


def _blocked(notice: StageBlocked) -> str:
    return f"{stage_name(notice.stage)} is closed until this is approved:\n\n{_ways(notice.missing)}\n\nNothing was changed."


def _entered(notice: StageEntered) -> str:
    if notice.status == "not_started":
        return f"We are at **{stage_name(notice.stage)}** now."
    version = f" v{notice.version}" if notice.version else ""
    todo = freshness.out_of_date(notice.stage, notice.stale)
    return f"We are at **{stage_name(notice.stage)}**{version} ({status_name(notice.status)}).{f' {todo}' if todo else ''}"


def _packaged(notice: Packaged) -> str:
    if notice.state == "failed":
        return f"No package was made. {notice.error or ''}".strip()
    if notice.state == "running":
        return "The package is being made."
    return f"The package **{notice.name}** is ready ({notice.bytes / 1_000_000:.1f} MB: {', '.join(notice.formats)}). It holds approved versions only and can be checked with the verify.py inside."


def _failed(notice: Failed) -> str:
    retry = " Try again in a moment." if notice.retry and "again" not in notice.message else ""
    return f"{notice.message}{retry}"


def _answered(notice: Answered) -> str:
    return _ANSWERS[notice.about](notice)


def _missing(notice: Answered) -> str:
    name = stage_name(notice.stage)
    if not notice.missing:
        return f"Nothing that {name} requires is missing." + (f"\n\nIt is closed until this is approved:\n\n{_ways(notice.blocked_by)}" if notice.blocked_by else "")
    return f"{name} still needs:\n\n" + "\n".join(f"- {label(path)}" for path in notice.missing)


def _why_blocked(notice: Answered) -> str:
    if not notice.blocked_by:
        return f"{stage_name(notice.stage)} is open ({status_name(notice.statuses.get(notice.stage, 'not_started'))})."
    return f"{stage_name(notice.stage)} is closed until this is approved:\n\n{_ways(notice.blocked_by)}"


def _status(notice: Answered) -> str:
    rows = "\n".join(f"- {'**' if name == notice.stage else ''}{stage_name(name)}{'**' if name == notice.stage else ''}: {status_name(status)}" for name, status in notice.statuses.items())
    missing = f"\n\nMissing in {stage_name(notice.stage)}: {', '.join(label(path) for path in notice.missing)}." if notice.missing else ""
    return f"Where the campaign stands:\n\n{rows}{missing}"


def _origin(known: Provenance) -> str:
    if known.source == "extracted":
        where = f", lines {known.lines[0]}-{known.lines[1]}" if known.lines else ""
        return f"It was read from {known.file or 'the brief'}{where}: “{known.quote}”"
    if known.source == "operator":
        return f"{known.by or 'A person'} typed it."
    if known.source == "hydrated":
        return f"It was taken over from {label(known.path or '')} ({known.path}{f', v{known.version}' if known.version else ''})."
    if known.source == "drafted":
        return f"It was drafted by {known.by or 'the model'} ({known.prompt or 'no prompt on record'})."
    return f"It is a default. {known.note or ''}".strip()


def _value(notice: Answered) -> str:
    path = notice.path or ""
    text = f"**{label(path)}** is {shown(notice.value, 600)}." if notice.value not in (None, "", [], {}) else f"**{label(path)}** is empty. {help_of(path)}".strip()
    origin = f" {_origin(notice.provenance)}" if notice.provenance else ""
    note = f" {notice.provenance.note}" if notice.provenance and notice.provenance.note and notice.provenance.source != "default" else ""
    return f"{text}{origin}{note}"


def _where_from(notice: Answered) -> str:
    return "\n\n".join(part for part in (_value(notice), freshness.trace_words(notice.trace, notice.more)) if part)


def _findings(notice: Answered) -> str:
    return _checks(notice.result) if notice.result else f"{stage_name(notice.stage)} has not been checked yet. Say 'run the checks'."


def _history(notice: Answered) -> str:
    return f"{_status(notice)}\n\nVersions and who decided on them stand on the card of each stage."


def _next(notice: Answered) -> str:
    if notice.stage == "campaign" or not notice.statuses:
        return "Start a campaign: 'New campaign: <name> for <client>, <budget>, from <date> for <weeks> weeks', or send the client's brief."
    status = notice.statuses.get(notice.stage, "not_started")
    name = stage_name(notice.stage)
    if notice.blocked_by:
        return _why_blocked(notice)
    if notice.missing:
        return f"{name} still needs {', '.join(label(path) for path in notice.missing)}. Tell me in your own words."
    steps = {
        "draft": f"Read {name} on its card, change what is not right by telling me, then submit it.",
        "in_review": f"{name} waits for a person's decision: Approve or Request changes, with the buttons.",
        "changes_requested": f"Change {name} as asked, or have it drafted again with what should be different, then submit it.",
        "approved": f"{name} is approved. Say 'go to' and the next stage.",
        "stale": f"Parts of {name} were made from an older version. {freshness.WAYS}",
    }
    return steps.get(status, f"Say 'go to {notice.stage}' to begin.")


def _decide(notice: Answered) -> str:
    return "A decision is made with the buttons by a signed-in person, never in words: **Approve** or **Request changes** under the version that waits. Nothing was decided." + (
        "" if notice.statuses.get(notice.stage) == "in_review" else f" {stage_name(notice.stage)} is not waiting for a decision; submit it first."
    )


def _help(notice: Answered) -> str:
    return (
        "I walk a campaign through Intake, Strategy, Creatives, Execution, Monitoring and Delivery. You can send a brief, tell me facts ('the budget is 50k'), ask ('what is missing?', "
        "'where does the price come from?', 'why is execution blocked?'), have parts drafted again ('make the enemy less abstract'), go to a stage, and submit. "
        "A person approves each stage with the buttons."
    )


def _unclear(notice: Answered) -> str:
    return "I did not understand that, and changed nothing. Name the field ('tone: warm and plain'), ask a question, or say 'help'."


def _text(notice: Answered) -> str:
    return notice.text or ""


_ANSWERS: dict[str, Callable[[Answered], str]] = {
    "missing": _missing, "blocked": _why_blocked, "status": _status, "where_from": _where_from, "value": _value, "findings": _findings, "help": _help, "next": _next,
    "decide": _decide, "history": _history, "unclear": _unclear, "text": _text,
    "pinned": what_is_pinned, "cost": lambda notice: cost_in_words(notice.spending),
    "impact": freshness.impact_answer, "still_valid": freshness.still_valid_answer,
}  # fmt: skip
_WORDS: dict[type, Callable[[Any], str]] = {
    CampaignOpened: _opened, CampaignsListed: _listed, BriefRead: _brief, FieldsSet: _set, AskFor: _ask_for, Drafted: _drafted, Checked: lambda n: _checks(n.result),
    GateOpened: _gate, Decided: _decided, StageBlocked: _blocked, StageEntered: _entered, Answered: _answered, Packaged: _packaged, Failed: _failed,
    Pinned: pinned, MergeConflict: two_changes,
    Confirmed: freshness.confirmed,
    HistoryListed: history_words, VersionShown: version_words, Compared: compared_words,
    BudgetNearlySpent: nearly_spent,
    Commented: commented, CommentsListed: comments_listed, RequestsAnswered: requests_answered,
    Invited: invited,
}  # fmt: skip
