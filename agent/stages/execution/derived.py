"""What follows from strategy and creatives: money and results per channel, rhythm in words, kinds of links, guardrails."""

import re
from collections import Counter
from decimal import Decimal
from typing import get_args

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.base import MoneyValue
from agent.schemas.execution import ChannelCadence, ChannelPlan, Derived, UtmPlanRow, Weekday
from agent.stages.execution.guardrails import guardrails
from agent.stages.execution.links import is_paid, link_for, medium_for, predicted, source_of
from agent.stages.execution.plan import OWN_PAGES, Plan, Sheet, kind, medium_of, slug
from agent.stages.execution.rhythm import rhythm_of
from agent.stages.execution.windows import Windows
from agent.stages.wording import listed, money, number, sentence, text_of

_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_USES = {
    "Email": "sends", "Google Search": "search adverts", "Webinar": "links shown during the event", "Podcast": "links in the show notes",
    "Job boards": "job adverts", "Local press": "printed address and code", "Posters and leaflets": "printed code", "Radio": "spoken address",
    "Trade fair": "codes at the stand", "Referrals": "links for partners",
}  # fmt: skip


def draft_derived(request: DraftRequest) -> SectionDraft:
    """Draft the channel plan, the cadence, the kinds of links and the guardrails."""
    sheet = Sheet(request)
    derived = Derived(channel_plan=channel_plan(sheet), cadence=_cadence(sheet), utm_plan=utm_plan(sheet), risk_guardrails=guardrails(sheet))
    if any(row.planned_results is not None for row in derived.channel_plan):
        sheet.assume("derived.channel_plan", "Results per channel are planning figures: the target split like the money, at the same cost everywhere.")
    return sheet.done(derived.model_dump(mode="json"))


