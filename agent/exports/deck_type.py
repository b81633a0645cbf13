"""How the deck sets type: styles, theme colours, paragraphs and table cells. Inches throughout, type sizes in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from agent.exports import colours, textfit
from agent.exports.fonts import right_to_left

_THEME = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "white": MSO_THEME_COLOR.BACKGROUND_1,
    "grey": MSO_THEME_COLOR.TEXT_2,
    "band": MSO_THEME_COLOR.BACKGROUND_2,
    "accent": MSO_THEME_COLOR.ACCENT_1,
    "still": MSO_THEME_COLOR.ACCENT_2,
    "rule": MSO_THEME_COLOR.ACCENT_6,
}
_ALIGN = {"L": PP_ALIGN.LEFT, "R": PP_ALIGN.RIGHT, "C": PP_ALIGN.CENTER}
_COLOUR: Any = RGBColor
INSET = 0.07
"""Space left and right in a cell."""


@dataclass(frozen=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Type:
    """How text is set: the size it has when there is room, and the least it may be shrunk to."""

    size: float = 13
    least: float = 10
    bold: bool = False
    colour: str = "ink"
    align: str = "L"
    middle: bool = False


PLAIN = Type()


def paint(target: Any, colour: str) -> None:
    """Set a colour by its role in the theme, so that the deck can be re-coloured at once, or by #RRGGBB."""
    if colour.startswith("#"):
        target.rgb = _COLOUR(*colours.rgb(colour))
    else:
        target.theme_color = _THEME[colour]


def cell(target: Any, text: str, size: float, style: Type, ground: str) -> None:
    """Fill a table cell. An empty cell needs its size too, or it grows the row."""
    target.margin_left = target.margin_right = Inches(INSET)
    target.margin_top = target.margin_bottom = Inches(0.04)
    target.vertical_anchor = MSO_ANCHOR.MIDDLE if style.middle else MSO_ANCHOR.TOP
    target.fill.solid()
    paint(target.fill.fore_color, ground)
    frame = target.text_frame
    frame.word_wrap = True
    for index, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.font.size = Pt(size)
        write(paragraph, line, size, style)


def write(paragraph: Any, text: str, size: float, style: Type) -> None:
    """One paragraph with exact line spacing, in its own direction."""
    paragraph.line_spacing = Pt(round(size * textfit.spacing(text), 2))
    paragraph.space_before = paragraph.space_after = Pt(0)
    turned = right_to_left(text)
    paragraph.alignment = _ALIGN["R" if turned and style.align == "L" else style.align]
    if turned:
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    if text:
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), style.bold
        run._r.get_or_add_rPr().set("lang", "en-GB")
        paint(run.font.color, style.colour)


def described(shape: Any, text: str) -> None:
    """Alternative text of a chart, table or group."""
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", text)


def row_height(row: Sequence[str], widths: Sequence[float], size: float, bold: bool = False) -> float:
    """Height of a table row in inches."""
    inner = [(width - 2 * INSET) * 72 for width in widths]
    return max(textfit.height(text, size, width, bold) for text, width in zip(row, inner, strict=True)) / 72 + 0.1


def rows_height(header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> float:
    """Height of a table in inches."""
    return row_height(header, widths, size, bold=True) + sum(row_height(row, widths, size) for row in rows)


def indent(size: float, numbered: bool) -> float:
    """Room for the mark of a list, in inches."""
    return size * (2.0 if numbered else 1.1) / 72
