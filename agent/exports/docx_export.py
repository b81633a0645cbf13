"""creative-brief.docx: the brief a designer and a copywriter work from."""

from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from agent.exports import colours
from agent.exports.blocks import Bars, Block, Cards, Facts, Heading, Items, Paragraph, Table, Weeks, section
from agent.exports.fonts import right_to_left
from agent.exports.model import ExportModel
from agent.exports.report import creatives, strategy
from agent.exports.steady import steady

_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
"""What must follow the direction of a paragraph, in the order the format asks for."""


def write_docx(model: ExportModel) -> bytes:
    """Brief, messages and limits, and every asset in full."""
    accent = colours.readable(model.brand.colour)
    document = new_document()
    _styles(document, accent)
    _properties(document, model)
    if model.brand.logo:
        document.add_picture(BytesIO(model.brand.logo), height=Mm(18))
    document.add_paragraph(model.campaign, style="Title")
    subtitle = document.add_paragraph().add_run(f"Creative brief for {model.client}, {model.day}")
    subtitle.font.size, subtitle.font.color.rgb = Pt(12), RGBColor(*colours.rgb(colours.GREY))
    for block in _content(model):
        _add(document, block, accent)
    document.sections[0].footer.paragraphs[0].text = model.brand.footer
    _drop_second_styles(document)
    out = BytesIO()
    document.save(out)
    return steady(out.getvalue(), model.at)


def _drop_second_styles(document: Any) -> None:
    """The template carries a second copy of its styles for Word 2010, which would disagree with ours."""
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[name]


def _content(model: ExportModel) -> list[Block]:
    if model.creatives is None:
        return [Paragraph("The creatives are not part of this package.")]
    blocks = creatives.brief_blocks(model.creatives, model)
    if model.strategy:
        blocks += section("Story and pillars", strategy.narrative_blocks(model.strategy.narrative))
        blocks += section("Limits", strategy.constraint_blocks(model.strategy.constraints))
    return [*blocks, *section("Assets", creatives.assets_blocks(model.creatives, model))]


def _styles(document: Any, accent: str) -> None:
    for name, size in (("Normal", 10), ("Title", 26), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.italic = "Arial", Pt(size), False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        for kind in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), "Arial")
        if name != "Normal":
            style.font.color.rgb = RGBColor(*colours.rgb(accent))
    section_ = document.sections[0]
    section_.page_width, section_.page_height = Mm(210), Mm(297)
    section_.left_margin = section_.right_margin = Mm(22)


def _properties(document: Any, model: ExportModel) -> None:
    properties = document.core_properties
    properties.title, properties.author = f"{model.campaign}: creative brief", model.brand.agency or model.client
    properties.comments, properties.language, properties.last_modified_by = "", "en-GB", ""
    properties.created = properties.modified = model.at.replace(tzinfo=None)


def _add(document: Any, block: Block, accent: str) -> None:
    match block:
        case Heading():
            _turned(document.add_paragraph(block.text, style=f"Heading {max(1, block.level - 1)}"), block.text)
        case Paragraph():
            paragraph = document.add_paragraph()
            run = paragraph.add_run(block.text)
            run.bold = block.style == "strong"
            paragraph.paragraph_format.keep_with_next = run.bold
            paragraph.paragraph_format.space_after = Pt(2 if run.bold else 8)
            _turned(paragraph, block.text)
        case Items():
            for item in block.items:
                _turned(document.add_paragraph(item, style="List Number" if block.numbered else "List Bullet"), item)
        case Facts():
            _table(document, Table(("", ""), block.rows), accent, headed=False)
        case Table():
            _table(document, block, accent, headed=True)
        case Bars() | Weeks() | Cards():
            pass


def _turned(paragraph: Any, text: str) -> None:
    """Paragraphs in Arabic or Hebrew run from right to left."""
    if right_to_left(text):
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def _table(document: Any, block: Table, accent: str, *, headed: bool) -> None:
    rows = [block.header, *block.rows] if headed else list(block.rows)
    table = document.add_table(rows=len(rows), cols=len(block.header))
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.style, table.autofit = "Normal Table", False
    if headed:
        _borders(table)
    widths = _widths(block, headed)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(rows):
        for index, text in enumerate(row):
            cell = table.cell(number, index)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            run = paragraph.add_run(text)
            run.font.size = Pt(9)
            _turned(paragraph, text)
            if headed and number == 0:
                run.bold = True
                run.font.color.rgb = RGBColor(*colours.rgb(colours.text_on(accent)))
                _shade(cell, accent)
            elif not headed and index == 0:
                run.font.color.rgb = RGBColor(*colours.rgb(colours.GREY))
            cell.width = Mm(widths[index])
    if headed:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(block: Table, headed: bool) -> list[float]:
    """Columns by the amount of text in them, in millimetres; names before facts are narrow."""
    if not headed:
        return [40.0, 126.0]
    texts = [[block.header[column], *(row[column] for row in block.rows)] for column in range(len(block.header))]
    wants = [max(6.0, max(map(len, cells)) ** 0.6) for cells in texts]
    return [166.0 * want / sum(wants) for want in wants]


def _borders(table: Any) -> None:
    """Thin grey lines between rows."""
    borders = OxmlElement("w:tblBorders")
    for side in ("w:bottom", "w:insideH"):
        line = OxmlElement(side)
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", colours.RULE[1:])):
            line.set(qn(name), value)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour[1:])
    cell._tc.get_or_add_tcPr().append(shade)
