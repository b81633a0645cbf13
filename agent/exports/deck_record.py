"""The closing slides: measures, limits, approvals. And the source line every slide carries."""

from agent.exports import wording
from agent.exports.blocks import first_capital
from agent.exports.deck import Deck
from agent.exports.deck_template import BODY_BOTTOM, BODY_TOP, INNER, MARGIN
from agent.exports.deck_type import Box, Type
from agent.exports.model import ExportModel
from agent.exports.report.strategy import rule_rows

_GAP = 0.4
HALF = (INNER - _GAP) / 2
"""Width of a column of two."""
RIGHT = MARGIN + HALF + _GAP
"""Left edge of the second column."""
BODY = BODY_BOTTOM - BODY_TOP


def source(model: ExportModel, *stages: str) -> str:
    """Which approved versions a slide is made from."""
    found = [
        f"{line.stage.lower()} version {line.version}, approved {line.at.split(',')[0]}" for line in model.sign_offs if line.stage in stages
    ]
    return first_capital(wording.listed(found)) if found else f"Campaign record, {model.day}"


def add_measures(deck: Deck, model: ExportModel) -> None:
    """What decides whether it worked."""
    if not model.kpis:
        return
    count = len(model.kpis)
    title = f"{wording.spelt(count, 'number')} {'decides' if count == 1 else 'decide'} whether it worked"
    notes = [f"{kpi.name}: {kpi.counted}" for kpi in model.kpis if kpi.counted]
    deck.open(title, source(model, "Intake", "Strategy", "Monitoring"), notes)
    header, shares = ("Measure", "Target", "From", "Better is", "By"), (4.4, 2.2, 2.0, 1.3, 2.2)
    rows = [(k.name + (" (addition)" if k.addition else ""), k.target, k.baseline, k.better, k.by) for k in model.kpis]
    shown = deck.top_rows(rows, header, shares, 2.9)
    top = BODY_TOP + deck.table(Box(MARGIN, BODY_TOP, INNER, 2.9), header, shown, shares, "Measures") + 0.4
    if model.strategy and model.strategy.measurement.success_definition:
        deck.heading(Box(MARGIN, top, INNER, 0.3), "Success means")
        deck.text(Box(MARGIN, top + 0.36, INNER, BODY_BOTTOM - top - 0.4), model.strategy.measurement.success_definition, Type(14, 10))


def add_guardrails(deck: Deck, model: ExportModel) -> None:
    """What every piece respects, and what stops spending."""
    if model.strategy is None:
        return
    limits = [*model.strategy.constraints.claim_boundaries, *model.strategy.constraints.compliance_rules]
    rules = [rule for channel in model.strategy.channel_strategy.channels for rule in channel.kill_criteria]
    stops = [f"{metric}, {when[:1].lower()}{when[1:]}: {action}" for metric, when, _, action in rule_rows(rules, model)]
    title = f"{wording.spelt(len(limits), 'limit')} on what is said, {wording.spelt(len(stops), 'limit').lower()} on what is spent"
    deck.open(title, source(model, "Strategy"), [f"{rule.metric}: looked at over {rule.window}." for rule in rules])
    deck.heading(Box(MARGIN, BODY_TOP, HALF, 0.3), "What every piece respects")
    deck.items(Box(MARGIN, BODY_TOP + 0.4, HALF, BODY - 0.45), limits, Type(12, 9))
    deck.heading(Box(RIGHT, BODY_TOP, HALF, 0.3), "When spending is stopped or changed")
    deck.items(Box(RIGHT, BODY_TOP + 0.4, HALF, BODY - 0.45), stops, Type(12, 9))


def add_approvals(deck: Deck, model: ExportModel) -> None:
    """Who decided what, and what is due next."""
    count = len(model.sign_offs)
    title = f"{wording.spelt(count, 'part')} of the campaign {'is' if count == 1 else 'are'} approved; these dates come next"
    phases = model.execution.timeline.phases if model.execution else []
    stones = sorted((stone.date, stone.name, phase.name) for phase in phases for stone in phase.milestones)
    coming = [stone for stone in stones if stone[0] >= model.at.date()][:5]
    if not coming:
        title = title.split(";")[0]
    deck.open(title, f"Record of approvals, {model.day}", [f"{s.stage}: {s.checks}" for s in model.sign_offs])
    rows = [(s.stage, s.version, s.by, s.at, s.checks) for s in model.sign_offs]
    header, shares = ("Part", "Version", "Approved by", "When", "Checks"), (1.6, 0.9, 3.0, 3.6, 3.0)
    top = (
        BODY_TOP
        + deck.table(Box(MARGIN, BODY_TOP, INNER, 2.6), header, deck.top_rows(rows, header, shares, 2.6), shares, "Approvals")
        + 0.4
    )
    if coming:
        deck.heading(Box(MARGIN, top, INNER, 0.3), "Next dates")
        body = [(wording.day(day), name, phase) for day, name, phase in coming]
        names, parts, room = ("Date", "What", "Phase"), (2.2, 7.3, 2.6), BODY_BOTTOM - top - 0.4
        deck.table(Box(MARGIN, top + 0.36, INNER, room), names, deck.top_rows(body, names, parts, room), parts, "Next dates")
