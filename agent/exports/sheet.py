"""Pages of the report: fonts by need, text set line by line, page breaks, header, footer and contents. Millimetres throughout."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from fpdf import FPDF, ViewerPreferences
from fpdf.actions import URIAction
from fpdf.annotations import PDFAnnotation
from fpdf.enums import PageMode
from fpdf.syntax import DestinationXYZ

from agent.exports import colours, fonts
from agent.exports.fonts import FOLDER, MAIN, Face
from agent.exports.tags import Element, Tags

LEFT = RIGHT = 20.0
TOP = 25.0
BOTTOM = 22.0
POINT = 25.4 / 72
_ANNOTATION: Any = PDFAnnotation
"""Its published types ask for whole numbers; it takes fractions."""
_PAGE_NUMBER = 14.0
"""Room for the page number of an entry of the contents."""


_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate><pdfuaid:part>1</pdfuaid:part></rdf:Description>
</rdf:RDF></x:xmpmeta>"""


@dataclass(frozen=True)
class Style:
    """How a text is set. Size in points; leading as a multiple of it."""

    size: float
    bold: bool = False
    colour: str = colours.INK
    leading: float = 1.45

    @property
    def height(self) -> float:
        """Height of a line."""
        return self.size * self.leading * POINT


BODY = Style(9.5)
SMALL = Style(8, colour=colours.GREY)


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    text: str
    level: int
    page: int
    top: float
    """Distance from the foot of its page, in points."""


