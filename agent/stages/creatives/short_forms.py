"""Writers of short formats: post, carousel, advert."""

from agent.stages.creatives.beats import POSTS, Beats, next_step
from agent.stages.creatives.desk import Desk
from agent.stages.creatives.finish import (
    ADVERT_LIMITS,
    BODY_LIMITS,
    DESCRIPTION_LIMITS,
    HEADLINE_LIMITS,
    HOOK_LIMITS,
    LINK_LENGTH,
    disclaimers,
    fitted,
    hashtags,
)
from agent.stages.creatives.ideas import Idea, doubt, forms
from agent.stages.creatives.material import low
from agent.stages.creatives.plan import Slot
from agent.stages.wording import clipped, quoted, upper_first

Parts = dict[str, object]
"""The fields of an asset that its format decides."""


def hook(slot: Slot, desk: Desk) -> str:
    """The first line; a short one where captions are short."""
    limit = HOOK_LIMITS.get(slot.medium, 200)
    keys = (f"hook.{slot.idea.flavour}", "hook.offer", "hook.outcome", "turn", "turn.plain")
    return desk.first(keys, slot.idea, limit=limit) or desk.material.facts.offer.name


def copy(slot: Slot, desk: Desk, cta: str | None, *, least: int = 2) -> list[str]:
    """Paragraphs by the next recipe for what the slot argues."""
    recipes = POSTS[slot.idea.kind]
    beats = Beats(desk, slot.idea, cta, desk.material.angles_of(slot.pillar))
    return beats.write(recipes[(desk.turn(f"post {slot.idea.kind}") + desk.pen.turn) % len(recipes)], least)


