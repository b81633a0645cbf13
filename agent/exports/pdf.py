"""report.pdf: every approved artifact in full, with cover, contents, outline and tags."""

from contextlib import closing
from io import BytesIO

from PIL import Image

from agent.exports import colours
from agent.exports.blocks import Bars, Block, Cards, Document, Facts, Heading, Items, Paragraph, Table, Weeks
from agent.exports.model import ExportModel
from agent.exports.pdf_charts import set_bars, set_weeks
from agent.exports.pdf_table import row_height, set_table
from agent.exports.pdf_text import set_cards, set_facts, set_heading, set_items, set_paragraph
from agent.exports.report import report
from agent.exports.sheet import BODY, BOTTOM, LEFT, RIGHT, SMALL, Sheet, Style

_CONTENTS = {1: Style(9.5, bold=True, leading=1.3), 2: Style(9, leading=1.3)}


def write_pdf(model: ExportModel) -> tuple[bytes, list[str]]:
    """The report, and notes on what it could not show."""
    document, accent = report(model), colours.readable(model.brand.colour)
    headings = _numbered(document.blocks)
    author = model.brand.agency or model.client
    with closing(Sheet(text=_all_text(document, model), title=document.title, author=author, created=model.at)) as sheet:
        _cover(sheet, document, model, accent)
        pages = _reserve_contents(sheet, headings)
        with sheet.element("TOC") as contents:
            pass
        _set(sheet, document.blocks, headings, accent)
        with sheet.tags.inside(contents):
            _contents(sheet, accent, pages)
        _edges(sheet, model)
        data = sheet.output()
    notes = [f"report.pdf: no typeface for these characters, see the data file: {sheet.unprinted}"] if sheet.unprinted else []
    return data, notes


def _numbered(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Number of each heading of the first two levels, by the index of its block."""
    numbers, chapter, part = {}, 0, 0
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            if block.level == 1:
                chapter, part = chapter + 1, 0
                numbers[index] = str(chapter)
            elif block.level == 2:
                part += 1
                numbers[index] = f"{chapter}.{part}"
            else:
                numbers[index] = ""
    return numbers


def _set(sheet: Sheet, blocks: tuple[Block, ...], numbers: dict[int, str], accent: str) -> None:
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        wide = _wide(block) or (isinstance(block, Heading) and following is not None and _wide(following))
        if wide != sheet.wide or (isinstance(block, Heading) and block.level == 1):
            sheet.new_page(wide)
        _set_block(sheet, block, following, numbers.get(index, ""), accent)


def _wide(block: Block) -> bool:
    return isinstance(block, Table) and block.wide


def _set_block(sheet: Sheet, block: Block, following: Block | None, number: str, accent: str) -> None:
    match block:
        case Heading():
            set_heading(sheet, block, accent, number, _follows(sheet, following))
        case Paragraph():
            set_paragraph(sheet, block, accent)
        case Items():
            set_items(sheet, block, accent)
        case Facts():
            set_facts(sheet, block)
        case Table():
            set_table(sheet, block, accent)
        case Bars():
            set_bars(sheet, block, accent)
        case Weeks():
            set_weeks(sheet, block, accent)
        case Cards():
            set_cards(sheet, block, accent)


def _follows(sheet: Sheet, block: Block | None) -> float:
    """Height that must stay with a heading."""
    match block:
        case Table():
            return min(row_height(sheet, block), 60)
        case Bars():
            return min(8.2 * len(block.bars) + 10, 80)
        case Weeks():
            return 16 + 7.5 * len(block.rows)
        case Heading() | Paragraph(style="strong"):
            return 6 * BODY.height
        case _:
            return 3 * BODY.height


def _all_text(document: Document, model: ExportModel) -> str:
    parts = [document.title, document.subtitle, *document.lines, model.brand.footer, "•…Contents Page"]
    parts += [str(block) for block in document.blocks]
    return "".join(parts)


def _cover(sheet: Sheet, document: Document, model: ExportModel, accent: str) -> None:
    sheet.new_page(False)
    sheet.rect(0, 0, 7, float(sheet.pdf.h), accent)
    if model.brand.logo:
        _logo(sheet, model.brand.logo, model.client)
    sheet.y = 96
    for element, text, style in (
        ("H1", document.title, Style(30, bold=True, colour=accent, leading=1.2)),
        ("P", document.subtitle, Style(16, leading=1.35)),
        *(("P", line, Style(10.5, colour=colours.GREY)) for line in document.lines),
    ):
        with sheet.element(element):
            for line in sheet.wrap(text, style, sheet.width):
                sheet.line(line, style, LEFT, sheet.y, sheet.width)
                sheet.y += style.height
        sheet.y += 3
    _cover_facts(sheet, model)


def _cover_facts(sheet: Sheet, model: ExportModel) -> None:
    sheet.y = max(sheet.y + 6, 220)
    for name, value in (("Flight", model.flight), ("Budget", model.budget), ("Objective", model.objective)):
        with sheet.element("P"):
            sheet.line(name, SMALL, LEFT, sheet.y, 28)
            sheet.line(value, BODY, LEFT + 28, sheet.y - 0.4, sheet.width - 28)
        sheet.y += 6


def _logo(sheet: Sheet, logo: bytes, client: str) -> None:
    with Image.open(BytesIO(logo)) as picture:
        ratio = picture.width / picture.height
    width, height = (min(60.0, 24 * ratio), min(24.0, 60 / ratio))
    with sheet.element("Figure", alt=f"Logo of {client}"), sheet.tags.content():
        sheet.pdf.image(BytesIO(logo), LEFT, 30, width, height)


def _reserve_contents(sheet: Sheet, headings: dict[int, str]) -> int:
    listed = sum(1 for number in headings.values() if number)
    pages = -(-(listed + 8) // 54)
    for _ in range(pages):
        sheet.new_page(False)
    return pages


def _contents(sheet: Sheet, accent: str, pages: int) -> None:
    """The contents, on the pages kept free for them."""
    listed = [entry for entry in sheet.entries if entry.level in _CONTENTS]
    page = 2
    sheet.turn_to(page)
    title = Style(20, bold=True, colour=accent, leading=1.25)
    with sheet.element("P"):
        sheet.line("Contents", title, LEFT, sheet.y, 100)
    sheet.y += title.height + 5
    for entry in listed:
        if sheet.y + 8 > 297 - BOTTOM and page <= pages:
            page += 1
            sheet.turn_to(page)
        style = _CONTENTS[entry.level]
        sheet.y += 1.6 if entry.level == 1 else 0
        x = LEFT + (0 if entry.level == 1 else 5)
        text = sheet.short(entry.text, style, 210 - RIGHT - x - 16)
        with sheet.element("TOCI"):
            sheet.line(text, style, x, sheet.y, 210 - RIGHT - x - 14, link=entry)
        sheet.y += style.height


def _edges(sheet: Sheet, model: ExportModel) -> None:
    """Header and footer of every page but the cover, once the number of pages is known."""
    total = sheet.pages
    small = Style(7.5, colour=colours.GREY)
    for number in range(2, total + 1):
        sheet.turn_to(number)
        half, foot = sheet.width / 2, float(sheet.pdf.h) - 14
        sheet.line(sheet.short(model.campaign, small, half - 4), small, LEFT, 12, half)
        sheet.line(sheet.short(model.client, small, half - 4), small, LEFT + half, 12, half, align="R")
        sheet.rule(17.5)
        sheet.line(sheet.short(model.brand.footer, small, half + 20), small, LEFT, foot, half)
        sheet.line(f"Page {number} of {total}", small, LEFT + half, foot, half, align="R")
