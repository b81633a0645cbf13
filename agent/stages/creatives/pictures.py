"""What the picture of an asset shows, with its size, and the words for readers who do not see it."""

from agent.schemas.stages import AssetType
from agent.stages.creatives.desk import Desk
from agent.stages.creatives.finish import ALT_LIMIT
from agent.stages.creatives.ideas import label_of
from agent.stages.creatives.material import low
from agent.stages.creatives.plan import Slot
from agent.stages.wording import clipped, upper_first

_SIZES: dict[tuple[str, AssetType], str] = {
    ("Instagram", "social_post"): "1080x1350", ("Instagram", "carousel"): "1080x1350", ("Instagram", "video_script"): "1080x1920",
    ("TikTok", "video_script"): "1080x1920", ("Facebook", "social_post"): "1200x630", ("Facebook", "ad_copy"): "1080x1080",
    ("LinkedIn", "social_post"): "1200x1200", ("LinkedIn", "carousel"): "1080x1350", ("LinkedIn", "ad_copy"): "1200x627",
    ("LinkedIn", "video_script"): "1920x1080", ("X", "social_post"): "1600x900", ("Pinterest", "social_post"): "1000x1500",
}  # fmt: skip
_DEFAULT: dict[AssetType, str] = {"video_script": "1920x1080", "landing_page": "1600x900", "blog_post": "1600x900", "email": "1200x627"}
_VIEWS = (
    ("seen from above", "seen from above"), ("close, with shallow depth of field", "close up"), ("from the side at table height", "seen from the side"),
    ("small in a wide, calm frame", "small in a wide frame"),
    ("in low morning light", "in low light"), ("through an open door", "seen through an open door"),
)  # fmt: skip
_PLACES = ("in the centre", "at the top", "in the lower third", "on the left", "at the bottom", "across the whole width", "in the upper half")
_CARRIERS = (
    "handwritten note", "page of an open notebook", "label tied to a handle", "slip of paper under a cup", "card pinned to a cork board",
    "small chalk board", "note stuck to the edge of a screen",
)  # fmt: skip


def picture(slot: Slot, desk: Desk, place: int) -> tuple[str, str]:
    """Prompt and alternative text: cards for proof and doubts, a written note for pains and wishes, else the thing itself."""
    size = _SIZES.get((slot.medium, slot.type), _DEFAULT.get(slot.type, "1200x1200"))
    turn = place + desk.pen.seed("view")
    options = [_described(slot, desk, turn + further) for further in range(len(_VIEWS) * len(_CARRIERS))]
    prompt, alt = next((option for option in options if desk.fresh(option[1])), options[0])
    colours = desk.material.intake.brand_kit.colours
    accent = f", one accent in {colours[turn % len(colours)]}" if colours else ""
    return f"{prompt}{accent}, {size}", desk.keep(alt)


def _described(slot: Slot, desk: Desk, turn: int) -> tuple[str, str]:
    view, seen = _VIEWS[turn % len(_VIEWS)]
    where = _PLACES[turn % len(_PLACES)]
    if slot.idea.evidence is not None:
        name = label_of(slot.idea.evidence)
        prompt, alt = f"Typographic card on a quiet ground, an empty area {where} for the line on {name}, one thin rule, no portrait", f"Card that names its source, {name}, {where}."
    elif slot.idea.kind == "objection":
        words = clipped(slot.idea.text, 10)
        prompt, alt = f"Typographic card on a quiet ground, the sentence '{words}' in large type {where}, much empty space, no portrait", f"Card with the sentence '{words}' {where}."
    elif slot.idea.kind in ("pain", "outcome", "angle"):
        note = f"{_CARRIERS[turn % len(_CARRIERS)]} with the words '{clipped(slot.idea.text, 10)}'"
        prompt, alt = f"Photograph of a {note}, {view}, a setting that fits {_trade(desk)}, daylight, no faces, no other text", f"{upper_first(note)}, {seen}."
    else:
        subject = _subject(slot, desk)
        prompt, alt = f"Photograph of {subject}, {view}, daylight, no faces, no logo but the client's own", f"{upper_first(subject)}, {seen}."
    return prompt, alt if len(alt) <= ALT_LIMIT else alt[: ALT_LIMIT - 4].rsplit(" ", 1)[0].rstrip(",;:'") + "."


def _trade(desk: Desk) -> str:
    return desk.base.get("industry", desk.material.facts.offer.inside).split(",")[0]


def _subject(slot: Slot, desk: Desk) -> str:
    """The thing itself, in the client's own words."""
    names, material = desk.material.facts.names, desk.material
    if slot.idea.kind == "difference":
        return f"one detail, {low(slot.idea.text, names)}"
    detail = next((low(text, names) for text in material.parts if not text.lower().startswith(("no ", "any ", "pause", "cancel"))), "")
    return f"{material.facts.offer.inside}{f' ({detail})' if detail else ''}"
