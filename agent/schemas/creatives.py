"""Stage 3, creatives: the creative brief and the real copy of every asset."""

from pydantic import Field

from agent.schemas.base import Artifact, CampaignDate, Model, Number, field
from agent.schemas.stages import AssetType


class Brief(Model):
    """What all assets have in common."""

    campaign_theme: str | None = field(required=True, hydrated="strategy.narrative.problem")
    """A few words; the tracking name of the campaign is made from it."""
    target_audience: str | None = field(required=True, hydrated="intake.target_audience")
    key_message: str | None = field(required=True, hydrated="strategy.value_architecture.core_promise")
    creative_approach: str | None = field()
    """How assets are built, and what is assumed and must be confirmed before release."""


class Mix(Model):
    """How many assets of what kind, where."""

    num_assets: int | None = field(required=True, ge=1, le=100)
    asset_types: list[AssetType] = field([], required=True)
    target_platforms: list[str] = field([], required=True, hydrated="strategy.channel_strategy.channels")
    pillar_distribution: dict[str, int] = field({})
    """Assets per pillar; adds up to num_assets."""
    tone_override: str | None = field()
    """Replaces the strategy's tone for these assets only."""


class Claim(Model):
    """A checkable statement, its proof asset, and the figures it repeats from it."""

    text: str
    """The words as they stand in the copy."""
    proof_asset: str
    """Id of a proof asset of the intake."""
    value: Number | None = None
    unit: str | None = None
    date: str | None = None
    """ISO 8601 day, month or year, as on the proof asset."""
    expires: CampaignDate | None = None


class Messages(Model):
    """The words the assets are built from."""

    hooks: list[str] = field([], required=True)
    """First lines; at least three."""
    angles: list[str] = field([], required=True)
    """Ways into the theme; at least three."""
    ctas: list[str] = field([], required=True)
    """Calls to action, all allowed by the strategy; at least three."""
    offer_framing: list[str] = field([], required=True)
    """How the offer is put, disclaimers included; at least one."""
    safe_claims: list[Claim] = field([], required=True)
    """Claims that may be used, each with its proof; at least one."""
    brand_voice_notes: str | None = field()
    channel_mapping: dict[str, list[str]] = field({}, required=True)
    """Platform to asset ids."""


class Slide(Model):
    """One slide of a carousel."""

    headline: str
    text: str


class Scene(Model):
    """One scene of a video, or one section of a spoken script."""

    time: str | None = None
    """'0:04-0:09'; null in a spoken script."""
    section: str | None = None
    speaker: str | None = None
    picture: str | None = None
    voice: str
    on_screen: str | None = None


class Asset(Model):
    """One finished piece of copy. Never an id without content."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    type: AssetType
    platform: str
    """Name of a channel of the strategy."""
    pillar: str
    """Name of a pillar of the strategy."""
    title: str
    """Working title, for the team."""
    hook: str
    """First line."""
    body: str
    """The copy itself."""
    cta: str | None = None
    hashtags: list[str] = Field(default_factory=list)
    link_path: str | None = None
    """Path on the client's site, starting with '/'."""
    slides: list[Slide] = Field(default_factory=list)
    """Carousels only."""
    script: list[Scene] = Field(default_factory=list)
    """Video scripts only."""
    subject: str | None = None
    """Emails only."""
    preheader: str | None = None
    """Emails only."""
    headlines: list[str] = Field(default_factory=list)
    """Adverts and pages only."""
    descriptions: list[str] = Field(default_factory=list)
    """Adverts and pages only."""
    image_prompt: str | None = None
    """What the picture shows, with its size in pixels."""
    alt_text: str | None = None
    claims: list[Claim] = Field(default_factory=list)
    disclosure: str | None = None
    """What is disclosed, and who must release it."""
    language: str | None = None
    """English name of the language; null means the campaign's first language."""


class Creatives(Artifact):
    """Creative brief, mix, messages and assets. Strategy layers 3 to 7 are read-only input."""

    brief: Brief = Field(default_factory=Brief)
    mix: Mix = Field(default_factory=Mix)
    messages: Messages = Field(default_factory=Messages)
    assets: list[Asset] = field([], required=True)
