"""Drawing on the deck's slides: measured text, cards, native tables and charts. Inches throughout, type sizes in points."""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.util import Emu, Inches, Pt

from agent.exports import colours, textfit
from agent.exports.blocks import Bar
from agent.exports.deck_template import INNER, MARGIN, SOURCE_INDEX, add_edges, layout_named, template
from agent.exports.deck_type import INSET, PLAIN, Box, Type, cell, described, indent, paint, row_height, rows_height, write
from agent.exports.formulas import spaced

_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
_CHART_DATA: Any = CategoryChartData
_LEAST = 10.0
"""Smallest type of a table, in points."""
_CELL_LINES = 6


class Deck:
    """A presentation under construction. `cuts` lists what did not fit, by slide title."""

    def __init__(self, accent: str, footer: str) -> None:
        self.presentation = template(accent)
        self.accent = accent
        self.footer = footer
        self.slide: Any = None
        self.title = ""
        self.cuts: list[str] = []
        self.notes: list[str] = []

    def open(self, title: str, source: str, notes: Sequence[str]) -> None:
        """Begin a slide: its title says what it shows, its source where that comes from."""
        self.close()
        self.slide = self.presentation.slides.add_slide(layout_named(self.presentation, "Title Only"))
        self.title, self.notes = title, [text for text in notes if text]
        self.fill(self.slide.shapes.title, title, INNER, 0.92, Type(24, 18, bold=True, colour="accent"), most=2)
        place_holder = next(p for p in self.slide.placeholders if p.placeholder_format.idx == SOURCE_INDEX)
        self.fill(place_holder, f"Source: {source}", INNER, 0.26, Type(9, 8, colour="grey"), most=1)
        self.rect(Box(MARGIN, 1.47, INNER, 0.02), "accent")

    def close(self) -> None:
        """Finish the slide: notes, footer, number; the source is read after the body."""
        if self.slide is None:
            return
        add_edges(self.slide, self.footer)
        tree = self.slide.shapes._spTree
        source = next(p for p in self.slide.placeholders if p.placeholder_format.idx == SOURCE_INDEX)
        tree.remove(source._element)
        tree.append(source._element)
        self.slide.notes_slide.notes_text_frame.text = "\n\n".join(self.notes)
        self.slide = None

    def text(self, box: Box, text: str, style: Type = PLAIN) -> float:
        """Text fitted to its box; returns the height it takes. What does not fit is cut, noted, and kept in the speaker's notes."""
        if not text.strip():
            return 0.0
        shape = self.slide.shapes.add_textbox(Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
        used = self.fill(shape, text, box.width, box.height, style)
        if not style.middle:
            shape.height = Inches(min(max(box.height, used), used * 1.06))
        return used

    def fill(self, shape: Any, text: str, width: float, room: float, style: Type, most: int | None = None) -> float:
        """Fit text into a shape that is already there; returns the height it takes."""
        fitted = textfit.fit(text, width * 72, room * 72, largest=style.size, smallest=style.least, bold=style.bold, most=most)
        if fitted.cut:
            self.cuts.append(self.title)
            self.notes.append(f"In full: {text}")
        self.set_text(shape.text_frame, fitted.text, fitted.size, style)
        return fitted.height / 72

    def set_text(self, frame: Any, text: str, size: float, style: Type) -> None:
        """Set text at a size that is known to fit."""
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if style.middle else MSO_ANCHOR.TOP
        for index, line in enumerate(text.split("\n")):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            write(paragraph, line, size, style)

    def items(self, box: Box, texts: Sequence[str], style: Type = PLAIN, numbered: bool = False) -> None:
        """A list with hanging marks; all entries in one size, as many as fit."""
        size = style.size
        while size > style.least and self._list_height(texts, box.width, size, numbered) > box.height:
            size -= 0.5
        top = box.top
        for number, text in enumerate(texts, 1):
            inset = indent(size, numbered)
            height = textfit.height(text, size, (box.width - inset) * 72) / 72
            left = box.top + box.height - top
            if height > left and left < size * 1.3 / 72:
                self.cuts.append(self.title)
                self.notes.append("In full: " + "\n".join(texts[number - 1 :]))
                return
            self.text(Box(box.left, top, inset, size * 1.3 / 72), f"{number}." if numbered else "•", Type(size, size, True, "accent"))
            room = min(height + 0.02, left)
            self.text(Box(box.left + inset, top, box.width - inset, room), text, Type(size, size, style.bold, style.colour))
            top += height + size * 0.45 / 72

    def _list_height(self, texts: Sequence[str], width: float, size: float, numbered: bool) -> float:
        inner = (width - indent(size, numbered)) * 72
        return sum(textfit.height(text, size, inner) + size * 0.45 for text in texts) / 72

    def rect(self, box: Box, colour: str, name: str = "") -> Any:
        """A filled rectangle; decoration unless it has a name."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
        shape.fill.solid()
        paint(shape.fill.fore_color, colour)
        shape.line.fill.background()
        if name:
            shape.name = name
        else:
            shape._element.nvSpPr.cNvPr.append(parse_xml(_DECORATIVE))
        return shape

    def heading(self, box: Box, text: str) -> None:
        """A small heading in the accent colour."""
        self.text(box, text, Type(13, 10, bold=True, colour="accent"))

    def card(self, box: Box, name: str, figure: str, note: str) -> None:
        """A figure with its name and a remark."""
        self.rect(box, "band")
        self.rect(Box(box.left, box.top, 0.06, box.height), "accent")
        left, width = box.left + 0.2, box.width - 0.3
        self.text(Box(left, box.top + 0.12, width, 0.42), name, Type(11, 9, colour="grey"))
        self.text(Box(left, box.top + 0.55, width, 0.5), figure, Type(24, 11, bold=True, colour="accent"))
        self.text(Box(left, box.top + 1.08, width, box.height - 1.14), note, Type(10, 9))

    def bars(self, box: Box, caption: str, bars: Sequence[Bar], name: str) -> None:
        """A native bar chart: sorted, figures at the bars, no axis. Labels never run as formulas in its workbook."""
        data = _CHART_DATA(number_format="0.##%")
        data.categories = [spaced(bar.name) for bar in bars]
        data.add_series(spaced(caption), [bar.value for bar in bars])
        kind = XL_CHART_TYPE.BAR_CLUSTERED
        frame = self.slide.shapes.add_chart(kind, Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height), data)
        frame.name = name
        described(frame, f"{caption}: " + "; ".join(f"{bar.name} {bar.label}" for bar in bars))
        chart = frame.chart
        chart.has_legend, chart.has_title = False, False
        chart.font.size = Pt(12)
        plot, axis = chart.plots[0], chart.category_axis
        plot.gap_width, plot.vary_by_categories = 55, False
        axis.reverse_order, axis.has_major_gridlines = True, False
        axis.major_tick_mark, axis.tick_label_position = XL_TICK_MARK.NONE, XL_TICK_LABEL_POSITION.LOW
        axis.format.line.fill.background()
        chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, max(bar.value for bar in bars) * 1.45
        for index, bar in enumerate(bars):
            _bar(plot.series[0].points[index], bar)
        _positive_axis_ids(chart)

    def table(self, box: Box, header: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], name: str) -> float:
        """A native table fitted to its box by size; `shares` are the column widths as parts of the whole. Returns its height. See `paged`."""
        widths = [box.width * share / sum(shares) for share in shares]
        size = next((s for s in (13.0, 12.0, 11.0) if rows_height(header, rows, widths, s) <= box.height), _LEAST)
        shape = self.slide.shapes.add_table(
            len(rows) + 1, len(header), Inches(box.left), Inches(box.top), Inches(box.width), Inches(row_height(header, widths, size))
        )
        shape.name = name
        described(shape, f"{name}: {', '.join(header)}; {len(rows)} rows")
        table = shape.table
        shape._element.graphic.graphicData.tbl.tblPr.find(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
        ).text = _PLAIN_TABLE
        table.first_row, table.horz_banding = True, False
        for column, width in enumerate(widths):
            table.columns[column].width = Inches(width)
        for number, row in enumerate([header, *rows]):
            table.rows[number].height = Emu(Inches(row_height(row, widths, size, bold=number == 0)))
            for column, text in enumerate(row):
                ground = "accent" if number == 0 else "band" if number % 2 == 0 else "white"
                head = colours.text_on(self.accent) if number == 0 else "ink"
                cell(table.cell(number, column), text, size, Type(size, size, number == 0, head), ground)
        return rows_height(header, rows, widths, size)

    def paged(
        self, rows: Sequence[Sequence[str]], header: Sequence[str], shares: Sequence[float], height: float
    ) -> list[list[Sequence[str]]]:
        """Rows in groups that each fit a height at the smallest size. Very long cells are shortened."""
        widths = [INNER * share / sum(shares) for share in shares]
        pages: list[list[Sequence[str]]] = [[]]
        for row in (self._shortened(row, widths) for row in rows):
            if pages[-1] and rows_height(header, [*pages[-1], row], widths, _LEAST) > height:
                pages.append([])
            pages[-1].append(row)
        return pages

    def top_rows(self, rows: Sequence[Sequence[str]], header: Sequence[str], shares: Sequence[float], height: float) -> list[Sequence[str]]:
        """As many rows as fit; the rest goes into the speaker's notes."""
        pages = self.paged(rows, header, shares, height)
        if len(pages) > 1:
            self.cuts.append(self.title)
            self.notes.append("Further rows: " + "\n".join(" | ".join(row) for row in rows[len(pages[0]) :]))
        return pages[0]

    def _shortened(self, row: Sequence[str], widths: Sequence[float]) -> Sequence[str]:
        room = _CELL_LINES * _LEAST * 1.45
        fitted = [
            textfit.fit(text, (width - 2 * INSET) * 72, room, largest=_LEAST, smallest=_LEAST, most=_CELL_LINES)
            for text, width in zip(row, widths, strict=True)
        ]
        if any(cell.cut for cell in fitted):
            self.cuts.append(self.title)
            self.notes.append("In full: " + " | ".join(row))
        return [cell.text if cell.cut else text for cell, text in zip(fitted, row, strict=True)]


def _bar(point: Any, bar: Bar) -> None:
    point.format.fill.solid()
    paint(point.format.fill.fore_color, "accent" if bar.strong else "still")
    label = point.data_label
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    run = label.text_frame.paragraphs[0].add_run()
    run.text = bar.label
    run.font.size, run.font.bold = Pt(12), bar.strong


def _positive_axis_ids(chart: Any) -> None:
    """python-pptx numbers axes below zero, which the file format does not allow."""
    for node in chart._chartSpace.iter():
        if str(node.tag).endswith(("}axId", "}crossAx")):
            node.set("val", str(int(node.get("val")) & 0x7FFFFFFF))
