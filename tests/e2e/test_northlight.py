"""The Northlight campaign through the real page: from the brief to the downloaded package, over a reload, a crash and a second tab."""

import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from agent.stages import STAGES
from tests.e2e.conftest import BRIEF, Server

PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("AICMO_E2E_SHOTS")
"""A folder to keep the pictures in; they are taken into a temporary one otherwise."""


def sign_in(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.url)
    page.fill("#email", server.email)
    page.fill("#password", server.password)
    page.click("button[type=submit]")
    expect(page.locator("#starters button").first).to_be_enabled()
    return page


def say(page: Page, text: str) -> None:
    page.click("#chat-input")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def panel(page: Page, stage: str, status: str) -> None:
    """Wait for the panel to show a stage in a status."""
    expect(page.locator(f'.ac-panel[data-stage="{stage}"][data-status="{status}"]')).to_be_visible(timeout=60_000)


def acknowledge(page: Page) -> None:
    for box in page.locator(".ac-gate .ac-check input").all():
        box.check()


def press_from_the_page(page: Page, payload: dict[str, object]) -> str:
    """Send what a forged or stale button would, and give the refusal."""
    session = next(c["value"] for c in page.context.cookies() if c.get("name") == "X-Chainlit-Session-id")
    body = {"sessionId": session, "action": {"name": "event", "payload": payload}}
    answer = page.request.post("/project/action", data=body)
    return str((answer.json().get("response") or {}).get("error"))


def submit(page: Page, stage: str) -> None:
    """Confirm what only a person can, then submit the newest version."""
    expect(page.locator(f'.ac-panel[data-stage="{stage}"]')).to_be_visible(timeout=60_000)
    if stage == "delivery":
        for name in ("branding_reviewed", "legal_reviewed"):
            flag = page.locator(f"#ac-field-delivery-checklist-{name.replace('_', '-')} input")
            flag.click()
            expect(flag).to_be_checked()
    button = page.locator('[data-action="submit"]')
    expect(button, page.locator(".ac-foot").inner_text()).to_have_attribute("aria-disabled", "false")
    button.click()
    panel(page, stage, "in_review")


def approve(page: Page, stage: str) -> None:
    acknowledge(page)
    button = page.locator('[data-action="approve"]')
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click()
    expect(page.locator(f'#aicmo-bar .ac-pill[data-stage="{stage}"]')).to_have_attribute("data-status", "approved", timeout=60_000)


def test_from_the_brief_to_the_package(server: Server, browser: Browser, tmp_path: Path) -> None:
    shots = Path(SHOTS) if SHOTS else tmp_path / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=server.url)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = sign_in(context, server)
    page.screenshot(path=shots / "01-welcome.png")
    say(page, "New campaign: Northlight autumn for Northlight Coffee Roasters")
    panel(page, "intake", "draft")
    page.screenshot(path=shots / "02-asked.png")
    refuse_a_large_file(page, tmp_path)
    page.set_input_files("#upload-button-input", BRIEF)
    say(page, "Here is the brief")
    expect(page.locator('.ac-panel[data-stage="intake"][data-version="2"]')).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "03-brief.png")

    second = beside(context, page.url)
    for place, stage in enumerate(STAGES):
        submit(page, stage.id)
        page.screenshot(path=shots / f"1{place}-{stage.id}-gate.png")
        if place == 0:
            over_a_reload(page, second, stage.id)
        if place == 1:
            over_a_crash(page, server, stage.id)
        approve(page, stage.id)
        page.screenshot(path=shots / f"1{place}-{stage.id}-approved.png")
    look_around(page, context, shots)
    if STAGES[-1].id == "delivery":
        download(page, browser, server, shots)
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


def beside(context: BrowserContext, address: str) -> Page:
    """The same conversation in a second tab, waited for. A tab that stays empty is loaded again, as a person would."""
    page = context.new_page()
    page.goto(address)
    shown = page.locator(".ac-panel")
    with suppress(AssertionError):
        expect(shown).to_be_visible(timeout=20_000)
        return page
    page.reload()
    expect(shown).to_be_visible(timeout=60_000)
    return page


def refuse_a_large_file(page: Page, folder: Path) -> None:
    """A file over the limit is refused in words that name the limit; the chat goes on."""
    large = folder / "film.md"
    with large.open("wb") as stream:
        stream.truncate(50 * 2**20)
    page.set_input_files("#upload-button-input", large)
    expect(page.get_by_text("larger than 20 MB")).to_be_visible()


def over_a_reload(page: Page, second: Page, stage: str) -> None:
    """The gate, its buttons and the whole talk are there after a reload and in a second tab; a stale or forged button opens nothing."""
    page.reload()
    panel(page, stage, "in_review")
    expect(page.get_by_text("Here is the brief")).to_be_visible()
    panel(second, stage, "in_review")
    click = {"kind": "click", "action": "approve", "stage": stage, "args": {"acknowledge": True}}
    assert "v1" in press_from_the_page(page, {**click, "version": 1})
    assert "another campaign" in press_from_the_page(page, {**click, "version": 2, "campaign_id": "other"})
    assert "action" in press_from_the_page(page, {**click, "action": "open sesame"})
    panel(page, stage, "in_review")


def over_a_crash(page: Page, server: Server, stage: str) -> None:
    """Changes are asked for, made and submitted; then the server dies at the gate. When it is back, the open page goes on by itself."""
    page.fill(".ac-comment textarea", "Say who the enemy is more plainly")
    page.click('[data-action="request_changes"]')
    panel(page, stage, "changes_requested")
    expect(page.locator(".ac-banner", has_text="more plainly")).to_be_visible()
    submit(page, stage)
    server.kill()
    expect(page.locator("#session-error")).to_be_visible()
    server.start()
    expect(page.locator("#session-error")).to_be_hidden(timeout=60_000)
    panel(page, stage, "in_review")


def look_around(page: Page, context: BrowserContext, shots: Path) -> None:
    """The same in the dark, and on a phone; nothing is wider than the screen."""
    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    expect(page.locator(".ac-panel")).to_be_visible()
    page.screenshot(path=shots / "20-dark.png")
    browser = context.browser
    assert browser is not None
    phone = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, user_agent="Mobile", storage_state=context.storage_state())  # type: ignore[arg-type]
    small = phone.new_page()
    small.goto(page.url)
    expect(small.locator(".ac-offers")).to_be_visible()
    small.screenshot(path=shots / "21-phone.png")
    small.locator(".ac-offers .ac-button").first.click()
    expect(small.locator(".ac-panel")).to_be_visible()
    small.screenshot(path=shots / "22-phone-panel.png")
    assert small.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small.locator(".ac-close").click()
    expect(small.locator(".ac-panel")).to_have_count(0)
    phone.close()


def download(page: Page, browser: Browser, server: Server, shots: Path) -> None:
    """The package is made and saved; to somebody who is not signed in it does not exist."""
    page.click('[data-action="generate_package"]')
    link = page.locator('.ac-foot [data-action="download"]')
    expect(link).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "30-package.png")
    with page.expect_download() as coming:
        link.click()
    data = Path(coming.value.path()).read_bytes()
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert coming.value.suggested_filename.endswith(".zip")
    assert any(name.endswith("manifest.json") for name in names) and any(name.endswith(".pdf") for name in names)
    stranger = browser.new_context(base_url=server.url)
    assert stranger.request.get(str(link.get_attribute("href"))).status == 404
    stranger.close()
