"""Who may do what at which door: every cell of the table, denied ones included."""

from pathlib import Path
from typing import get_args

import pytest

from agent.config import Settings
from agent.errors import Invalid, NotOffered, NotPermitted, Outdated, Refused
from agent.schemas.events import Click, Event, Say, SetFields, Upload
from agent.schemas.permissions import MAY, Workspace, is_legal, shows_price, why_not_approve
from agent.schemas.stages import ActionName, Role
from agent.schemas.version import Actor
from agent.wiring import open_app, workspace_of
from tests.trust.campaigns import ANNA, MAYA, NOW, ROOT, THREAD, TOM, act, copied, opened

STRANGER = Actor.model_construct(email="mallory@elsewhere.example", name="Mallory", role="intruder")  # type: ignore[arg-type]
PEOPLE: dict[str, Actor] = {"operator": MAYA, "approver": TOM, "admin": ROOT, "client": ANNA, "intruder": STRANGER}
ALLOWED = {
    #                        operator approver admin client
    "say":                  "yes      yes      yes   no",
    "upload":               "yes      yes      yes   no",
    "set":                  "yes      yes      yes   no",
    "new_campaign":         "yes      yes      yes   no",
    "select_campaign":      "yes      yes      yes   no",
    "edit_campaign":        "yes      yes      yes   no",
    "archive_campaign":     "yes      yes      yes   no",
    "duplicate_campaign":   "yes      yes      yes   no",
    "submit":               "yes      yes      yes   no",
    "run_qc":               "yes      yes      yes   no",
    "apply_fix":            "yes      yes      yes   no",
    "approve":              "yes      yes      yes   invited",
    "request_changes":      "yes      yes      yes   invited",
    "override":             "no       no       yes   no",
    "redraft":              "yes      yes      yes   no",
    "pin":                  "yes      yes      yes   no",
    "unpin":                "yes      yes      yes   no",
    "restore_version":      "yes      yes      yes   no",
    "compare":              "yes      yes      yes   no",
    "reopen":               "yes      yes      yes   no",
    "still_valid":          "yes      yes      yes   no",
    "go_to":                "yes      yes      yes   no",
    "import_kpis":          "yes      yes      yes   no",
    "evaluate_alerts":      "yes      yes      yes   no",
    "report":               "yes      yes      yes   no",
    "generate_package":     "yes      yes      yes   no",
    "send_package":         "yes      yes      yes   no",
    "download":             "yes      yes      yes   no",
    "comment":              "yes      yes      yes   no",
    "resolve_comment":      "yes      yes      yes   no",
    "invite_client":        "yes      yes      yes   no",
    "revoke_invitation":    "yes      yes      yes   no",
}  # fmt: skip
CELLS = [
    (what, role, word)
    for what, words in ALLOWED.items()
    for role, word in zip(("operator", "approver", "admin", "client", "intruder"), [*words.split(), "no"], strict=True)
]


def test_the_table_names_everything_a_person_can_do() -> None:
    assert set(ALLOWED) == {*get_args(ActionName), "say", "upload", "set"}


@pytest.mark.parametrize(("what", "role", "word"), CELLS)
def test_the_rule_book_says_the_same(what: str, role: str, word: str) -> None:
    assert (role in MAY[what]) == (word != "no")  # type: ignore[index]


def event(what: str, key: str) -> Event:
    if what == "say":
        return Say(id=key, text="what is missing?")
    if what == "upload":
        return Upload(id=key, files=["no such file"])
    if what == "set":
        return SetFields(id=key, values={"delivery.options.notes": "For the board."})
    return Click.model_validate({"id": key, "action": what, "stage": None if what.endswith("_campaign") else "delivery", "args": {"comment": "x"}})


