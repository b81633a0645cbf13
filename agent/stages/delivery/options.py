"""To whom it goes, under which name, and the note the client reads first."""

import re
from collections.abc import Iterator

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.delivery import Branding, Delivery, ExportFormats, Options
from agent.schemas.execution import Execution
from agent.stages.delivery.selection import drafted
from agent.stages.facts import Facts, facts_of
from agent.stages.targets import readable_on
from agent.stages.wording import day, listed, lower_first, money, number, possessive, text_of, upper_first

_FILES = {
    "pdf": "the PDF is the reading copy", "pptx": "the deck is for presenting", "xlsx": "the spreadsheet holds calendar, links and media plan",
    "docx": "the Word file is the brief", "ics": "the calendar file can be imported", "csv": "the CSV is for the scheduling tool", "zip": "the ZIP holds all files and their checksums",
}  # fmt: skip
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")


def draft_options(request: DraftRequest) -> SectionDraft:
    """Draft recipients, the note and the branding."""
    facts = facts_of(request.sources)
    execution = Execution.model_validate(request.sources.content("execution"))
    held = Delivery.model_validate(request.current)
    recipients, assumed = _recipients(facts, execution)
    colour = next((found[0] for text in facts.intake.brand_kit.colours if (found := _HEX.search(text))), None)
    branding = held.options.branding.model_copy(update={"footer": facts.client, "fonts": facts.intake.brand_kit.fonts})
    if colour:
        branding = branding.model_copy(update={"primary_color": colour})
    options = Options(
        method=held.options.method,
        recipients=recipients,
        notes=_note(facts, execution, held.export_formats),
        include_qc_reports=held.options.include_qc_reports,
        branding=Branding.model_validate(branding.model_dump()),
    )
    return drafted(request, options.model_dump(mode="json"), assumed)


def _recipients(facts: Facts, execution: Execution) -> tuple[list[str], dict[str, str]]:
    people = execution.governance.approvers
    named = [person for person in people if "to be named" not in person.role]
    if not named:
        return [], {"delivery.options.recipients": f"The brief names nobody; {facts.short} says who receives the package."}
    return [_addressed(facts, person.name, person.role) for person in named], {}


def _addressed(facts: Facts, name: str, role: str) -> str:
    mail = facts.intake.contact_email if facts.contact and facts.contact in name else None
    shown = "" if role.startswith("Approver at") else role.lower() if role.isalpha() else role
    about = ", ".join(part for part in (shown, mail) if part)
    return f"{name} ({about})" if about else name


def _note(facts: Facts, execution: Execution, formats: ExportFormats) -> str:
    """What the client holds, when it runs, what it answers before release, and when results are known."""
    wanted = formats.model_dump(by_alias=True)
    chosen = [name for name in _FILES if wanted[name]]
    questions = list(_questions(facts))
    asked = f"Before release {facts.short} answers {_COUNT.get(len(questions), number(len(questions)))} question{'s' if len(questions) > 1 else ''}: {_joined(questions)}" if questions else ""
    return text_of(_opening(facts, execution), upper_first(listed([_FILES[name] for name in chosen])), asked, *_readings(facts))


_COUNT = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def _joined(questions: list[str]) -> str:
    return "; ".join(f"({index}) {question}" for index, question in enumerate(questions, 1)) if len(questions) > 1 else questions[0]


def _opening(facts: Facts, execution: Execution) -> str:
    start, end = execution.timeline.start_date or facts.start, execution.timeline.end_date or facts.end
    places = [_placed(market) for market in facts.markets if market.lower() not in facts.offer.inside.lower()]
    where = f" in {listed(places)}" if places else ""
    when = f", {day(start)} to {day(end)}" if start and end else ""
    events = [f"{lower_first(re.sub(r'[(].*?[)]', '', fact.text).strip(), facts.names)} on {day(fact.start)}" for fact in facts.facts("event") if fact.start]
    posts = len(execution.calendar.posts)
    planned = f", with {number(posts)} dated publication{'s' if posts != 1 else ''}" if posts else ""
    return f"{possessive(facts.short)} campaign for {facts.offer.inside}{where}{when}{planned}{f'; {listed(events)}' if events else ''}"


def _placed(market: str) -> str:
    return f"the {market}" if re.match(r"(United|Netherlands|Czech Republic|Philippines)", market) else market


def _questions(facts: Facts) -> Iterator[str]:
    """What only the client can settle, at most five; the most costly first."""
    open_points = [*_about_terms(facts), *_about_means(facts)]
    yield from open_points[:5]


def _about_terms(facts: Facts) -> Iterator[str]:
    if facts.offer.unsettled:
        yield "which introductory offer applies"
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate:
        yield f"which customers the {lower_first(rate.name)} counts"
    if facts.each and facts.cost_is_stated and facts.cost and facts.cost.target and facts.currency and facts.each >= float(facts.cost.target):
        yield f"what gives way if a {facts.counted.one if facts.counted else 'result'} costs {money(facts.each, facts.currency)} or more, since budget and target leave no slack"
    if not facts.targets:
        yield "which number would count as success, and by when"
    if facts.start is None:
        yield "on which day it starts"
    if facts.intake.budget is None:
        yield "how much money there is"


def _about_means(facts: Facts) -> Iterator[str]:
    if not facts.approvers:
        yield "who releases the content"
    sizes = facts.texts("audience_size")
    if sizes:
        yield f"whether the {sizes[0]} may be mailed in full"
    kit = facts.intake.brand_kit
    if not (kit.logo or kit.colours or kit.fonts):
        yield "which logo, colours and fonts are used"
    if facts.intake.tracking_status in ("unknown", "no"):
        yield "whether tracking is in place"
    if facts.intake.ad_account_ready != "yes" and facts.intake.budget is not None:
        yield "whether the ad accounts are ready"


def _readings(facts: Facts) -> Iterator[str]:
    counted = facts.counted
    by = (counted.by if counted else None) or facts.end
    if counted and by:
        yield f"{counted.name} are counted on {day(by)}" if counted.name.endswith("s") else f"{counted.name}: counted on {day(by)}"
    rate = next((target for target in facts.targets if target.window_days), None)
    if rate and facts.start and by:
        yield f"The {lower_first(rate.name)} follows from {day(readable_on(rate, facts.start))} to {day(readable_on(rate, by))}"
