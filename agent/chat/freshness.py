"""Words about what is out of date, what an approval would change downstream, and where a field comes from."""

from agent.chat.labels import label, shown, stage_name, status_name
from agent.exports.wording import listed
from agent.schemas.events import Answered, Confirmed, Drafted
from agent.schemas.staleness import Cause, Impact, StageImpact, TraceStep

_CAUSES = 3
"""Most causes told for one section in a message; the card tells all."""
_ITEMS = 5
WAYS = "Draft those parts again, edit them, or say with the button that they are still valid."


def cause(one: Cause) -> str:
    """intake.pricing was £9 and is now £11 (through strategy.business_reality.pricing_logic)."""
    source = one.root or one
    through = f" (through {one.path})" if one.root else ""
    items = one.items[:_ITEMS]
    more = f" and {len(one.items) - _ITEMS} more" if len(one.items) > _ITEMS else ""
    showing = f"; the old value stands in {', '.join(items)}{more}" if items else ""
    return f"{source.path} was {shown(source.before, 80)} and is now {shown(source.after, 80)}{through}{showing}"


def stale_rows(stage: str, sections: dict[str, list[Cause]]) -> str:
    """One line per section that is out of date."""
    rows = []
    for name, causes in sections.items():
        told = "; ".join(cause(one) for one in causes[:_CAUSES])
        more = f"; and {len(causes) - _CAUSES} more" if len(causes) > _CAUSES else ""
        rows.append(f"- **{label(f'{stage}.{name}')}**: {told}{more}")
    return "\n".join(rows)


def out_of_date(stage: str, sections: dict[str, list[Cause]]) -> str:
    """What is out of date in a version and what can be done; empty when nothing is."""
    return f"Out of date:\n\n{stale_rows(stage, sections)}\n\n{WAYS}" if sections else ""


def impact_words(impact: Impact | None) -> str:
    """What approving a version would make out of date; empty when nothing is."""
    if impact is None or not impact.stages:
        return ""
    parts = "; ".join(f"{stage_name(one.stage)}: {', '.join(label(f'{one.stage}.{name}') for name in one.sections)}" for one in _newest(impact))
    falling = [f"{stage_name(one.stage)} v{one.version}" for one in impact.stages if one.falls]
    fall = f"; the {'approvals' if len(falling) > 1 else 'approval'} of {listed(falling)} {'fall' if len(falling) > 1 else 'falls'}" if falling else ""
    return f"Approving this makes {parts} out of date{fall}."


def _newest(impact: Impact) -> list[StageImpact]:
    return list({one.stage: one for one in impact.stages}.values())


def impact_answer(notice: Answered) -> str:
    """The answer to 'what would approving this change?'."""
    impact = notice.impact
    if impact is None:
        return f"{stage_name(notice.stage)} has no version yet, so there is nothing to approve."
    head = impact_words(impact) or f"Approving {stage_name(notice.stage)} v{impact.version} makes nothing else out of date."
    rows = "\n".join(f"- {stage_name(one.stage)}, {label(f'{one.stage}.{name}')}: {cause(causes[0])}" for one in _newest(impact) for name, causes in one.sections.items())
    own = out_of_date(notice.stage, notice.stale)
    return "\n\n".join(part for part in (head, rows, own) if part)


def still_valid_answer(notice: Answered) -> str:
    """How a person says that something still holds."""
    if not notice.stale:
        return f"Nothing in {stage_name(notice.stage)} is out of date, so there is nothing to confirm."
    return f"{out_of_date(notice.stage, notice.stale)} Words alone change nothing: **Still valid** is a button, pressed by a signed-in person, and is on record."


def confirmed(notice: Confirmed) -> str:
    """A person's word that sections hold."""
    said = notice.said
    parts = listed([label(f"{said.stage}.{name}") for name in said.sections])
    reason = f" “{said.reason}”" if said.reason else ""
    return f"{said.by} said that {parts} of {stage_name(said.stage)} v{said.version} still hold{'s' if len(said.sections) == 1 else ''}.{reason} It is {status_name(said.status)}. A further change upstream makes it out of date again."


def unchanged(notice: Drafted) -> str:
    """A redraft that came out the same."""
    same = f"The new draft of {', '.join(notice.sections)} is the same as before, so no version was made."
    return f"{same} {'What was out of date holds as it is: say so with Still valid.' if notice.stale else 'Say what should be different.'}"


def trace_words(steps: list[TraceStep], more: int) -> str:
    """Where a field goes back to, a line per source."""
    if not steps:
        return ""
    rows = "\n".join(f"- {_source(step)}" for step in steps)
    rest = f"\n- and {more} more" if more else ""
    return f"It goes back to:\n\n{rows}{rest}"


def _source(step: TraceStep) -> str:
    name = f"{label(step.path)} ({step.path}, v{step.version})"
    through = f", through {step.through}" if step.through else ""
    if step.source == "extracted":
        where = f", lines {step.lines[0]}-{step.lines[1]}" if step.lines else ""
        return f"{name}: read from {step.file or 'the brief'}{where}, “{shown(step.quote, 120)}”{through}"
    if step.source == "operator":
        return f"{name}: {shown(step.value, 80)}, typed by {step.by or 'a person'}{through}"
    how = {"drafted": f"drafted by {step.by or 'the model'}", "hydrated": "taken over", "default": "a default"}.get(step.source, "no origin on record")
    return f"{name}: {shown(step.value, 80)}, {how}{through}"
