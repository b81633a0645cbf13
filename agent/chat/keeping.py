"""What is said about pins and about changes that meet."""

from agent.chat.labels import label, shown, stage_name
from agent.schemas import paths
from agent.schemas.events import Answered
from agent.schemas.merging import Contested, MergeConflict
from agent.schemas.pins import Pinned


def pinned(notice: Pinned) -> str:
    """What was pinned or released."""
    names = ", ".join(f"**{_named(path)}**" for path in notice.paths)
    one = len(notice.paths) == 1
    if notice.how == "unpinned":
        return f"{names} {'is' if one else 'are'} no longer pinned. A redraft may change {'it' if one else 'them'} again."
    again = " already" if notice.how == "already" else ""
    return f"{names} {'is' if one else 'are'}{again} pinned: a redraft leaves {'it' if one else 'them'} exactly as {'it is' if one else 'they are'}. You can still edit {'it' if one else 'them'} yourself."


def what_is_pinned(notice: Answered) -> str:
    """Every pinned value of the campaign."""
    if not notice.pins:
        return "Nothing is pinned. Say 'pin the narrative', or pin a field or an entry, to keep it through redrafts."
    rows = [f"- **{_named(pin.path)}** ({pin.path}): {shown(pin.value, 120) if not paths.is_empty(pin.value) else 'not there now'}, pinned by {pin.by}" for pin in notice.pins]
    return "Pinned, so that a redraft leaves it as it is:\n\n" + "\n".join(rows)


def two_changes(notice: MergeConflict) -> str:
    """Values that were changed twice: a choice for each."""
    name = stage_name(notice.stage)
    head = f"{name} was changed meanwhile: version {notice.version} is the newest, and this was made from version {notice.base}."
    kept = f" Saved from yours, because nobody else touched it: {', '.join(label(path) for path in notice.merged)}." if notice.merged else ""
    rows = "\n".join(f"- {_choice(row)}" for row in notice.contested)
    return f"{head}{kept} Changed on both sides, so it was not overwritten and yours was not saved:\n\n{rows}\n\nChoose: leave what is saved, or set your value again on version {notice.version}. What you typed is still in the form."


def _choice(row: Contested) -> str:
    return f"**{label(row.path)}** ({row.path}): saved by {row.by} in v{row.version} ({row.reason}): {_value(row.theirs)}; yours: {_value(row.mine)}; before: {_value(row.base)}"


def _value(value: object) -> str:
    return "empty" if paths.is_empty(value) else shown(value, 200)


def _named(path: str) -> str:
    return f"{stage_name(str(paths.steps(path)[0]))}: {label(path)}"