class Sheet:
    """A PDF under construction. `y` is where the next block begins; `x0` and `width` say where text may stand."""

    def __init__(self, *, text: str, title: str, author: str, created: datetime) -> None:
        self.pdf: Any = FPDF(format="A4", unit="mm")
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        self.pdf.alias_nb_pages("")
        self.pdf.set_creation_date(created)
        self.pdf.set_title(title)
        self.pdf.set_author(author)
        self.pdf.set_producer("fpdf2")
        self.pdf.set_lang("en-GB")
        self.pdf.set_xmp_metadata(_XMP.format(title=escape(title), author=escape(author), created=created.isoformat()))
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.pdf.page_mode = PageMode.USE_OUTLINES
        faces, self.unprinted = fonts.choose(text)
        self._load(faces)
        self.tags = Tags(self.pdf)
        self.entries: list[Entry] = []
        self.y = TOP
        self.wide = False
        self._wide_pages: list[bool] = []
        self._advances: dict[tuple[str, bool], float] = {}
        self._shaping = False

    def _load(self, faces: list[Face]) -> None:
        for face in [MAIN, *faces]:
            self.pdf.add_font(face.family, "", str(FOLDER / face.regular))
            if face.bold:
                self.pdf.add_font(face.family, "B", str(FOLDER / face.bold))
        self._faces = [face.family for face in faces]
        self._main = fonts.letters(MAIN.regular)
        self._falling_back = False

    @property
    def x0(self) -> float:
        """Left edge of the text."""
        return LEFT

    @property
    def width(self) -> float:
        """Width of the text."""
        return float(self.pdf.w) - LEFT - RIGHT

    @property
    def bottom(self) -> float:
        """Lowest point a block may reach."""
        return float(self.pdf.h) - BOTTOM

    @property
    def free(self) -> float:
        """Height left on this page."""
        return self.bottom - self.y

    def new_page(self, wide: bool | None = None) -> None:
        """Go to the top of a fresh page, turned when asked."""
        self.wide = self.wide if wide is None else wide
        self.pdf.add_page(orientation="L" if self.wide else "P")
        self._wide_pages.append(self.wide)
        self.y = TOP

    @property
    def pages(self) -> int:
        """Number of pages so far."""
        return len(self._wide_pages)

    def turn_to(self, page: int) -> None:
        """Go back to a page made before. Its size and colour are set anew: fpdf2 remembers those of the page it left."""
        self.pdf.page, self.wide = page, self._wide_pages[page - 1]
        self.pdf._set_orientation("L" if self.wide else "P", self.pdf.dw_pt, self.pdf.dh_pt)
        self.pdf.set_fill_color(1)
        self.y = TOP

    def room(self, height: float) -> bool:
        """Make sure that this height is free; True when that took a new page."""
        if self.free >= height or self.y <= TOP:
            return False
        self.new_page()
        return True

    def advance(self, letter: str, bold: bool) -> float:
        """Width of a letter per point of size."""
        found = self._advances.get((letter, bold))
        if found is None:
            found = self._measure(letter, bold)
            self._advances[letter, bold] = found
        return found

    def _measure(self, letter: str, bold: bool) -> float:
        code = ord(letter)
        for family in (MAIN.family, *self._faces):
            font = self.pdf.fonts.get(family + "B" if bold else family) or self.pdf.fonts[family]
            if code in font.cmap:
                return float(font.cw[code]) / 1000 * POINT
        return 0.0 if letter in "\u200b\u200d\ufe0f" else 0.6 * POINT

    def text_width(self, text: str, style: Style) -> float:
        """Width of a text on one line."""
        return sum(self.advance(letter, style.bold) for letter in text) * style.size

    def wrap(self, text: str, style: Style, width: float) -> list[str]:
        """Lines of a text."""
        return fonts.wrap(text.replace("\t", "    "), width / style.size, lambda letter: self.advance(letter, style.bold))

    def short(self, text: str, style: Style, width: float) -> str:
        """The text on one line, with an ellipsis when it is longer."""
        found = self.wrap(text, style, width)
        return found[0] if len(found) == 1 else self.wrap(text, style, width - self.text_width("…", style))[0].rstrip(" ,;:-") + "…"

    def line(
        self, text: str, style: Style, x: float, y: float, width: float, *, align: str = "L", link: "str | Entry | None" = None
    ) -> None:
        """Set one line. A line that begins in Arabic or Hebrew stands to the right. `link` leads to an address, or to a heading, whose page is then set behind."""
        if not text.strip():
            return
        if link is None:
            self._draw(text, style, x, y, width, align)
            return
        with self.tags.element("Link") as element:
            self._draw(text, style, x, y, width, align)
            if isinstance(link, Entry):
                self._draw(str(link.page), style, x + width, y, _PAGE_NUMBER, "R")
        self.tags.annotate(element, self._annotation(text, style, x, y, width, link))

    def _annotation(self, text: str, style: Style, x: float, y: float, width: float, link: "str | Entry") -> Any:
        k = float(self.pdf.k)
        left, top, height = x * k, float(self.pdf.h_pt) - y * k, style.height * k
        if isinstance(link, Entry):
            target, said = DestinationXYZ(link.page, top=link.top), f"{link.text}, page {link.page}"
            return _ANNOTATION("Link", left, top, (width + _PAGE_NUMBER) * k, height, dest=target, contents=said)
        wide = min(width, self.text_width(text, style)) * k
        return _ANNOTATION("Link", left, top, wide, height, action=URIAction(link), contents=f"{text}: {link}")

    def _draw(self, text: str, style: Style, x: float, y: float, width: float, align: str) -> None:
        turned = fonts.right_to_left(text)
        # Glyphs of Indic scripts do not map back to letters one by one. Lines with Arabic or Hebrew do, and readers would turn them round.
        spoken = text if fonts.INDIC.search(text) and not fonts.RIGHT.search(text) else ""
        with self.tags.content(spoken):
            self.pdf.set_text_color(*colours.rgb(style.colour))
            if fonts.COMPLEX.search(text):
                self._shape(True, "rtl" if turned else "ltr")
                self._cell(text, style, x, y, width, "R" if turned and align == "L" else align)
            elif fonts.EMOJI.search(text) and "emoji" in self._faces:
                self._mixed(text, style, x, y, width, align)
            else:
                self._plain(text, style, x, y, width, align)

    def _plain(self, text: str, style: Style, x: float, y: float, width: float, align: str) -> None:
        self._shape(False)
        self._fall_back(not self._main.issuperset(map(ord, text)))
        self._cell(text, style, x, y, width, align)

    def _fall_back(self, on: bool) -> None:
        """Look for other faces only in texts that need them: fpdf2 then goes through them letter by letter."""
        if on != self._falling_back:
            self.pdf.set_fallback_fonts(self._faces if on else [], exact_match=False)
            self._falling_back = on

    def _shape(self, on: bool, direction: str = "ltr") -> None:
        self._fall_back(on)
        if on or self._shaping:
            self.pdf.set_text_shaping(on, direction=direction)
        self._shaping = on

    def _cell(self, text: str, style: Style, x: float, y: float, width: float, align: str) -> None:
        self._font(MAIN.family, "B" if style.bold else "", style.size)
        self.pdf.set_xy(x, y)
        self.pdf.cell(width, style.height, text, align=align)

    def _font(self, family: str, weight: str, size: float) -> None:
        """Set the font, and say so on the page each time.

        fpdf2 says it once a page, and loses track when that happens inside a coloured text or when a page is opened again.
        """
        self.pdf.set_font(family, weight, size)
        self.pdf._out(self.pdf._set_font_for_page(self.pdf.current_font, self.pdf.font_size_pt))

    def _mixed(self, text: str, style: Style, x: float, y: float, width: float, align: str) -> None:
        """Set pictures in their own face, joined sequences shaped, so that 'woman + laptop' is one picture."""
        spare = width - self.text_width(text, style)
        x += {"L": 0.0, "R": spare, "C": spare / 2}[align]
        position = 0
        for match in [*fonts.EMOJI.finditer(text), None]:
            plain = text[position : match.start() if match else len(text)]
            if plain:
                self._plain(plain, style, x, y, 0, "L")
                x += self.text_width(plain, style)
            if match:
                x += self._pictures(match[0], style, x, y)
                position = match.end()

    def _pictures(self, text: str, style: Style, x: float, y: float) -> float:
        self._shape(True)
        self._font("emoji" if all(self._has("emoji", letter) for letter in text) else MAIN.family, "", style.size)
        self.pdf.set_xy(x, y)
        drawn = float(self.pdf.get_string_width(text))
        self.pdf.cell(drawn, style.height, text)
        return drawn

    def _has(self, family: str, letter: str) -> bool:
        return ord(letter) in self.pdf.fonts[family].cmap

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle; decoration unless an element is open."""
        with self.tags.content():
            self.pdf.set_fill_color(*colours.rgb(colour))
            self.pdf.rect(x, y, width, height, style="F")

    def rule(self, y: float, colour: str = colours.RULE, x: float | None = None, width: float | None = None) -> None:
        """A thin line across the text, or across a part of it."""
        self.rect(self.x0 if x is None else x, y, self.width if width is None else width, 0.2, colour)

    @contextmanager
    def element(self, kind: str, *, alt: str = "", scope: str = "") -> Iterator[Element]:
        """What is drawn inside belongs to a structure element of this kind."""
        with self.tags.element(kind, alt=alt, scope=scope) as made:
            yield made

    def note_heading(self, text: str, level: int) -> None:
        """Enter a heading at the present place into outline and contents."""
        self.entries.append(Entry(text, level, self.pdf.page, float(self.pdf.h_pt) - (self.y - 4) * float(self.pdf.k)))
        self.pdf.set_y(self.y)
        self.pdf.start_section(text, level - 1, strict=False)

    def close(self) -> None:
        """Close the font files; fpdf2 leaves them open."""
        for font in self.pdf.fonts.values():
            font.ttfont.close()

    def output(self) -> bytes:
        """The finished file."""
        self._shape(False)
        return bytes(self.pdf.output())
