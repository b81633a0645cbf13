"""Tracked links: lower case, hyphens only, no personal data, none on the client's own pages; and where GA4 will file them."""

import re
from functools import cache
from urllib.parse import quote, urlsplit

from agent.llm.port import DraftRequest, SectionDraft
from agent.quality.channels import predict_channel
from agent.schemas.creatives import Asset
from agent.schemas.execution import Utm
from agent.stages.execution.plan import OWN_PAGES, Plan, Sheet, kind, slug
from agent.stages.wording import bare, listed

_SOCIAL = ("Instagram", "Facebook", "LinkedIn", "TikTok", "X", "Pinterest", "Xing")
_MEDIUM = {
    "Email": "email", "YouTube": "video", "WhatsApp": "social", "Google Search": "cpc", "Podcast": "audio", "Webinar": "referral", "Job boards": "referral",
    "Local press": "referral", "Radio": "referral", "Posters and leaflets": "referral", "Trade fair": "referral", "Referrals": "referral",
}  # fmt: skip
_SOURCE = {"X": "twitter", "Google Search": "google", "Email": "newsletter", "Landing page": "", "Website": "", "Blog": ""}
_SHOPPING = re.compile(r"(?:[^a-df-z]|^)shop|shopping")
"""GA4 reads a campaign name with this as shopping."""
_STOPS = frozenset("a an and are as at but by for from have in is it of on or our say says that the their they this to we when who whose why with you your".split())


def campaign_slug(theme: str) -> str:
    """The campaign's tracking name from its theme: at most six words, none that GA4 would read as shopping or as cross-network."""
    head = re.split(r"[:;.!?]\s|\n", bare(theme))[0]
    words = slug(head).split("-")
    if len(words) > 6:
        words = [word for word in words if word not in _STOPS][:5] or words[:6]
    name = "-".join(words).replace("shopping", "buying").replace("cross-network", "network")
    while (found := _SHOPPING.search(name)) is not None:
        name = name[: found.start()] + found[0].replace("shop", "store") + name[found.end() :]
    return name


@cache
def predicted(source: str, medium: str, campaign: str) -> tuple[str, str]:
    """GA4's default channel for these values, and whether that is certain."""
    return predict_channel(source, medium, campaign)


def is_paid(asset: Asset) -> bool:
    """Whether an asset runs as an advert."""
    return asset.type == "ad_copy"


def values_for(platform: str, asset: Asset, utm: Utm) -> tuple[str, str] | None:
    """utm_source and utm_medium of an asset on a platform; None on the client's own pages."""
    if kind(platform) in OWN_PAGES:
        return None
    source = slug(utm.source.get(platform) or source_of(platform))
    sponsored = utm.medium.get(f"{platform} sponsored") if is_paid(asset) else None
    return source, slug(sponsored or utm.medium.get(platform) or medium_for(platform))


def link_for(plan: Plan, platform: str, asset: Asset, utm: Utm) -> str | None:
    """The full address of an asset's link; None when the client has no site."""
    site = plan.facts.intake.website
    if not site:
        return None
    parts = urlsplit(site)
    path, _, fragment = (asset.link_path or "/").partition("#")
    if path.startswith("http"):
        path = path.split("/", 3)[3] if path.count("/") > 2 else ""
    path, _, query = quote(f"/{path.lstrip('/')}", safe="/?=&%+-._~").partition("?")
    values = values_for(platform, asset, utm)
    if values:
        campaign = slug(utm.campaign_name or campaign_slug(plan.facts.offer.name))
        pairs = [("source", values[0]), ("medium", values[1]), ("campaign", campaign), ("content", slug(asset.id)), ("term", utm.term), ("id", utm.id)]
        query = "&".join(filter(None, [query, *(f"utm_{name}={slug(value)}" for name, value in pairs if value and slug(value))]))
    return f"{parts.scheme}://{parts.netloc}{path}{f'?{query}' if query else ''}{f'#{fragment}' if fragment else ''}"


def source_of(platform: str) -> str:
    """utm_source of a platform: the word GA4 knows it by; a named newsletter keeps its name."""
    known = _SOURCE.get(kind(platform), slug(kind(platform)))
    if kind(platform) == "Email" and slug(platform) not in ("email", "e-mail", "newsletter"):
        return re.sub(r"-?e-?mails?(?=-|$)", "", slug(platform)).strip("-") or known
    return known


def medium_for(platform: str) -> str:
    """utm_medium of the unpaid use of a platform."""
    return _MEDIUM.get(kind(platform), "social")


def draft_utm(request: DraftRequest) -> SectionDraft:
    """Draft the tracking values."""
    sheet = Sheet(request)
    theme = sheet.creatives.brief.campaign_theme or sheet.facts.offer.name
    linked = [name for name in sheet.platforms if kind(name) not in OWN_PAGES]
    media = {name: medium_for(name) for name in linked}
    sponsored = {f"{name} sponsored": "paid-social" for name in linked if kind(name) in _SOCIAL}
    ordered = {key: value for name in linked for key, value in ((name, media[name]), (f"{name} sponsored", sponsored.get(f"{name} sponsored"))) if value}
    example = next((asset.id for asset in sheet.creatives.assets), None)
    utm = Utm(
        campaign_name=campaign_slug(theme),
        source={name: source_of(name) for name in linked},
        medium=ordered,
        content=f"asset id, for example {example}" if example else "asset id",
        id=_run_id(sheet),
        tracking_notes=_notes(sheet, campaign_slug(theme)),
    )
    return sheet.done(utm.model_dump(mode="json"))


def _run_id(sheet: Sheet) -> str:
    reference = next((text for text in sheet.facts.texts("reference")), None)
    if reference and slug(reference):
        return slug(reference)[:40]
    day = sheet.facts.start
    return slug(sheet.facts.short) + (f"-{day.year}-{day.month:02d}" if day else "")


def _notes(sheet: Sheet, campaign: str) -> str:
    facts = sheet.facts
    own = [name for name in sheet.platforms if kind(name) in OWN_PAGES]
    host = urlsplit(facts.intake.website).netloc if facts.intake.website else ""
    lines = [f"Links from one page of {host} to another{f', {listed(own)} included,' if own else ''} carry no tracking values" if host else "The client has no site, so nothing can be linked yet"]
    lines.append("No name and no address of a person is placed in a link")
    before = f"before {facts.start.isoformat()}" if facts.start else "before the first post"
    state = {
        "yes": "Tracking exists as the client says; still,", "partial": "Tracking exists in part:", "no": "Tracking does not exist yet and is set up first; then",
        "unknown": "The brief does not say whether tracking exists:",
    }[facts.intake.tracking_status]  # fmt: skip
    again = [fact.end for fact in facts.facts("blackout") if fact.end and facts.start and facts.end and facts.start <= fact.end <= facts.end]
    lines.append(f"{state} one link of each kind is clicked and seen in its predicted channel {before}{f', and again after {again[0].isoformat()}' if again else ''}")
    if any(kind(name) == "X" for name in sheet.platforms):
        lines.append("X is tagged as twitter, the name by which GA4 files it")
    if _SHOPPING.search(slug(sheet.creatives.brief.campaign_theme or "")):
        lines.append(f"The tracking name {campaign} avoids the letters s-h-o-p, which GA4 would read as shopping")
    return " ".join(f"{line}." for line in lines)
