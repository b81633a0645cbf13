"""What platforms accept: how long a text may be, in which unit it is counted, how many hashtags and headlines there may be.

Each row is one reading of one source. Where sources disagree both rows stand: the larger blocks, the smaller warns.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["character", "grapheme", "utf-16 unit", "byte", "weighted character", "escaped character", "item"]
Binding = Literal["hard", "conflict", "shown"]
"""hard: longer is refused. conflict: another source or tool accepts less. shown: longer is accepted and cut on screen."""
Kind = Literal["post", "ad", "email"]
Part = Literal["caption", "hook", "headline", "description", "headlines", "descriptions", "hashtags", "subject", "preheader", "alt text"]


@dataclass(frozen=True)
class Limit:
    """One limit, as one source states it."""

    platform: str
    kind: Kind
    part: Part
    most: int
    unit: Unit
    binding: Binding
    path: str
    """Where it holds: the native app, an API, a named tool."""
    source: str
    confidence: Literal["high", "medium", "low"] = "high"
    read_on: str = "2026-11-23"
    least: int = 0


@dataclass(frozen=True)
class Excess:
    """A text that does not fit a limit."""

    limit: Limit
    count: int
    path: str
    """Field inside the asset: 'body', 'headlines[2]'."""


_POSTLINT = "PostLint src/limits.ts (conorbronsdon/postlint-mcp)"
_BUFFER = "developers.buffer.com/guides/character-limits.md"
_POSTIZ = "Postiz provider files (gitroomhq/postiz-app 74b01ada)"
_SKILLS = "marketingskills skills/social/references/platform-limits.md (c21a984)"
_ADS = "marketingskills skills/ad-creative/references/platform-specs.md"
_GOOGLE = "jupitron.ai/specs/google-ads-character-limits"
_FOLDS = "socialswiss.tech/guides/social-media-character-limits"
_UPLOAD = "docs.upload-post.com/resources/character-limits/"
_INSTAGRAM_TAGS = "socialsamosa.com/news-2/instagram-hashtags-five-per-post-10923075"

LIMITS: tuple[Limit, ...] = (
    Limit("Instagram", "post", "caption", 2200, "utf-16 unit", "hard", "native app", _POSTIZ),
    Limit("Instagram", "post", "caption", 2196, "utf-16 unit", "conflict", "Buffer", _BUFFER),
    Limit("Instagram", "post", "hashtags", 5, "item", "hard", "native app", _INSTAGRAM_TAGS),
    Limit("Instagram", "post", "hook", 125, "character", "shown", "native app", _FOLDS, "medium"),
    Limit("Facebook", "post", "caption", 63206, "character", "hard", "native app", _POSTIZ, "medium"),
    Limit("Facebook", "post", "caption", 5000, "character", "conflict", "Buffer", _BUFFER, "medium"),
    Limit("Facebook", "post", "hook", 477, "character", "shown", "native app", _FOLDS, "medium"),
    Limit("LinkedIn", "post", "caption", 3000, "character", "hard", "native app", _POSTLINT),
    Limit("LinkedIn", "post", "caption", 3000, "escaped character", "conflict", "LinkedIn API", "brightbean-studio providers/__init__.py"),
    Limit("LinkedIn", "post", "hook", 140, "character", "shown", "mobile app", _FOLDS, "medium"),
    Limit("X", "post", "caption", 280, "weighted character", "hard", "account without Premium", "twitter-text config/v3.json"),
    Limit("X", "ad", "caption", 280, "weighted character", "hard", "X Ads", "twitter-text config/v3.json"),
    Limit("X", "ad", "hashtags", 0, "item", "hard", "X Ads", "webpronews.com/x-bans-hashtags-in-ads-limits-emojis-to-one-starting-2025"),
    Limit("X", "ad", "headline", 70, "character", "hard", "X Ads", _ADS),
    Limit("Threads", "post", "caption", 500, "character", "hard", "native app", _POSTLINT),
    Limit("Threads", "post", "hashtags", 1, "item", "hard", "native app", _SKILLS),
    Limit("Bluesky", "post", "caption", 300, "grapheme", "hard", "AT Protocol", _POSTLINT),
    Limit("Bluesky", "post", "caption", 3000, "byte", "hard", "AT Protocol", _POSTLINT),
    Limit("Mastodon", "post", "caption", 500, "grapheme", "conflict", "default of a server; each server sets its own", _POSTLINT),
    Limit("TikTok", "post", "caption", 4000, "utf-16 unit", "hard", "native app", "docs.zernio.com/platforms/tiktok", "medium"),
    Limit("TikTok", "post", "caption", 2200, "utf-16 unit", "conflict", "API, video", _BUFFER, "medium"),
    Limit("TikTok", "post", "hashtags", 5, "item", "hard", "native app", _SKILLS),
    Limit("TikTok", "ad", "caption", 100, "character", "hard", "TikTok Ads", _ADS),
    Limit("YouTube", "post", "headline", 100, "character", "hard", "native app", _BUFFER, "medium"),
    Limit("YouTube", "post", "caption", 5000, "character", "hard", "native app", _POSTIZ, "medium"),
    Limit("YouTube", "post", "hashtags", 60, "item", "hard", "native app", "general knowledge, no source found", "low"),
    Limit("YouTube", "post", "hashtags", 15, "item", "conflict", "native app: more voids all of them", _SKILLS, "medium"),
    Limit("YouTube", "post", "hook", 157, "character", "shown", "native app", _FOLDS, "medium"),
    Limit("Pinterest", "post", "headline", 100, "character", "hard", "native app", _UPLOAD),
    Limit("Pinterest", "post", "caption", 500, "character", "hard", "native app", _UPLOAD),
    Limit("Pinterest", "post", "alt text", 500, "character", "hard", "native app", _UPLOAD),
    Limit("Google Business", "post", "caption", 4000, "character", "hard", "Buffer", _BUFFER, "medium"),
    Limit("Google Business", "post", "caption", 1500, "character", "conflict", "native app", _POSTIZ, "medium"),
    Limit("Discord", "post", "caption", 2000, "character", "hard", "native app", _POSTLINT),
    Limit("Telegram", "post", "caption", 4096, "character", "hard", "native app, text", _POSTIZ),
    Limit("Telegram", "post", "caption", 1024, "character", "conflict", "native app, caption of a picture", _POSTIZ),
    Limit("Google Search", "ad", "headline", 30, "character", "hard", "responsive search ad", _GOOGLE),
    Limit("Google Search", "ad", "headlines", 15, "item", "hard", "responsive search ad", _GOOGLE, least=3),
    Limit("Google Search", "ad", "description", 90, "character", "hard", "responsive search ad", _GOOGLE),
    Limit("Google Search", "ad", "descriptions", 4, "item", "hard", "responsive search ad", _GOOGLE, least=2),
    *(
        limit
        for platform in ("Facebook", "Instagram")
        for limit in (
            Limit(platform, "ad", "caption", 2200, "character", "hard", "Meta Ads", _ADS),
            Limit(platform, "ad", "caption", 125, "character", "shown", "Meta Ads", _ADS),
            Limit(platform, "ad", "headline", 255, "character", "hard", "Meta Ads", _ADS),
            Limit(platform, "ad", "headline", 40, "character", "shown", "Meta Ads", _ADS),
            Limit(platform, "ad", "description", 30, "character", "shown", "Meta Ads", _ADS),
        )
    ),
    Limit("LinkedIn", "ad", "caption", 600, "character", "hard", "LinkedIn Ads", _ADS),
    Limit("LinkedIn", "ad", "caption", 150, "character", "shown", "LinkedIn Ads", _ADS),
    Limit("LinkedIn", "ad", "headline", 200, "character", "hard", "LinkedIn Ads", _ADS),
    Limit("LinkedIn", "ad", "headline", 70, "character", "shown", "LinkedIn Ads", _ADS),
    Limit("Email", "email", "subject", 255, "character", "hard", "Outlook", "theorchardagency.com.au/insights/subject-line-length-and-open-rates/", "medium", "2026-11-25"),
    Limit("Email", "email", "subject", 140, "character", "conflict", "Kajabi", "help.kajabi.com/hc/en-us/articles/360040521393", "medium", "2026-11-25"),
    Limit("Email", "email", "subject", 70, "character", "shown", "Gmail, desktop", "activecampaign.com/glossary/subject-line-length", "medium", "2026-11-25"),
    Limit("Email", "email", "preheader", 140, "character", "shown", "Gmail, desktop", "wordcounternow.com/blog/email-marketing-character-limits.html", "medium", "2026-11-25"),
)  # fmt: skip
"""All rows. Google search ads over their limits are rejected, not cut."""

_PLATFORMS = (
    ("Instagram", r"instagram|\binsta\b|\big\b"), ("Facebook", r"facebook|\bfb\b"), ("LinkedIn", r"linked ?in"), ("TikTok", r"tik ?tok"),
    ("YouTube", r"you ?tube"), ("Pinterest", r"pinterest"), ("Threads", r"\bthreads\b"), ("Bluesky", r"bluesky"), ("Mastodon", r"mastodon"),
    ("Google Business", r"google (my )?business"), ("Google Search", r"google|search ads|adwords|\bppc\b"), ("Discord", r"discord"),
    ("Telegram", r"telegram"), ("X", r"^x$|\bx \(|twitter"),
)  # fmt: skip


def limits_of(platform: str, asset_type: str) -> list[Limit]:
    """The rows that hold for an asset. Every email is an email, whatever the channel is called; unknown platforms have none."""
    if asset_type == "email":
        return [limit for limit in LIMITS if limit.kind == "email"]
    name = next((name for name, pattern in _PLATFORMS if re.search(pattern, platform, re.I)), None)
    kind = "ad" if asset_type == "ad_copy" else "post"
    return [limit for limit in LIMITS if limit.platform == name and limit.kind == kind and asset_type not in ("landing_page", "blog_post")]


def excesses(asset: Mapping[str, Any], binding: Binding) -> Iterator[Excess]:
    """Where an asset (plain JSON) does not fit the rows of that binding."""
    for limit in limits_of(str(asset.get("platform") or ""), str(asset.get("type") or "")):
        if limit.binding == binding:
            for path, count in _counts(asset, limit):
                if count > limit.most or count < limit.least:
                    yield Excess(limit, count, path)


def _counts(asset: Mapping[str, Any], limit: Limit) -> Iterator[tuple[str, int]]:
    part = limit.part
    if part in ("headlines", "descriptions", "hashtags"):
        yield part, len(asset.get(part) or [])
    elif part in ("headline", "description"):
        yield from ((f"{part}s[{place}]", measure(text, limit.unit)) for place, text in enumerate(asset.get(f"{part}s") or []))
    elif part == "caption":
        yield "body", measure(str(asset.get("body") or "") if limit.kind == "ad" else caption(asset), limit.unit)
    else:
        name = part.replace(" ", "_")
        yield name, measure(str(asset.get(name) or ""), limit.unit)


def caption(asset: Mapping[str, Any]) -> str:
    """A post as it is published: first line, copy, call to action, hashtags. A first line that the copy repeats stands once."""
    hook, body = str(asset.get("hook") or ""), str(asset.get("body") or "")
    parts = [hook if not body.startswith(hook) else "", body, str(asset.get("cta") or ""), " ".join(asset.get("hashtags") or [])]
    return "\n\n".join(part for part in parts if part)


def measure(text: str, unit: Unit) -> int:
    """Length of a text in the unit a platform counts in."""
    match unit:
        case "utf-16 unit":
            return len(text.encode("utf-16-le")) // 2
        case "byte":
            return len(text.encode())
        case "grapheme":
            return sum(1 for _ in graphemes(text))
        case "weighted character":
            return _weighted(text)
        case "escaped character":
            return len(text) + len(re.findall(r"[\\|{}@\[\]()<>#*_~]", text))
        case _:
            return len(text)


def graphemes(text: str) -> Iterator[str]:
    """What a reader calls a character: a base with its marks, an emoji with its modifiers and joiners, a pair of flag letters."""
    cluster = ""
    for letter in text:
        if cluster and _continues(cluster, letter):
            cluster += letter
        else:
            if cluster:
                yield cluster
            cluster = letter
    if cluster:
        yield cluster


def _continues(cluster: str, letter: str) -> bool:
    if cluster[-1] == "\u200d":
        return True
    if _is_flag(letter):
        return _is_flag(cluster[-1]) and len(cluster) % 2 == 1
    tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    tag = "\U000e0020" <= letter <= "\U000e007f"
    return letter in "\u200d\ufe0f\ufe0e\u20e3" or tone or tag or unicodedata.category(letter) in ("Mn", "Me", "Mc") or cluster + letter == "\r\n"


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


_URL = re.compile(r"https?://\S+")


def _weighted(text: str) -> int:
    """X: a link counts 23, an emoji 2, Latin and general punctuation 1, everything else 2; NFC first."""
    plain, links = _URL.subn("", unicodedata.normalize("NFC", text))
    return 23 * links + sum(_weight(cluster) for cluster in graphemes(plain))


def _weight(cluster: str) -> int:
    if any(ord(letter) >= 0x1F000 or letter in "\u200d\ufe0f\u20e3" for letter in cluster):
        return 2
    return sum(1 if _is_light(ord(letter)) else 2 for letter in cluster)


def _is_light(code: int) -> bool:
    return code <= 0x10FF or 0x2000 <= code <= 0x200D or 0x2010 <= code <= 0x201F or 0x2032 <= code <= 0x2037
