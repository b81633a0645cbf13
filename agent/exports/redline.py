"""A redline as a Word file: every difference under its field, as tracked changes that Word lists, accepts and rejects."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from agent.exports.steady import steady
from agent.exports.wording import words
from agent.schemas import paths
from agent.schemas.comparison import Comparison, Difference, Segment
from agent.schemas.text import clean


@dataclass(frozen=True)
class RedlineInput:
    """What a redline says. The same input gives the same bytes."""

    campaign: str
    title: str
    """Of the stage: 'Strategy'."""
    comparison: Comparison
    labels: dict[str, str]
    """Words for each path that differs."""
    segments: dict[str, list[Segment]]
    """For texts that changed: word by word, by path."""
    author: str
    """Who made the newer version."""
    at: datetime
    """When it was made."""


def write_redline(data: RedlineInput) -> bytes:
    """The DOCX file."""
    document = new_document()
    _page(document, data)
    found = data.comparison
    document.add_paragraph(clean(f"{data.title}: v{found.before} and v{found.after} compared"), style="Title")
    document.add_paragraph(clean(f"{data.campaign}. v{found.after} by {data.author}, {data.at:%-d %B %Y %H:%M}. {len(found.material)} material, {len(found.wording)} of wording."))
    marks = _Marks(clean(data.author), data.at)
    for heading, group in (("Material changes", found.material), ("Wording", found.wording)):
        if group:
            document.add_heading(heading, 1)
        for difference in group:
            _difference(document, difference, data, marks)
    if not found.differences:
        document.add_paragraph("The two versions say the same.")
    out = BytesIO()
    document.save(out)
    return steady(out.getvalue(), data.at)


def _page(document: Any, data: RedlineInput) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(10)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0x1F, 0x29, 0x37)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
    properties = document.core_properties
    properties.title, properties.author = clean(f"{data.campaign}: {data.title} redline"), clean(data.author)
    properties.comments, properties.last_modified_by = "", ""
    properties.created = properties.modified = data.at.astimezone(UTC).replace(tzinfo=None)


class _Marks:
    """Numbers tracked changes and signs them."""

    def __init__(self, author: str, at: datetime) -> None:
        self._author, self._at, self._count = author, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), 0

    def add(self, paragraph: Any, op: str, text: str) -> None:
        """A run of text: as it is, inserted or deleted."""
        if op == "equal":
            paragraph.add_run(text)
            return
        self._count += 1
        change = OxmlElement("w:ins" if op == "insert" else "w:del")
        for name, value in (("w:id", str(self._count)), ("w:author", self._author), ("w:date", self._at)):
            change.set(qn(name), value)
        run = paragraph.add_run(text)._r
        if op == "delete":
            for words in run.findall(qn("w:t")):
                words.tag = qn("w:delText")
                words.set(qn("xml:space"), "preserve")
        change.append(run)
        paragraph._p.append(change)


def _difference(document: Any, difference: Difference, data: RedlineInput, marks: _Marks) -> None:
    why = f" ({', '.join(difference.matters)})" if difference.matters else ""
    document.add_heading(clean(f"{data.labels.get(difference.path, difference.path)}{why}"), 2)
    if difference.kind == "moved":
        document.add_paragraph(clean(f"Moved from {data.labels.get(difference.before_path, difference.before_path)}."))
        return
    paragraph = document.add_paragraph()
    parts = data.segments.get(difference.path)
    if parts is None:
        old, new = value_text(difference.before), value_text(difference.after)
        parts = [Segment(op=op, text=text) for op, text in (("delete", old), ("insert", new)) if text]
    for part in parts:
        marks.add(paragraph, part.op, clean(part.text))


def value_text(value: object) -> str:
    """A value to read: texts as they are, entries and fields on lines of their own, empty ones left out."""
    if paths.is_empty(value):
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{words(str(key))}: {value_text(item)}" for key, item in value.items() if not paths.is_empty(item))
    if isinstance(value, list):
        return "\n".join(value_text(item) for item in value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
