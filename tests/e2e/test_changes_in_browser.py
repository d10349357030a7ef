"""A saved note from the disk to the page: seen, looked at, decided, undone after a restart, with the memory intact."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.serving import serving
from tests.e2e.steps import expect_no_sideways_scroll

pytestmark = pytest.mark.browser
PATIENCE_MS = 40_000

NOTE = """\
# Tides

The tide is the slow rise and fall of the sea that the moon and the sun cause.

## Range

- **Largest range:** The largest tides reach sixteen metres in the Bay of Fundy.
- **Smallest range:** In the Baltic Sea the water moves by a few centimetres only.

## Cause

The **tidal bulge** is the watter that is heaped up on both sides of the earth.

## Harbours

- **Advantage of a dock:** Ships stay afloat at low tide.
- **Lock gate:** A lock gate is a door that keeps the water in.
"""
EDITS = (
    ("sixteen metres", "fifteen metres"),
    ("the watter that", "the water that"),
    ("## Harbours", "## Harbours and docks"),
    ("- **Advantage of a dock:** Ships stay afloat at low tide.\n", ""),
)


def edited(text: str = NOTE, edits: tuple[tuple[str, str], ...] = EDITS) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


@contextmanager
def visiting(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """A page of a fresh context, which must not log an error."""
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def follow(page: Page, folder: Path, cards: str = "Lock gate") -> None:
    """Follow a folder by the page, and wait until its cards are written."""
    page.goto("/changes")
    page.get_by_label("The folder").fill(str(folder))
    page.get_by_role("button", name="Follow it").click()
    expect(page.locator("[data-rescan]")).to_contain_text("read again", timeout=PATIENCE_MS)
    until(page, f"/cards?text={cards}", ".card-line")


def until(page: Page, address: str, selector: str) -> None:
    """Load a page until it has what is looked for."""
    for _ in range(100):
        page.goto(address)
        if page.locator(selector).count():
            return
        time.sleep(0.2)
    raise AssertionError(f"{address} never had {selector}")


def answer(page: Page, question: str) -> str:
    """Study until this question has been answered Good; returns the card's id."""
    page.goto("/study")
    for _ in range(20):
        words = page.locator("#question").inner_text()
        card = page.locator("[data-card]").get_attribute("data-card")
        assert card
        page.keyboard.press("Space")
        page.keyboard.press("3")
        expect(page.locator(f"[data-card='{card}']")).to_have_count(0)
        if question in words:
            return card
    raise AssertionError(f"{question} was never asked")


def history(page: Page, card: str) -> list[str]:
    page.goto(f"/cards/{card}")
    return page.locator("#history ~ .scroll tbody tr").all_inner_texts()


def change_arrives(page: Page) -> None:
    """The list shows a waiting note by itself, without a reload."""
    expect(page.get_by_role("heading", level=1)).to_have_text("1 note waits for your word", timeout=PATIENCE_MS)
    expect(page.locator("a.waiting-note .says")).to_contain_text("to retire", timeout=PATIENCE_MS)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "tides.md").write_text(NOTE)
    return folder


def test_a_saved_note_is_followed_decided_about_and_undone_after_a_restart(
    browser: Browser, tmp_path: Path, vault: Path
) -> None:
    with serving(tmp_path) as address, visiting(browser, address) as page:
        follow(page, vault)
        card = answer(page, "Largest range")
        learnt = history(page, card)
        assert len(learnt) == 1
        page.goto("/changes")
        page.evaluate("window.kept = true")
        (vault / "tides.md").write_text(edited())
        change_arrives(page)
        assert page.evaluate("window.kept")
        expect(page.locator("[data-changes] .waits")).to_have_text("1")
        expect(page.locator(".done").first).to_contain_text("1 card reworded")
        expect(page.locator(".done").first).to_contain_text("by itself")

        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator(".diff")).to_contain_text("Harbours and docks")
        expect(page.locator(".diff del", has_text="sixteen")).to_have_count(1)
        expect(page.locator(".diff ins", has_text="fifteen")).to_have_count(1)
        number = page.locator("article.proposal", has_text="sixteen")
        expect(number.get_by_role("heading")).to_have_text("Replace")
        expect(number).to_contain_text("answered once")
        expect(page.locator("article.proposal", has_text="afloat").get_by_role("heading")).to_have_text("Retire")
        number.get_by_role("combobox").select_option("reword")
        page.get_by_role("button", name=re.compile("^Apply all")).click()
        expect(page.locator("[data-notice]")).to_contain_text("Done: 1 card reworded, 1 retired.")
        expect(page.locator("#changes .lead")).to_contain_text("Nothing is left to decide")
        expect(page.locator("[data-changes] .waits")).to_have_count(0)
        assert history(page, card) == learnt
        expect(page.locator(".answer").first).to_contain_text("fifteen")

    with serving(tmp_path) as address, visiting(browser, address) as page:
        page.goto("/changes")
        page.locator(".done li", has_text="1 retired").get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("1 note waits for your word")
        assert history(page, card) == learnt
        expect(page.locator(".answer").first).to_contain_text("sixteen")
        expect(page.locator(".doubt")).to_contain_text("Source changed")
        page.keyboard.press("c")
        expect(page.locator(f"#card-{card}")).to_be_focused()
        page.keyboard.press("Escape")
        page.wait_for_url(f"**/cards/{card}")


