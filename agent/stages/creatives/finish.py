"""What every asset carries beside its copy: hashtags, link, disclaimers, disclosure, claims, and the limits of its platform."""

import re
import unicodedata

from agent.schemas import paths
from agent.schemas.creatives import Asset, Claim
from agent.schemas.stages import AssetType
from agent.stages.creatives.desk import Desk
from agent.stages.creatives.material import Material, stems
from agent.stages.creatives.plan import Slot
from agent.stages.facts import Evidence
from agent.stages.wording import listed

BODY_LIMITS = {"Instagram": 2200, "X": 280, "LinkedIn": 3000, "TikTok": 2200, "Pinterest": 500, "WhatsApp": 1000, "YouTube": 5000}
"""Longest caption per kind of channel, in characters."""
ADVERT_LIMITS = {"Facebook": 125, "Instagram": 125, "LinkedIn": 150, "TikTok": 100, "X": 200}
"""Characters of an advert's text that are shown before it is cut."""
HOOK_LIMITS = {"Instagram": 125, "LinkedIn": 140, "YouTube": 157, "X": 100}
"""Characters of a first line that are shown before it is cut."""
HEADLINE_LIMITS = {"Google Search": 30, "Instagram": 40, "Facebook": 40, "LinkedIn": 70}
"""Longest advert headline, in characters; 40 where nothing is known."""
LINK_LENGTH = 40
"""Characters a link and the line breaks take in a caption."""
DESCRIPTION_LIMITS = {"Facebook": 30, "Instagram": 30}
"""Longest advert description that is shown in full; 90 elsewhere."""
SUBJECT_LIMIT, ALT_LIMIT = 60, 125
_TAGGED = ("Instagram", "LinkedIn", "TikTok", "YouTube", "X", "Pinterest")
_PAID = ("ad_copy",)
_GENERAL = re.compile(r"how it works|details|learn|story|question|talk|ask an?\b|speak|contact|find out", re.I)
"""Calls to action that suit any idea."""
_DROPPED_WORDS = re.compile(r"^(see|start|read|get|request|view|manage|take|download|open|visit|find|discover|watch|make|come|look|show|save)\s+", re.I)


def disclaimers(copy: str, desk: Desk, cta: str | None) -> list[str]:
    """The client's fixed lines when the copy states the offer or its price, or asks for the decision itself."""
    material = desk.material
    required = material.intake.required_disclaimers
    return list(required) if required and (states_offer(copy, material) or (cta and cta == material.primary)) else []


def states_offer(copy: str, material: Material) -> bool:
    """Whether the copy names the offer, one of its parts or an amount of money."""
    offer, lower = material.facts.offer, copy.lower()
    named = [offer.name, offer.inside, *offer.parts, *material.parts, *(word for word in offer.name.split() if len(word) > 7)]
    return any(name.lower() in lower for name in named) or bool(re.search(r"[£€$]\s?\d|\d\s?(?:GBP|EUR|USD)|(?:GBP|EUR|USD)\s?\d", copy))


def fitted(paragraphs: list[str], fixed: list[str], limit: int) -> str:
    """Paragraphs and fixed lines within a limit: paragraphs go from the end, then sentences; the first sentence and the fixed lines stay."""
    kept = [text for text in paragraphs if text]
    while len("\n\n".join([*kept, *fixed])) > limit:
        said = re.split(r"(?<=[.!?])\s+", kept[-1]) if kept else []
        if len(kept) > 1:
            kept.pop()
        elif len(said) > 1:
            kept = [" ".join(said[:-1])]
        else:
            break
    return "\n\n".join([*kept, *fixed])


def hashtags(slot: Slot, desk: Desk) -> list[str]:
    """Three or four tags from the offer, the trade and the first market, on channels where people search by them."""
    if slot.medium not in _TAGGED or slot.type in _PAID:
        return []
    material = desk.material
    trade = re.split(r"[:;,()/]|\s-\s|\bfor\b", material.intake.industry or "")
    phrases = [material.facts.offer.name, *trade, re.sub(r"\b(ltd|gmbh|inc|llc|plc)\b\.?", "", material.facts.client, flags=re.I)]
    tags: dict[str, str] = {}
    for phrase in phrases:
        words = re.findall(r"\w+", re.sub(r"^\s*(the|an?|our)\b|\b(b2b|b2c|e-commerce)\b", " ", phrase, flags=re.I))
        joined = "".join(word[:1].upper() + word[1:] for word in words)
        if 0 < len(words) <= 3 and len(joined) > 3 and not joined.isdigit() and material.allows(phrase):
            tags.setdefault(joined.lower(), joined)
    chosen = list(tags)
    turned = chosen[:1] + [tag for place, tag in enumerate(chosen[1:]) if (place + int(slot.id[1:3])) % 4 != 0]
    return [f"#{tag if slot.medium in ('Instagram', 'TikTok') else tags[tag]}" for tag in turned[:4]]


