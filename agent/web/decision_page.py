"""The words and the page of a client's decision, and the answers that say why there is none to make."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse

from agent.exports.wording import moment
from agent.schemas.version import Decision
from agent.web.readable import Entry

HERE = Path(__file__).parent
CSS = (HERE / "portal.css").read_text(encoding="utf-8")
_STYLE = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE}'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""The address is the key: it is not cached, not passed on, not indexed; the page runs nothing and is framed by nobody."""


@dataclass(frozen=True)
class DecisionPage:
    """What a client sees before deciding."""

    campaign: str
    client: str
    what: str
    """'Strategy version 2'."""
    name: str
    sender: str
    until: str
    message: str
    sections: list[Entry]
    form: str
    """What shows that the form came from this page."""
    problem: str = ""
    comment: str = ""
    """What was typed, when it has to be sent again."""


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), autoescape=select_autoescape(default=True), undefined=StrictUndefined, trim_blocks=True)


def shown(page: DecisionPage, *, status: int = 200) -> HTMLResponse:
    """The page with the version and the decision."""
    return _html(status, {}, title=f"{page.what.rsplit(' version', 1)[0]}: your decision", page=page)


def told(status: int, title: str, *lines: str, tone: str = "", headers: dict[str, str] | None = None) -> HTMLResponse:
    """A calm page that says one thing."""
    return _html(status, headers or {}, title=title, lines=[line for line in lines if line], tone=tone)


def _html(status: int, headers: dict[str, str], **given: object) -> HTMLResponse:
    template = _environment().get_template("portal.html")
    body = template.render({"page": None, "lines": [], "tone": "", "css": Markup(CSS), **given})
    return HTMLResponse(body, status_code=status, headers={**HEADERS, **headers})


def unknown() -> HTMLResponse:
    """No such link."""
    return told(404, "This link does not work", "Check that the whole address was copied, or ask the person who sent it for a new one. Nothing was decided.")


def too_often(seconds: int) -> HTMLResponse:
    """The page is asked for too often."""
    return told(429, "One moment, please", f"This page was asked for too often. Try again in {seconds} seconds. Nothing was decided.", headers={"Retry-After": str(seconds)})


def decided(decision: Decision, what: str, sender: str, *, zone: str | None, now: bool) -> HTMLResponse:
    """What the client decided; `now` when this is the answer to it."""
    verb = "asked for changes to" if decision.kind == "request_changes" else "approved"
    title = f"Thank you. You {verb} {what}" if now else f"You {verb} {what}"
    said = f"Your words: “{decision.comment}”" if decision.comment else ""
    when = f"It was recorded on {at(decision.at, zone)}."
    return told(200 if now else 409, title, when, said, f"There is nothing more to do. If you have a question, write to {sender}.", tone="done")


def at(time: datetime, zone: str | None) -> str:
    """A time in the campaign's zone; in UTC when it is not known."""
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return moment(time, None)
    return moment(time, zone)
