"""Who looks at what before it is published, and what happens when something goes wrong."""

import re

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.execution import Approver, Governance, ReviewStep
from agent.stages.execution.plan import Plan, Sheet, kind
from agent.stages.execution.posts import DEFAULT_STEPS
from agent.stages.facts import is_price
from agent.stages.people import Approver as Person
from agent.stages.wording import listed, lower_first, text_of, upper_first

_ROLE_WORDS = re.compile(r"^(marketing|legal|finance|brand|compliance|sales|product|hr|human resources|people|communications?|pr|press|management|technical|engineering|quality)$", re.I)
_MONEY = re.compile(r"[£€$]\s?\d|\b(?:GBP|EUR|USD|CHF)\s?\d|\d\s?(?:£|€|\$|GBP|EUR|USD|CHF)\b")

_OPEN = "to be named by the client"


def draft_governance(request: DraftRequest) -> SectionDraft:
    """Draft the review steps, approvers, escalation and crisis protocol."""
    sheet = Sheet(request)
    approvers = approvers_of(sheet)
    governance = Governance(review_process=_steps(sheet, approvers), approvers=approvers, escalation=_escalation(sheet, approvers), crisis_protocol=_crisis(sheet, approvers))
    if not sheet.facts.approvers:
        sheet.assume("governance.approvers", f"The brief names nobody who approves; {sheet.facts.short} names the person before the first review.")
    return sheet.done(governance.model_dump(mode="json"))


def approvers_of(plan: Plan) -> list[Approver]:
    """The people the client names, with role and scope; when none is named, the roles that have to be filled."""
    named = [_approver(plan, person) for person in plan.facts.approvers]
    if not named:
        named = [Approver(name=f"Marketing manager at {plan.facts.short}", role=f"Marketing, {_OPEN}", scope="all content")]
    if plan.facts.intake.regulated and not any("legal" in f"{item.name} {item.role}".lower() or "complian" in item.role.lower() for item in named):
        named.append(Approver(name=f"Legal adviser at {plan.facts.short}", role=f"Legal, {_OPEN}", scope="every claim, because the trade is regulated"))
    return named


def _approver(plan: Plan, person: Person) -> Approver:
    name, role, scope = person.name, "", person.scope
    if inside := re.match(r"^(.+?) (?:in|from|of) (?:the )?(\w[\w &]*)$", name):
        name, role = inside[1], upper_first(inside[2])
    elif bracket := re.match(r"^([^()]+?) \(([^)]+)\)$", name):
        first, second = bracket.groups()
        name, role = (second, first) if _ROLE_WORDS.match(first) else (first, upper_first(second))
    if _ROLE_WORDS.match(scope):
        role, scope = upper_first(scope), "all content"
    if scope.lower() in ("content", "the content", ""):
        scope = "all content"
    return Approver(name=name, role=role or f"Approver at {plan.facts.short}", scope=_with_assets(plan, scope))


def _with_assets(plan: Plan, scope: str) -> str:
    """The scope with the assets it covers today."""
    if re.search(r"\bpric", scope, re.I):
        found = [asset.id for asset in plan.creatives.assets if asset.id in priced(plan)]
    elif re.search(r"\bclaim", scope, re.I):
        found = [asset.id for asset in plan.creatives.assets if asset.claims]
    else:
        return scope
    if not found:
        return f"{scope}; no asset has one at present"
    return f"{scope}, at present {listed(found) if len(found) < 5 else f'{len(found)} of {len(plan.creatives.assets)} assets'}"


def priced(plan: Plan) -> set[str]:
    """Assets that state a price."""
    prices = {proof.id for proof in plan.facts.intake.proof_assets if is_price(proof)}
    return {
        asset.id
        for asset in plan.creatives.assets
        if any(claim.proof_asset in prices for claim in asset.claims) or _MONEY.search(" ".join([asset.body, asset.hook, *asset.headlines, *asset.descriptions]))
    }


def general(plan: Plan, approvers: list[Approver]) -> Approver:
    """Who releases content in general."""
    return next((item for item in approvers if item.scope.startswith("all content")), approvers[0])


def special(plan: Plan, approvers: list[Approver]) -> Approver | None:
    """Who releases prices or claims; None when nobody is named for them."""
    usual = general(plan, approvers)
    return next((item for item in approvers if item is not usual), None)


def spoken(item: Approver) -> str:
    """An approver inside a sentence: the name, or 'the marketing manager at Quay' while nobody is named."""
    return f"the {lower_first(item.name)}" if item.role.endswith(_OPEN) else item.name


