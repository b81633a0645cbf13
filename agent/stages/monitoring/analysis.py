"""What the figures should answer for this client, how they are cut, and tests with the cases they need."""

from dataclasses import dataclass

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.monitoring import AbTest, Analysis
from agent.stages.monitoring.plan import Plan, Sheet
from agent.stages.monitoring.samples import sample_size
from agent.stages.wording import clipped, listed, lower_first, number, quoted, text_of, upper_first


@dataclass(frozen=True)
class _Ground:
    """Where a test can run: what is counted there, and the planning rate."""

    kinds: tuple[str, ...]
    what: str
    metric: str
    baseline: float
    lift: float
    unit: str


_GROUNDS = (
    _Ground(("Email",), "An email", "{first} per delivered email", 0.02, 0.5, "delivered emails"),
    _Ground(("Landing page", "Website"), "A page", "Form starts per visit", 0.1, 0.5, "visits"),
    _Ground(("Facebook", "LinkedIn", "Google Search", "Instagram", "TikTok", "Xing", "YouTube"), "An advert", "Clicks per impression", 0.01, 0.2, "impressions"),
)  # fmt: skip


def draft_analysis(request: DraftRequest) -> SectionDraft:
    """Draft questions, segments and tests."""
    sheet = Sheet(request)
    tests = ab_tests(sheet)
    if tests:
        sheet.assume("analysis.ab_tests", "Baselines are planning values; each is replaced by the campaign's own rate before its test starts.")
    return sheet.done(Analysis(questions=_questions(sheet), segmentation=_segments(sheet), ab_tests=tests).model_dump(mode="json"))


def _questions(plan: Plan) -> list[str]:
    facts, many = plan.facts, plan.many
    found = []
    if len(plan.channels) > 1:
        cost = f" at the lowest {lower_first(facts.cost.name)}" if facts.cost else ""
        found.append(f"Which of {listed(plan.channels)} brings {many}{cost}?")
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate:
        past = f" with the {number(rate.baseline)}{rate.unit or ''} of before" if rate.baseline is not None else ""
        found.append(f"From which channel do people come back, and can the {lower_first(rate.name)} be compared{past} by the same definition?")
    if facts.counted and facts.counted.definition:
        found.append(f"What share of all enquiries comes from {facts.counted.definition}, and which asset brought them?")
    if len(facts.objections) > 1:
        found.append(f"Which objection is raised most, by market and channel: {'; '.join(quoted(clipped(text)) for text in facts.objections[:3])}?")
    pains = _without_figures(facts.pains)
    if pains:
        other = quoted(clipped(pains[1])) if len(pains) > 1 else f"the wish for {lower_first(facts.outcomes[0], facts.names)}" if facts.outcomes else "the offer"
        found.append(f"Do assets that open with {quoted(clipped(pains[0]))} bring more {many} than those that open with {other}?")
    found += [f"Has {name} earned its share, or does its money go to another channel?" for name in plan.trials]
    for fact in facts.facts("event"):
        found.append(f"What became of those who registered: how many of them are among the {many}?" if plan.of_kind("Webinar", "Trade fair") else f"What did {clipped(fact.text, 8)} add?")
    if any(fact.start for fact in facts.facts("blackout")):
        found.append(f"What did the days without publication cost in visits and {many}?")
    if "production" in " ".join(facts.texts("budget_scope")).lower() and facts.cost:
        found.append(f"How much of the {lower_first(facts.cost.name)} is production, and how much is media?")
    return found[:8] or [f"Where did the people come from who chose {facts.offer.inside}?"]


def _without_figures(texts: tuple[str, ...]) -> list[str]:
    """Texts that can open an asset: a figure would need its proof beside it."""
    return [text for text in texts if not any(mark.isdigit() for mark in text)]


def _segments(plan: Plan) -> list[str]:
    facts = plan.facts
    found = [f"Channel: {listed(plan.channels)}"] if len(plan.channels) > 1 else []
    found += [f"Market: {listed(facts.markets)}"] if len(facts.markets) > 1 else []
    found += [f"Group: {listed(facts.audience.roles)}"] if len(facts.audience.roles) > 1 else []
    found += [f"Language: {listed(facts.intake.languages)}"] if len(facts.intake.languages) > 1 else []
    found += [f"Pillar: {'; '.join(pillar.name for pillar in plan.strategy.narrative.pillars)}"] if plan.strategy.narrative.pillars else []
    found += [f"Phase: {listed([phase.name for phase in plan.execution.timeline.phases])}"] if len(plan.execution.timeline.phases) > 1 else []
    found.append("First call to action used")
    if any(target.window_days for target in facts.targets):
        found.append("Month of joining, and new or returning customer")
    return found


def ab_tests(plan: Plan) -> list[AbTest]:
    """At most two tests, on the channels of the plan, with the cases each needs."""
    openings = _openings(plan)
    tests: list[AbTest] = []
    for ground in _GROUNDS:
        channels = plan.of_kind(*ground.kinds)
        if channels and len(openings) >= 2 and len(tests) < 2:
            first, second = openings[len(tests) % len(openings)], openings[(len(tests) + 1) % len(openings)]
            tests.append(_test(plan, ground, channels[0], first, second))
    return tests


def _openings(plan: Plan) -> list[str]:
    facts = plan.facts
    proof = next((item.label for item in [*facts.mechanism, *facts.social, *facts.authority]), None)
    texts = [quoted(clipped(text)) for found in (facts.objections, facts.pains, facts.differentiators) for text in _without_figures(found)[:1]]
    return [*texts, *([f"the evidence '{proof}'"] if proof else []), *([f"the offer, {facts.offer.inside}"] if len(texts) < 2 else [])]


def _test(plan: Plan, ground: _Ground, channel: str, first: str, second: str) -> AbTest:
    per_arm = sample_size(ground.baseline, ground.lift)
    does = "is clicked more often than" if ground.unit == "impressions" else f"brings more {plan.many} than" if ground.unit == "delivered emails" else "starts more forms than"
    one = upper_first(plan.many)
    limit = "; a click is no result, so the outcome decides wording, never budget" if ground.unit == "impressions" else ""
    return AbTest(
        hypothesis=f"{ground.what} that opens with {first} {does} one that opens with {second}.",
        metric=f"{ground.metric.format(first=one)}, {channel}",
        baseline=ground.baseline,
        lift=ground.lift,
        baseline_basis=f"Assumption for planning, replaced by the first two weeks on {channel}{limit}",
        sample_size_per_arm=per_arm,
        days_basis=_days_basis(plan, ground, per_arm),
    )


def _days_basis(plan: Plan, ground: _Ground, per_arm: int) -> str:
    both = 2 * per_arm
    if ground.unit == "delivered emails" and plan.list_size:
        if plan.list_size < both:
            return text_of(f"Both halves need {number(both)} {ground.unit}, and the list has {number(plan.list_size)}: run over several sends, or not at all")
        return text_of(f"One send to two random halves, read after seven days; {number(both)} of the list of {number(plan.list_size)} are needed, with documented consent")
    return text_of(f"Both halves need {number(both)} {ground.unit}; the days follow once the daily number is known, in whole weeks, and the test is not started if it needs more than eight")
