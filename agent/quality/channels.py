"""Tracked links: the GA4 default channel a link will land in, and whether its tracking values are clean.

The rules and the source list are those of the dbt-ga4 package (MIT, list last changed 4 November 2023) and of Google's help on
default channel groups; read on 23 November 2026. Sources that became known later are predicted as "uncertain".
"""

import re
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

Certainty = Literal["certain", "uncertain"]

READ_ON = "2026-11-23"
"""The day the rules and the source list were read."""

_SOCIAL = frozenset(
    "facebook facebook.com fb fb.me l.facebook.com lm.facebook.com m.facebook.com instagram instagram.com ig l.instagram.com linkedin"
    " linkedin.com lnkd.in twitter twitter.com t.co tiktok tiktok.com pinterest pinterest.com pinterest.co.uk pinterest.de reddit"
    " reddit.com snapchat snapchat.com whatsapp whatsapp.com messenger messenger.com wechat weibo xing xing.com quora quora.com tumblr"
    " tumblr.com medium.com meetup meetup.com yelp yelp.com tripadvisor tripadvisor.com glassdoor glassdoor.com houzz houzz.com vk.com"
    " line line.me kakao t.me skype slideshare.net stackoverflow stackoverflow.com goodreads.com wordpress wordpress.com blogger"
    " news.ycombinator.com flipboard hootsuite bit.ly yammer researchgate.net".split()
)
_SEARCH = frozenset(
    "google google.com bing cn.bing.com yahoo yahoo.com duckduckgo ecosia.org baidu yandex yandex.com yandex.ru qwant qwant.com aol"
    " ask msn msn.com naver naver.com seznam seznam.cz googlemybusiness news.google.com search.google.com so.com sogou".split()
)
_SHOPPING = frozenset(
    "amazon amazon.com amazon.co.uk ebay ebay.com ebay.co.uk ebay.de etsy etsy.com walmart walmart.com alibaba alibaba.com shopify"
    " shopify.com shop.app shopzilla mercadolibre stripe igshopping".split()
)
_VIDEO = frozenset(
    "youtube youtube.com m.youtube.com vimeo vimeo.com twitch twitch.tv dailymotion netflix hulu disneyplus ted ted.com wistia".split()
)
_LATER = frozenset("meta x x.com threads threads.net threads.com bluesky bsky bsky.app mastodon mastodon.social".split())
"""Social sources that are absent from the 2023 list and may have been added since."""

_PAID = re.compile(r"^(.*cp.*|ppc|retargeting|paid.*)$")
_SHOP = re.compile(r"^(.*(([^a-df-z]|^)shop|shopping).*)$")
_EMAIL = ("email", "e-mail", "e_mail", "e mail")


def predict_channel(source: str, medium: str, campaign: str = "") -> tuple[str, Certainty]:
    """The GA4 default channel of a link with these tracking values, by Google's rules in their order; case does not matter.

    "uncertain" when the answer depends on whether a source that is newer than the 2023 list has been added to it.
    """
    values = source.strip().lower(), medium.strip().lower(), campaign.strip().lower()
    if values[1] == "ai-assistant":
        return "AI Assistant", "uncertain"
    channel = _channel(*values, _category(values[0]))
    uncertain = values[0] in _LATER and _channel(*values, "social") != channel
    return channel, "uncertain" if uncertain else "certain"


def _category(source: str) -> str:
    named = {"shopping": _SHOPPING, "search": _SEARCH, "social": _SOCIAL, "video": _VIDEO}
    return next((name for name, sources in named.items() if source in sources), "")


def _channel(source: str, medium: str, campaign: str, category: str) -> str:
    if source in ("", "(direct)") and medium in ("", "(none)", "(not set)"):
        return "Direct"
    if "cross-network" in campaign:
        return "Cross-network"
    shopping = category == "shopping" or bool(_SHOP.match(campaign))
    if _PAID.match(medium):
        return _paid(medium, category, shopping)
    if medium in ("display", "banner", "expandable", "interstitial", "cpm"):
        return "Display"
    if shopping:
        return "Organic Shopping"
    return _unpaid(source, medium, category)


