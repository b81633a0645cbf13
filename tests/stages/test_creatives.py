"""The offline drafters of creatives: real copy from the client's own facts, with a proof for every claim."""

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import pytest

from agent.llm.port import DraftRequest, Sources, Upstream
from agent.quality.engine import run_rules
from agent.quality.rule import Subject
from agent.quality.rules import rules_for
from agent.schemas.campaign import Campaign
from agent.schemas.creatives import Asset, Creatives
from agent.schemas.quality import Check
from agent.schemas.registry import dump, parse
from agent.schemas.stages import AssetType
from agent.stages.creatives import CREATIVES
from agent.stages.creatives.desk import sentences_of
from agent.stages.creatives.sections import theme

REFERENCE = Path(__file__).parents[1] / "reference"
CLIENTS = ("northlight", "haldane")
Json = dict[str, Any]

THIN_INTAKE: Json = {
    "client_name": "Okafor Bookkeeping", "has_website": False, "industry": "Bookkeeping for restaurants", "geography": ["Ireland"],
    "primary_offer": "Monthly bookkeeping", "target_audience": "Owners of small restaurants", "pain_points": ["Receipts pile up until the tax return is due"],
    "desired_outcomes": ["Evenings without paperwork"], "objective": "lead_generation", "risk_tolerance": "moderate",
}  # fmt: skip
THIN_STRATEGY: Json = {
    "narrative": {
        "problem": "Receipts pile up until the tax return is due.",
        "pillars": [
            {"name": "The pile", "description": "Receipts and the day they are due."},
            {"name": "Evenings back", "description": "What it is for.", "angles": ["Sunday is not an office day"]},
            {"name": "How it works", "description": "What happens after somebody says yes."},
        ],
    },
    "value_architecture": {"core_promise": "Monthly bookkeeping keeps the receipts in order."},
    "channel_strategy": {
        "channels": [{"name": "Facebook", "content_types": ["social_post", "ad_copy"]}, {"name": "Email", "content_types": ["email"]}],
        "cta_rules": {"allowed": ["Talk to Okafor", "Ask your question", "Request the details"], "primary": "Talk to Okafor"},
    },
}


def reference(client: str, stage: str) -> Json:
    return cast(Json, json.loads((REFERENCE / client / f"{stage}.json").read_text()))


def sources(intake: Json, strategy: Json) -> Sources:
    upstream = {"intake": Upstream(version=3, digest="a" * 64, content=intake), "strategy": Upstream(version=2, digest="b" * 64, content=strategy)}
    return Sources.model_validate({"campaign": Campaign(name="Autumn", objective="sales"), "upstream": upstream, "today": date(2026, 8, 20)})


def of(client: str, **changes: Any) -> Sources:
    return sources({**reference(client, "intake"), **changes}, reference(client, "strategy"))


def draft(given: Sources, *, instruction: str | None = None, findings: tuple[Check, ...] = ()) -> Creatives:
    content = dump(parse("creatives", CREATIVES.hydrate({}, given).content))
    for section in CREATIVES.sections:
        assert section.draft is not None
        request = DraftRequest(stage="creatives", section=section.id, sources=given, current=content, instruction=instruction, findings=list(findings))
        content[section.id] = section.draft(request).value
    artifact = parse("creatives", CREATIVES.compile(content, given))
    assert isinstance(artifact, Creatives)
    return artifact


def copy_of(asset: Asset) -> str:
    """Everything a reader of the asset sees or hears."""
    slides = [text for slide in asset.slides for text in (slide.headline, slide.text)]
    scenes = [text for scene in asset.script for text in (scene.voice, scene.on_screen)]
    lines = [asset.hook, asset.subject, asset.preheader, *asset.headlines, *asset.descriptions, *slides, *scenes, asset.body]
    return "\n".join(line for line in lines if line)


def prose_of(creatives: Creatives) -> str:
    """Hooks, bodies, slides and scripts of all assets."""
    return "\n".join(
        "\n".join([a.hook, a.body, *(f"{s.headline}\n{s.text}" for s in a.slides), *(scene.voice for scene in a.script)]) for a in creatives.assets
    )


def grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9'£%.]+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def said_twice(creatives: Creatives, fixed: list[str]) -> Iterator[str]:
    allowed = {line for text in fixed for line in sentences_of(text)}
    seen: set[str] = set()
    texts = [creatives.brief.creative_approach or "", *creatives.messages.hooks, *creatives.messages.angles]
    for text in [*texts, *(part for asset in creatives.assets for part in (asset.hook, asset.preheader or "", asset.body, asset.alt_text or ""))]:
        for line in sentences_of(text):
            if line in seen and line not in allowed:
                yield line
            seen.add(line)


