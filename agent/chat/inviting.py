"""What is said about invitations of clients."""

from agent.chat.labels import stage_name
from agent.schemas.invitations import LINK, Invited


def invited(notice: Invited) -> str:
    """An invitation that was made, or taken back."""
    what = f"{stage_name(notice.stage)} v{notice.version}"
    if notice.how == "revoked":
        return f"The link of **{notice.name}** ({notice.email}) for {what} no longer works. Nothing was decided by it."
    return (
        f"**{notice.name}** ({notice.email}) can decide on {what}, once, until {notice.until:%-d %B %Y, %H:%M} UTC. Send them this link:\n\n"
        f"{LINK}\n\nWhoever has the link can decide, so send it to them only. Revoke it at any time; a newer version ends it."
    )
