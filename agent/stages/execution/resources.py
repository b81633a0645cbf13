"""Roles with their duty, tools, and what the team can carry."""

import re
from collections import Counter

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Capacity, Resources, TeamRole
from agent.stages.execution.governance import approvers_of, general, spoken
from agent.stages.execution.plan import Plan, Sheet, kind
from agent.stages.execution.posts import OWNER
from agent.stages.facts import is_price
from agent.stages.wording import article, clipped, listed, money, number, possessive, quoted

_MADE = {
    "carousel": "carousels", "video_script": "videos", "social_post": "posts", "email": "emails", "ad_copy": "adverts", "landing_page": "landing pages",
    "blog_post": "articles",
}  # fmt: skip
_TOOLS = {
    "Instagram": "Instagram business account", "Facebook": "Facebook page and ad account", "LinkedIn": "LinkedIn company page and campaign manager",
    "TikTok": "TikTok business account", "YouTube": "YouTube channel", "X": "X account", "Pinterest": "Pinterest business account", "Xing": "Xing company page",
    "Email": "Sending system with documented consent and an unsubscribe link", "Webinar": "Webinar platform with a consent step",
    "Google Search": "Google Ads account", "WhatsApp": "WhatsApp Business account", "Podcast": "Podcast host", "Job boards": "Employer accounts on the job boards",
}  # fmt: skip
_TIMES = {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def draft_resources(request: DraftRequest) -> SectionDraft:
    """Draft roles, tools and capacity."""
    sheet = Sheet(request)
    sheet.assume("resources.team_roles", f"The brief names no team; the role at {sheet.facts.short} is an assumption and is named by the client.")
    sheet.assume("resources.capacity", "What the team can carry is not stated; the plan assumes it can carry this rhythm.")
    resources = Resources(team_roles=_roles(sheet), tools=_tools(sheet), capacity=_capacity(sheet))
    return sheet.done(resources.model_dump(mode="json"))


def _roles(sheet: Sheet) -> list[TeamRole]:
    facts = sheet.facts
    budget = f"the budget of {money(float(facts.intake.budget.amount), facts.intake.budget.currency)}" if facts.intake.budget else "the budget"
    made = listed([_MADE[name] for name in dict.fromkeys(sheet.creatives.mix.asset_types)]) or "the assets"
    giver = spoken(general(sheet, approvers_of(sheet)))
    kit = facts.intake.brand_kit
    look = f"keeps to {listed([*kit.colours[:2], *kit.fonts[:1]])}" if kit.colours or kit.fonts else f"starts once the brand kit has arrived from {giver}"
    voice = f"Keeps the voice, {quoted(clipped(re.split(r'[.;] ', facts.intake.tone_voice)[0]))}; " if facts.intake.tone_voice else ""
    figures = "every figure identical to its proof asset" if any(item.asset.value is not None for item in facts.evidence if not is_price(item.asset)) else "no claim without evidence"
    report = {"weekly": "the weekly report", "monthly": "the monthly report", "one_time": "the report after the flight"}.get(facts.intake.report_frequency or "", "the reports")
    late = f", and the reading of the {facts.rate.name[:1].lower() + facts.rate.name[1:]} after its {facts.rate.window_days} days" if facts.rate and facts.rate.window_days else ""
    return [
        TeamRole(role="Campaign manager", duty=f"Holds the calendar, {budget} and the approvals; does the final QC"),
        TeamRole(role=OWNER, duty=f"Builds {made}; schedules what goes out"),
        TeamRole(role="Designer", duty=f"Pictures and layouts; {look}"),
        TeamRole(role="Copywriter", duty=f"{voice or 'Writes the copy; '}{figures}"),
        TeamRole(role="Analyst", duty=f"Links, alerts, {report}{late}"),
        _at_client(sheet),
    ]


def _at_client(plan: Plan) -> TeamRole:
    """The one at the client's without whom results are not counted or answered."""
    facts = plan.facts
    objective, short = facts.intake.objective, facts.short
    one = facts.counted.one if facts.counted else "enquiry"
    role, duty = {
        "hiring": ("Hiring manager", f"Answers applicants and says what became of each {one}"),
        "event_promotion": ("Event host", "Keeps the list of registrations and answers questions before the day"),
        "lead_generation": ("Specialist", f"Reads each enquiry and confirms whether it is {article(one)}"),
        "partnerships": ("Partner manager", "Reads each enquiry and takes the first call"),
    }.get(objective or "", ("Customer service", "Answers questions in comments and mails, and reports why people hesitate or stop"))  # fmt: skip
    return TeamRole(role=f"{role} at {short} (assumption, to be named by the client)", duty=duty)


def count_of_record(plan: Plan) -> str:
    """The records that decide how many results there are."""
    facts = plan.facts
    owner = {
        "hiring": "applicant records", "event_promotion": "registration list", "lead_generation": "CRM", "partnerships": "CRM",
    }.get(facts.intake.objective or "", "order records" if not facts.b2b else "CRM")  # fmt: skip
    return f"{possessive(facts.short)} {owner} as the count of record for {plan.many}"


def _tools(plan: Plan) -> list[str]:
    found = [_TOOLS.get(kind(name), "") for name in plan.platforms]
    return [*dict.fromkeys(name for name in found if name), "GA4", count_of_record(plan)]


def _capacity(sheet: Sheet) -> Capacity:
    facts, weeks = sheet.facts, sheet.execution.timeline.duration_weeks or sheet.facts.intake.duration_weeks
    weekly = sum(sheet.execution.schedule.posts_per_week.values())
    total = len(sheet.execution.calendar.posts) or weekly * weeks
    assets = len(sheet.creatives.assets)
    reviews = min(max(weekly, 1), max(1, -(-assets // max(1, weeks // 2))))
    calendar_weeks = Counter(post.date.isocalendar()[:2] for post in sheet.execution.calendar.posts)
    busiest = max([weekly, *calendar_weeks.values()])
    if not weekly:
        return Capacity(posts_per_week=0, reviews_per_week=reviews, note="No channel of this plan has posting days.")
    note = f"Assumption: {number(weekly)} publication{'s' if weekly > 1 else ''} a week{f', {number(busiest)} where closed days push them together' if busiest > weekly else ''}, {number(total)} in {number(weeks)} weeks, from {number(assets)} assets"
    uses = Counter(post.asset for post in sheet.execution.calendar.posts)
    asset, times = uses.most_common(1)[0] if uses else ("", 0)
    if times >= 5 and weeks >= 8:
        money_line = f" and has to fit the same {money(float(facts.intake.budget.amount), facts.intake.budget.currency)}" if facts.intake.budget else ""
        note += f". The one used most, {asset}, returns {_TIMES.get(times, number(times))} times, so a second round of creatives from week {weeks // 2 + 1} is recommended{money_line}"
    return Capacity(posts_per_week=busiest, reviews_per_week=reviews, note=note + ".")