def cta_for(slot: Slot, desk: Desk) -> str | None:
    """The allowed call to action that belongs to the idea: by shared words, else the primary one for offers and in turn for the rest."""
    material = desk.material
    idea = slot.idea
    about = stems(f"{idea.text} {idea.evidence.claim if idea.evidence else ''} {idea.answers.fact} {_hint(idea.flavour)}")
    own = stems(f"{material.facts.offer.name} {material.facts.client}")
    ranked = sorted(material.ctas, key=lambda cta: -len((stems(cta) - own) & about))
    if not ranked:
        return None
    if slot.type in ("ad_copy", "landing_page"):
        return material.primary
    if (stems(ranked[0]) - own) & about:
        return ranked[0]
    general = [cta for cta in material.ctas if _GENERAL.search(cta)]
    return general[int(slot.id[1:3]) // 2 % len(general)] if general and int(slot.id[1:3]) % 2 == 0 else material.primary


def _hint(flavour: str) -> str:
    return {"rating": "review reviews others say", "testimonial": "others say customers", "data": "data evidence figures trial", "certification": "evidence documents question"}.get(flavour, "")


def path_of(cta: str | None, material: Material) -> str | None:
    """A plausible page for a call to action; None when the client has no site. That the page exists is for the client to confirm."""
    if cta is None or material.intake.has_website is False:
        return None
    words = re.sub(r"\b(an?|the|your|my|our)\s+", "", _DROPPED_WORDS.sub("", cta), flags=re.I)
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"/{slug[:60].strip('-')}" if slug else "/"


def disclosure(slot: Slot, desk: Desk) -> str:
    """What is disclosed to readers, and who releases it before it runs."""
    facts = desk.material.facts
    client = facts.client
    said = {
        "email": f"Sent by {client} to addresses with documented consent; company details and unsubscribe link are in the footer.",
        "ad_copy": f"Paid advertisement by {client}, with the platform's label.",
        "landing_page": f"Published by {client}; legal notice and privacy information are linked in the footer.",
        "blog_post": f"Published by {client} under its own name.",
    }
    if slot.medium in ("Webinar", "Podcast", "Radio"):
        said["video_script"] = f"Broadcast by {client}; a recording is announced before it starts."
    lines = [said.get(slot.type, f"Organic post by {client}; carries the platform's label when promoted.")]
    price = desk.material.price
    priced = [item for item, _ in desk.cited if price is not None and item.id == price.id]
    if priced:
        releaser = facts.releaser("price")
        only = priced[0].asset.markets
        lines.append(f"{releaser.name} releases it before it runs, because it contains a price." if releaser else "")
        lines.append(f"{listed(only)} only, because the price is stated for no other market." if only and set(only) != set(facts.markets) else "")
    if desk.cited and (releaser := facts.releaser("claim")):
        lines.append(f"{releaser.name} releases the claim before it runs.")
    return " ".join(line for line in lines if line)


def claims_of(desk: Desk) -> list[Claim]:
    """Every claim of the asset at hand with the figures exactly as on its proof asset."""
    return [claim_of(item, text) for item, text in desk.cited]


def claim_of(item: Evidence, text: str) -> Claim:
    """A claim with its proof."""
    asset = item.asset
    return Claim(text=text, proof_asset=asset.id, value=asset.value, unit=asset.unit, date=asset.date, expires=asset.expires)


def language_of(material: Material) -> str | None:
    """English when the campaign's first language is another one: the copy awaits translation."""
    return "English" if material.other_language else None


def type_name(kind: AssetType) -> str:
    """A format in a working title."""
    return {
        "social_post": "post", "carousel": "carousel", "video_script": "film", "blog_post": "article", "email": "email",
        "landing_page": "page", "ad_copy": "advert",
    }[kind]  # fmt: skip


def finish(slot: Slot, desk: Desk, parts: dict[str, object], *, title: str, cta: str | None, image: tuple[str, str]) -> Asset:
    """Put an asset together from its copy and what belongs to it; claims that were cut with their paragraph go."""
    copy = "\n".join(text for _, text in paths.leaves(parts) if isinstance(text, str))
    desk.cited = [(item, text) for item, text in desk.cited if text in copy]
    return Asset.model_validate(
        {
            "id": slot.id,
            "type": slot.type,
            "platform": slot.channel.name,
            "pillar": slot.pillar.name,
            "title": title,
            "cta": cta,
            "hashtags": hashtags(slot, desk),
            "link_path": path_of(cta, desk.material),
            "image_prompt": image[0],
            "alt_text": image[1],
            "claims": claims_of(desk),
            "disclosure": disclosure(slot, desk),
            "language": language_of(desk.material),
            **parts,
        }
    )
