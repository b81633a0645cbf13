"""What an execution plan must meet."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from agent.quality import sources
from agent.quality.channels import link_problems, predict_channel
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.schemas.creatives import Asset
from agent.schemas.execution import Execution, Post
from agent.schemas.intake import Intake
from agent.schemas.registry import parse

LOST = ("Paid Other", "Unassigned")
"""GA4 channels in which visits cannot be told apart."""


def _execution(subject: Subject) -> Execution:
    artifact = parse("execution", subject.content)
    assert isinstance(artifact, Execution)
    return artifact


def _assets(subject: Subject) -> dict[str, Asset]:
    return {asset.id: asset for asset in sources.creatives(subject).assets}


def _posts(subject: Subject) -> list[tuple[str, Post]]:
    posts = [(f"execution.calendar.posts[{n}]", post) for n, post in enumerate(_execution(subject).calendar.posts)]
    posts = [(path, post) for path, post in posts if post.status != "cancelled"]
    if not posts:
        raise NotAssessed("the calendar holds no dated post")
    return posts


def _named(post: Post) -> str:
    return f"{post.platform} on {post.date} at {post.time} ({post.asset})"


def _channel(subject: Subject) -> Iterator[Problem]:
    execution = _execution(subject)
    if not execution.derived.channel_plan and not any(execution.schedule.posts_per_week.values()):
        yield Problem("No channel is planned. Plan at least one.", path="execution.derived.channel_plan")


def _planned(subject: Subject) -> Iterator[Problem]:
    execution = _execution(subject)
    if not any(execution.schedule.posts_per_week.values()):
        yield Problem("No platform has a post a week. Say how often each is used.", path="execution.schedule.posts_per_week")
    if not execution.calendar.calendar_type or not execution.derived.cadence:
        yield Problem("The cadence is missing: the rhythm of each channel.", path="execution.derived.cadence")
    utm = execution.utm
    if not utm.campaign_name or not utm.medium or not utm.source or not execution.derived.utm_plan:
        yield Problem("The tracking plan is incomplete: campaign name, source, medium and a row per kind of link.", path="execution.utm")


def _complete(subject: Subject) -> Iterator[Problem]:
    assets, intake = _assets(subject), sources.intake(subject)
    taken: dict[str, Post] = {}
    for path, post in _posts(subject):
        if post.asset not in assets:
            yield Problem(f"{_named(post)}: there is no such asset.", path=f"{path}.asset", quote=post.asset)
        if not post.cta:
            yield Problem(f"{_named(post)} asks for nothing. Give it a call to action.", path=f"{path}.cta")
        if intake.has_website is False and not post.link:
            continue
        for problem in _link(post, intake):
            yield Problem(f"{_named(post)}: {problem}", path=f"{path}.link", quote=post.link)
        first = taken.setdefault(post.link or path, post)
        if (first.asset, first.platform) != (post.asset, post.platform):
            yield Problem(f"{_named(post)} has the same link as {_named(first)}; their visits cannot be told apart.", path=f"{path}.link")


def _link(post: Post, intake: Intake) -> list[str]:
    if not post.link:
        return ["it has no link."]
    shop = intake.ecommerce.product_catalog_url if intake.ecommerce else None
    booking = intake.services.booking_link if intake.services else None
    hosts = [urlsplit(address).hostname or "" for address in (intake.website, shop, booking) if address]
    found = [link_problems(post.link, host) for host in hosts or [""]]
    return min(found, key=len)


def _no_blackout(subject: Subject) -> Iterator[Problem]:
    closed = _execution(subject).schedule.blackout_dates
    for path, post in _posts(subject):
        if post.date in closed:
            yield Problem(f"{_named(post)}: nothing is published on that day. Move it.", path=f"{path}.date", quote=str(post.date))


def _in_flight(subject: Subject) -> Iterator[Problem]:
    timeline = _execution(subject).timeline
    start = timeline.start_date
    end = timeline.end_date
    if start and not end and timeline.duration_weeks:
        end = start + timedelta(weeks=timeline.duration_weeks) - timedelta(days=1)
    if not start or not end:
        raise NotAssessed("the flight has no first and last day")
    for path, post in _posts(subject):
        if not start <= post.date <= end:
            yield Problem(f"{_named(post)} lies outside the flight, {start} to {end}. Move it.", path=f"{path}.date", quote=str(post.date))


def _one_per_slot(subject: Subject) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Post] = {}
    for path, post in _posts(subject):
        taken = first.setdefault((post.platform, post.date, post.time, post.zone), post)
        if taken is not post:
            yield Problem(f"{_named(post)}: {taken.asset} already stands in that slot. Move one.", path=f"{path}.time", quote=post.time)


def _proof_is_valid(subject: Subject) -> Iterator[Problem]:
    proofs = {proof.id: proof for proof in sources.intake(subject).proof_assets}
    assets = _assets(subject)
    for path, post in _posts(subject):
        used = assets[post.asset].claims if post.asset in assets else []
        for name in dict.fromkeys(claim.proof_asset for claim in used):
            expires = proofs[name].expires if name in proofs else None
            if expires and expires < post.date:
                yield Problem(f"{_named(post)} uses {name}, which expires on {expires}. Post it earlier or renew the proof.", path=f"{path}.date")


def _governance(subject: Subject) -> Iterator[Problem]:
    governance = _execution(subject).governance
    if not governance.review_process:
        yield Problem("Nobody reviews the posts. Say which steps each one passes.", path="execution.governance.review_process")
    if not governance.approvers:
        yield Problem("Nobody approves the posts. Name who releases what.", path="execution.governance.approvers")
    elif sources.intake(subject).regulated and not any("legal" in f"{a.role} {a.name}".casefold() for a in governance.approvers):
        yield Problem("The industry is regulated. Name who approves for legal.", path="execution.governance.approvers")


def _capacity(subject: Subject) -> Iterator[Problem]:
    execution = _execution(subject)
    most = execution.resources.capacity.posts_per_week
    if most is None:
        raise NotAssessed("the team's capacity is not stated")
    planned = sum(execution.schedule.posts_per_week.values())
    if planned > most:
        told = f"{planned} posts a week are planned; the team can carry {most}. Plan fewer or add people."
        yield Problem(told, path="execution.schedule.posts_per_week")
    weeks = Counter(post.date - timedelta(days=post.date.weekday()) for post in execution.calendar.posts if post.status != "cancelled")
    for monday, count in sorted(weeks.items()):
        if count > most >= planned:
            yield Problem(f"The week of {monday} holds {count} posts; the team can carry {most}.", path="execution.calendar.posts")


def _deadlines(subject: Subject) -> Iterator[Problem]:
    for path, post in _posts(subject):
        late = [] if post.status not in ("draft", "in_review") else [d for d in post.deadlines if d.due < subject.today]
        if late:
            told = f"{_named(post)}: '{late[0].step}' was due on {late[0].due}. Move the post, or shorten the review."
            yield Problem(told, path=f"{path}.deadlines", quote=late[0].step)


def _ga4(subject: Subject) -> Iterator[Problem]:
    execution = _execution(subject)
    utm = execution.utm
    campaign = utm.campaign_name or ""
    for platform, medium in utm.medium.items():
        source = utm.source.get(platform.removesuffix(" sponsored"), "")
        yield from _lost(source, medium, campaign, f"{platform} links", "execution.utm.medium")
    seen = {(utm.source.get(name.removesuffix(" sponsored"), ""), medium) for name, medium in utm.medium.items()}
    for number, post in enumerate(execution.calendar.posts):
        tags = parse_qs(urlsplit(post.link or "").query)
        source, medium = (tags.get(f"utm_{name}", [""])[0] for name in ("source", "medium"))
        if post.link and (source, medium) not in seen:
            seen.add((source, medium))
            yield from _lost(source, medium, tags.get("utm_campaign", [""])[0], _named(post), f"execution.calendar.posts[{number}].link")


def _lost(source: str, medium: str, campaign: str, what: str, path: str) -> Iterator[Problem]:
    channel, certainty = predict_channel(source, medium, campaign)
    if source and channel in LOST:
        doubt = "" if certainty == "certain" else " (uncertain: the source is newer than the list read)"
        told = f"{what}: GA4 files {source}/{medium} under {channel}{doubt}. Use a source and medium it knows, such as email or paid-social."
        yield Problem(told, path=path, quote=f"{source}/{medium}")


def _windows(subject: Subject) -> Iterator[Problem]:
    windows = [window for cadence in _execution(subject).derived.cadence for window in cadence.windows]
    for path, post in _posts(subject):
        for window in windows:
            early, late = window.start and post.date < window.start, window.until and post.date > window.until
            if window.asset == post.asset and (early or late):
                told = f"{_named(post)}: the asset may run from {window.start or 'the start'} until {window.until or 'the end'}. Move it."
                yield Problem(told, path=f"{path}.date", quote=str(post.date))


def _guardrails(subject: Subject) -> Iterator[Problem]:
    if not _execution(subject).derived.risk_guardrails:
        yield Problem("No guardrail is noted. Take over what the strategy forbids.", path="execution.derived.risk_guardrails")


def _holidays(subject: Subject) -> Iterator[Problem]:
    holidays = {holiday.date: holiday for holiday in _execution(subject).schedule.holidays.dates}
    for path, post in _posts(subject):
        if post.date in holidays:
            told = f"{_named(post)} falls on {holidays[post.date].name}. Move it to a working day."
            yield Problem(told, path=f"{path}.date", quote=str(post.date))


RULES = (
    Rule("a_channel_is_planned", "BLOCKER", "At least one channel is planned.", _channel),
    Rule("schedule_cadence_and_utm_are_planned", "BLOCKER", "Schedule, cadence and tracking plan are there.", _planned),
    Rule("every_post_has_asset_cta_and_link", "BLOCKER", "Every post has an asset, a call to action and a clean link of its own.", _complete),
    Rule("no_post_in_a_blackout", "BLOCKER", "No post lies on a blackout date.", _no_blackout),
    Rule("posts_lie_in_the_flight", "BLOCKER", "Every post lies in the flight.", _in_flight),
    Rule("one_post_per_slot", "BLOCKER", "No slot of a platform holds two posts.", _one_per_slot),
    Rule("proof_is_valid_on_the_day_of_the_post", "BLOCKER", "No post uses a proof that has expired by then.", _proof_is_valid),
    Rule("governance_is_set", "MAJOR", "Reviews and approvers are named.", _governance),
    Rule("capacity_is_kept", "MAJOR", "No week holds more than the team can carry.", _capacity),
    Rule("no_approval_deadline_is_past", "MAJOR", "No review step of an open post is overdue.", _deadlines),
    Rule("links_land_in_a_known_ga4_channel", "MAJOR", "No link lands in GA4 as Unassigned or Paid Other.", _ga4),
    Rule("assets_run_in_their_window", "MAJOR", "Every asset runs only on the days it is meant for.", _windows),
    Rule("risk_guardrails_are_noted", "MINOR", "Guardrails are noted.", _guardrails),
    Rule("holidays_are_respected", "MINOR", "No post falls on a public holiday of its markets.", _holidays),
)