@pytest.fixture(scope="module")
def drafts() -> dict[str, Creatives]:
    return {client: draft(of(client)) for client in CLIENTS}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_draft_passes_every_rule_that_blocks_or_is_major(drafts: dict[str, Creatives], client: str) -> None:
    given = of(client)
    subject = Subject(
        stage="creatives", content=dump(drafts[client]), campaign=given.campaign, today=given.today,
        upstream={stage: upstream.content for stage, upstream in given.upstream.items()},
    )  # fmt: skip
    failed = [check for check in run_rules(rules_for("creatives"), subject) if check.verdict == "fail"]
    assert [(check.id, check.path, check.quote) for check in failed] == []


@pytest.mark.parametrize("client", CLIENTS)
def test_every_channel_and_every_format_it_allows_is_served_from_every_pillar(drafts: dict[str, Creatives], client: str) -> None:
    strategy, creatives = reference(client, "strategy"), drafts[client]
    made = {(asset.platform, asset.type) for asset in creatives.assets}
    assert 10 <= len(creatives.assets) <= 14
    assert made == {(row["name"], kind) for row in strategy["channel_strategy"]["channels"] for kind in row["content_types"]}
    assert set(creatives.mix.pillar_distribution) == {pillar["name"] for pillar in strategy["narrative"]["pillars"]}
    assert sum(creatives.mix.pillar_distribution.values()) == creatives.mix.num_assets == len(creatives.assets)


@pytest.mark.parametrize("client", CLIENTS)
def test_every_figure_in_copy_comes_from_a_proof_that_the_asset_names(drafts: dict[str, Creatives], client: str) -> None:
    proofs = {proof["id"]: proof for proof in reference(client, "intake")["proof_assets"]}
    for asset in drafts[client].assets:
        known = " ".join(proofs[claim.proof_asset]["text"] for claim in asset.claims) + " FlowSense 400 ISO 4064 Great Taste Awards 2025"
        for figure in re.findall(r"\d[\d.,]*\d|\d", copy_of(asset)):
            assert figure in known, (asset.id, figure)
        for claim in asset.claims:
            proof = proofs[claim.proof_asset]
            assert claim.text in copy_of(asset)
            assert (claim.value, claim.unit, claim.date) == (proof["value"], proof["unit"], proof["date"])
            assert (claim.expires.isoformat() if claim.expires else None) == proof["expires"]


@pytest.mark.parametrize("client", CLIENTS)
def test_no_sentence_stands_twice(drafts: dict[str, Creatives], client: str) -> None:
    assert list(said_twice(drafts[client], reference(client, "intake")["required_disclaimers"])) == []


def test_drafts_for_different_clients_share_little_wording(drafts: dict[str, Creatives]) -> None:
    thin = draft(sources(THIN_INTAKE, THIN_STRATEGY))
    for one, other in combinations([*drafts.values(), thin], 2):
        left, right = grams(prose_of(one)), grams(prose_of(other))
        assert len(left & right) / min(len(left), len(right)) < 0.25


def test_an_unsettled_introductory_offer_is_not_printed(drafts: dict[str, Creatives]) -> None:
    printed = "\n".join([*map(copy_of, drafts["northlight"].assets), *drafts["northlight"].messages.offer_framing])
    assert not re.search(r"half price|£12|12 GBP|first month|first bag", printed, re.I)
    assert "introductory terms" in (drafts["northlight"].brief.creative_approach or "")


def test_figures_without_proof_and_other_suppliers_stay_out(drafts: dict[str, Creatives]) -> None:
    printed = "\n".join(map(copy_of, drafts["haldane"].assets))
    assert not re.search(r"12-18|25 minutes|3900|siemens|20,000", printed, re.I)
    assert "fits in 25 minutes" in (drafts["haldane"].brief.creative_approach or "").lower()


def test_copy_awaits_translation_when_the_campaign_is_in_another_language(drafts: dict[str, Creatives]) -> None:
    assert {asset.language for asset in drafts["haldane"].assets} == {"English"}
    assert "awaits translation into German" in (drafts["haldane"].brief.creative_approach or "")
    assert {asset.language for asset in drafts["northlight"].assets} == {None}


def test_the_brief_names_the_pages_the_links_need(drafts: dict[str, Creatives]) -> None:
    for creatives in drafts.values():
        for asset in creatives.assets:
            assert asset.link_path and asset.link_path in (creatives.brief.creative_approach or "")


