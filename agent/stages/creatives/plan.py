"""Which assets are made: every channel of the strategy in every format it allows and the client's plan has not deselected."""

from dataclasses import dataclass
from typing import get_args

from agent.schemas.stages import AssetType
from agent.schemas.strategy import Channel, Pillar
from agent.stages.creatives.desk import medium_of
from agent.stages.creatives.ideas import Idea, Kind, pillar_for, pool
from agent.stages.creatives.material import Material

TYPES: tuple[AssetType, ...] = get_args(AssetType)
FEWEST, USUAL, MOST = 10, 12, 14

_SHORT = {"Instagram": "ig", "Facebook": "fb", "LinkedIn": "li", "TikTok": "tt", "YouTube": "yt", "Email": "email", "Google Search": "search", "Landing page": "page"}
_JOBS: dict[AssetType, tuple[str, ...]] = {"carousel": ("carousel_templates",), "video_script": ("video_scripts",), "email": ("email_sequence",)}
_CHANNEL_JOBS: dict[tuple[str, AssetType], str] = {
    ("Instagram", "social_post"): "ig_posts_week1",
    ("Facebook", "social_post"): "fb_posts_week1",
    ("LinkedIn", "social_post"): "linkedin_posts_week1",
    ("Instagram", "video_script"): "reels_scripts_week1",
    ("TikTok", "video_script"): "reels_scripts_week1",
}
_SUITS: dict[AssetType, tuple[Kind, ...]] = {
    "social_post": ("pain", "objection", "proof", "difference", "outcome", "angle"),
    "carousel": ("objection", "difference", "proof", "pain"),
    "video_script": ("pain", "outcome", "angle", "difference"),
    "email": ("pain", "objection", "proof", "outcome"),
    "ad_copy": ("offer", "outcome", "difference"),
    "landing_page": ("offer", "objection", "proof"),
    "blog_post": ("objection", "pain", "proof"),
}
_WEIGHT: dict[AssetType, float] = {
    "social_post": 1.0, "email": 1.1, "ad_copy": 1.6, "carousel": 2.2, "video_script": 2.4, "landing_page": 2.0, "blog_post": 2.2,
}  # fmt: skip
"""What another one of a type costs: a second post comes before a second film."""
_ONCE = ("Webinar", "Podcast", "Radio", "Trade fair", "Posters and leaflets")
"""Kinds of channel that have one script or one page: more would be another event."""
_AT_MOST: dict[AssetType, int] = {"ad_copy": 2, "landing_page": 2, "carousel": 2, "video_script": 2, "blog_post": 3}


@dataclass(frozen=True)
class Slot:
    """One asset to be written."""

    id: str
    type: AssetType
    channel: Channel
    medium: str
    """Kind of the channel: Instagram, Email, Webinar."""
    idea: Idea
    pillar: Pillar


def wanted_types(channel: Channel, material: Material) -> list[AssetType]:
    """The formats of a channel, without those whose job is deselected in the client's plan."""
    off = {job.job for job in material.intake.generation_plan.jobs if not job.selected}
    medium = medium_of(channel.name, channel.content_types)
    kept = []
    for kind in TYPES:
        jobs = {*_JOBS.get(kind, ()), _CHANNEL_JOBS.get((medium, kind), "")}
        if kind in channel.content_types and not jobs & off:
            kept.append(kind)
    return kept


def slots(material: Material) -> list[Slot]:
    """The assets to write, channel by channel, each with its idea and its pillar."""
    counts = _counts(material)
    ideas = pool(material)
    used: dict[int, int] = {}
    per_pillar: dict[str, int] = {}
    made: list[Slot] = []
    for channel in material.channels:
        medium = medium_of(channel.name, channel.content_types)
        code = _SHORT.get(medium, "".join(letter for letter in medium.lower() if letter.isalpha())[:12])
        for kind in TYPES:
            for _ in range(counts.get((channel.name, kind), 0)):
                idea = _idea(kind, ideas, used)
                pillar = pillar_for(idea, material, per_pillar)
                if pillar is None:
                    return made
                per_pillar[pillar.name] = per_pillar.get(pillar.name, 0) + 1
                made.append(Slot(f"a{len(made) + 1:02d}-{code}", kind, channel, medium, idea, pillar))
    return made


def _counts(material: Material) -> dict[tuple[str, AssetType], int]:
    """How many of each format per channel: one of each first, then more where another one costs least and the budget is."""
    pairs = {(channel.name, kind): channel for channel in material.channels for kind in wanted_types(channel, material)}
    counts = dict.fromkeys(pairs, 1)
    while len(counts) > MOST and (spare := _spare(list(counts))) is not None:
        del counts[spare]
    rich = len(material.pains) + len(material.objections) + len(material.evidence) + len(material.differences) >= 5
    target = USUAL if rich else FEWEST
    while counts and sum(counts.values()) < target:
        per_channel = {channel.name: sum(n for (name, _), n in counts.items() if name == channel.name) for channel in material.channels}
        free = [pair for pair in counts if counts[pair] < _limit(pairs[pair], pair[1])]
        if not free:
            break
        pair = min(free, key=lambda p: (counts[p] * _WEIGHT[p[1]] + per_channel[p[0]] * 0.6 - (pairs[p].budget_share or 0.2), p[0], TYPES.index(p[1])))
        counts[pair] += 1
    return counts


def _limit(channel: Channel, kind: AssetType) -> int:
    return 1 if medium_of(channel.name, channel.content_types) in _ONCE else _AT_MOST.get(kind, MOST)


def _spare(pairs: list[tuple[str, AssetType]]) -> tuple[str, AssetType] | None:
    """A pair whose format another channel has too, on the channel with most formats."""
    names = [name for name, _ in pairs]
    kinds = [kind for _, kind in pairs]
    double = [pair for pair in pairs if kinds.count(pair[1]) > 1 and names.count(pair[0]) > 1]
    return max(double, key=lambda pair: (names.count(pair[0]), kinds.count(pair[1]), pair), default=None)


def _idea(kind: AssetType, ideas: list[Idea], used: dict[int, int]) -> Idea:
    """The least used idea that suits the format."""
    suits = _SUITS[kind]

    def order(place: int) -> tuple[int, int, int]:
        fits = suits.index(ideas[place].kind) if ideas[place].kind in suits else 9
        return (used.get(place, 0) + (0 if fits < 9 else 2), fits, place)

    best = min(range(len(ideas)), key=order)
    used[best] = used.get(best, 0) + 1
    return ideas[best]
