"""calendar.ics: one event per post, in the zone the post is planned in."""

from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event

from agent.errors import ExportFailed
from agent.exports.lines import PostLine
from agent.exports.model import ExportModel

LENGTH = timedelta(minutes=15)
"""A post is a moment; calendars show it better with a length."""


def write_ics(model: ExportModel) -> bytes:
    """The calendar with its time zones. Raises ExportFailed when a post names a zone that does not exist."""
    calendar = Calendar()
    calendar.add("prodid", "-//Campaign calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{model.client}: {model.campaign}")
    if model.zone:
        calendar.add("x-wr-timezone", model.zone)
    for line in model.posts:
        calendar.add_component(_event(line, model))
    if model.posts:
        first, last = model.posts[0].post.date, model.posts[-1].post.date
        calendar.add_missing_timezones(first_date=first - timedelta(days=366), last_date=last + timedelta(days=366))
    return bytes(calendar.to_ical())


def _event(line: PostLine, model: ExportModel) -> Event:
    post, event = line.post, Event()
    parts = (line.hook, f"{post.cta}: {line.link}" if post.cta and line.link else post.cta or line.link, f"Owner: {post.owner}")
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'{model.client}/{model.campaign}/{post.id}')}@campaign-calendar")
    event.add("dtstamp", model.at.astimezone(UTC))
    event.add("dtstart", starts(line))
    event.add("duration", LENGTH)
    event.add("summary", f"{post.platform}: {line.title}")
    event.add("description", "\n".join(part for part in parts if part))
    event.add("categories", [post.pillar])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if post.status == "cancelled" else "CONFIRMED")
    if line.link:
        event.add("url", line.link)
    return event


def starts(line: PostLine) -> datetime:
    """Day and wall-clock time of a post in its zone."""
    hour, minute = map(int, line.post.time.split(":"))
    try:
        zone = ZoneInfo(line.post.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ExportFailed(
            f"No package was made: the post of {line.day}, {line.post.platform}, names the zone '{line.post.zone}', which does not exist. "
            "Use one such as Europe/London."
        ) from error
    return datetime.combine(line.post.date, time(hour, minute), tzinfo=zone)
