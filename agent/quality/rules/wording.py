"""What the words of creatives must meet: claims, required lines, forbidden words, platform limits."""

import re
from collections.abc import Callable, Iterator

from agent.quality import claims, figures, limits, sources
from agent.quality.claims import Evidence, Fault, Text, published
from agent.quality.rule import NotAssessed, Problem, Rule, Subject
from agent.schemas.creatives import Asset, Claim, Creatives
from agent.schemas.intake import Intake
from agent.schemas.quality import Fix
from agent.schemas.registry import parse
from agent.schemas.strategy import Strategy
from agent.schemas.text import one_line


def drafted(subject: Subject) -> Creatives:
    """The creatives under test."""
    artifact = parse("creatives", subject.content)
    assert isinstance(artifact, Creatives)
    return artifact


def assets_of(subject: Subject) -> list[tuple[str, Asset]]:
    """Every asset with its path. Raises NotAssessed when there is none."""
    assets = drafted(subject).assets
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


_STRONGER: dict[limits.Binding, tuple[limits.Binding, ...]] = {"hard": (), "conflict": ("hard",), "shown": ("hard", "conflict")}


def _limits(binding: limits.Binding) -> Callable[[Subject], Iterator[Problem]]:
    def test(subject: Subject) -> Iterator[Problem]:
        for path, asset in assets_of(subject):
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
    intake = sources.intake(subject)
    patterns = [(words, _phrase(words, intake.competitors)) for words in forbidden_phrases(intake, sources.strategy(subject)) if words.strip()]
    for path, text in _all_copy(drafted(subject)):
        for words, pattern in patterns:
            found = pattern.search(text)
            if found:
                yield Problem(f"'{found[0]}' must not be used ('{words}' is on the list). Say it differently.", path=path, quote=found[0])


def _no_competitor(subject: Subject) -> Iterator[Problem]:
    intake = sources.intake(subject)
    blocked = set(forbidden_phrases(intake, sources.strategy(subject)))
    for path, text in _all_copy(drafted(subject)):
        for name in intake.competitors:
            if name not in blocked and _phrase(name, intake.competitors).search(text):
                yield Problem(f"'{name}' is a competitor. Competitors are never named in copy.", path=path, quote=name)


def _disclaimers(subject: Subject) -> Iterator[Problem]:
    intake, strategy = sources.intake(subject), sources.strategy(subject)
    if not intake.required_disclaimers:
        return
    for path, asset in assets_of(subject):
        copy = "\n".join(text for _, text in published(asset))
        where = _offer_in(asset, copy, intake, strategy.channel_strategy.cta_rules.primary)
        for line in intake.required_disclaimers if where else []:
            if even(line) not in even(copy):
                fix = Fix(path=f"{path}.body", value=f"{asset.body}\n\n{line}", label="Add the line")
                yield Problem(f"{asset.id} puts the offer ({where}) without the line '{line}'. Add it word for word.", path=f"{path}.body", fix=fix)


def _offer_in(asset: Asset, copy: str, intake: Intake, primary: str | None) -> str | None:
    """The words by which an asset puts the offer: its main call to action, a price, a quantity of the offer."""
    if asset.cta and primary and even(asset.cta) == even(primary):
        return asset.cta
    offered = [f for text in (intake.primary_offer, intake.pricing) if text for f in figures.figures(text)]
    for figure in figures.figures(copy):
        quantity = figure.unit in figures.MONEY or figure.unit == "%" or figure.unit in ("g", "kg", "ml", "l")
        if quantity and any(figures.same(figure, known) for known in offered):
            return figure.text
    reduced = re.search(r"\b(?:half[- ]price|free trial|money[- ]back|special offer)\b", copy, re.I)
    return reduced[0] if reduced else None


def even(text: str) -> str:
    """A text without the differences of case, white space and quotation marks."""
    return one_line(text.replace("’", "'").replace("“", '"').replace("”", '"')).casefold()


def _evidence(subject: Subject) -> Evidence:
    campaign = {"dates": [str(subject.campaign.start_date or ""), str(subject.campaign.end_date or "")]}
    return Evidence(sources.intake(subject), subject.today, subject.upstream.get("strategy", {}), campaign)


def _claims(subject: Subject) -> Iterator[Problem]:
    evidence = _evidence(subject)
    creatives = drafted(subject)
    safe = creatives.messages.safe_claims
    for place, claim in enumerate(safe):
        for fault in claims.declared_faults(claim, f"messages.safe_claims[{place}]", evidence):
            yield _as_problem(fault, "creatives")
    spoken = [(path, text) for path, text in _message_texts(creatives) if not path.startswith("angles")]  # an angle is an idea, not copy
    for fault in claims.copy_faults(spoken, safe, evidence):
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
    for path, asset in assets_of(subject):
        if any(claims.copy_faults(published(asset), asset.claims, evidence, language=asset.language)):
            continue  # claims_match_their_proof says what to change first
        for place, claim in enumerate(asset.claims):
            if not claims.stands_in(claim, published(asset)):
                message = f"{asset.id} no longer says this. Remove the claim, or copy the words as they stand now."
                yield Problem(message, path=f"{path}.claims[{place}].text", quote=claim.text)


RULES = (
    Rule("platform_limits_are_kept", "BLOCKER", "No text is longer than its platform takes.", _limits("hard")),
    Rule("forbidden_language_is_absent", "BLOCKER", "No forbidden word is used.", _forbidden),
    Rule("required_disclaimers_stand_with_the_offer", "BLOCKER", "Required lines stand wherever the offer appears.", _disclaimers),
    Rule("claims_match_their_proof", "BLOCKER", "Every material claim matches its proof in number, unit and date.", _claims),
    Rule("declared_claims_stand_in_the_copy", "MAJOR", "Every declared claim still stands in the copy.", _claims_stand),
    Rule("limits_that_sources_dispute_are_kept", "MAJOR", "Texts fit the stricter limit where sources disagree.", _limits("conflict")),
    Rule("no_competitor_is_named", "MAJOR", "No competitor is named in copy.", _no_competitor),
    Rule("copy_is_shown_in_full", "MINOR", "No text is cut on screen.", _limits("shown")),
)
