"""Chapter: the creative brief and the copy of every asset."""

from agent.exports import wording
from agent.exports.blocks import Block, Heading, Paragraph, Table, ended, facts, items, paragraph, section
from agent.exports.model import ExportModel
from agent.schemas.creatives import Asset, Claim, Creatives, Mix


def chapter(creatives: Creatives, model: ExportModel) -> list[Block]:
    """Brief, mix, messages, then every asset in full."""
    return [*brief_blocks(creatives, model), *section("Assets", assets_blocks(creatives, model))]


def assets_blocks(creatives: Creatives, model: ExportModel) -> list[Block]:
    """Every asset under its title and id."""
    blocks: list[Block] = []
    for asset in creatives.assets:
        blocks += [Heading(f"{asset.title} ({asset.id})", 3), *asset_blocks(asset, model)]
    return blocks


def brief_blocks(creatives: Creatives, model: ExportModel) -> list[Block]:
    """The creative brief without the assets."""
    brief, messages = creatives.brief, creatives.messages
    mapping = tuple((platform, ", ".join(_name(asset, model) for asset in ids)) for platform, ids in messages.channel_mapping.items())
    return [
        *section(
            "Creative brief",
            [
                *facts(("Theme", brief.campaign_theme), ("Audience", brief.target_audience), ("Key message", brief.key_message)),
                *paragraph(brief.creative_approach),
            ],
        ),
        *section("Mix", _mix(creatives.mix)),
        *section(
            "Messages",
            [
                *section("Hooks", items(messages.hooks), 3),
                *section("Angles", items(messages.angles), 3),
                *section("Calls to action", items(messages.ctas), 3),
                *section("How the offer is put", items(messages.offer_framing), 3),
                *section("Claims that may be used", items(_claim(claim, model) for claim in messages.safe_claims), 3),
                *section("Brand voice", paragraph(messages.brand_voice_notes), 3),
                *section("Assets per channel", [Table(("Channel", "Assets"), mapping)] if mapping else [], 3),
            ],
        ),
    ]


def asset_blocks(asset: Asset, model: ExportModel) -> list[Block]:
    """All that an asset says and needs."""
    return [
        *facts(
            ("Kind", wording.words(asset.type)),
            ("Platform", asset.platform),
            ("Pillar", asset.pillar),
            ("Language", asset.language),
            ("Subject", asset.subject),
            ("Preview text", asset.preheader),
        ),
        *paragraph(asset.hook, "strong"),
        *paragraph(asset.body),
        *_slides(asset),
        *_script(asset),
        *_named("Headlines", asset.headlines),
        *_named("Descriptions", asset.descriptions),
        *facts(
            ("Call to action", asset.cta),
            ("Link", asset.link_path),
            ("Hashtags", " ".join(asset.hashtags)),
            ("Picture", asset.image_prompt),
            ("Alternative text", asset.alt_text),
            ("Disclosure", asset.disclosure),
        ),
        *_claims(asset, model),
    ]


def _slides(asset: Asset) -> list[Block]:
    rows = tuple((str(number), slide.headline, slide.text) for number, slide in enumerate(asset.slides, 1))
    return [Table(("Slide", "Headline", "Text"), rows)] if rows else []


def _script(asset: Asset) -> list[Block]:
    if not asset.script:
        return []
    columns = (
        ("Time", [scene.time for scene in asset.script]),
        ("Section", [scene.section for scene in asset.script]),
        ("Speaker", [scene.speaker for scene in asset.script]),
        ("Picture", [scene.picture for scene in asset.script]),
        ("Voice", [scene.voice for scene in asset.script]),
        ("On screen", [scene.on_screen for scene in asset.script]),
    )
    used = [(name, values) for name, values in columns if any(values)]
    rows = tuple(tuple(values[index] or "" for _, values in used) for index in range(len(asset.script)))
    return [Table(tuple(name for name, _ in used), rows)]


def _claims(asset: Asset, model: ExportModel) -> list[Block]:
    return _named("Claims and their proof", [_claim(claim, model) for claim in asset.claims])


def _named(name: str, values: list[str]) -> list[Block]:
    listed = items(values)
    return [Paragraph(name, "strong"), *listed] if listed else []


def _claim(claim: Claim, model: ExportModel) -> str:
    proof = model.proofs.get(claim.proof_asset)
    dated = f" ({wording.partial_date(claim.date)})" if claim.date else ""
    expiry = f" Not after {wording.day(claim.expires)}." if claim.expires else ""
    source = f" Source: {ended(proof.source)}" if proof and proof.source else ""
    return f"{ended(claim.text)} Proof: {ended(model.proof(claim.proof_asset) + dated)}{source}{expiry}"


def _name(asset_id: str, model: ExportModel) -> str:
    asset = model.assets.get(asset_id)
    return f"{asset.title} ({asset_id})" if asset else asset_id


def _mix(mix: Mix) -> list[Block]:
    rows = tuple((pillar, wording.number(count)) for pillar, count in mix.pillar_distribution.items())
    return [
        *facts(
            ("Assets", mix.num_assets),
            ("Kinds", [wording.words(kind) for kind in mix.asset_types]),
            ("Platforms", mix.target_platforms),
            ("Tone of these assets", mix.tone_override),
        ),
        *([Table(("Pillar", "Assets"), rows, frozenset({1}))] if rows else []),
    ]