def split(total: Decimal, weights: list[float], step: Decimal) -> list[Decimal]:
    """Parts of a total in whole steps that add up to it exactly; the largest remainders get what rounding leaves."""
    if not weights or sum(weights) <= 0:
        return [Decimal(0) for _ in weights]
    whole = sum(Decimal(str(weight)) for weight in weights)
    exact = [total * Decimal(str(weight)) / whole for weight in weights]
    parts = [(value // step) * step for value in exact]
    order = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    left = total - sum(parts)
    for index in order:
        if left < step:
            break
        parts[index] += step
        left -= step
    parts[order[0]] += left
    return parts


def channel_plan(plan: Plan) -> list[ChannelPlan]:
    """Money and planned results per channel; both add up exactly to budget and target."""
    channels, facts = plan.strategy.channel_strategy.channels, plan.facts
    shares: list[float] = [float(channel.budget_share or 0) for channel in channels]
    budget = facts.intake.budget
    amounts: list[Decimal] = split(Decimal(str(budget.amount)), shares, Decimal(1)) if budget and any(shares) else []
    counted = facts.counted
    weights = [0.0 if kind(channel.name) in OWN_PAGES else share for channel, share in zip(channels, shares, strict=True)]
    target = counted.target if counted and counted.target else None
    results = split(Decimal(str(target)), weights, Decimal(1)) if target is not None and any(weights) else []
    rows = []
    for index, channel in enumerate(channels):
        amount = amounts[index] if amounts else None
        result = results[index] if results else None
        rows.append(
            ChannelPlan(
                channel=channel.name,
                strategic_role=channel.strategic_role,
                budget_share=channel.budget_share,
                budget=MoneyValue(amount=_plain(amount), currency=budget.currency) if amount is not None and budget else None,
                planned_results=_plain(result) if result is not None else None,
                result=counted.many if counted and result is not None else None,
                assets=[asset.id for asset in plan.assets.get(channel.name, [])],
                note=_note(plan, channel.name, amount, result),
            )
        )
    return rows


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _note(plan: Plan, channel: str, amount: Decimal | None, result: Decimal | None) -> str | None:
    facts, lines = plan.facts, []
    if amount is not None and facts.intake.budget and facts.counted:
        if result:
            each = float(amount) / float(result)
            lines.append(f"{'' if each.is_integer() else 'About '}{money(each if each < 10 else round(each), facts.intake.budget.currency)} per planned {facts.counted.one}")
        elif kind(channel) in OWN_PAGES and facts.counted.target:
            rest = float(facts.intake.budget.amount) - float(amount)
            each = round(rest / float(facts.counted.target))
            lines.append(f"Earns no {facts.counted.many} of its own: the other channels have to bring all {number(facts.counted.target)} for {money(rest, facts.intake.budget.currency)}, about {money(each, facts.intake.budget.currency)} each")
    size = re.search(r"list of (?:about |around )?([\d.,]*\d)", " ".join([item.note for item in facts.channels if item.name == channel]))
    if size and result:
        people = float(re.sub(r"[.,](?=\d{3}\b)", "", size[1]))
        lines.append(f"{number(float(result))} is {round(float(result) / people * 100, 1):g}% of the list of {number(people)}; how much of it may be mailed is checked first")
    if channel in plan.trials:
        lines.append(f"A test{_judged(plan, channel)}")
    return text_of(*lines) or None


def _judged(plan: Plan, channel: str) -> str:
    rules = plan.channels[channel].kill_criteria if channel in plan.channels else []
    found = next((match for rule in rules if (match := re.search(r"(?<!from )\b(\d{4}-\d{2}-\d{2})", rule.window))), None)
    return f", judged on {found[1]}" if found else ", kept only while it stays below its stop limit"


def _cadence(plan: Plan) -> list[ChannelCadence]:
    windows = Windows(plan)
    end = plan.execution.timeline.end_date
    return [ChannelCadence(channel=name, rhythm=_rhythm(plan, name), windows=windows.shown(plan.assets.get(name, []), end)) for name in plan.platforms]


def _rhythm(plan: Plan, platform: str) -> str:
    schedule, timeline = plan.execution.schedule, plan.execution.timeline
    count = schedule.posts_per_week.get(platform, 0)
    assets = plan.assets.get(platform, [])
    if not count:
        return _always_on(plan, platform)
    slots = schedule.best_times.get(platform, [])[:count]
    first = next((post.date for post in plan.execution.calendar.posts if post.platform == platform), None)
    by_time: dict[str, list[str]] = {}
    for slot in sorted(slots, key=lambda slot: _WEEKDAYS.index(slot.weekday)):
        by_time.setdefault(f"{slot.time} {slot.zone}", []).append(slot.weekday)
    said = "; ".join(f"{listed(days)} {time}" for time, days in by_time.items())
    opening = f", from {first.isoformat()}" if first else f", from {timeline.start_date.isoformat()}" if timeline.start_date else ""
    lines = [f"{said}{opening}"]
    adverts = [asset.id for asset in assets if is_paid(asset)]
    if adverts:
        off = [fact for fact in plan.facts.facts("blackout") if fact.start and fact.end]
        pause = f", and switched off from {off[0].start} to {off[0].end}" if off else ""
        lines.append(f"Paid on {platform}: {listed(adverts)}, from {'each' if len(adverts) > 1 else 'its'} slot until the next{pause}")
    if platform in plan.trials:
        lines.append(f"{platform} ends early if the test fails")
    uses = Counter(post.asset for post in plan.execution.calendar.posts if post.platform == platform)
    if uses:
        most = uses.most_common(1)[0]
        lines.append(f"{number(sum(uses.values()))} {platform} dates for {number(len(uses))} asset{'s' if len(uses) > 1 else ''}, at most {number(most[1])} each")
    return text_of(*lines)


def _always_on(plan: Plan, platform: str) -> str:
    facts, assets = plan.facts, len(plan.assets.get(platform, []))
    event = next((fact for fact in facts.facts("event") if fact.start and medium_of(platform) and re.search(medium_of(platform).pattern, fact.text, re.I)), None)  # type: ignore[union-attr]
    if event and event.start:
        hour = "" if re.search(r"\d{1,2}[:.]\d{2}", event.text) else f"; the brief names no hour, {facts.short} sets it before invitations go out"
        return sentence(f"Once, {event.start.strftime('%A')} {event.start.isoformat()}{hour}")
    if kind(platform) == "Blog" and assets:
        weeks = plan.facts.intake.duration_weeks
        every = f", one about every {number(max(1, weeks // assets))} weeks" if 1 < assets <= weeks else ""
        return sentence(f"{number(assets)} article{'s' if assets != 1 else ''} on the client's own site{every}, linked from the other channels")
    if kind(platform) in OWN_PAGES:
        return sentence(f"{number(assets)} page{'s' if assets != 1 else ''} online for the whole flight")
    if rhythm_of(platform).posts:
        return sentence(f"Nothing is dated on {platform}: {'no asset is made for it' if not assets else 'it has no posting day in this plan'}")
    return sentence(f"{platform} runs through the flight as booked; {number(assets)} asset{'s' if assets != 1 else ''} in use, booking dates are agreed with the supplier")


def utm_plan(plan: Plan) -> list[UtmPlanRow]:
    """One row per kind of link, with GA4's predicted channel."""
    rows = []
    for platform in plan.platforms:
        assets = plan.assets.get(platform, [])
        for paid in (False, True):
            asset = next((item for item in assets if is_paid(item) == paid), None)
            if asset is not None:
                rows.append(_link_row(plan, platform, paid))
    return rows


def _link_row(plan: Plan, platform: str, paid: bool) -> UtmPlanRow:
    utm = plan.execution.utm
    asset = next(item for item in plan.assets[platform] if is_paid(item) == paid)
    link = link_for(plan, platform, asset, utm) or "The client has no site yet"
    if kind(platform) in OWN_PAGES:
        return UtmPlanRow(platform=platform, use="pages of the client's own site", example=link, confidence="internal links carry no tracking values")
    source = slug(utm.source.get(platform) or source_of(platform))
    medium = slug((utm.medium.get(f"{platform} sponsored") if paid else None) or utm.medium.get(platform) or medium_for(platform))
    channel, certainty = predicted(source, medium, slug(utm.campaign_name or ""))
    warned = " (will not be told apart in GA4; change the medium)" if channel in ("Paid Other", "Unassigned") else ""
    return UtmPlanRow(
        platform=platform,
        use=_USES.get(kind(platform)) or ("adverts" if paid else "organic posts"),
        source=source,
        medium=medium,
        example=link,
        predicted_ga4_channel=channel,
        confidence=("high" if certainty == "certain" else "uncertain: the source is newer than GA4's published list") + warned,
    )


