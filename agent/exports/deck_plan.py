"""The slides of the plan: phases and milestones as one drawing, and the calendar as a table of weeks."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from agent.exports import colours, textfit, wording
from agent.exports.deck import Deck
from agent.exports.deck_template import BODY_BOTTOM, BODY_TOP, INNER, MARGIN
from agent.exports.deck_type import Box, Type, cell, described, paint, row_height
from agent.exports.model import ExportModel
from agent.schemas.execution import Execution, Phase

_WEEKS_SHOWN = 14
"""Longer flights are shown by month."""
_MILESTONES = 9


def _source(model: ExportModel) -> str:
    line = next(line for line in model.sign_offs if line.stage == "Execution")
    return f"Execution version {line.version}, approved {line.at.split(',')[0]}"


def add_plan(deck: Deck, model: ExportModel) -> None:
    """Phases over the flight, with milestones below."""
    plan = model.execution
    if plan is None or plan.timeline.start_date is None or not plan.timeline.phases:
        return
    phases = plan.timeline.phases
    title = f"{wording.spelt(len(phases), 'phase')} lead from {wording.day(phases[0].start)} to {wording.day(phases[-1].end)}"
    if len(phases) == 1:
        title = f"One phase runs {wording.span(phases[0].start, phases[0].end)}"
    deck.open(title, _source(model), [f"{p.name}, {wording.span(p.start, p.end)}: {p.goal or ''}" for p in phases])
    _bars(deck, phases, plan)
    top = BODY_TOP + 1.35
    width = (INNER - 0.25 * (len(phases) - 1)) / len(phases)
    for index, phase in enumerate(phases):
        x = MARGIN + index * (width + 0.25)
        deck.heading(Box(x, top, width, 0.3), f"{phase.name}: {wording.weeks(*phase.weeks)}")
        deck.text(Box(x, top + 0.36, width, 1.3), phase.goal or "", Type(12, 9))
    stones = sorted((stone.date, stone.name) for phase in phases for stone in phase.milestones)
    if stones:
        deck.heading(Box(MARGIN, top + 1.75, INNER, 0.3), "Milestones")
        _stones(deck, stones, top + 2.12)


def _bars(deck: Deck, phases: list[Phase], plan: Execution) -> None:
    """One bar per phase on a line of weeks, as one group with its content in words."""
    first, last = phases[0].start, max(phase.end for phase in phases)
    days = (last - first).days + 1
    tints = (1.0, 0.8, 0.62)
    shapes = []
    for index, phase in enumerate(phases):
        x = MARGIN + INNER * (phase.start - first).days / days
        width = INNER * ((phase.end - phase.start).days + 1) / days - 0.04
        ground = colours.tint(deck.accent, tints[index % 3])
        shape = deck.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(x), Inches(BODY_TOP + 0.3), Inches(max(width, 0.1)), Inches(0.5))
        shape.fill.solid()
        paint(shape.fill.fore_color, ground)
        shape.line.fill.background()
        fitted = textfit.fit(phase.name, max(width - 0.1, 0.2) * 72, 24, largest=13, smallest=8, bold=True, most=1)
        deck.set_text(
            shape.text_frame, fitted.text, fitted.size, Type(fitted.size, bold=True, colour=colours.text_on(ground), align="C", middle=True)
        )
        shapes.append(shape)
    for mark in _marks(first, last):
        x = MARGIN + INNER * (mark - first).days / days
        box = deck.slide.shapes.add_textbox(Inches(x), Inches(BODY_TOP), Inches(0.85), Inches(0.22))
        deck.set_text(box.text_frame, wording.day_month(mark), 10, Type(10, colour="grey"))
        shapes.append(box)
    for day in plan.schedule.blackout_dates:
        if first <= day <= last:
            x = MARGIN + INNER * (day - first).days / days
            shapes.append(deck.rect(Box(x, BODY_TOP + 0.84, max(INNER / days, 0.05), 0.08), "still", name=f"Closed {wording.day(day)}"))
    group = deck.slide.shapes.add_group_shape(shapes)
    group.name = "Phases"
    closed = [wording.day(day) for day in plan.schedule.blackout_dates]
    described(
        group, "; ".join(f"{p.name}: {wording.span(p.start, p.end)}" for p in phases) + (f"; closed: {', '.join(closed)}" if closed else "")
    )
    if closed:
        text = f"Marked below the phases: nothing is published on {wording.listed(closed)}" if len(closed) < 7 else "Marked: closed days"
        deck.text(Box(MARGIN, BODY_TOP + 0.98, INNER, 0.24), text, Type(10, 8, colour="grey"))


def _marks(first: date, last: date) -> list[date]:
    """Days written above the bars: the weeks of a short flight, the months of a long one."""
    weeks = (last - first).days // 7 + 1
    step = 1 if weeks <= _WEEKS_SHOWN else -(-weeks // _WEEKS_SHOWN)
    return [first + timedelta(weeks=week) for week in range(0, weeks, step)]


def _stones(deck: Deck, stones: list[tuple[date, str]], top: float) -> None:
    shown = stones[:_MILESTONES]
    column = (INNER - 0.6) / 3
    step = (BODY_BOTTOM - top) / 3
    for index, (day, name) in enumerate(shown):
        x, y = MARGIN + (index // 3) * (column + 0.3), top + (index % 3) * step
        deck.text(Box(x, y, 0.8, 0.28), wording.day_month(day), Type(12, 10, bold=True, colour="accent"))
        deck.text(Box(x + 0.8, y, column - 0.8, step - 0.05), name, Type(12, 9))
    if len(stones) > len(shown):
        deck.cuts.append(deck.title)
        deck.notes.append("Further milestones: " + "; ".join(f"{wording.day(day)}: {name}" for day, name in stones[_MILESTONES:]))


def add_calendar(deck: Deck, model: ExportModel) -> None:
    """Posts per platform and week, or month for a long flight, as a native table."""
    if not model.posts:
        return
    columns, key = _columns(model)
    counts = Counter((line.post.platform, key(line.post.date)) for line in model.posts)
    platforms = list(dict.fromkeys(line.post.platform for line in model.posts))
    unit = "week" if len(columns) and max(line.week for line in model.posts) <= _WEEKS_SHOWN else "month"
    title = f"{wording.counted(len(model.posts), 'dated post')} on {wording.counted(len(platforms), 'platform')}, by {unit}"
    deck.open(title, _source(model), [f"{name}: {sum(counts[name, c] for c in columns)} posts" for name in platforms])
    header = ["Platform", *columns.values(), "All"]
    rows = [[name, *(str(counts[name, c] or "") for c in columns), str(sum(counts[name, c] for c in columns))] for name in platforms]
    rows.append(["All", *(str(sum(counts[n, c] for n in platforms)) for c in columns), str(len(model.posts))])
    _grid(deck, header, rows, max(counts.values()))
    first = model.posts[:4]
    top = BODY_TOP + 0.5 + 0.4 * (len(rows) + 1)
    if top < BODY_BOTTOM - 1.2:
        deck.heading(Box(MARGIN, top, INNER, 0.3), "The first posts")
        lines = [(f"{p.day}, {p.post.time}", p.post.platform, p.title, p.hook) for p in first]
        height = BODY_BOTTOM - top - 0.4
        pages = deck.paged(lines, ("When", "Platform", "Asset", "First line"), (2, 1.6, 3.4, 5.4), height)
        deck.table(
            Box(MARGIN, top + 0.36, INNER, height), ("When", "Platform", "Asset", "First line"), pages[0], (2, 1.6, 3.4, 5.4), "First posts"
        )


def _columns(model: ExportModel) -> tuple[dict[tuple[int, int], str], Callable[[date], tuple[int, int]]]:
    """Names of the columns by their key, and the key of a day: (0, week) or (year, month)."""
    first = (model.execution.timeline.start_date if model.execution else None) or model.posts[0].post.date
    last = max(line.post.date for line in model.posts)
    weeks = (last - first).days // 7 + 1
    if weeks <= _WEEKS_SHOWN:
        named = {(0, week): wording.day_month(first + timedelta(weeks=week)) for week in range(weeks)}
        return named, lambda day: (0, (day - first).days // 7)
    months = sorted({(line.post.date.year, line.post.date.month) for line in model.posts})
    return {month: wording.month(date(*month, 1))[:3] for month in months}, lambda day: (day.year, day.month)


def _grid(deck: Deck, header: list[str], rows: list[list[str]], most: int) -> None:
    """The fuller a field, the darker."""
    first, last = 1.8, 0.8
    widths = [first, *[(INNER - first - last) / (len(header) - 2)] * (len(header) - 2), last]
    shape = deck.slide.shapes.add_table(
        len(rows) + 1, len(header), Inches(MARGIN), Inches(BODY_TOP), Inches(INNER), Inches(0.4 * (len(rows) + 1))
    )
    shape.name = "Calendar"
    described(shape, "Posts by platform: " + "; ".join(f"{row[0]} {row[-1]}" for row in rows))
    table = shape.table
    table.first_row, table.horz_banding = True, False
    for column, width in enumerate(widths):
        table.columns[column].width = Inches(width)
    for number, row in enumerate([header, *rows]):
        table.rows[number].height = Inches(max(0.4, row_height([row[0]], [first], 11, bold=True)))
        for column, text in enumerate(row):
            ground = _ground(deck, number, column, text, len(rows), len(header), most)
            colour = colours.text_on(ground) if ground.startswith("#") else "ink"
            bold = number in (0, len(rows)) or column in (0, len(header) - 1)
            style = Type(10, 10, bold, colour, "L" if column == 0 else "C", middle=True)
            cell(table.cell(number, column), text, 10 if number == 0 else 11, style, ground)


def _ground(deck: Deck, number: int, column: int, text: str, last_row: int, columns: int, most: int) -> str:
    if number == 0:
        return deck.accent
    if number == last_row or column in (0, columns - 1):
        return "band"
    return colours.tint(deck.accent, 0.12 + 0.6 * int(text) / most) if text else "white"
