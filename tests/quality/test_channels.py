"""Where GA4 files a link, which links leak or are lost, and how long a text is in a platform's own unit."""

import pytest

from agent.quality.channels import link_problems, predict_channel
from agent.quality.limits import LIMITS, Unit, excesses, measure

HOST = "shop.northlight-coffee.co.uk"
GOOD = f"https://{HOST}/subscription?utm_source=instagram&utm_medium=social&utm_campaign=good-coffee&utm_content=a01-ig"


@pytest.mark.parametrize(
    ("source", "medium", "campaign", "expected"),
    [
        ("facebook", "cpm", "", ("Paid Social", "certain")),
        ("Instagram", "Paid-Social", "", ("Paid Social", "certain")),
        ("meta", "paid_social", "", ("Paid Other", "uncertain")),
        ("x", "cpc", "", ("Paid Other", "uncertain")),
        ("threads", "paid_social", "", ("Paid Other", "uncertain")),
        ("threads", "social", "", ("Organic Social", "certain")),
        ("newsletter", "newsletter", "", ("Unassigned", "certain")),
        ("newsletter", "email", "", ("Email", "certain")),
        ("partner", "influencer", "", ("Unassigned", "certain")),
        ("flyer", "qr", "", ("Unassigned", "certain")),
        ("linkedin", "sponsored", "", ("Organic Social", "certain")),
        ("x.com", "organic", "", ("Organic Search", "uncertain")),
        ("google", "cpc", "b2b-shop-floor", ("Paid Shopping", "certain")),
        ("google", "cpc", "eshop-launch", ("Paid Shopping", "certain")),
        ("google", "cpc", "workshop-series", ("Paid Search", "certain")),
        ("instagram", "social", "shop-launch", ("Organic Shopping", "certain")),
        ("google", "cpc", "cross-network-autumn", ("Cross-network", "certain")),
        ("youtube", "cpv", "", ("Paid Video", "certain")),
        ("youtube", "video", "", ("Organic Video", "certain")),
        ("publisher", "banner", "", ("Display", "certain")),
        ("publisher", "cpm", "", ("Display", "certain")),
        ("webinar", "link", "", ("Referral", "certain")),
        ("chatgpt.com", "ai-assistant", "", ("AI Assistant", "uncertain")),
        ("", "", "", ("Direct", "certain")),
    ],
)
def test_the_ga4_channel_follows_the_rules_in_their_order(source: str, medium: str, campaign: str, expected: tuple[str, str]) -> None:
    assert predict_channel(source, medium, campaign) == expected


def test_a_clean_link_has_no_problem() -> None:
    assert link_problems(GOOD, HOST) == []
    assert link_problems(GOOD, "northlight-coffee.co.uk") == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (GOOD.replace("social&", "Social&"), "lower case"),
        (GOOD.replace("good-coffee", "good_coffee"), "one separator"),
        (GOOD.replace("good-coffee", "good coffee"), "space"),
        (GOOD.replace("good-coffee", "good%20coffee"), "space"),
        (GOOD.replace("good-coffee", "good+coffee"), "space"),
        (GOOD + "&email=maya%40northlight.co.uk", "Personal data"),
        (GOOD + "&name=maya", "personal data"),
        (GOOD.replace("a01-ig", "maya@home"), "Personal data"),
        (GOOD + "&utm_source=facebook", "stands twice"),
        (GOOD.replace("utm_medium=social&", ""), "utm_medium is missing"),
        (GOOD.replace("utm_medium=social", "utm_medium="), "utm_medium is missing"),
        (GOOD.replace(HOST, "elsewhere.example"), "not to"),
        (GOOD.replace("https://", ""), "not a web address"),
        ("https://[broken", "not a web address"),
    ],
)
def test_a_link_that_leaks_or_is_not_counted_is_named(url: str, words: str) -> None:
    problems = link_problems(url, HOST)
    assert len(problems) == 1
    assert words in problems[0]


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        (FAMILY, "grapheme", 1),
        (FAMILY, "weighted character", 2),
        (FAMILY, "utf-16 unit", 11),
        (FAMILY, "byte", 25),
        ("https://" + "x" * 74, "weighted character", 23),
        ("日本", "weighted character", 4),
        ("e\u0301", "weighted character", 1),
        ("e\u0301", "grapheme", 1),
        ("\U0001f1ec\U0001f1e7\U0001f1ee\U0001f1ea", "grapheme", 2),
        ("x" * 2970 + "()" * 10, "escaped character", 3010),
        ("x" * 2970 + "()" * 10, "character", 2990),
    ],
)
def test_a_text_is_measured_in_the_platforms_unit(text: str, unit: Unit, length: int) -> None:
    assert measure(text, unit) == length


def test_the_larger_of_two_disputed_limits_blocks_and_the_smaller_warns() -> None:
    asset = {"platform": "LinkedIn", "type": "social_post", "hook": "", "body": "x" * 2970 + "()" * 10}
    assert list(excesses(asset, "hard")) == []
    assert [excess.count for excess in excesses(asset, "conflict")] == [3010]
    assert [excess.count for excess in excesses({**asset, "body": "x" * 3001}, "hard")] == [3001]


def test_a_search_advert_needs_enough_headlines_and_short_ones() -> None:
    asset = {"platform": "Google Ads", "type": "ad_copy", "headlines": ["x" * 31, "b"], "descriptions": ["d", "e"], "body": "b"}
    assert [(excess.path, excess.count) for excess in excesses(asset, "hard")] == [("headlines[0]", 31), ("headlines", 2)]


def test_every_limit_names_its_source_and_the_day_it_was_read() -> None:
    assert all(limit.source and limit.read_on >= "2026-11-23" and limit.most >= limit.least for limit in LIMITS)
