"""Writers of long formats: film, email, landing page, article."""

from agent.stages.creatives.beats import LETTERS, Beats, next_step
from agent.stages.creatives.desk import Desk
from agent.stages.creatives.finish import BODY_LIMITS, SUBJECT_LIMIT, disclaimers, fitted
from agent.stages.creatives.ideas import Idea, doubt, forms, label_of
from agent.stages.creatives.plan import Slot
from agent.stages.creatives.short_forms import Parts, copy, doubt_with_reply, hook, short_values
from agent.stages.wording import bare, clipped, day, upper_first

_TIMES = ("0:00-0:05", "0:05-0:10", "0:10-0:17", "0:17-0:25", "0:25-0:30")
_SPOKEN = ("Webinar", "Podcast", "Radio")


def write_film(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """A film in timed scenes, or the spoken text of a webinar in sections."""
    first = hook(slot, desk)
    scenes = _sections_spoken(slot, desk, cta) if slot.medium in _SPOKEN else _scenes(slot, desk, cta)
    paragraphs = copy(slot, desk, cta, least=1)[:2]
    said = " ".join([first, *paragraphs, *(f"{scene['voice']} {scene['on_screen']}" for scene in scenes)])
    fixed = disclaimers(said, desk, cta)
    if fixed and "time" in scenes[-1]:
        scenes[-1]["on_screen"] = fixed[0]
    return {"hook": first, "body": fitted(paragraphs, fixed, BODY_LIMITS.get(slot.medium, 2000)), "script": scenes}


def _scenes(slot: Slot, desk: Desk, cta: str | None) -> list[dict[str, str]]:
    """Half a minute: the idea, its other side, the offer, the proof, the way on."""
    material, idea = desk.material, slot.idea
    shapes = forms(idea, material.facts.names)
    opening = desk.first(("voice.pain", "voice.idea") if idea.kind == "pain" else ("voice.idea", "voice.pain"), idea)
    wishes = [wish for wish in material.wishes if wish.lower() != shapes["t"].lower()]
    if idea.kind == "outcome" and material.pains:
        other = ("shot.pain", desk.other_pain(idea, "voice.other"), clipped(upper_first(material.pains[0]), 6))
    else:
        other = ("shot.wish", desk.say("voice.wish", more={"wish": wishes[0], "Wish": upper_first(wishes[0])}) if wishes else "", clipped(upper_first(wishes[0]), 6) if wishes else "")
    proof = desk.next_evidence(None)
    rows = [
        ("shot.open.pain" if idea.kind == "pain" else "shot.open", opening, clipped(shapes["T"], 8)),
        other,
        ("shot.offer", desk.first(("voice.offer", "turn.plain")), upper_first(material.parts[0]) if material.parts else material.facts.offer.name),
        ("shot.proof", desk.cite(proof) if proof else desk.differences(), label_of(proof) if proof else material.facts.short),
        ("shot.close", desk.first(("voice.close", "turn.plain")), cta or material.facts.short),
    ]
    spoken = [row for row in rows if row[1]]
    times = (*_TIMES[: len(spoken) - 1], _TIMES[-1])
    return [
        {"time": time, "picture": desk.first((key, "shot.close"), more={"t": shapes["t"]}), "voice": voice, "on_screen": screen}
        for time, (key, voice, screen) in zip(times, spoken, strict=True)
    ]


def _sections_spoken(slot: Slot, desk: Desk, cta: str | None) -> list[dict[str, str]]:
    """A spoken script in sections: welcome, subject, evidence, doubts, questions, next step."""
    material, client = desk.material, desk.material.facts.short
    beats = Beats(desk, slot.idea, cta, material.angles_of(slot.pillar))
    event = next((fact.start for fact in material.facts.facts("event") if fact.start), None)
    doubts = [doubt(text, material) for text in material.objections[:3]]
    rows = [
        ("Welcome", "Host", desk.say("talk.welcome"), day(event) if event else slot.channel.name),
        ("Starting point", "Host", " ".join(text for text in (beats.beat("pain"), beats.beat("wish")) if text), clipped(upper_first(slot.idea.text), 8)),
        ("The offer", client, " ".join(text for text in (beats.beat("offer"), beats.beat("diffs"), beats.beat("angle")) if text), material.facts.offer.name),
        *(("Evidence", client, desk.shown(item), label_of(item)) for item in material.evidence[:2]),
        *(("Objection", f"Host and {client}", doubt_with_reply(desk, raised), clipped(upper_first(raised.text), 8)) for raised in doubts),
        ("Questions", f"Host and {client}", desk.say("talk.questions"), "Your questions"),
        ("Close", "Host", " ".join(text for text in (next_step(desk, "next", cta), desk.say("talk.thanks")) if text), cta or client),
    ]
    kept = [row for row in rows if row[2]]
    return [{"section": f"{n}. {name}", "speaker": who, "voice": voice, "on_screen": screen} for n, (name, who, voice, screen) in enumerate(kept, 1)]


def write_email(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """Subject, preheader, and a letter with greeting and signature."""
    idea, facts = slot.idea, desk.material.facts
    first = hook(slot, desk)
    values = short_values(desk, idea, cta)
    subject = desk.first((f"subject.{idea.flavour}", "subject"), idea, values, limit=SUBJECT_LIMIT) or clipped(facts.offer.name, 6)[:SUBJECT_LIMIT]
    preheader = desk.say("preheader", idea, limit=110)
    recipes = LETTERS[idea.kind]
    beats = Beats(desk, idea, cta, desk.material.angles_of(slot.pillar))
    paragraphs = beats.write(recipes[(desk.turn(f"letter {idea.kind}") + desk.pen.turn) % len(recipes)])
    greeting = desk.say("greeting") or "Hello,"
    signed = "\n".join(text for text in (desk.say("closing") or "Regards", facts.contact or "", facts.client) if text)
    fixed = disclaimers(" ".join([first, subject, preheader, *paragraphs]), desk, cta)
    return {"hook": first, "subject": subject, "preheader": preheader or None, "body": "\n\n".join([greeting, *paragraphs, *fixed, signed])}


def write_page(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """A landing page: title, then sections with a heading each."""
    first = hook(slot, desk)
    title = desk.say("headline", slot.idea, short_values(desk, slot.idea, cta), limit=50) or desk.material.facts.offer.name
    sections = _sections(Beats(desk, slot.idea, cta), desk, cta)
    lead = next_step(desk, "meta", cta) or desk.say("meta")
    body = [title, *(f"{head}\n{text}" for head, text in sections)]
    fixed = disclaimers(" ".join([first, lead, *body]), desk, cta)
    return {"hook": first, "headlines": [title, *(head for head, _ in sections)], "descriptions": [lead] if lead else [], "body": "\n\n".join([*body, *fixed])}


def _sections(beats: Beats, desk: Desk, cta: str | None) -> list[tuple[str, str]]:
    """Why, what, proof, doubts, for whom, next: headings and texts, as far as the client's facts go."""
    material, idea = desk.material, beats.idea
    doubts = [idea] if idea.kind == "objection" else []
    doubts += [doubt(text, material) for text in material.objections[:3] if text != idea.text]
    proofs = [idea.evidence] if idea.evidence else []
    proofs += [item for item in material.evidence if item not in proofs][: 3 - len(proofs)]
    least = idea if idea.kind == "pain" else Idea("offer", material.facts.offer.name)
    rows = [
        ("section.why", [desk.other_pain(least, "page.why"), beats.beat("wish"), beats.beat("enemy")]),
        ("section.what", [*_description(desk, beats), beats.beat("price")]),
        ("section.proof", [desk.shown(item) for item in proofs]),
        ("section.doubts", [doubt_with_reply(desk, raised) for raised in doubts]),
        ("section.who", [beats.beat("who"), beats.beat("industry"), beats.beat("markets")]),
        ("section.next", [next_step(desk, "next.page", cta)]),
    ]
    kept = [(key, [text for text in texts if text]) for key, texts in rows]
    apart = {"section.proof": "\n", "section.doubts": "\n", "section.what": "\n"}
    return [(desk.say(key) or bare(upper_first(key.split(".")[1])), apart.get(key, " ").join(texts)) for key, texts in kept if texts]


def _description(desk: Desk, beats: Beats) -> list[str]:
    """The offer: parts and differences line by line when there are enough of them to read as a list, else in a sentence."""
    points = list(dict.fromkeys(upper_first(text) for text in (*desk.material.parts, *desk.material.differences)))
    if len(points) > 2 and (name := desk.say("turn.plain")):
        return [name, "\n".join(f"- {point}" for point in points)]
    return [desk.offer(Idea("offer", "")), beats.beat("diffs")]


def write_article(slot: Slot, desk: Desk, cta: str | None) -> Parts:
    """An article: the idea first, then the page's argument under the strategy's angles."""
    first = hook(slot, desk)
    beats = Beats(desk, slot.idea, cta)
    opening = {"objection": ("rebuttal",), "proof": ("cite", "limits")}.get(slot.idea.kind, ("more", "wish"))
    lead = " ".join(text for name in opening if (text := beats.beat(name)))
    angles = [line for angle in _angles(slot, desk) if (line := desk.line(angle, 90))]
    sections = _sections(beats, desk, cta)
    heads = [angles.pop(0) if angles and place < 2 else head for place, (head, _) in enumerate(sections)]
    body = [lead, *(f"{head}\n{text}" for head, (_, text) in zip(heads, sections, strict=True))]
    fixed = disclaimers(" ".join([first, *body]), desk, cta)
    return {"hook": first, "headlines": heads, "body": "\n\n".join([*(text for text in body if text), *fixed])}


def _angles(slot: Slot, desk: Desk) -> list[str]:
    """The angles of the slot's pillar first, then the others'."""
    rows = [slot.pillar, *(pillar for pillar in desk.material.pillars if pillar.name != slot.pillar.name)]
    return [angle for pillar in rows for angle in desk.material.angles_of(pillar)]
