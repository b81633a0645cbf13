"""The channels a campaign can use: how a brief names them, what fits them, what they are good at."""

import re
from dataclasses import dataclass

from agent.schemas.stages import AssetType, StrategicRole
from agent.stages.wording import bare, upper_first


@dataclass(frozen=True)
class Medium:
    """A kind of channel."""

    name: str
    pattern: str
    types: tuple[AssetType, ...]
    """Asset types that fit it."""
    roles: tuple[StrategicRole, ...]
    """What it is good at, best first."""
    paid: bool
    """Whether media money is normally spent on it."""


MEDIA: tuple[Medium, ...] = (
    Medium("Instagram", r"instagram|insta\b|\big\b", ("carousel", "video_script", "social_post"), ("discovery", "trust"), True),
    Medium("Facebook", r"facebook|\bfb\b", ("social_post", "ad_copy"), ("conversion", "discovery", "trust"), True),
    Medium("LinkedIn", r"linked ?in", ("social_post", "carousel", "ad_copy"), ("discovery", "trust", "conversion"), True),
    Medium("TikTok", r"tik ?tok", ("video_script",), ("discovery", "trust"), True),
    Medium("YouTube", r"you ?tube", ("video_script",), ("trust", "discovery"), True),
    Medium("X", r"\btwitter\b|\bX\b", ("social_post",), ("discovery", "trust"), True),
    Medium("Pinterest", r"pinterest", ("social_post",), ("discovery",), True),
    Medium("Xing", r"\bxing\b", ("social_post", "ad_copy"), ("discovery", "trust"), True),
    Medium("WhatsApp", r"whats ?app", ("social_post",), ("retention", "conversion"), False),
    Medium("Webinar", r"webinars?", ("video_script", "email"), ("trust", "conversion"), False),
    Medium("Email", r"e-?mails?|newsletters?|mailing list|mailings?", ("email",), ("retention", "trust", "conversion"), False),
    Medium("Google Search", r"google(?! business| analytics| sheets| docs| drive)(?: ads| search)?|search ads|paid search|adwords|\bppc\b", ("ad_copy",), ("conversion", "discovery"), True),
    Medium("Job boards", r"job ?boards?|indeed|stepstone|glassdoor", ("ad_copy",), ("conversion", "discovery"), True),
    Medium("Landing page", r"landing ?pages?", ("landing_page",), ("conversion", "trust"), False),
    Medium("Blog", r"\bblogs?\b|\bseo\b|articles", ("blog_post",), ("trust", "discovery"), False),
    Medium("Podcast", r"podcasts?", ("video_script",), ("trust", "discovery"), True),
    Medium("Local press", r"(?:local |trade |regional )?press\b|\bpr\b|newspapers?|magazines?", ("blog_post", "ad_copy"), ("discovery", "trust"), True),
    Medium("Radio", r"\bradio\b", ("video_script",), ("discovery",), True),
    Medium("Posters and leaflets", r"posters?|leaflets?|flyers?|print\b|out[- ]of[- ]home|billboards?", ("ad_copy",), ("discovery", "trust"), True),
    Medium("Trade fair", r"trade (?:fair|show)s?|\bfairs?\b|exhibitions?|\bexpo\b", ("landing_page", "email"), ("trust", "conversion"), True),
    Medium("Referrals", r"referrals?|word of mouth|partners\b|affiliates?", ("email", "landing_page"), ("trust", "retention"), False),
    Medium("Website", r"\b(?:own |our )?(?:web ?site|homepage)\b", ("landing_page", "blog_post"), ("conversion", "trust"), False),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A channel the client asked for, or one proposed."""

    name: str
    """As the client calls it: 'Trade email newsletter'."""
    medium: Medium
    note: str = ""
    """The words around it: 'list of 18,400'."""
    trial: bool = False
    """The client calls it a test, or puts a question mark behind it."""
    proposed: bool = False
    """True when the client named no channel and this one is our proposal."""


_FILLER = re.compile(r"^(?:and|also|plus|maybe|perhaps|try|test|one|our|the|an?|on|via|some|please|use|paid|organic|then|first|mainly)\s+", re.I)
_TRIAL = re.compile(r"\b(try|test|trial|maybe|perhaps|experiment)\b|\?", re.I)


def read_channels(text: str) -> list[Wanted]:
    """The channels a statement names, in its order. Text that names none gives an empty list."""
    found: list[Wanted] = []
    for part in re.split(r"[;\n]|\.\s+|,\s+(?![^(]*\))|\s+and\s+(?![^(]*\))", text):
        hits = sorted(
            ((hit.start(), medium, hit[0]) for medium in MEDIA if (hit := re.search(medium.pattern, part, re.I if medium.name != "X" else 0))),
            key=lambda item: item[0],
        )
        hits = [hit for hit in hits if not (hit[1].name == "Website" and len(hits) > 1)]
        found += [_wanted(part, medium, len(hits) == 1) for _, medium, _ in hits]
    return found


def _wanted(part: str, medium: Medium, alone: bool) -> Wanted:
    bracket = re.search(r"\(([^)]*)\)", part)
    phrase = bare(re.sub(r"\([^)]*\)", "", part).rstrip("?"))
    while (shorter := _FILLER.sub("", phrase)) != phrase:
        phrase = shorter
    own = alone and len(phrase.split()) <= 3 and medium.name in ("Email", "Local press", "Landing page", "Trade fair")
    name = medium.name
    if own and phrase.lower() not in ("email", "e-mail", "emails", "press", "pr"):
        name = upper_first(phrase)
    note = bracket[1] if bracket else re.sub(r"^.*?\b(?=because|for|since)\b", "", phrase) if re.search(r"\b(because|since)\b", phrase) else ""
    return Wanted(name, medium, note.strip(), bool(_TRIAL.search(part)))


def medium(name: str) -> Medium:
    """A medium by its name; raises KeyError."""
    return {item.name: item for item in MEDIA}[name]