def test_proof_that_expires_within_the_flight_is_not_used() -> None:
    proofs = reference("haldane", "intake")["proof_assets"]
    proofs[1] = {**proofs[1], "expires": "2027-03-31", "text": "ISO 4064 type examination certificate, valid until 31 March 2027"}
    creatives = draft(of("haldane", proof_assets=proofs))
    assert {claim.proof_asset for asset in creatives.assets for claim in asset.claims} == {"proof-hallbach-trial-2026"}
    assert "ISO 4064" not in prose_of(creatives)


@pytest.mark.parametrize(("job", "kind"), [("carousel_templates", "carousel"), ("video_scripts", "video_script"), ("email_sequence", "email")])
def test_a_deselected_job_leaves_its_format_out(job: str, kind: AssetType) -> None:
    plan = reference("haldane", "intake")["generation_plan"]
    for row in plan["jobs"]:
        row["selected"] = row["selected"] and row["job"] != job
    creatives = draft(of("haldane", generation_plan=plan))
    assert kind not in {asset.type for asset in creatives.assets}
    assert 10 <= len(creatives.assets) <= 14


def test_a_thin_intake_invents_nothing() -> None:
    creatives = draft(sources(THIN_INTAKE, THIN_STRATEGY))
    assert 10 <= len(creatives.assets) <= 14
    assert creatives.messages.safe_claims == []
    assert len(creatives.messages.hooks) >= 3 and len(creatives.messages.angles) >= 3 and creatives.messages.offer_framing
    for asset in creatives.assets:
        assert asset.claims == [] and asset.link_path is None
        assert not re.search(r"[\d%£€$]", copy_of(asset))
        assert "bookkeeping" in copy_of(asset).lower() and len(asset.body) > 40
    assert list(said_twice(creatives, [])) == []


def test_an_empty_strategy_gives_empty_sections_instead_of_a_crash() -> None:
    creatives = draft(sources({}, {}))
    assert creatives.assets == [] and creatives.mix.num_assets is None


def test_shorter_is_shorter_and_concrete_drops_the_wish() -> None:
    given = of("northlight")
    long, short, concrete = (prose_of(draft(given, instruction=wish)) for wish in (None, "make it shorter", "more concrete, please"))
    assert len(short.split()) < 0.85 * len(long.split())
    assert concrete != long and concrete.count("Trustpilot") + concrete.count("97.4%") >= long.count("Trustpilot") + long.count("97.4%")


def test_words_that_quality_control_quoted_do_not_come_back() -> None:
    quote = draft(of("northlight")).assets[0].hook
    finding = Check(id="audience_fit", kind="model", severity="MAJOR", verdict="fail", path="creatives.assets[0].hook", quote=quote, message="Say it differently.")
    assert quote not in prose_of(draft(of("northlight"), findings=(finding,)))


def test_the_same_request_gives_the_same_draft() -> None:
    assert draft(of("haldane")) == draft(of("haldane"))


def test_hydration_fills_holes_with_provenance_and_keeps_what_is_there() -> None:
    given = of("northlight")
    hydrated = CREATIVES.hydrate({"brief": {"key_message": "Ours."}}, given)
    assert hydrated.content["brief"]["key_message"] == "Ours."
    assert hydrated.content["brief"]["campaign_theme"] == "Good coffee, bad memory"
    assert hydrated.content["mix"]["target_platforms"] == ["Instagram", "Facebook", "Email", "LinkedIn"]
    origin = hydrated.provenance["creatives.brief.campaign_theme"]
    assert (origin.source, origin.path, origin.version) == ("hydrated", "strategy.narrative.problem", 2)
    assert "creatives.brief.key_message" not in hydrated.provenance


@pytest.mark.parametrize("client", CLIENTS)
def test_compiling_follows_the_assets_and_changes_nothing_twice(client: str) -> None:
    approved, given = reference(client, "creatives"), of(client)
    stale = {**approved, "mix": {**approved["mix"], "num_assets": 3, "asset_types": []}, "messages": {**approved["messages"], "channel_mapping": {}}}
    once = CREATIVES.compile(stale, given)
    assert once == approved == CREATIVES.compile(once, given)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("Evidence without its conditions: network engineers distrust vendor claims.", "Evidence without its conditions"),
        ('People say "I never remember to reorder until I\'ve run out". Besides, it is boring.', "I never remember to reorder"),
        ("Owners of small restaurants live with receipts of 12-18%.", "Receipts"),
    ],
)
def test_the_theme_is_a_few_words_of_the_problem(problem: str, words: str) -> None:
    assert theme(problem) == words