def topic(item: Approver) -> str:
    """What a special approver is asked about: 'anything with a price in it'."""
    return re.split(r"[,;:]", item.scope)[0]


def _subject(item: Approver) -> str:
    return "prices" if re.search(r"\bpric", item.scope, re.I) else "claims" if re.search(r"\bclaim", item.scope, re.I) else topic(item)


def _steps(sheet: Sheet, approvers: list[Approver]) -> list[ReviewStep]:
    facts = sheet.facts
    usual, other = general(sheet, approvers), special(sheet, approvers)
    owner = f"{usual.name}; {spoken(other)} for {topic(other)}" if other else usual.name
    looked = ["Numbers, units and dates"]
    looked += [f"{len(facts.intake.banned_words)} banned words"] if facts.intake.banned_words else []
    looked += [f"the line '{facts.intake.required_disclaimers[0]}'"] if facts.intake.required_disclaimers else []
    checks = (
        "Claims copied from the proof asset, not retyped" if facts.evidence else "No claim that would need evidence",
        "; ".join([", ".join(looked), *([f"length limits of {listed(sheet.platforms[:4])}"] if sheet.platforms else [])]),
        f"Tone and content{f'; {spoken(other)} looks at {topic(other)}' if other else ''}",
        "Link, tracking values, closed days, label on paid posts",
    )
    owners = ("Copywriter", "Campaign manager", owner, "Campaign manager")
    hours = (None, 24, 48, None)
    rows = zip(DEFAULT_STEPS, owners, hours, checks, strict=True)
    return [ReviewStep(step=step, duration_hours=time, owner=who, business_days_before_publication=days, check=check) for (step, days), who, time, check in rows]


def _escalation(sheet: Sheet, approvers: list[Approver]) -> str:
    usual, other = general(sheet, approvers), special(sheet, approvers)
    spare = "and has no price in it" if priced(sheet) else "and needs no further release"
    asked = f"A question about {_subject(other)} goes to {spoken(other)} the same day, with {spoken(usual)} copied" if other else f"An open question goes from the campaign manager to {spoken(usual)} the same day"
    return text_of(f"No decision one business day before publication: the slot goes to an asset that is already approved {spare}", asked, "Silence is never approval")


def _crisis(sheet: Sheet, approvers: list[Approver]) -> str:
    facts, people = sheet.facts, listed([spoken(item) for item in approvers])
    lines = []
    figure = next((item for item in [*facts.mechanism, *facts.evidence] if item.asset.value is not None and not is_price(item.asset)), None)
    if figure:
        lines.append(f"If {_the(figure.label)} is doubted in public: pause paid posts that carry it, do not argue in the comments, write the question down word for word, and answer once {people} released the reply")
    if priced(sheet):
        other = special(sheet, approvers)
        lines.append(f"If a wrong price is published: the post comes down first, and the correction follows when {spoken(other or general(sheet, approvers))} has released it")
    for item in facts.evidence:
        used = [asset.id for asset in sheet.creatives.assets if any(claim.proof_asset == item.id for claim in asset.claims)]
        if item.asset.kind == "testimonial" and used:
            lines.append(f"If {item.label.split(',')[0]} withdraws permission, {listed(used)} {'are' if len(used) > 1 else 'is'} taken down the same business day")
    for fact in facts.facts("blackout"):
        found = re.search(r"\(([^)\d]+)\)", fact.text)
        if found and fact.end:
            lines.append(f"If {_the(found[1].strip())} is not over on {fact.end.isoformat()}, publication waits until it is")
    if any(kind(name) == "Email" for name in sheet.platforms) or "gdpr" in (facts.intake.compliance_notes or "").lower():
        lines.append(f"A suspected data protection incident goes to {_data_person(sheet, approvers)} at once")
    lines = lines[:4] or [f"If {facts.offer.inside} draws complaints in public: stop paid posts, keep comments open, and answer once {people} released the reply"]
    return text_of(*lines)


def _data_person(plan: Plan, approvers: list[Approver]) -> str:
    legal = next((item for item in approvers if "legal" in f"{item.role} {item.name}".lower()), None)
    return spoken(legal or general(plan, approvers))


def _the(label: str) -> str:
    """The name of a document or event as it stands in a sentence."""
    if label[:1].isdigit():
        return f"the figure of {label}"
    words = label.split()
    proper = len(words) > 1 and all(word[:1].isupper() or word[:1].isdigit() for word in words)
    return label if proper or label[:3].isupper() else f"the {lower_first(label)}" if not label.lower().startswith(("the ", "our ")) else label


