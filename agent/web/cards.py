"""Cards that stand under a message: made from the notice the message was made from, so they are there again after a reload."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chainlit.element import ElementDict

from agent.schemas.fields import choices, field_type
from agent.schemas.history import Compared
from agent.stages.intake.asking import question_for
from agent.tools.edit import stage_of
from agent.web.fields import label_of
from agent.web.redlines import redline_props

Props = dict[str, Any]


def element(thread: str, name: str, key: str, props: Props, *, under: str, side: bool = False) -> ElementDict:
    """A custom element in Chainlit's shape. The same key replaces the one before; `under` is the message it stands below."""
    return ElementDict(
        id=str(uuid5(NAMESPACE_URL, f"{thread}/{key}")),
        threadId=thread,
        type="custom",
        name=name,
        display="side" if side else "inline",
        forId=under,
        props=props,
        url="",
        chainlitKey=None,
        objectKey=None,
        size=None,
        page=None,
        autoPlay=None,
        playerConfig=None,
        language=None,
        mime="application/json",
    )


def cards_of(thread: str, message: str, notice: dict[str, Any] | None, *, last: bool) -> list[ElementDict]:
    """The cards of a message; a form is open only under the last one."""
    if not notice:
        return []
    kind = str(notice.get("kind"))
    if kind == "uploaded":
        return [_file(thread, message, file) for file in notice["files"]]
    if kind == "packaged" and notice.get("state") == "done":
        return [element(thread, "Download", f"card/{message}", _package(notice), under=message)]
    if kind == "compared" and notice["comparison"]["differences"]:
        return [element(thread, "Redline", f"card/{message}", redline_props(Compared.model_validate(notice)), under=message)]
    if kind == "ask_for" and last:
        return [element(thread, "Ask", f"card/{message}", _form(notice), under=message)]
    if kind == "brief_read" and notice.get("conflicts"):
        return [element(thread, "Conflicts", f"card/{message}", {**_conflicts(notice), "open": last}, under=message)]
    return []


def closed(card: ElementDict) -> ElementDict:
    """The card as it looks once the conversation went on."""
    return {**card, "props": {**(card.get("props") or {}), "open": False}}


def uploaded(files: list[tuple[str, str, str]]) -> dict[str, Any]:
    """What the transcript keeps about files that were sent: id, name and media type of each."""
    return {"kind": "uploaded", "files": [{"id": key, "name": name, "media_type": media} for key, name, media in files]}


def _file(thread: str, message: str, file: dict[str, str]) -> ElementDict:
    plain = element(thread, file["name"], f"file/{file['id']}", {}, under=message)
    return {**plain, "type": "file", "url": f"/files/{file['id']}", "mime": file["media_type"]}


def _package(notice: dict[str, Any]) -> Props:
    return {
        "url": f"/packages/{notice['package']}",
        "name": notice.get("name") or "package.zip",
        "formats": [str(name).upper() for name in notice.get("formats") or []],
        "bytes": notice.get("bytes") or 0,
    }


def _form(notice: dict[str, Any]) -> Props:
    return {
        "open": True,
        "group": notice["group"],
        "required": notice["required"],
        "remaining": notice["remaining"],
        "fields": [_asked(path) for path in notice["paths"]],
    }


def _asked(path: str) -> Props:
    kind = field_type(stage_of(path), path)
    several = str(kind).startswith("list[")
    words = [] if several else choices(kind)
    return {"path": path, "label": label_of(path), "question": question_for(path), "options": words, "several": several}


def _conflicts(notice: dict[str, Any]) -> Props:
    return {
        "conflicts": [
            {"path": found["path"], "label": label_of(found["path"]), "values": found["values"], "quotes": found["quotes"]}
            for found in notice["conflicts"]
        ],
    }