def test_study_leads_to_both_versions_by_one_key_and_back_to_the_card(
    browser: Browser, tmp_path: Path, vault: Path
) -> None:
    with serving(tmp_path) as address, visiting(browser, address) as page:
        follow(page, vault)
        page.goto("/changes")
        (vault / "tides.md").write_text(edited())
        change_arrives(page)
        page.goto("/study")
        while not page.locator("[data-doubt]").count():
            card = page.locator("[data-card]").get_attribute("data-card")
            page.keyboard.press("Space")
            page.keyboard.press("4")
            expect(page.locator(f"[data-card='{card}']")).to_have_count(0)
        card = page.locator("[data-card]").get_attribute("data-card")
        page.keyboard.press("c")
        expect(page.locator(f"#card-{card}")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#stage [data-card]")).to_have_attribute("data-card", str(card))
        expect(page.locator("#answer")).to_be_visible()


def test_cards_are_decided_by_keyboard(browser: Browser, tmp_path: Path, vault: Path) -> None:
    with serving(tmp_path) as address, visiting(browser, address) as page:
        follow(page, vault)
        (vault / "tides.md").write_text(edited())
        page.goto("/changes")
        change_arrives(page)
        page.keyboard.press("j")
        note = page.locator("a.waiting-note")
        expect(note).to_be_focused()
        (vault / "tides.md").write_text(edited(edits=(*EDITS, ("a few centimetres", "a few metres"))))
        expect(note.locator(".says")).to_contain_text("2 to replace", timeout=PATIENCE_MS)
        expect(note).to_be_focused()
        page.keyboard.press("Enter")
        cards = page.locator("article.proposal")
        expect(cards).to_have_count(3)
        page.evaluate("window.kept = true")
        page.keyboard.press("j")
        expect(cards.nth(1)).to_have_attribute("aria-current", "true")
        page.keyboard.press("x")
        expect(page.get_by_role("button", name="Apply 2 of 3")).to_be_visible()
        page.keyboard.press("k")
        page.keyboard.press("e")
        field = cards.first.get_by_label("Answer")
        if not field.count():
            field = cards.first.get_by_label("Text")
        else:
            page.keyboard.press("Tab")
        expect(field).to_be_focused()
        field.fill(field.input_value().replace("fifteen", "some fifteen"))
        page.keyboard.press("Escape")
        expect(cards.first).to_be_focused()
        page.keyboard.press("a")
        expect(cards).to_have_count(2)
        expect(page.locator("#said")).to_contain_text("Done: 1 card replaced.")
        expect(page.locator("#decided ~ ul")).to_contain_text("some fifteen")
        # What was unticked before still is.
        expect(page.get_by_role("button", name="Apply 1 of 2")).to_be_visible()
        page.keyboard.press("l")
        expect(cards).to_have_count(1)
        expect(page.locator("[data-notice]")).to_contain_text("Left as they are.")
        page.keyboard.press("u")
        expect(cards).to_have_count(2)
        assert page.evaluate("window.kept")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("leave the card as it is")


def test_everything_works_without_javascript_and_on_a_phone(browser: Browser, tmp_path: Path, vault: Path) -> None:
    phone = {"viewport": {"width": 360, "height": 740}}
    with serving(tmp_path, TORCHDECK_WATCH="false") as address, visiting(browser, address) as scripted:
        follow(scripted, vault)
        (vault / "tides.md").write_text(edited())
        with visiting(browser, address, java_script_enabled=False, **phone) as page:
            page.goto("/changes")
            page.get_by_role("button", name="Rescan").click()
            until(page, "/changes", "a.waiting-note:has-text('to retire')")
            expect_sideways(scripted, page)
            page.locator("a.waiting-note").click()
            gone = page.locator("article.proposal", has_text="afloat")
            gone.get_by_role("button", name="Do it").click()
            expect(page.locator("[data-notice]")).to_contain_text("Done: 1 card retired.")
            page.locator("[data-notice]").get_by_role("button", name="Undo").click()
            expect(page.locator("[data-notice]")).to_contain_text("Undone.")
            page.get_by_role("button", name="Apply").last.click()
            expect(page.locator("[data-notice]")).to_contain_text("1 card replaced, 1 retired")


def expect_sideways(scripted: Page, page: Page) -> None:
    """A page without scripts cannot measure itself: the same addresses are measured in one that can."""
    scripted.set_viewport_size({"width": 360, "height": 740})
    for address in (page.url, "/changes/1", "/settings"):
        scripted.goto(address)
        expect_no_sideways_scroll(scripted)


def test_a_missing_folder_is_said_in_words_and_retires_nothing(open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("/changes")
    page.set_default_timeout(PATIENCE_MS)
    folder = tmp_path / "mounted"
    folder.mkdir()
    (folder / "tides.md").write_text(NOTE)
    follow(page, folder)
    folder.rename(tmp_path / "unmounted")
    page.goto("/changes")
    page.get_by_role("button", name="Rescan").click()
    missing = page.locator("section.missing")
    expect(missing).to_contain_text(f"The folder {folder} is not there", timeout=PATIENCE_MS)
    expect(missing).to_contain_text("Nothing was changed")
    expect(page.locator(".away")).to_have_text("is not there")
    missing.get_by_role("button", name="Go on studying").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for your word")
    page.goto("/cards?status=retired")
    expect(page.locator(".card-line")).to_have_count(0)
