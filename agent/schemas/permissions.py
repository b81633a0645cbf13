"""Who may do what: one table for every door, and what a workspace asks of an approval."""

import re
from typing import Any, Literal, get_args

from pydantic import Field

from agent.schemas import paths
from agent.schemas.base import Model
from agent.schemas.events import Click, Event
from agent.schemas.stages import ActionName, ArtifactStage, Role
from agent.schemas.version import Actor

MEMBERS: frozenset[Role] = frozenset({"operator", "approver", "admin"})
"""People of the workspace. A client is a guest: reads and decides what was sent to them, nothing else."""

Doing = ActionName | Literal["say", "upload", "set"]
"""What a person does: an action, or one of the three other events."""

MAY: dict[Doing, frozenset[Role]] = {
    **dict.fromkeys(get_args(ActionName), MEMBERS),
    **dict.fromkeys(("say", "upload", "set"), MEMBERS),
    "override": frozenset({"admin"}),
    "approve": MEMBERS | {"client"},
    "request_changes": MEMBERS | {"client"},
}
"""By what is done, the roles that may. A client's decision also needs a live invitation, which the store checks."""

_PRICE = re.compile(r"[£€$¥₹]\s?\d|\d[\d.,]*\s?(?:£|€|\$|(?:GBP|EUR|USD|CHF|PLN|JPY|INR|AUD|CAD|NZD|SEK|NOK|DKK|CZK)\b)")

Legal = Literal["regulated", "price"]


class Workspace(Model):
    """What this workspace asks of an approval."""

    four_eyes: bool = False
    """When true, the author of a version cannot approve it."""
    approval_roles: dict[ArtifactStage, list[Role]] = Field(default_factory=dict)
    """By stage, the roles that may approve it; a stage that is not named may be approved by every member."""
    legal_approval: list[Legal] = Field(default_factory=list)
    """When only a legal approver may approve: 'regulated', the client's industry is; 'price', an asset shows a price."""
    legal_approvers: list[str] = Field(default_factory=list)
    """Addresses of the people whose approval counts as legal."""


def doing(event: Event) -> Doing:
    """What an event does, by the name of the table."""
    return event.action if isinstance(event, Click) else event.kind


def may(role: str, what: Doing) -> bool:
    """Whether the role may do it; a role that is not known may nothing."""
    return role in MAY[what]


def refusal(role: str, what: Doing) -> str:
    """Why a role may not do something, and what to do."""
    if role == "client":
        return "You can read what was sent to you and decide on it by its link; nothing else. Nothing was changed. Write to the person who sent it."
    if what == "override":
        return "Only an admin can override a failed check. Nothing was changed; ask an admin, or request changes."
    return f"Your role does not allow to {what.replace('_', ' ')}. Nothing was changed; ask an admin."


def why_not_approve(workspace: Workspace, actor: Actor, *, stage: ArtifactStage, number: int, author: str) -> str | None:
    """Why this person cannot approve a version of the stage: its roles, then four eyes. None when they can."""
    roles = workspace.approval_roles.get(stage)
    if actor.role != "client" and roles is not None and actor.role not in roles:
        return f"{stage.capitalize()} is approved by {_listed(list(roles))} in this workspace; you are {_a(actor.role)}."
    if workspace.four_eyes and author == actor.email:
        return f"You wrote v{number}; someone else approves it."
    return None


def why_legal(workspace: Workspace, *, stage: ArtifactStage, content: dict[str, Any], intake: dict[str, Any]) -> str | None:
    """Why a version needs a legal approver; None when it does not."""
    if "regulated" in workspace.legal_approval and intake.get("regulated") is True:
        return "the client's industry is regulated"
    if "price" in workspace.legal_approval and stage == "creatives":
        priced = [asset.get("id") for asset in content.get("assets") or [] if shows_price(asset)]
        if priced:
            return f"{_listed([str(name) for name in priced[:3]])}{' and others show' if len(priced) > 3 else ' shows' if len(priced) == 1 else ' show'} a price"
    return None


def is_legal(workspace: Workspace, actor: Actor) -> bool:
    """Whether a person's approval counts as legal."""
    return actor.role in MEMBERS and actor.email.casefold() in {email.casefold() for email in workspace.legal_approvers}


def shows_price(asset: dict[str, Any]) -> bool:
    """Whether the copy of an asset shows an amount of money."""
    return any(isinstance(value, str) and _PRICE.search(value) for _, value in paths.leaves(asset))


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
