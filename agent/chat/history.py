"""Earlier versions in words."""

from agent.chat.labels import label, shown, stage_name, status_name
from agent.schemas.comparison import Difference
from agent.schemas.history import Compared, HistoryListed, VersionLine, VersionShown

MOST = 8
"""Most changes told in one message; all of them stand in the panel and in the file."""
_VERBS = {"approve": "approved by", "override": "approved against a failed check by", "request_changes": "returned by"}


def history_words(notice: HistoryListed) -> str:
    """The list of versions."""
    if not notice.versions:
        return f"{stage_name(notice.stage)} has no version yet."
    return f"Versions of {stage_name(notice.stage)}, newest first:\n\n" + "\n".join(f"- {_line(version)}" for version in notice.versions)


def _line(version: VersionLine) -> str:
    decided = f"; {_VERBS[version.decision]} {version.decided_by}, {version.decided_at:%-d %b %H:%M}" if version.decision and version.decided_at else ""
    said = f" “{version.comment}”" if version.comment else ""
    return f"**v{version.number}** ({status_name(version.status)}), {version.made_at:%-d %b %H:%M}, by {version.author}: {version.reason}{decided}{said}"


def version_words(notice: VersionShown) -> str:
    """An earlier version, field by field."""
    version = notice.version
    rows = "\n".join(f"- {label(path)}: {shown(value, 160)}" for path, value in notice.fields.items())
    end = "" if version.number == notice.newest else f"\n\nv{notice.newest} is the newest. To bring this one back, say 'restore {notice.stage} v{version.number}'; that makes a new version."
    return f"{stage_name(notice.stage)} {_line(version)}\n\n{rows}{end}"


def compared_words(notice: Compared) -> str:
    """What differs: how much, what matters first."""
    found = notice.comparison
    name = f"{stage_name(found.stage)} v{found.before} and v{found.after}"
    if not found.differences:
        return f"{name} say the same."
    material, wording = found.material, found.wording
    lines = [f"Between {name}: **{notice.material} material {'change' if notice.material == 1 else 'changes'}**, {notice.wording} of wording."]
    if material:
        lines.append("\n".join(f"- {_change(one)}" for one in material[:MOST]) + _more(notice.material - len(material[:MOST])))
    if wording:
        lines.append("Wording:\n\n" + "\n".join(f"- {_change(one)}" for one in wording[:MOST]) + _more(notice.wording - len(wording[:MOST])))
    return "\n\n".join(lines)


def _more(rest: int) -> str:
    return f"\n- and {rest} more, in the panel and in the file" if rest > 0 else ""


def _change(one: Difference) -> str:
    why = f" ({', '.join(one.matters)})" if one.matters else ""
    if one.kind == "moved":
        return f"{label(one.path)} moved from {label(one.before_path)}"
    if one.kind == "added":
        return f"{label(one.path)} is new{why}: **{shown(one.after, 200)}**"
    if one.kind == "removed":
        return f"{label(one.path)} is gone{why}: ~~{shown(one.before, 200)}~~"
    return f"{label(one.path)}{why}: {shown(one.before, 200)} → **{shown(one.after, 200)}**"
