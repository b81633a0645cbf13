"""A price change in the page: pinned, its consequences seen before the approval, one section confirmed, two versions compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_northlight import acknowledge, panel, say, sign_in
from tests.trust.campaigns import copied

PRICE = "26 GBP a month; First bag half price for new subscribers (13 GBP first month)"


@pytest.fixture
def at_work(tmp_path: Path, whole_campaign: Path) -> Iterator[Server]:
    """A server whose campaign is approved from the intake to the delivery."""
    running = Server(copied(whole_campaign, tmp_path / "whole"))
    running.start()
    yield running
    running.kill()


def opened(page: Page) -> None:
    say(page, "Open Autumn subscription")
    panel(page, "delivery", "approved")
    say(page, "go to intake")
    panel(page, "intake", "approved")


def change_the_price(page: Page) -> None:
    page.get_by_role("button", name="Edit Pricing").click()
    page.fill("#ac-field-intake-pricing-input", PRICE)
    page.get_by_role("button", name="Save", exact=True).click()
    panel(page, "intake", "draft")
    page.click('[data-action="submit"]')
    panel(page, "intake", "in_review")


def test_a_price_change_is_seen_decided_and_followed_up_in_the_panel(at_work: Server, browser: Browser) -> None:
    errors: list[str] = []
    page = sign_in(browser.new_context(viewport={"width": 1440, "height": 900}, base_url=at_work.url), at_work)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page)
    a_pin_is_set_and_seen(page)
    change_the_price(page)
    the_gate_says_what_goes_out_of_date(page)
    a_section_is_confirmed(page)
    two_versions_are_compared(page)
    assert errors == []


def a_pin_is_set_and_seen(page: Page) -> None:
    page.locator("#ac-field-intake-tone-voice").hover()
    page.get_by_role("button", name="Pin Tone voice").click()
    expect(page.get_by_role("button", name="Unpin Tone voice")).to_have_attribute("aria-pressed", "true")


def the_gate_says_what_goes_out_of_date(page: Page) -> None:
    gate = page.locator(".ac-gate")
    expect(gate.locator(".ac-impact")).to_contain_text("sections out of date")
    gate.locator(".ac-impact summary", has_text="Strategy").click()
    expect(gate.locator(".ac-impact del").first).to_have_text("removed 24")
    expect(gate.locator(".ac-changes ins").first).to_have_text("added 26")
    acknowledge(page)
    button = page.locator('[data-action="approve"]')
    expect(button).to_contain_text("out of date")
    button.click()
    panel(page, "strategy", "stale")


def a_section_is_confirmed(page: Page) -> None:
    section = page.locator("#ac-group-market_truth")
    section.get_by_role("button", name="is out of date").click()
    expect(section.locator(".ac-reasons")).to_contain_text("Intake: Pricing")
    section.get_by_role("button", name="Still valid").click()
    section.locator("textarea").fill("Two pounds change nothing against the competitors")
    section.get_by_role("button", name="is still valid").click()
    expect(section).to_have_attribute("data-stale", "false")


def two_versions_are_compared(page: Page) -> None:
    say(page, "go to intake")
    panel(page, "intake", "approved")
    page.get_by_role("tab", name="History").click()
    page.locator(".ac-pair button").click()
    expect(page.locator(".ac-compared ins").first).to_have_text("added 26")
    expect(page.locator(".ac-version").first).to_contain_text("Approved")
