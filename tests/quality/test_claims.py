"""A claim passes only when its proof says exactly that; what describes the offer is no claim."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.quality.claims import Evidence, copy_faults, declared_faults, stands_in
from agent.quality.figures import dates, figures
from agent.schemas.creatives import Claim
from agent.schemas.intake import Intake
from agent.schemas.registry import parse

REFERENCE = Path(__file__).parent.parent / "reference"
DISPATCH, TRUST, PRIYA, AWARD, PRICE = (
    "proof-dispatch-log", "proof-trustpilot-2026-08", "proof-priya-bristol", "proof-great-taste-2025", "proof-subscription-price",
)  # fmt: skip


def evidence(client: str = "northlight", today: date = date(2026, 8, 10), **changes: Any) -> Evidence:
    content = {**json.loads((REFERENCE / client / "intake.json").read_text()), **changes}
    intake = parse("intake", content)
    assert isinstance(intake, Intake)
    return Evidence(intake, today)


def quotes(text: str, *proofs: str, given: Evidence | None = None, language: str | None = None) -> list[str]:
    named = [Claim(text=text, proof_asset=proof) for proof in proofs]
    return [fault.quote for fault in copy_faults([("body", text)], named, given or evidence(), language=language)]


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("97.4% of bags shipped within 48 hours of roasting", DISPATCH),
        ("97.4 per cent of bags, within 48 hours", DISPATCH),
        ("£24 a month", PRICE),
        ("24 GBP a month: two 250 g bags", PRICE),
        ("4.8 stars from 2,316 reviews (checked 3 August 2026)", TRUST),
        ("Rated 4.8/5 by 2,316 reviews, checked 2026-08-03", TRUST),
        ("Great Taste Awards 2025: 3 stars for the Yirgacheffe", AWARD),
        ("\"It's the first subscription I've not cancelled.\"\nPriya, Bristol", PRIYA),
        ("“It’s the first subscription I’ve not cancelled”, says Priya", PRIYA),
    ],
)
def test_a_claim_as_its_proof_states_it_passes(text: str, proof: str) -> None:
    assert quotes(text, proof) == []
    assert list(declared_faults(Claim(text=text, proof_asset=proof), "claims[0]", evidence())) == []


@pytest.mark.parametrize(
    ("text", "proof", "quote"),
    [
        ("97.5% of bags shipped within 48 hours", DISPATCH, "97.5%"),
        ("97% of bags shipped within 48 hours", DISPATCH, "97%"),
        ("97.4% of bags shipped within 24 hours", DISPATCH, "24 hours"),
        ("97.4 days to your door", DISPATCH, "97.4 days"),
        ("97.4% of customers are happy", DISPATCH, "97.4%"),
        ("48% of bags shipped", DISPATCH, "48%"),
        ("€24 a month", PRICE, "€24"),
        ("£23.99 a month", PRICE, "£23.99"),
        ("4.9 from 2,316 reviews", TRUST, "4.9"),
        ("4.8 from 2,316 customers", TRUST, "2,316"),
        ("4.8 from over 3,000 reviews", TRUST, "3,000"),
        ("4.8 from 2,316 reviews (checked 5 August 2026)", TRUST, "5 August 2026"),
        ("Great Taste Awards 2024: 3 stars for the Yirgacheffe", AWARD, "2024"),
        ('"It\'s the best subscription I have ever had."\nPriya, Bristol', PRIYA, '"It\'s the best subscription I have ever had."'),
    ],
)
def test_a_claim_that_differs_in_number_unit_or_date_fails(text: str, proof: str, quote: str) -> None:
    assert quote in quotes(text, proof)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The best coffee in Leeds", "best"),
        ("Britain's freshest beans", "freshest"),
        ("Our most popular box", "most popular"),
        ("Fresher than any supermarket bag", "Fresher than any"),
        ("Nobody else shows the roast date", "Nobody else"),
        ("Clinically proven to wake you", "Clinically proven"),
        ("A healthy start", "healthy"),
        ("It boosts your focus", "boosts your focus"),
        ("Loved by thousands of people", "Loved by"),
        ("Award-winning roasts", "Award-winning"),
        ("Free delivery on every box", "Free delivery"),
        ("Nine out of ten subscribers stay", "Nine out of ten"),
        ("Roasting since 1987", "since 1987"),
        ("Join 5,000 customers", "5,000"),
        ("Twice as good", "Twice as good"),
        ("Not only healthy", "healthy"),
        ("Thousands of happy customers", "Thousands of happy customers"),
        ('Our customer Tom says: "I never want another coffee."', '"I never want another coffee."'),
        ('Tom from Leeds says: "I never want another coffee."', '"I never want another coffee."'),
        ("Save 20% today", "20%"),
        ("Der beste Kaffee der Stadt", "Der beste"),
    ],
)
def test_a_claim_without_any_proof_fails(text: str, quote: str) -> None:
    assert quote in quotes(text, DISPATCH, TRUST, PRIYA, AWARD, PRICE)


@pytest.mark.parametrize(
    "text",
    [
        "Two 250 g bags every two weeks, posted within 48 hours.",
        "First bag half price: 12 GBP first month.",
        "Offer ends on 31 October 2026 at 9am, or 18:00.",
        "1. Open the door\n2. Read the date\n\nStep 3: coffee",
        "5 reasons to start, 3 steps to stop",
        "1\ufe0f\u20e3 Open the door. Day 3: coffee. The 9-to-5, or 9–11am.",
        "Hundreds of emails, and not one is healthy. We can't guarantee sunshine.",
        '"Where has all the coffee gone?" Everyone, every Monday.',
        'No rush. The button says "See how it works", and will tomorrow.',
        "Best,\nMaya",
        "Do your best with the mug you have. Best before breakfast.",
        "Only in 2026. For people aged 28-45.",
        'You think "must order more" and forget.',
        '"Subscriptions trap you." We\'ve met some of those too.',
        "https://shop.northlight-coffee.co.uk/a?b=17 or maya@northlight-coffee.co.uk, B2B",
    ],
)
def test_what_describes_the_offer_is_no_claim(text: str) -> None:
    assert quotes(text) == []


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("97.4% of bags in the last 12 months", DISPATCH),
        ("£24 a month", PRICE),
        ("2,316 reviews", TRUST),
        ("It's like Priya said: \"It's the first subscription I've not cancelled.\"", PRIYA),
    ],
)
def test_a_true_claim_must_name_its_proof(text: str, proof: str) -> None:
    faults = list(copy_faults([("body", text)], [], evidence()))
    assert [fault.proof.id for fault in faults if fault.proof] == [proof]


def test_a_fuzzy_match_is_no_match() -> None:
    proof = {"id": "proof-trial", "kind": "case_study", "text": "No-shows fell 5% after 14 days", "value": 5, "unit": "%"}
    assert quotes("45% fewer no-shows in 14 days", "proof-trial", given=evidence(proof_assets=[proof])) == ["45%"]
    true = {**proof, "text": "No-shows fell 45% after 14 days", "value": 45}
    assert quotes("45% fewer no-shows in 14 days", "proof-trial", given=evidence(proof_assets=[true])) == []


def test_numbers_are_read_in_the_copys_own_notation() -> None:
    trial, given = "proof-hallbach-trial-2026", evidence("haldane")
    good = "Feldversuch vom 14. März bis 30. Juni 2026: ±0,9 % Abweichung über 108 Tage"
    assert quotes(good, trial, given=given, language="German") == []
    assert quotes("deviation +/-0.9% over 108 days", trial, given=given) == []
    assert quotes("±0,8 % Abweichung über 109 Tage", trial, given=given, language="German") == ["0,8 %", "109 Tage"]


def test_a_declared_claim_repeats_its_proof_and_stands_in_the_copy() -> None:
    iso = Claim.model_validate({"text": "ISO 4064, valid until 31 May 2028", "proof_asset": "proof-iso-4064", "expires": "2028-05-31"})
    given = evidence("haldane")
    assert list(declared_faults(iso, "c", given)) == []
    assert [f.quote for f in declared_faults(iso.model_copy(update={"text": "valid until 31 May 2029"}), "c", given)] == ["31 May 2029"]
    assert [f.path for f in declared_faults(iso.model_copy(update={"expires": date(2029, 5, 31)}), "c", given)] == ["c.expires"]
    assert [f.path for f in declared_faults(iso.model_copy(update={"value": 4, "date": "2025"}), "c", given)] == ["c.value", "c.date"]
    assert [f.path for f in declared_faults(iso.model_copy(update={"proof_asset": "proof-none"}), "c", given)] == ["c.proof_asset"]
    assert "expired" in next(declared_faults(iso, "c", evidence("haldane", today=date(2028, 6, 1)))).message
    assert stands_in(iso, [("body", "Now with ISO 4064,\nvalid until 31 May 2028. Ask us.")])
    assert not stands_in(iso, [("body", "Now with ISO 4064.")])


def test_figures_and_dates_are_read_apart() -> None:
    text = "From EUR 3.900, 12-18% of £45k; 3x in 2026, from 14 March to 30 June 2026 (24/7, ISO-4064)"
    assert [(figure.value, figure.unit) for figure in figures(text)] == [
        (3900, "EUR"), (12, "%"), (18, "%"), (45000, "GBP"), (3, "times"),
    ]  # fmt: skip
    assert [(day.year, day.month, day.day) for day in dates(text)] == [(2026, 3, 14), (2026, 6, 30)]
