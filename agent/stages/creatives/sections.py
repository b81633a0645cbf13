"""The four sections of the stage, each with its offline drafter."""

import re
from typing import Any

from pydantic import JsonValue

from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas import paths
from agent.stages.creatives.desk import RULES, Desk, voice_of
from agent.stages.creatives.finish import claim_of, path_of
from agent.stages.creatives.ideas import Idea, doubt
from agent.stages.creatives.lineage import USES
from agent.stages.creatives.material import Material, low, stems, without_last_figure
from agent.stages.creatives.phrases import PRECISE
from agent.stages.creatives.plan import TYPES, Slot, slots
from agent.stages.creatives.writers import write_all
from agent.stages.wording import bare, listed, sentence, text_of, upper_first

_LOOSE_END = frozenset("a an the and or of for to in on with by that which who is are was not from at as but because when while it they".split())


def draft_brief(request: DraftRequest) -> SectionDraft:
    """The creative brief: what is hydrated stays; the approach says how assets are built and what must be confirmed."""
    desk = Desk(request, apart="brief")
    held = _section(request, "brief")
    made = hydrated(desk.material.strategy.narrative.problem, desk.material.intake.target_audience, desk.material.strategy.value_architecture.core_promise)
    value = {name: held.get(name) or made[name] for name in made}
    value["creative_approach"] = _approach(desk, slots(desk.material))
    assumed = {"creatives.brief.creative_approach": "Pages, consents and releases named here are assumed and must be confirmed before the first asset runs."}
    return _done(request, value, assumed)


def hydrated(problem: str | None, audience: str | None, promise: str | None) -> dict[str, str | None]:
    """The three fields that come from upstream: a theme of a few words, the audience, the key message."""
    return {"campaign_theme": theme(problem), "target_audience": audience, "key_message": promise}


def theme(problem: str | None) -> str | None:
    """A few words from the strategy's problem: its title when it has one, else its first clause without loose ends."""
    if not problem:
        return None
    head = bare(re.split(r":\s|[.;!?]\s|\s[-–—]\s", problem.strip(), maxsplit=1)[0])
    said = re.search(r"\bsays?\s+[\"“](.+?)[\"”]?$", head) or re.search(r"\blive with\s+(.+)$", head)
    clause = re.split(r",?\s(?:until|because|when|since|which|that|who)\s", bare(said[1] if said else head), maxsplit=1)[0]
    words = without_last_figure(clause).split()
    kept = words[:7]
    while len(words) > 7 and len(kept) > 3 and kept[-1].lower().strip(",") in _LOOSE_END:
        kept.pop()
    return upper_first(" ".join(kept).rstrip(" ,;:"))


def _approach(desk: Desk, made: list[Slot]) -> str:
    material, facts = desk.material, desk.material.facts
    voice = f"The voice is the client's: {low(bare(material.intake.tone_voice))}" if material.intake.tone_voice else ""
    proof = "A figure, an award or a customer's words appear only in the words of their proof asset" if material.evidence or material.price else "No proof is on file, so no asset makes a claim that would need one"
    opening = [
        f"Each asset takes one thing {material.who or 'the audience'} say or want, answers it with what {facts.short} states, and names one next step",
        f"One thought per asset: it starts with a pain, a doubt or a wish of {material.who or 'the audience'} and ends with one next step",
        f"The reader speaks first, {facts.short} second: every asset opens with a stated pain, doubt or wish and closes with one next step",
    ]
    confirm = [*_pages(material), *_unprinted(material), *_rights(material)]
    closing = f"To be confirmed before release: {'; '.join(confirm)}" if confirm else ""
    return text_of(desk.pen.choose("approach", opening), voice, proof, _translation(material), *_plan_notes(material, made), closing)


def _pages(material: Material) -> list[str]:
    links = list(dict.fromkeys(path for cta in material.ctas if (path := path_of(cta, material))))
    if not links:
        return ["where the calls to action lead, since the client has no site"] if material.intake.has_website is False else []
    return [f"the pages named in the links exist ({', '.join(links)})"]


def _unprinted(material: Material) -> list[str]:
    offer = material.facts.offer
    notes = []
    if offer.unsettled:
        notes.append("the introductory terms, which are stated in two ways that do not agree; until they are one, no asset prints the introductory figure")
    elif offer.intro:
        notes.append("the introductory terms, which no proof asset covers; no asset prints them until it does")
    notes += [f"'{item.text}', held back as {item.reason}" for item in material.held if item.text != offer.intro]
    short_lived = [item for item in material.intake.proof_assets if item.expires and material.facts.end and item.expires < material.facts.end]
    return notes + [f"'{item.id}', which expires on {item.expires} within the flight and is not used" for item in short_lived]


def _rights(material: Material) -> list[str]:
    facts = material.facts
    people = ["release by " + listed(f"{person.name} ({person.scope})" if person.scope else person.name for person in facts.approvers)] if facts.approvers else []
    quoted_people = [item for item in material.evidence if item.asset.kind == "testimonial"]
    notes = ["the permission to quote " + " and ".join(item.label for item in quoted_people) + " covers paid use"] if quoted_people else []
    return notes + people


def _translation(material: Material) -> str:
    if not material.other_language:
        return ""
    return f"The copy is written in English and awaits translation into {material.other_language}; proof and fixed lines are then checked again word by word"


def _plan_notes(material: Material, made: list[Slot]) -> list[str]:
    empty = [channel.name for channel in material.channels if channel.name not in {slot.channel.name for slot in made}]
    return [f"{' and '.join(empty)} has no asset, because the generation plan deselects its formats"] if empty else []


