"""deck.pptx: the campaign for a board, native and editable."""

from io import BytesIO
from typing import Any

from pptx.util import Inches

from agent.exports import colours
from agent.exports.deck import Deck
from agent.exports.deck_slides import SLIDES
from agent.exports.deck_template import HEIGHT, WIDTH, layout_named, place
from agent.exports.deck_type import Box, Type
from agent.exports.model import ExportModel
from agent.exports.steady import steady


def write_deck(model: ExportModel) -> tuple[bytes, list[str]]:
    """The deck, and a note on every slide that shows a text in part."""
    deck = Deck(colours.readable(model.brand.colour), _footer(model))
    _cover(deck, model)
    for add in SLIDES:
        add(deck, model)
    deck.close()
    _properties(deck.presentation, model)
    out = BytesIO()
    deck.presentation.save(out)
    notes = [f"deck.pptx, '{title}': shortened to fit, in full in the speaker's notes." for title in dict.fromkeys(deck.cuts)]
    return steady(out.getvalue(), model.at), notes


def _footer(model: ExportModel) -> str:
    parts = dict.fromkeys([model.client, model.campaign, model.brand.footer])
    text = "  |  ".join(parts)
    return text if len(text) <= 120 else text[:119] + "…"


def _cover(deck: Deck, model: ExportModel) -> None:
    slide = deck.presentation.slides.add_slide(layout_named(deck.presentation, "Title Slide"))
    deck.slide, deck.title = slide, model.campaign
    deck.rect(Box(0, 0, 0.32, HEIGHT), "accent")
    deck.fill(slide.shapes.title, model.campaign, WIDTH - 2.2, 1.6, Type(38, 22, bold=True, colour="accent"), most=3)
    lines = [model.client, f"Campaign plan, {model.day}", *([f"Prepared by {model.brand.agency}"] if model.brand.agency else [])]
    place(slide.placeholders[1], 1.1, 4.0, WIDTH - 2.2, 1.3)
    deck.fill(slide.placeholders[1], "\n".join(lines), WIDTH - 2.2, 1.3, Type(18, 12, colour="grey"))
    if model.brand.logo:
        _logo(slide, model.brand.logo, model.client)
    slide.notes_slide.notes_text_frame.text = f"Flight: {model.flight}. Budget: {model.budget}. Objective: {model.objective}."
    deck.slide = None


def _logo(slide: Any, logo: bytes, client: str) -> None:
    picture = slide.shapes.add_picture(BytesIO(logo), Inches(1.1), Inches(0.7), height=Inches(0.9))
    if picture.width > Inches(4):
        picture.height = int(picture.height * Inches(4) / picture.width)
        picture.width = Inches(4)
    picture._element.nvPicPr.cNvPr.set("descr", f"Logo of {client}")


def _properties(presentation: Any, model: ExportModel) -> None:
    properties = presentation.core_properties
    properties.title, properties.subject = model.campaign, f"Campaign plan for {model.client}"
    properties.author = properties.last_modified_by = model.brand.agency or model.client
    properties.language = "en-GB"
    properties.created = properties.modified = model.at.replace(tzinfo=None)
