"""Setting headings, paragraphs, lists, facts and cards."""

from agent.exports import colours
from agent.exports.blocks import Cards, Facts, Heading, Items, Paragraph
from agent.exports.sheet import BODY, SMALL, Sheet, Style

GAP = 2.4
"""Space after a block."""
_HEADINGS = {1: (20.0, 0.0, 5.0), 2: (13.5, 7.0, 2.4), 3: (10.5, 4.0, 1.2)}
"""By level: size in points, space above and below."""


def set_heading(sheet: Sheet, block: Heading, accent: str, number: str, follows: float) -> None:
    """A heading, entered into the outline; it stays with what follows it."""
    size, above, below = _HEADINGS[block.level]
    style = Style(size, bold=True, colour=accent, leading=1.25)
    text = f"{number}  {block.text}" if number else block.text
    lines = sheet.wrap(text, style, sheet.width)
    if not sheet.room(above + len(lines) * style.height + below + follows) and block.level > 1:
        sheet.y += above
    sheet.note_heading(text, block.level)
    with sheet.element(f"H{block.level}"):
        for line in lines:
            sheet.line(line, style, sheet.x0, sheet.y, sheet.width)
            sheet.y += style.height
    sheet.y += below


def set_paragraph(sheet: Sheet, block: Paragraph, accent: str) -> None:
    """Running text; a single line is not left behind."""
    style = {
        "body": BODY,
        "lead": Style(13, colour=accent, leading=1.4),
        "small": SMALL,
        "strong": Style(BODY.size, bold=True),
    }[block.style]
    if block.style == "strong":
        sheet.room(3 * BODY.height)
    with sheet.element("P"):
        set_lines(sheet, sheet.wrap(block.text, style, sheet.width), style, sheet.x0, sheet.width)
    sheet.y += GAP if block.style != "strong" else 0.8


def set_lines(sheet: Sheet, lines: list[str], style: Style, x: float, width: float) -> None:
    """Lines from `y` on, over as many pages as they need; two lines at least stay together at the start."""
    if len(lines) > 1:
        sheet.room(2 * style.height)
    for line in lines:
        sheet.room(style.height)
        if line:
            sheet.line(line, style, x, sheet.y, width)
        sheet.y += style.height if line else style.height * 0.6


def set_items(sheet: Sheet, block: Items, accent: str) -> None:
    """A list; marks hang in front of the text."""
    indent = 7.0 if block.numbered else 4.5
    with sheet.element("L"):
        for number, item in enumerate(block.items, 1):
            lines = sheet.wrap(item, BODY, sheet.width - indent)
            sheet.room(min(len(lines), 2) * BODY.height)
            with sheet.element("LI"):
                with sheet.element("Lbl"):
                    mark = f"{number}." if block.numbered else "•"
                    sheet.line(mark, Style(BODY.size, bold=True, colour=accent), sheet.x0, sheet.y, indent)
                with sheet.element("LBody"):
                    set_lines(sheet, lines, BODY, sheet.x0 + indent, sheet.width - indent)
            sheet.y += 0.8
    sheet.y += GAP - 0.8


def set_facts(sheet: Sheet, block: Facts) -> None:
    """Names in grey, values beside them."""
    name_style = Style(8.5, colour=colours.GREY, leading=BODY.leading * BODY.size / 8.5)
    longest = max(sheet.text_width(name, name_style) for name, _ in block.rows)
    left = min(max(longest + 4, 32), 56)
    with sheet.element("L"):
        for name, value in block.rows:
            names = sheet.wrap(name, name_style, left - 4)
            lines = sheet.wrap(value, BODY, sheet.width - left)
            sheet.room(max(len(names), min(len(lines), 2)) * BODY.height)
            with sheet.element("LI"):
                top, page = sheet.y, sheet.pdf.page
                with sheet.element("Lbl"):
                    for index, line in enumerate(names):
                        sheet.line(line, name_style, sheet.x0, top + index * BODY.height, left - 4)
                with sheet.element("LBody"):
                    set_lines(sheet, lines, BODY, sheet.x0 + left, sheet.width - left)
            if sheet.pdf.page == page:
                sheet.y = max(sheet.y, top + len(names) * BODY.height)
            sheet.y += 0.9
    sheet.y += GAP - 0.9


def set_cards(sheet: Sheet, block: Cards, accent: str) -> None:
    """Up to four figures side by side."""
    count, gap = len(block.cards), 4.0
    width = (sheet.width - gap * (count - 1)) / count
    names, notes = Style(8, colour=colours.GREY, leading=1.3), Style(7.5, leading=1.3)
    wrapped = [(sheet.wrap(name, names, width - 7), figure, sheet.wrap(note, notes, width - 7)) for name, figure, note in block.cards]
    size = _common_size(sheet, [figure for _, figure, _ in wrapped], width - 7)
    figures = Style(size, bold=True, colour=accent, leading=1.3)
    top_height = max(len(name) for name, _, _ in wrapped) * names.height
    height = 3 + top_height + 1 + figures.height + max(len(note) for _, _, note in wrapped) * notes.height + 3
    sheet.room(height)
    for index, (name, figure, note) in enumerate(wrapped):
        x = sheet.x0 + index * (width + gap)
        sheet.rect(x, sheet.y, width, height, colours.BAND)
        sheet.rect(x, sheet.y, 1, height, accent)
        with sheet.element("P"):
            for row, line in enumerate(name):
                sheet.line(line, names, x + 4, sheet.y + 3 + row * names.height, width - 7)
            sheet.line(figure, figures, x + 4, sheet.y + 4 + top_height, width - 7)
            for row, line in enumerate(note):
                sheet.line(line, notes, x + 4, sheet.y + 4 + top_height + figures.height + row * notes.height, width - 7)
    sheet.y += height + 5


def _common_size(sheet: Sheet, texts: list[str], width: float) -> float:
    size = 17.0
    while size > 8 and any(sheet.text_width(text, Style(size, bold=True)) > width for text in texts):
        size -= 0.5
    return size
