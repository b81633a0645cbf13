"""Drawing charts as vectors, with the figures written out."""

from agent.exports import colours
from agent.exports.blocks import Bars, Weeks
from agent.exports.pdf_text import GAP
from agent.exports.sheet import SMALL, Sheet, Style

_NAME = Style(8.5)
_BAR = 5.4
_STEP = 8.2
_STRIP = 13
"""Weeks side by side; longer flights go on below."""


def set_bars(sheet: Sheet, block: Bars, accent: str) -> None:
    """Horizontal bars from one base line; the marked ones in the accent colour."""
    names = min(max(sheet.text_width(bar.name, _NAME) for bar in block.bars) + 4, 50)
    labels = max(sheet.text_width(bar.label, Style(8.5, bold=True)) for bar in block.bars) + 4
    longest, space = max(bar.value for bar in block.bars), sheet.width - names - labels
    alt = f"{block.caption}: " + "; ".join(f"{bar.name} {bar.label}" for bar in block.bars)
    sheet.room(min(len(block.bars) * _STEP + 10, 180))
    with sheet.element("Figure", alt=alt):
        for bar in block.bars:
            sheet.room(_STEP)
            name = sheet.short(bar.name, _NAME, names - 3)
            length = max(0.6, space * bar.value / longest) if longest else 0.6
            sheet.line(name, _NAME, sheet.x0, sheet.y + 0.6, names - 3, align="R")
            sheet.rect(sheet.x0 + names, sheet.y + 0.6, length, _BAR, accent if bar.strong else colours.STILL)
            sheet.line(bar.label, Style(8.5, bold=bar.strong), sheet.x0 + names + length + 2, sheet.y + 0.6, labels)
            sheet.y += _STEP
    _caption(sheet, block.caption)


def set_weeks(sheet: Sheet, block: Weeks, accent: str) -> None:
    """A grid of platforms and weeks; the fuller the week the darker the field. Phases run above it."""
    most = max((count for _, counts in block.rows for count in counts), default=0)
    alt = f"{block.caption}: " + "; ".join(f"{name} {sum(counts)} posts" for name, counts in block.rows)
    for start in range(0, len(block.weeks), _STRIP):
        end = min(start + _STRIP, len(block.weeks))
        sheet.room(16 + 7.5 * len(block.rows))
        with sheet.element("Figure", alt=alt if start == 0 else f"{block.caption}, from week {start + 1}"):
            _strip(sheet, block, accent, start, end, most)
        sheet.y += 3
    closed = " An underlined week holds days on which nothing is published." if block.closed else ""
    _caption(sheet, f"{block.caption}.{closed}")


def _strip(sheet: Sheet, block: Weeks, accent: str, start: int, end: int, most: int) -> None:
    names = min(max([sheet.text_width(name, _NAME) for name, _ in block.rows] + [20.0]) + 4, 42)
    column = (sheet.width - names) / max(end - start, 8)
    left = sheet.x0 + names
    for name, first, last in block.spans:
        if first < end and last >= start:
            x, width = left + (max(first, start) - start) * column, (min(last + 1, end) - max(first, start)) * column
            sheet.rect(x + 0.3, sheet.y, width - 0.6, 5.4, accent)
            text = sheet.short(name, Style(7.5, bold=True), max(width - 2, 6))
            sheet.line(text, Style(7.5, bold=True, colour=colours.text_on(accent)), x, sheet.y + 0.75, width, align="C")
    sheet.y += 6.6 if block.spans else 0
    for week in range(start, end):
        x = left + (week - start) * column
        if week in block.closed:
            sheet.rule(sheet.y + 4.6, accent, x + 1, column - 2)
        sheet.line(block.weeks[week], Style(6.5, colour=colours.GREY), x, sheet.y, column, align="C")
    sheet.y += 5.4
    for name, counts in block.rows:
        sheet.line(sheet.short(name, _NAME, names - 3), _NAME, sheet.x0, sheet.y + 1, names - 3)
        for week in range(start, end):
            _field(sheet, accent, left + (week - start) * column, column, counts[week], most)
        sheet.y += 7.5


def _field(sheet: Sheet, accent: str, x: float, width: float, count: int, most: int) -> None:
    ground = colours.tint(accent, 0.15 + 0.85 * count / most) if count else colours.BAND
    sheet.rect(x + 0.3, sheet.y, width - 0.6, 6.9, ground)
    if count:
        sheet.line(str(count), Style(8, bold=True, colour=colours.text_on(ground)), x, sheet.y + 1.4, width, align="C")


def _caption(sheet: Sheet, text: str) -> None:
    sheet.y += 1
    with sheet.element("P"):
        for line in sheet.wrap(text, SMALL, sheet.width):
            sheet.room(SMALL.height)
            sheet.line(line, SMALL, sheet.x0, sheet.y, sheet.width)
            sheet.y += SMALL.height
    sheet.y += GAP