def write_post(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """A caption: first line, paragraphs, the client's fixed lines."""
    first = hook(slot, desk)
    paragraphs = copy(slot, desk, cta)
    fixed = disclaimers(" ".join([first, *paragraphs]), desk, cta)
    beside = len(first) + sum(len(tag) + 1 for tag in hashtags(slot, desk)) + LINK_LENGTH
    return {"hook": first, "body": fitted(paragraphs, fixed, BODY_LIMITS.get(slot.medium, 3000) - beside)}


def write_advert(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """Headlines, descriptions and a short text, each within the platform's limit."""
    first = desk.first(("hook.offer", f"hook.{slot.idea.flavour}", "turn.plain"), slot.idea, limit=150) or desk.material.facts.offer.name
    beats = Beats(desk, slot.idea, cta)
    limit = ADVERT_LIMITS.get(slot.medium, 600)
    room = limit - sum(len(line) + 2 for line in desk.material.intake.required_disclaimers)
    described = desk.base.get("parts", " ") in first.lower()
    said = [desk.price(room) or (beats.beat("wish") if described else "") or beats.beat("offer"), "" if desk.pen.short else beats.beat("diffs") or beats.beat("wish")]
    paragraphs = [text for text in said if text] or beats.write((), 1)
    heads = several(desk, "headline", slot.idea, HEADLINE_LIMITS.get(slot.medium, 40), 5 if slot.medium == "Google Search" else 3, cta)
    lines = several(desk, "description", slot.idea, DESCRIPTION_LIMITS.get(slot.medium, 90), 2, cta)
    fixed = disclaimers(" ".join([first, *paragraphs, *heads, *lines]), desk, cta)
    return {"hook": first, "body": fitted(paragraphs, fixed, limit), "headlines": heads, "descriptions": lines}


def several(desk: Desk, key: str, idea: Idea, limit: int, count: int, cta: str | None) -> list[str]:
    """Short lines within a limit, built from the client's words; plain names where nothing else is left."""
    lines: list[str] = []
    for _ in range(count * 2):
        text = desk.say(key, idea, short_values(desk, idea, cta), limit=limit)
        if len(text) > 9 and len(lines) < count:
            lines.append(text)
    facts = desk.material.facts
    own = [text for text in (*desk.material.differences, *desk.material.parts, *desk.material.promisable) if 9 < len(text) <= limit]
    at = desk.turn(f"spare {key}") % len(own) if own else 0
    spare = [*own[at:], *own[:at], facts.offer.name, cta or "", *(f"{facts.short} in {market}" for market in facts.markets), f"Ask {facts.short}", facts.short]
    return list(dict.fromkeys([*lines, *(upper_first(text) for text in spare if 0 < len(text) <= limit)]))[: max(count, 2)]


def short_values(desk: Desk, idea: Idea, cta: str | None) -> dict[str, str]:
    """What short lines may name: one part, one difference, one wish, the idea in few words."""
    material, names = desk.material, desk.material.facts.names
    differences, wishes = material.differences, material.promisable
    turn = desk.turn("short")
    line = forms(idea, names)["t"] if idea.kind in ("pain", "objection", "outcome", "angle") else ""
    few = clipped(line, 7)
    few = few if len(few) <= 45 else ""
    values = {
        "Part": upper_first(material.parts[0]) if material.parts else "",
        "p2": low(material.parts[1], names) if len(material.parts) > 1 else "",
        "Parts": upper_first(", ".join(low(part, names) for part in material.parts[:2])),
        "Diff": upper_first(differences[turn % len(differences)]) if differences else "",
        "Diffs": upper_first(", ".join(low(text, names) for text in differences[:2])),
        "Wish1": upper_first(wishes[turn % len(wishes)]) if wishes else "",
        "Wishes": upper_first(", ".join(low(wish, names) for wish in wishes[:2])),
        "Cta": cta or "",
        "Tshort": upper_first(few).rstrip("?."),
        "tq": quoted(upper_first(few)) if few else "",
    }
    return {name: value for name, value in values.items() if value}


def write_carousel(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """Four to six slides and a caption."""
    first = hook(slot, desk)
    slides = _slides(slot, desk, cta)
    text = desk.say("body.carousel") or desk.offer(slot.idea)
    whole = " ".join([first, text, *(f"{slide['headline']} {slide['text']}" for slide in slides)])
    return {"hook": first, "body": fitted([text], disclaimers(whole, desk, cta), BODY_LIMITS.get(slot.medium, 3000)), "slides": slides}


def _slides(slot: Slot, desk: Desk, cta: str | None) -> list[dict[str, str]]:
    """Situation, proposal, detail, doubt with its answer, proof, next step; what the client gave nothing for is left out."""
    material, beats = desk.material, Beats(desk, slot.idea, cta)
    pain = next((text for text in material.pains if text != slot.idea.text), "")
    objections = [text for text in material.objections if text != slot.idea.text]
    raised = slot.idea if slot.idea.kind == "objection" else doubt(objections[0], material) if objections else None
    rows = [
        ("head.pain", desk.say("swipe.pain", Idea("pain", pain)) if pain else ""),
        ("head.offer", beats.beat("offer")),
        ("head.diffs", beats.beat("diffs")),
        ("head.doubt", doubt_with_reply(desk, raised) if raised else ""),
    ]
    shown = slot.idea.evidence or desk.next_evidence(None)
    rows.append(("head.proof", desk.cite(shown) if shown else ""))
    for key, beat in (("head.wish", "wish"), ("head.who", "who"), ("head.who", "industry")):
        rows.append((key, beats.beat(beat) if sum(1 for _, text in rows if text) < 4 else ""))
    filled = [*[row for row in rows if row[1]][: 3 if desk.pen.short else 5], ("head.next", next_step(desk, "swipe.next", cta))]
    angles = [line for angle in material.angles_of(slot.pillar) if len(angle) <= 48 and (line := desk.remark(angle).rstrip("."))]
    slides = []
    for place, (key, text) in enumerate(row for row in filled if row[1]):
        head = angles.pop(0) if angles and key in ("head.offer", "head.doubt") else desk.say(key, limit=48)
        slides.append({"headline": head or f"{place + 1}. {material.facts.offer.name}", "text": text})
    while len(slides) < 4 and (text := desk.first(("turn", "turn.plain", "answer.none", "markets"))):
        slides.insert(-1, {"headline": desk.first(("head.offer", "head.diffs", "head.doubt")) or material.facts.short, "text": text})
    return slides


def doubt_with_reply(desk: Desk, raised: Idea) -> str:
    """A doubt and what is said to it, where space is short."""
    reply = desk.reply(raised)
    return f"{desk.say('swipe.doubt', raised)} {reply}".strip() if reply else ""
