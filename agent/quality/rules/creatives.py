"""What creatives must meet."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from agent.quality import claims, figures, limits
from agent.quality.claims import Evidence, Fault, Text, published
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.quality.text import mentions
from agent.schemas.creatives import Asset, Claim, Creatives
from agent.schemas.intake import Intake
from agent.schemas.quality import Fix
from agent.schemas.registry import parse
from agent.schemas.strategy import Strategy
from agent.schemas.text import one_line

SHORTEST_COPY = 20
"""Characters below which a body is no copy."""
ALIKE = 0.85
"""Similarity, 0 to 1, from which two first lines count as the same."""


def _creatives(subject: Subject) -> Creatives:
    artifact = parse("creatives", subject.content)
    assert isinstance(artifact, Creatives)
    return artifact


def _intake(subject: Subject) -> Intake:
    if "intake" not in subject.upstream:
        raise NotAssessed("there is no approved intake")
    artifact = parse("intake", subject.upstream["intake"])
    assert isinstance(artifact, Intake)
    return artifact


def _strategy(subject: Subject) -> Strategy:
    if "strategy" not in subject.upstream:
        raise NotAssessed("there is no approved strategy")
    artifact = parse("strategy", subject.upstream["strategy"])
    assert isinstance(artifact, Strategy)
    return artifact


def _assets(subject: Subject) -> list[tuple[str, Asset]]:
    assets = _creatives(subject).assets
    if not assets:
        raise NotAssessed("there is no asset")
    return [(f"creatives.assets[{place}]", asset) for place, asset in enumerate(assets)]


def _message_texts(creatives: Creatives) -> list[Text]:
    lists = {"hooks": creatives.messages.hooks, "angles": creatives.messages.angles, "ctas": creatives.messages.ctas}
    lists["offer_framing"] = creatives.messages.offer_framing
    return [(f"{name}[{place}]", text) for name, texts in lists.items() for place, text in enumerate(texts)]


def _all_copy(creatives: Creatives) -> Iterator[tuple[str, str]]:
    """Every text a reader may come to see, with its full path."""
    for path, text in _message_texts(creatives):
        yield f"creatives.messages.{path}", text
    for place, claim in enumerate(creatives.messages.safe_claims):
        yield f"creatives.messages.safe_claims[{place}].text", claim.text
    for place, asset in enumerate(creatives.assets):
        for path, text in [*published(asset), *((f"hashtags[{n}]", tag) for n, tag in enumerate(asset.hashtags))]:
            yield f"creatives.assets[{place}].{path}", text


def _three_each(subject: Subject) -> Iterator[Problem]:
    messages = _creatives(subject).messages
    for name, texts in (("hooks", messages.hooks), ("angles", messages.angles), ("ctas", messages.ctas)):
        count = len({one_line(text).casefold() for text in texts if text.strip()})
        if count < 3:
            yield Problem(f"There are {count} different {name}; at least three are needed.", path=f"creatives.messages.{name}")


def _offer_and_claims(subject: Subject) -> Iterator[Problem]:
    messages = _creatives(subject).messages
    if not any(text.strip() for text in messages.offer_framing):
        yield Problem("Say at least once how the offer is put.", path="creatives.messages.offer_framing")
    if not messages.safe_claims:
        yield Problem("List at least one claim that may be used, with its proof.", path="creatives.messages.safe_claims")


def _content(subject: Subject) -> Iterator[Problem]:
    assets = _creatives(subject).assets
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


_STRONGER: dict[limits.Binding, tuple[limits.Binding, ...]] = {"hard": (), "conflict": ("hard",), "shown": ("hard", "conflict")}


def _limits(binding: limits.Binding) -> Callable[[Subject], Iterator[Problem]]:
    def test(subject: Subject) -> Iterator[Problem]:
        for path, asset in _assets(subject):
            plain = asset.model_dump(mode="json")
            worse = {excess.path for stronger in _STRONGER[binding] for excess in limits.excesses(plain, stronger)}
            for excess in limits.excesses(plain, binding):
                if excess.path in worse:
                    continue
                row = excess.limit
                bound = f"at most {row.most}" if excess.count > row.most else f"at least {row.least}"
                what = f"the {row.part} has {excess.count} {row.unit}s" if row.unit != "item" else f"it has {excess.count} {row.part}"
                verb = "shows" if row.binding == "shown" else "takes"
                yield Problem(
                    f"{asset.id}: {what}; {row.platform} ({row.path}) {verb} {bound}"
                    f" [{row.source}, read {row.read_on}, confidence {row.confidence}]. Change it.",
                    path=f"{path}.{excess.path}",
                )

    return test


def forbidden_phrases(intake: Intake, strategy: Strategy | None) -> list[str]:
    """Words the copy must not use: the client's list, the strategy's, and what forbidden claims quote. A rule about naming
    competitors stands for their names."""
    entries = [*intake.banned_words, *(strategy.constraints.forbidden_language if strategy else [])]
    quoted = [phrase for claim in intake.forbidden_claims for phrase in re.findall(r"[\"“„']([^\"“”„']{3,60})[\"”']", claim)]
    rules = [*entries, *intake.forbidden_claims]
    names = intake.competitors if any(re.search(r"competitor|mitbewerber|wettbewerber", rule, re.I) for rule in rules) else []
    words = [entry for entry in entries if not re.search(r"competitor|mitbewerber|wettbewerber", entry, re.I)]
    return list(dict.fromkeys([*words, *quoted, *names]))


def _phrase(words: str, names: list[str]) -> re.Pattern[str]:
    """The phrase in any spelling of its gaps, with the usual endings of a longer last word; a name with its capitals only."""
    gaps = r"[\s-]?".join(re.escape(part) for part in re.split(r"[\s-]+", words.strip()))
    last = re.split(r"[\s-]+", words.strip())[-1]
    ending = "(?:s|es|e|en|er|em|ed|d|ing|ly)?" if len(last) >= 5 and last.isalpha() else "s?"
    stem = re.sub(r"e$", "(?:e)?", gaps) if len(last) >= 5 and last.endswith("e") else gaps
    return re.compile(rf"(?<!\w){stem}{ending}(?!\w)", 0 if words in names else re.I)


def _forbidden(subject: Subject) -> Iterator[Problem]:
    intake = _intake(subject)
    patterns = [(words, _phrase(words, intake.competitors)) for words in forbidden_phrases(intake, _strategy(subject)) if words.strip()]
    for path, text in _all_copy(_creatives(subject)):
        for words, pattern in patterns:
            found = pattern.search(text)
            if found:
                yield Problem(f"'{found[0]}' must not be used ('{words}' is on the list). Say it differently.", path=path, quote=found[0])


def _no_competitor(subject: Subject) -> Iterator[Problem]:
    intake = _intake(subject)
    blocked = set(forbidden_phrases(intake, _strategy(subject)))
    for path, text in _all_copy(_creatives(subject)):
        for name in intake.competitors:
            if name not in blocked and _phrase(name, intake.competitors).search(text):
                yield Problem(f"'{name}' is a competitor. Competitors are never named in copy.", path=path, quote=name)


def _disclaimers(subject: Subject) -> Iterator[Problem]:
    intake, strategy = _intake(subject), _strategy(subject)
    if not intake.required_disclaimers:
        return
    for path, asset in _assets(subject):
        copy = "\n".join(text for _, text in published(asset))
        where = _offer_in(asset, copy, intake, strategy.channel_strategy.cta_rules.primary)
        for line in intake.required_disclaimers if where else []:
            if _even(line) not in _even(copy):
                fix = Fix(path=f"{path}.body", value=f"{asset.body}\n\n{line}", label="Add the line")
                yield Problem(f"{asset.id} puts the offer ({where}) without the line '{line}'. Add it word for word.", path=f"{path}.body", fix=fix)


def _offer_in(asset: Asset, copy: str, intake: Intake, primary: str | None) -> str | None:
    """The words by which an asset puts the offer: its main call to action, a price, a quantity of the offer."""
    if asset.cta and primary and _even(asset.cta) == _even(primary):
        return asset.cta
    offered = [f for text in (intake.primary_offer, intake.pricing) if text for f in figures.figures(text)]
    for figure in figures.figures(copy):
        quantity = figure.unit in figures.MONEY or figure.unit == "%" or figure.unit in ("g", "kg", "ml", "l")
        if quantity and any(figures.same(figure, known) for known in offered):
            return figure.text
    reduced = re.search(r"\b(?:half[- ]price|free trial|money[- ]back|special offer)\b", copy, re.I)
    return reduced[0] if reduced else None


def _even(text: str) -> str:
    return one_line(text.replace("’", "'").replace("“", '"').replace("”", '"')).casefold()


def _evidence(subject: Subject) -> Evidence:
    campaign = {"dates": [str(subject.campaign.start_date or ""), str(subject.campaign.end_date or "")]}
    return Evidence(_intake(subject), subject.today, subject.upstream.get("strategy", {}), campaign)


def _claims(subject: Subject) -> Iterator[Problem]:
    evidence = _evidence(subject)
    creatives = _creatives(subject)
    safe = creatives.messages.safe_claims
    for place, claim in enumerate(safe):
        for fault in claims.declared_faults(claim, f"messages.safe_claims[{place}]", evidence):
            yield _as_problem(fault, "creatives")
    for fault in claims.copy_faults(_message_texts(creatives), safe, evidence):
        yield _as_problem(fault, "creatives.messages")
    for place, asset in enumerate(creatives.assets):
        path = f"creatives.assets[{place}]"
        for fault in _asset_faults(asset, evidence):
            yield _as_problem(fault, path, _naming(fault, asset, path))


def _asset_faults(asset: Asset, evidence: Evidence) -> Iterator[Fault]:
    for number, claim in enumerate(asset.claims):
        yield from claims.declared_faults(claim, f"claims[{number}]", evidence, language=asset.language)
    yield from claims.copy_faults(published(asset), asset.claims, evidence, language=asset.language)


def _as_problem(fault: Fault, above: str, fix: Fix | None = None) -> Problem:
    return Problem(fault.message, path=f"{above}.{fault.path}", quote=fault.quote, fix=fix)


def _naming(fault: Fault, asset: Asset, path: str) -> Fix | None:
    """Where a proof carries the words and is merely not named, naming it is safe."""
    proof = fault.proof
    if proof is None:
        return None
    claim = Claim(text=fault.quote, proof_asset=proof.id, value=proof.value, unit=proof.unit, date=proof.date, expires=proof.expires)
    named = [known.model_dump(mode="json") for known in [*asset.claims, claim]]
    return Fix(path=f"{path}.claims", value=named, label=f"Name {proof.id}")


def _claims_stand(subject: Subject) -> Iterator[Problem]:
    evidence = _evidence(subject)
    for path, asset in _assets(subject):
        if any(claims.copy_faults(published(asset), asset.claims, evidence, language=asset.language)):
            continue  # claims_match_their_proof says what to change first
        for place, claim in enumerate(asset.claims):
            if not claims.stands_in(claim, published(asset)):
                message = f"{asset.id} no longer says this. Remove the claim, or copy the words as they stand now."
                yield Problem(message, path=f"{path}.claims[{place}].text", quote=claim.text)


def _mapping(subject: Subject) -> Iterator[Problem]:
    creatives = _creatives(subject)
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
    creatives = _creatives(subject)
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
    rules = _strategy(subject).channel_strategy.cta_rules
    allowed = {_even(cta) for cta in rules.allowed}
    for path, asset in _assets(subject):
        if not asset.cta:
            yield Problem(f"{asset.id} asks for nothing. Give it a call to action.", path=f"{path}.cta")
            continue
        banned = next((words for words in rules.forbidden if mentions(asset.cta, words)), None)
        if banned or (allowed and _even(asset.cta) not in allowed):
            yield Problem(f"'{asset.cta}' is not a call to action the strategy allows.", path=f"{path}.cta", quote=asset.cta)


def _tags_and_links(subject: Subject) -> Iterator[Problem]:
    for path, asset in _assets(subject):
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
        return None if _intake(subject).has_website is False else "no page is named that the call to action leads to."
    if not link.startswith("/") or link.startswith("//") or re.search(r"\s", link):
        return f"'{link}' is not a path on the client's site, such as /subscription."
    return "tracking values are added to the link later and do not stand in the path." if "utm_" in link else None


def _alt_text(subject: Subject) -> Iterator[Problem]:
    for path, asset in _assets(subject):
        visual = asset.image_prompt or asset.type in ("social_post", "carousel", "video_script", "ad_copy")
        if visual and not asset.alt_text:
            yield Problem(f"{asset.id} has no alternative text. Say what the picture shows.", path=f"{path}.alt_text")


def _hooks_differ(subject: Subject) -> Iterator[Problem]:
    creatives = _creatives(subject)
    groups = [
        [(f"creatives.messages.hooks[{place}]", text) for place, text in enumerate(creatives.messages.hooks)],
        [(f"creatives.assets[{place}].hook", asset.hook) for place, asset in enumerate(creatives.assets)],
    ]
    for group in groups:
        for (first, one), (second, other) in combinations(group, 2):
            if one and other and SequenceMatcher(None, _even(one), _even(other)).ratio() >= ALIKE:
                yield Problem(f"This first line is nearly the one in {first}. Write another.", path=second, quote=other)


def _follows_strategy(subject: Subject) -> Iterator[Problem]:
    strategy = _strategy(subject)
    channels = {channel.name for channel in strategy.channel_strategy.channels}
    pillars = {pillar.name for pillar in strategy.narrative.pillars}
    for path, asset in _assets(subject):
        if channels and asset.platform not in channels:
            yield Problem(f"'{asset.platform}' is not a channel of the strategy.", path=f"{path}.platform", quote=asset.platform)
        if pillars and asset.pillar not in pillars:
            yield Problem(f"'{asset.pillar}' is not a pillar of the strategy.", path=f"{path}.pillar", quote=asset.pillar)


def _voice(subject: Subject) -> Iterator[Problem]:
    if not _creatives(subject).messages.brand_voice_notes:
        yield Problem("Note how the brand sounds, for whoever edits the copy.", path="creatives.messages.brand_voice_notes")


def _colours(subject: Subject) -> Iterator[Problem]:
    colours = {colour.casefold() for colour in _intake(subject).brand_kit.colours}
    if not colours:
        raise NotAssessed("the intake names no brand colours")
    prompts = [(f"{path}.image_prompt", asset.image_prompt.casefold()) for path, asset in _assets(subject) if asset.image_prompt]
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
    Rule("platform_limits_are_kept", "BLOCKER", "No text is longer than its platform takes.", _limits("hard")),
    Rule("forbidden_language_is_absent", "BLOCKER", "No forbidden word is used.", _forbidden),
    Rule("required_disclaimers_stand_with_the_offer", "BLOCKER", "Required lines stand wherever the offer appears.", _disclaimers),
    Rule("claims_match_their_proof", "BLOCKER", "Every material claim matches its proof in number, unit and date.", _claims),
    Rule("declared_claims_stand_in_the_copy", "MAJOR", "Every declared claim still stands in the copy.", _claims_stand),
    Rule("limits_that_sources_dispute_are_kept", "MAJOR", "Texts fit the stricter limit where sources disagree.", _limits("conflict")),
    Rule("every_asset_is_mapped_to_its_platform", "MAJOR", "The channel mapping names every asset once, on its platform.", _mapping),
    Rule("pillar_counts_add_up", "MAJOR", "Assets per pillar are as planned and add up.", _pillars),
    Rule("every_asset_has_an_allowed_cta", "MAJOR", "Every asset has a call to action the strategy allows.", _ctas),
    Rule("hashtags_and_links_are_well_formed", "MAJOR", "Hashtags and link paths are well formed.", _tags_and_links),
    Rule("every_picture_has_alt_text", "MAJOR", "Every picture has an alternative text.", _alt_text),
    Rule("hooks_differ", "MAJOR", "No two first lines are nearly the same.", _hooks_differ),
    Rule("assets_follow_the_strategy", "MAJOR", "Platforms and pillars are those of the strategy.", _follows_strategy),
    Rule("no_competitor_is_named", "MAJOR", "No competitor is named in copy.", _no_competitor),
    Rule("copy_is_shown_in_full", "MINOR", "No text is cut on screen.", _limits("shown")),
    Rule("brand_voice_is_noted", "MINOR", "The brand's voice is noted.", _voice),
    Rule("pictures_use_the_brand_colours", "MINOR", "Pictures use the brand's colours.", _colours),
)