def _paid(medium: str, category: str, shopping: bool) -> str:
    if shopping:
        return "Paid Shopping"
    if category in ("search", "social", "video"):
        return f"Paid {category.title()}"
    return "Display" if medium == "cpm" else "Paid Other"


def _unpaid(source: str, medium: str, category: str) -> str:
    rules: tuple[tuple[str, bool], ...] = (
        ("Organic Social", category == "social" or medium in _SOCIAL_MEDIA),
        ("Organic Video", category == "video" or "video" in medium),
        ("Organic Search", category == "search" or medium == "organic"),
        ("Referral", medium in ("referral", "app", "link")),
        ("Email", source in _EMAIL or medium in _EMAIL),
        ("Affiliates", medium == "affiliate"),
        ("Audio", medium == "audio"),
        ("SMS", source == "sms" or medium == "sms"),
        ("Mobile Push Notifications", medium.endswith("push") or "mobile" in medium or "notification" in medium or source == "firebase"),
    )
    return next((channel for channel, holds in rules if holds), "Unassigned")


_SOCIAL_MEDIA = ("social", "social-network", "social-media", "sm", "social network", "social media")

_PERSONAL_KEYS = ("email", "e-mail", "mail", "name", "firstname", "first_name", "lastname", "last_name", "surname", "phone", "tel", "mobile")
REQUIRED_TAGS = ("utm_source", "utm_medium", "utm_campaign")
"""Without these a visit cannot be told from any other."""


def link_problems(url: str, own_host: str) -> list[str]:
    """Why a published link would not be counted, or would leak: one sentence per problem, none when it is clean.

    `own_host` is the client's host; a link must lead there (a sub-domain counts), or its tracking values are lost.
    """
    text = url.strip()
    if re.search(r"\s", text):
        return ["The link contains a space."]
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ["This is not a web address."]
    if parts.scheme not in ("http", "https") or "." not in host:
        return ["This is not a web address."]
    problems = [] if _same_site(host, own_host) else [f"The link leads to {host}, not to {own_host}."]
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return problems + _personal(parts.query, unquote(parts.path), pairs) + _tag_problems(pairs)


def _same_site(host: str, own_host: str) -> bool:
    here, own = host.lower().removeprefix("www."), own_host.lower().removeprefix("www.")
    return not own or here == own or here.endswith(f".{own}") or own.endswith(f".{here}")


def _personal(query: str, path: str, pairs: list[tuple[str, str]]) -> list[str]:
    if "@" in unquote(query) or "@" in path:
        return ["The link contains an address (an @). Personal data never stands in a link."]
    for key, value in pairs:
        if key.lower() in _PERSONAL_KEYS or re.fullmatch(r"(\+|00?)[1-9][\d ()/-]{7,}", value):
            return [f"'{key}' is personal data. Personal data never stands in a link."]
    return []


def _tag_problems(pairs: list[tuple[str, str]]) -> list[str]:
    tags = [(key, value) for key, value in pairs if key.lower().startswith("utm_")]
    keys = [key.lower() for key, _ in tags]
    problems = [f"{key} stands twice." for key in dict.fromkeys(keys) if keys.count(key) > 1]
    filled = {key.lower() for key, value in tags if value.strip()}
    problems += [f"{key} is missing." for key in REQUIRED_TAGS if key not in filled]
    for key, value in tags:
        if key != key.lower() or value != value.lower():
            problems.append(f"'{key}={value}' is not in lower case; reports would count it apart.")
        if re.search(r"\s", value):
            problems.append(f"The value of {key} contains a space.")
        elif not re.fullmatch(r"[\w.~@-]*", value):
            problems.append(f"'{value}' in {key} contains more than letters, digits and one separator.")
    separators = {mark for _, value in tags for mark in re.findall(r"[-_]", value)}
    if len(separators) > 1:
        problems.append("The tracking values mix '-' and '_'. Use one separator.")
    return problems
