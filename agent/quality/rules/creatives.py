"""What creatives must meet."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from agent.quality import sources
from agent.quality.grounding import FACTS_ARE_GROUNDED
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.quality.rules import wording
from agent.quality.rules.wording import assets_of, drafted, even
from agent.quality.text import mentions
from agent.schemas.creatives import Asset
from agent.schemas.text import one_line

SHORTEST_COPY = 20
"""Characters below which a body is no copy."""
ALIKE = 0.85
"""Similarity, 0 to 1, from which two first lines count as the same."""


def _three_each(subject: Subject) -> Iterator[Problem]:
    messages = drafted(subject).messages
    for name, texts in (("hooks", messages.hooks), ("angles", messages.angles), ("ctas", messages.ctas)):
        count = len({one_line(text).casefold() for text in texts if text.strip()})
        if count < 3:
            yield Problem(f"There are {count} different {name}; at least three are needed.", path=f"creatives.messages.{name}")


def _offer_and_claims(subject: Subject) -> Iterator[Problem]:
    messages = drafted(subject).messages
    if not any(text.strip() for text in messages.offer_framing):
        yield Problem("Say at least once how the offer is put.", path="creatives.messages.offer_framing")
    if not messages.safe_claims:
        yield Problem("List at least one claim that may be used, with its proof.", path="creatives.messages.safe_claims")


def _content(subject: Subject) -> Iterator[Problem]:
    assets = drafted(subject).assets
    if not assets:
        yield Problem("There is no asset. Draft the assets.", path="creatives.assets")
    ids = Counter(asset.id for asset in assets)
    for place, asset in enumerate(assets):
        path = f"creatives.assets[{place}]"
        if ids[asset.id] > 1:
            yield Problem(f"The id {asset.id} stands on {ids[asset.id]} assets. Give each its own.", path=f"{path}.id")
        for part, needed in _missing_parts(asset):
            yield Problem(f"{asset.id} has no {needed}. Write it; an id without copy is not an asset.", path=f"{path}.{part}")


def _missing_parts(asset: Asset) -> Iterator[tuple[str, str]]:
    if not asset.hook.strip():
        yield "hook", "first line"
    if len(asset.body.strip()) < SHORTEST_COPY or asset.body.strip() == asset.hook.strip():
        yield "body", "copy of its own"
    needed: dict[str, tuple[tuple[str, bool, str], ...]] = {
        "carousel": (("slides", len(asset.slides) < 2 or any(not s.headline and not s.text for s in asset.slides), "slides"),),
        "video_script": (("script", not any(scene.voice or scene.on_screen for scene in asset.script), "script"),),
        "email": (("subject", not asset.subject, "subject line"), ("preheader", not asset.preheader, "preheader")),
        "ad_copy": (("headlines", not asset.headlines, "headlines"), ("descriptions", not asset.descriptions, "descriptions")),
        "landing_page": (("headlines", not asset.headlines, "headlines"),),
    }
    yield from ((part, words) for part, missing, words in needed.get(asset.type, ()) if missing)


def _mapping(subject: Subject) -> Iterator[Problem]:
    creatives = drafted(subject)
    mapping, path = creatives.messages.channel_mapping, "creatives.messages.channel_mapping"
    if not mapping:
        yield Problem("Say which asset goes to which platform.", path=path)
        return
    platform_of = {asset.id: asset.platform for asset in creatives.assets}
    placed = [name for names in mapping.values() for name in names]
    for platform in creatives.mix.target_platforms:
        if not mapping.get(platform):
            yield Problem(f"{platform} has no asset. Give it one, or take it out of the mix.", path=path)
    for platform, names in mapping.items():
        for name in names:
            if platform_of.get(name) != platform:
                told = f"is made for {platform_of[name]}" if name in platform_of else "does not exist"
                yield Problem(f"{name} is mapped to {platform}, but it {told}.", path=path, quote=name)
    for name in platform_of:
        if name not in placed:
            yield Problem(f"{name} is on no platform of the mapping.", path=path, quote=name)


def _pillars(subject: Subject) -> Iterator[Problem]:
    creatives = drafted(subject)
    mix = creatives.mix
    planned = sum(mix.pillar_distribution.values())
    if mix.num_assets is not None and mix.pillar_distribution and planned != mix.num_assets:
        yield Problem(f"The pillars add up to {planned}, the mix says {mix.num_assets} assets.", path="creatives.mix.pillar_distribution")
    if mix.num_assets is not None and creatives.assets and len(creatives.assets) != mix.num_assets:
        yield Problem(f"There are {len(creatives.assets)} assets, the mix says {mix.num_assets}.", path="creatives.mix.num_assets")
    made = Counter(asset.pillar for asset in creatives.assets)
    if not mix.pillar_distribution:
        yield Problem("Say how many assets each pillar gets.", path="creatives.mix.pillar_distribution")
    for pillar in sorted(made.keys() | mix.pillar_distribution.keys()) if mix.pillar_distribution and made else []:
        if made[pillar] != mix.pillar_distribution.get(pillar, 0):
            told = f"'{pillar}' has {made[pillar]} assets and is planned with {mix.pillar_distribution.get(pillar, 0)}."
            yield Problem(told, path="creatives.mix.pillar_distribution", quote=pillar)


def _ctas(subject: Subject) -> Iterator[Problem]:
    rules = sources.strategy(subject).channel_strategy.cta_rules
    allowed = {even(cta) for cta in rules.allowed}
    for path, asset in assets_of(subject):
        if not asset.cta:
            yield Problem(f"{asset.id} asks for nothing. Give it a call to action.", path=f"{path}.cta")
            continue
        banned = next((words for words in rules.forbidden if mentions(asset.cta, words)), None)
        if banned or (allowed and even(asset.cta) not in allowed):
            yield Problem(f"'{asset.cta}' is not a call to action the strategy allows.", path=f"{path}.cta", quote=asset.cta)


def _tags_and_links(subject: Subject) -> Iterator[Problem]:
    for path, asset in assets_of(subject):
        for place, tag in enumerate(asset.hashtags):
            if not re.fullmatch(r"#\w*[^\W\d]\w*", tag):
                message = f"'{tag}' is not a hashtag. It starts with # and has letters, no space and no other mark."
                yield Problem(message, path=f"{path}.hashtags[{place}]", quote=tag)
        twice = [tag for tag, count in Counter(tag.casefold() for tag in asset.hashtags).items() if count > 1]
        if twice:
            yield Problem(f"{twice[0]} stands twice.", path=f"{path}.hashtags", quote=twice[0])
        problem = _link_problem(asset.link_path, subject)
        if problem:
            yield Problem(f"{asset.id}: {problem}", path=f"{path}.link_path", quote=asset.link_path)


def _link_problem(link: str | None, subject: Subject) -> str | None:
    if not link:
        return None if sources.intake(subject).has_website is False else "no page is named that the call to action leads to."
    if not link.startswith("/") or link.startswith("//") or re.search(r"\s", link):
        return f"'{link}' is not a path on the client's site, such as /subscription."
    return "tracking values are added to the link later and do not stand in the path." if "utm_" in link else None


def _alt_text(subject: Subject) -> Iterator[Problem]:
    for path, asset in assets_of(subject):
        visual = asset.image_prompt or asset.type in ("social_post", "carousel", "video_script", "ad_copy")
        if visual and not asset.alt_text:
            yield Problem(f"{asset.id} has no alternative text. Say what the picture shows.", path=f"{path}.alt_text")


def _hooks_differ(subject: Subject) -> Iterator[Problem]:
    creatives = drafted(subject)
    groups = [
        [(f"creatives.messages.hooks[{place}]", text) for place, text in enumerate(creatives.messages.hooks)],
        [(f"creatives.assets[{place}].hook", asset.hook) for place, asset in enumerate(creatives.assets)],
    ]
    for group in groups:
        for (first, one), (second, other) in combinations(group, 2):
            if one and other and SequenceMatcher(None, even(one), even(other)).ratio() >= ALIKE:
                yield Problem(f"This first line is nearly the one in {first}. Write another.", path=second, quote=other)


def _follows_strategy(subject: Subject) -> Iterator[Problem]:
    strategy = sources.strategy(subject)
    channels = {channel.name for channel in strategy.channel_strategy.channels}
    pillars = {pillar.name for pillar in strategy.narrative.pillars}
    for path, asset in assets_of(subject):
        if channels and asset.platform not in channels:
            yield Problem(f"'{asset.platform}' is not a channel of the strategy.", path=f"{path}.platform", quote=asset.platform)
        if pillars and asset.pillar not in pillars:
            yield Problem(f"'{asset.pillar}' is not a pillar of the strategy.", path=f"{path}.pillar", quote=asset.pillar)


def _voice(subject: Subject) -> Iterator[Problem]:
    if not drafted(subject).messages.brand_voice_notes:
        yield Problem("Note how the brand sounds, for whoever edits the copy.", path="creatives.messages.brand_voice_notes")


def _colours(subject: Subject) -> Iterator[Problem]:
    colours = {colour.casefold() for colour in sources.intake(subject).brand_kit.colours}
    if not colours:
        raise NotAssessed("the intake names no brand colours")
    prompts = [(f"{path}.image_prompt", asset.image_prompt.casefold()) for path, asset in assets_of(subject) if asset.image_prompt]
    for path, prompt in prompts:
        for found in re.findall(r"#[0-9a-f]{6}\b", prompt):
            if found not in colours:
                yield Problem(f"{found} is not a brand colour.", path=path, quote=found)
    if prompts and not any(colour in prompt for _, prompt in prompts for colour in colours):
        yield Problem("No picture uses a brand colour. Name one where it fits.", path="creatives.assets")


RULES = (
    Rule("hooks_angles_and_ctas_suffice", "BLOCKER", "There are at least three hooks, angles and calls to action.", _three_each),
    Rule("offer_framing_and_safe_claims_are_given", "BLOCKER", "The offer's wording and at least one safe claim are given.", _offer_and_claims),
    Rule("every_asset_has_content", "BLOCKER", "Every asset has the copy its type needs.", _content),
    Rule("every_asset_is_mapped_to_its_platform", "MAJOR", "The channel mapping names every asset once, on its platform.", _mapping),
    Rule("pillar_counts_add_up", "MAJOR", "Assets per pillar are as planned and add up.", _pillars),
    Rule("every_asset_has_an_allowed_cta", "MAJOR", "Every asset has a call to action the strategy allows.", _ctas),
    Rule("hashtags_and_links_are_well_formed", "MAJOR", "Hashtags and link paths are well formed.", _tags_and_links),
    Rule("every_picture_has_alt_text", "MAJOR", "Every picture has an alternative text.", _alt_text),
    Rule("hooks_differ", "MAJOR", "No two first lines are nearly the same.", _hooks_differ),
    Rule("assets_follow_the_strategy", "MAJOR", "Platforms and pillars are those of the strategy.", _follows_strategy),
    Rule("brand_voice_is_noted", "MINOR", "The brand's voice is noted.", _voice),
    Rule("pictures_use_the_brand_colours", "MINOR", "Pictures use the brand's colours.", _colours),
    *wording.RULES,
    FACTS_ARE_GROUNDED,
)
