"""The deck's template, made in code: 16:9, the brand colour as theme colour, layouts with source, footer and slide number."""

from copy import deepcopy
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.util import Inches

from agent.exports import colours

WIDTH, HEIGHT = 13.333, 7.5
"""Inches."""
MARGIN = 0.6
INNER = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 0.42, 0.98
BODY_TOP, BODY_BOTTOM = 1.66, 6.66
SOURCE_TOP = 6.74
FOOT_TOP = 7.06
SOURCE_INDEX = 13
"""Placeholder index of the source line."""
_NS = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main", "p": "http://schemas.openxmlformats.org/presentationml/2006/main"}
_KEPT = ("Title Slide", "Title Only")
_SOURCE = f"""<p:sp xmlns:p="{_NS["p"]}" xmlns:a="{_NS["a"]}"><p:nvSpPr><p:cNvPr id="90" name="Source"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>
<p:nvPr><p:ph type="body" sz="quarter" idx="{SOURCE_INDEX}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>
<a:lstStyle><a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="900"/></a:lvl1pPr></a:lstStyle><a:p><a:r><a:rPr lang="en-GB"/>
<a:t>Source</a:t></a:r></a:p></p:txBody></p:sp>"""


def template(accent: str) -> Any:
    """An empty presentation whose theme holds the accent colour."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in list(presentation.slide_layouts):
        if layout.name not in _KEPT:
            presentation.slide_layouts.remove(layout)
    _theme(presentation, accent)
    _master(presentation.slide_master)
    _cover_layout(layout_named(presentation, "Title Slide"))
    _content_layout(layout_named(presentation, "Title Only"))
    return presentation


def layout_named(presentation: Any, name: str) -> Any:
    """The layout with this name."""
    return next(layout for layout in presentation.slide_layouts if layout.name == name)


def place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    """Position and size in inches."""
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def add_edges(slide: Any, footer: str) -> None:
    """Footer and slide number; python-pptx leaves them out when it makes a slide."""
    used = [int(node.get("id")) for node in slide.shapes._spTree.iter(f"{{{_NS['p']}}}cNvPr")]
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.idx in (11, 12):
            element = deepcopy(placeholder._element)
            used.append(max(used) + 1)
            element.nvSpPr.cNvPr.set("id", str(used[-1]))
            slide.shapes._spTree.append(element)
            if placeholder.placeholder_format.idx == 11:
                slide.placeholders[11].text_frame.text = footer


def _theme(presentation: Any, accent: str) -> None:
    part = presentation.slide_master.part.part_related_by(RT.THEME)
    root = parse_xml(part.blob)
    values = {
        "dk1": colours.INK, "lt1": colours.WHITE, "dk2": colours.GREY, "lt2": colours.BAND, "accent1": accent, "accent2": colours.STILL,
        "accent3": colours.tint(accent, 0.75), "accent4": colours.tint(accent, 0.5), "accent5": colours.tint(accent, 0.3),
        "accent6": colours.RULE, "hlink": accent, "folHlink": colours.GREY,
    }  # fmt: skip
    scheme = root.find(".//a:clrScheme", _NS)
    for name, colour in values.items():
        slot = scheme.find(f"a:{name}", _NS)
        for child in list(slot):
            slot.remove(child)
        _below(slot, "srgbClr", val=colour[1:])
    for latin in root.iterfind(".//a:fontScheme/*/a:latin", _NS):
        latin.set("typeface", "Arial")
    # The default theme puts a shadow on every shape; LibreOffice shows it even where a shape says that it has none.
    for style in root.iterfind(".//a:effectStyle", _NS):
        for child in list(style):
            style.remove(child)
        _below(style, "effectLst")
    part._blob = serialize_part_xml(root)


def _master(master: Any) -> None:
    level = master._element.find(".//p:titleStyle/a:lvl1pPr", _NS)
    level.set("algn", "l")
    level.find("a:defRPr", _NS).set("sz", "2400")
    level.find("a:defRPr", _NS).set("b", "1")
    for placeholder in master.placeholders:
        _standard(placeholder)


def _standard(placeholder: Any) -> None:
    kind = placeholder.placeholder_format.type
    name = str(kind).split(" ")[0].split(".")[-1]
    spots = {
        "TITLE": (MARGIN, TITLE_TOP, INNER, TITLE_HEIGHT),
        "BODY": (MARGIN, BODY_TOP, INNER, BODY_BOTTOM - BODY_TOP),
        "DATE": (MARGIN, FOOT_TOP, 1.5, 0.24),
        "FOOTER": (MARGIN, FOOT_TOP, 9.0, 0.24),
        "SLIDE_NUMBER": (WIDTH - MARGIN - 1.0, FOOT_TOP, 1.0, 0.24),
    }
    if name in spots:
        place(placeholder, *spots[name])
    if name in ("FOOTER", "SLIDE_NUMBER"):
        _small(placeholder, "r" if name == "SLIDE_NUMBER" else "l")


def _small(placeholder: Any, align: str) -> None:
    """Size and insets on the placeholder itself: LibreOffice does not look for them in the master."""
    body = placeholder._element.txBody
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.bodyPr.set(side, "0")
    style = body.find("a:lstStyle", _NS)
    for child in list(style):
        style.remove(child)
    level = _below(style, "lvl1pPr", algn=align)
    fill = _below(_below(level, "defRPr", sz="900"), "solidFill")
    _below(fill, "schemeClr", val="tx2")


def _below(parent: Any, tag: str, **attributes: str) -> Any:
    child = parent.makeelement(f"{{{_NS['a']}}}{tag}", attributes)
    parent.append(child)
    return child


def _cover_layout(layout: Any) -> None:
    for placeholder in list(layout.placeholders):
        index = placeholder.placeholder_format.idx
        if index == 0:
            place(placeholder, 1.1, 2.2, WIDTH - 2.2, 1.6)
        elif index == 1:
            place(placeholder, 1.1, 4.0, WIDTH - 2.2, 1.0)
        else:
            layout.shapes._spTree.remove(placeholder._element)


def _content_layout(layout: Any) -> None:
    for placeholder in list(layout.placeholders):
        if placeholder.placeholder_format.idx == 10:
            layout.shapes._spTree.remove(placeholder._element)
        else:
            _standard(placeholder)
    source = parse_xml(_SOURCE)
    layout.shapes._spTree.append(source)
    found = next(p for p in layout.placeholders if p.placeholder_format.idx == SOURCE_INDEX)
    place(found, MARGIN, SOURCE_TOP, INNER, 0.26)