def draft_mix(request: DraftRequest) -> SectionDraft:
    """How many assets of what kind: as planned, and as written once assets exist."""
    material = Material(request.sources)
    held = _section(request, "mix")
    made = slots(material)
    value: dict[str, Any] = {
        "num_assets": len(made) or None,
        "asset_types": [kind for kind in TYPES if any(slot.type == kind for slot in made)],
        "target_platforms": held.get("target_platforms") or [channel.name for channel in material.channels],
        "pillar_distribution": {p.name: n for p in material.pillars if (n := sum(1 for slot in made if slot.pillar.name == p.name))},
        "tone_override": held.get("tone_override"),
    }
    return _done(request, value)


def draft_messages(request: DraftRequest) -> SectionDraft:
    """Hooks, angles, calls to action, framings and safe claims: what copy beyond these assets may be built from."""
    desk = Desk(request, apart="messages")
    material = desk.material
    mapping: dict[str, list[str]] = {}
    for slot in slots(material):
        mapping.setdefault(slot.channel.name, []).append(slot.id)
    value = {
        "hooks": _hooks(desk),
        "angles": _angles(desk),
        "ctas": _ctas(material),
        "offer_framing": _framings(desk),
        "safe_claims": [claim_of(item, upper_first(item.claim)).model_dump(mode="json") for item in material.evidence] + _price_claim(desk),
        "brand_voice_notes": _voice(material),
        "channel_mapping": mapping,
    }
    return _done(request, value)


def _hooks(desk: Desk) -> list[str]:
    """First lines that no asset uses yet, so that a tired one can be replaced."""
    material = desk.material
    ideas = [
        *(doubt(text, material) for text in material.objections[:2]),
        *(Idea("pain", text) for text in material.pains[:2]),
        *(Idea("outcome", text) for text in material.outcomes[:2]),
        *(Idea("difference", text) for text in material.differences[:2]),
        Idea("offer", material.facts.offer.name), Idea("offer", material.facts.offer.name),
    ]  # fmt: skip
    found = [text for idea in ideas if (text := desk.say(f"hook.{idea.kind}", idea))]
    return found[: 3 if desk.pen.short else 5]


def _angles(desk: Desk) -> list[str]:
    """One way in per pillar, named by its pillar."""
    found = []
    for pillar in desk.material.pillars:
        lines = [line for angle in pillar.angles if (line := desk.material.without_figures(angle)) and _adds(line, pillar.name)]
        text = lines[desk.pen.turn % len(lines)] if lines else pillar.description
        name = re.sub(r":\s(.+)$", r" (\1)", pillar.name.rstrip(".:? "))
        if desk.material.allows(text):
            found.append(f"{name}: {sentence(low(text, desk.material.facts.names))}")
    return found


def _adds(line: str, name: str) -> bool:
    """Whether an angle says more than its pillar's name."""
    return ": " not in line and not line.lower().startswith(name.lower().rstrip("?. ")) and bool(stems(line) - stems(name))


def _ctas(material: Material) -> list[str]:
    rest = [text for text in material.strategy.channel_strategy.cta_rules.allowed if text not in material.ctas]
    return [*material.ctas, *rest[: max(0, 3 - len(material.ctas))]]


def _framings(desk: Desk) -> list[str]:
    """The offer with its fixed lines, with and without the price."""
    material = desk.material
    offer = material.facts.offer
    fixed = " ".join(sentence(text) for text in material.intake.required_disclaimers)
    parts = ", ".join(low(part, material.facts.names) for part in material.parts[:3])
    plain = sentence(f"{offer.name}: {parts}") if parts else sentence(f"{offer.name}, by {material.facts.client}")
    framings = [" ".join(text for text in (plain, fixed) if text)]
    priced = desk.price_words()
    if priced and material.price:
        only = material.price.asset.markets
        where = sentence(" and ".join(only) + " only") if only and set(only) != set(material.facts.markets) else ""
        framings.append(" ".join(text for text in (sentence(priced), where, fixed) if text))
    if offer.unsettled:
        framings.append("The introductory offer is not used yet: its terms are stated in two ways and have to become one statement first.")
    return framings


def _price_claim(desk: Desk) -> list[JsonValue]:
    item, words = desk.material.price, desk.price_words()
    return [claim_of(item, sentence(words)).model_dump(mode="json")] if item and words else []


def _voice(material: Material) -> str:
    tone = bare(material.intake.tone_voice or "")
    sober = voice_of(material) is PRECISE
    how = "Short statements, no contractions, no exclamation marks; doubt is treated as expertise" if sober else "Short sentences, everyday words, contractions welcome; no exclamation marks, and never a joke at the reader's expense"
    bounds = [text for text in material.strategy.constraints.tone_boundaries if bare(text).lower() != tone.lower()][:2]
    avoided = f"Never: {', '.join(material.intake.banned_words)}" if material.intake.banned_words else ""
    return text_of(tone, how, *bounds, avoided)


def draft_assets(request: DraftRequest) -> SectionDraft:
    """The copy itself."""
    desk = Desk(request, apart="assets")
    made = write_all(slots(desk.material), desk)
    assumed = {f"creatives.assets[{place}].link_path": "The page must exist before the asset runs." for place, asset in enumerate(made) if asset.link_path}
    return _done(request, [asset.model_dump(mode="json") for asset in made], assumed)


def _section(request: DraftRequest, name: str) -> dict[str, Any]:
    held = request.current.get(name)
    return held if isinstance(held, dict) else {}


def _done(request: DraftRequest, value: Any, assumptions: dict[str, str] | None = None) -> SectionDraft:
    return SectionDraft(value=value, used=list(USES[request.section]), assumptions=assumptions or {}, model="offline", prompt=RULES)


def is_filled(content: dict[str, Any], path: str) -> bool:
    """Whether a path of the artifact holds something."""
    try:
        return not paths.is_empty(paths.get(content, path))
    except KeyError:
        return False
