"""A client's link through the real pages: made in the chat, opened on a phone without an account, decided on once."""

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import BRIEF, Server
from tests.e2e.test_northlight import PHONE, panel, say, sign_in, submit


def test_a_client_approves_on_a_phone_and_the_agency_sees_it(browser: Browser, server: Server) -> None:
    page = sign_in(browser.new_context(viewport={"width": 1440, "height": 900}, base_url=server.url), server)
    say(page, "New campaign: Autumn for Northlight Coffee Roasters")
    panel(page, "intake", "draft")
    page.set_input_files("#upload-button-input", BRIEF)
    say(page, "Here is the brief")
    expect(page.locator('.ac-panel[data-stage="intake"][data-version="2"]')).to_be_visible(timeout=60_000)
    submit(page, "intake")
    panel(page, "intake", "in_review")
    page.get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="Ask the client to decide").click()
    page.get_by_label("Email of the client").fill("anna@client.example")
    page.get_by_label("I took note of the warnings").check()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator('a[href*="/decide/"]').last
    expect(link).to_be_visible(timeout=60_000)
    address = str(link.get_attribute("href"))
    page.reload()
    expect(page.locator(f'a[href="{address}"]')).to_be_visible(timeout=60_000)
    phone = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}).new_page()
    phone.goto(address)
    phone.get_by_role("button", name="Approve Intake version 2").click()
    expect(phone.get_by_role("heading", name="You approved Intake version 2")).to_be_visible()
    panel(page, "strategy", "draft")
