"""What is said about comments and requests for changes."""

from agent.chat.labels import label, shown, stage_name
from agent.schemas.comments import Comment, Commented, CommentsListed, RequestsAnswered


def commented(notice: Commented) -> str:
    """A comment was made, answered or resolved."""
    comment = notice.comment
    if notice.how == "resolved":
        how = f"v{comment.resolved_version} changed what it was about" if comment.resolved_version else f"by {comment.resolved_by}"
        return f"Resolved ({how}): {_about(comment)}: '{shown(comment.text)}'."
    done = "Answered" if notice.how == "answered" else "Noted"
    return f"{done} on {_about(comment)} of v{comment.version}: '{shown(comment.text)}'. Only the team sees it; nothing in the artifact was changed."


def comments_listed(notice: CommentsListed) -> str:
    """The open threads, a line each, answers below."""
    name = stage_name(notice.stage)
    if not notice.comments:
        return f"{name} has no open comments."
    return f"**Open comments on {name}**:\n\n" + "\n".join(_row(comment) for comment in notice.comments)


def requests_answered(notice: RequestsAnswered) -> str:
    """Which requests the version at the gate answers."""
    name = f"{stage_name(notice.stage)} v{notice.version}"
    done = [f"- answered in v{comment.resolved_version}: {_about(comment)}: '{shown(comment.text)}'" if comment.resolved_version else f"- closed by {comment.resolved_by}: {_about(comment)}" for comment in notice.answered]
    left = [f"- **{f'put back after v{comment.resolved_version} changed it' if comment.resolved_version else 'not answered'}**: {_about(comment)}: '{shown(comment.text)}' ({comment.by})" for comment in notice.open]
    total = len(done) + len(left)
    return f"Of {total} requested {'change' if total == 1 else 'changes'}, {name} answers {len(done)}:\n\n" + "\n".join([*left, *done])


def _about(comment: Comment) -> str:
    return f"**{label(comment.path)}**" if comment.path else f"**{stage_name(comment.stage)}**"


def _row(comment: Comment) -> str:
    if comment.answers:
        return f"  - {comment.by}: {shown(comment.text, 400)}"
    kind = "change requested, " if comment.kind == "change_request" else ""
    return f"- {_about(comment)} (v{comment.version}, {kind}{comment.by}, {comment.id[:8]}): {shown(comment.text, 400)}"