@pytest.mark.parametrize("role", ["operator", "approver", "admin", "client", "intruder"])
async def test_the_door_of_the_chat_keeps_to_it(whole_campaign: Path, tmp_path: Path, role: str) -> None:
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        for what, whose, word in CELLS:
            if whose != role:
                continue
            before = await app.store.versions_of((await app.driver.position(THREAD)).campaign_id or "", "delivery")
            outcome = await act(app, event(what, what), PEOPLE[role])
            denied = any(words in (outcome.error or "") for words in ("Your role does not allow", "Only an admin can override", "nothing else. Nothing was changed"))
            assert denied == (word == "no"), f"{role} {what}: {outcome.error}"
            if word == "no":
                assert await app.store.versions_of(outcome.position.campaign_id or "", "delivery") == before


@pytest.mark.parametrize("role", ["operator", "approver", "admin", "client", "intruder"])
@pytest.mark.parametrize("kind", ["approve", "request_changes", "override"])
async def test_the_door_of_the_store_keeps_to_it(whole_campaign: Path, tmp_path: Path, kind: str, role: str) -> None:
    """Nobody invited the client here, so no decision of a client's counts."""
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        campaign = (await app.driver.position(THREAD)).campaign_id or ""
        await act(app, SetFields(id="edit", values={"delivery.options.notes": "For the board."}))
        await act(app, Click(id="submit", action="submit", stage="delivery"))
        version = await app.store.latest(campaign, "delivery")
        assert version is not None and version.status == "in_review"
        allowed = {"override": ("admin",)}.get(kind, ("operator", "approver", "admin"))
        try:
            await app.store.decide(
                campaign, "delivery", version=version.number, digest=version.digest, kind=kind, actor=PEOPLE[role],  # type: ignore[arg-type]
                acknowledged=True, comment="Because", idem="d",
            )  # fmt: skip
            refused = False
        except NotPermitted:
            refused = True
        except (NotOffered, Refused, Outdated):
            refused = False
        assert refused == (role not in allowed)


@pytest.mark.parametrize("role", ["operator", "approver", "admin", "client"])
async def test_what_a_person_may_not_do_is_off_with_the_reason(whole_campaign: Path, tmp_path: Path, role: Role) -> None:
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        position = await app.driver.position(THREAD, PEOPLE[role])
        assert {offer.action for offer in position.offers if offer.enabled and ALLOWED[offer.action].split()[3] == "no" and role == "client"} == set()
        assert all(offer.reason for offer in position.offers if not offer.enabled)


def test_stage_roles_then_four_eyes() -> None:
    workspace = Workspace(four_eyes=True, approval_roles={"strategy": ["approver", "admin"]})
    given = {"number": 3, "author": MAYA.email}
    assert "approved by approver and admin in this workspace; you are an operator" in (why_not_approve(workspace, MAYA, stage="strategy", **given) or "")  # type: ignore[arg-type]
    assert why_not_approve(workspace, TOM, stage="strategy", **given) is None  # type: ignore[arg-type]
    assert why_not_approve(workspace, MAYA, stage="intake", **given) == "You wrote v3; someone else approves it."  # type: ignore[arg-type]
    assert why_not_approve(workspace, TOM, stage="intake", **given) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "priced"), [("Only £9 a bag", True), ("9,50 EUR im Monat", True), ("24 GBP a month", True), ("Roasted in 48 hours", False), ("GBP is a currency", False)])
def test_a_price_is_seen(text: str, priced: bool) -> None:
    assert shows_price({"id": "a", "body": text}) == priced


def test_only_a_member_is_a_legal_approver() -> None:
    workspace = Workspace(legal_approvers=["Tom@agency.example", "anna@client.example"])
    assert [is_legal(workspace, person) for person in (TOM, MAYA, ANNA)] == [True, False, False]


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(Invalid, match=r"approval_roles\.strategy"):
        workspace_of(Settings(approval_roles={"strategy": ["boss"]}))


async def test_the_workspace_comes_from_the_settings(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, four_eyes=True, legal_approval=["price"], legal_approvers=[TOM.email])
    async with open_app(settings, clock=lambda: NOW) as app:
        assert app.store.workspace == Workspace(four_eyes=True, legal_approval=["price"], legal_approvers=[TOM.email])
