"""The inbox by keyboard and without JavaScript; what no card quotes, shown on demand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import expect_no_sideways_scroll, paste_note

pytestmark = pytest.mark.browser


def fill_inbox(page: Page) -> list[str]:
    """Have all new cards wait and paste a note; returns the questions in the order they are shown."""
    page.goto("/settings")
    page.get_by_role("checkbox", name="Ask me before").check()
    page.locator("form", has=page.get_by_label("New cards a day")).get_by_role("button", name="Save").click()
    paste_note(page)
    page.goto("/inbox")
    return page.locator("article .question").all_inner_texts()


def current(page: Page) -> str:
    """The question of the card that keys act on."""
    return page.locator("article[aria-current] .question").inner_text()


def expect_question(page: Page, question: str) -> None:
    expect(page.locator("article[aria-current] .question")).to_have_text(question)


def expect_waiting(page: Page, count: int) -> None:
    expect(page.locator("article[data-card]")).to_have_count(count)


def test_cards_are_decided_by_keyboard_without_a_reload(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    questions = fill_inbox(page)
    page.evaluate("window.kept = true")
    assert current(page) == questions[0]
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect_question(page, questions[1])
    page.keyboard.press("a")
    expect_waiting(page, len(questions) - 1)
    expect_question(page, questions[2])
    expect(page.locator("article[aria-current]")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Accepted.")
    page.keyboard.press("x")
    expect_waiting(page, len(questions) - 2)
    expect_question(page, questions[3])
    expect(page.locator("#said")).to_contain_text("Refused")
    page.keyboard.press("u")
    expect_question(page, questions[2])
    assert page.evaluate("window.kept")
    page.reload()
    expect(page.locator("[data-notice]")).to_contain_text("Accepted")
    page.keyboard.press("u")
    expect_waiting(page, len(questions))
    expect_question(page, questions[1])
    assert page.locator("article .question").all_inner_texts() == questions


def test_the_last_card_leaves_the_focus_on_the_one_before_and_then_on_the_heading(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/")
    questions = fill_inbox(page)
    for _ in questions:
        page.keyboard.press("j")
    page.keyboard.press("r")
    expect_question(page, questions[-2])
    for left in range(len(questions) - 2, -1, -1):
        page.keyboard.press("x")
        expect_waiting(page, left)
    expect(page.get_by_role("heading", level=1)).to_have_text("The inbox is empty")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_card_is_edited_in_place(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    questions = fill_inbox(page)
    page.keyboard.press("e")
    field = page.locator("article[aria-current]").get_by_label("Question")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator("article[aria-current]")).to_be_focused()
    page.keyboard.press("e")
    field.fill("What stays on the shore?")
    page.keyboard.press("Enter")
    expect_question(page, "What stays on the shore?")
    expect_waiting(page, len(questions))
    page.keyboard.press("e")
    answer = page.locator("article[aria-current]").get_by_label("Answer")
    answer.fill("Water,")
    answer.press("Shift+Enter")
    answer.press_sequentially("in a pool.")
    answer.press("Control+Enter")
    expect(page.locator("article[aria-current] .answer")).to_contain_text("in a pool.")
    expect(page.locator("#said")).to_contain_text("Saved.")


def test_words_that_cannot_be_saved_stay_in_their_field(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    fill_inbox(page)
    card = page.locator("article[aria-current]").get_attribute("data-card")
    page.keyboard.press("e")
    field = page.locator("article[aria-current]").get_by_label("Question")
    field.fill("Is this lost?")
    other = page.context.new_page()
    other.goto(f"/cards/{card}")
    other.get_by_label("Answer").fill("Changed elsewhere.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("status")).to_contain_text("Saved.")
    page.bring_to_front()
    field.press("Enter")
    expect(page.locator("[data-complaint]")).to_contain_text("your words were not saved")
    expect(field).to_have_value("Is this lost?")


def test_all_are_accepted_after_asking_and_can_be_taken_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    questions = fill_inbox(page)
    page.keyboard.press("Shift+A")
    confirm = page.get_by_role("button", name=f"Accept {len(questions)} cards")
    expect(confirm).to_be_focused()
    page.keyboard.press("Escape")
    expect(confirm).to_be_hidden()
    expect_waiting(page, len(questions))
    page.keyboard.press("Shift+A")
    page.keyboard.press("Enter")
    expect_waiting(page, 0)
    page.keyboard.press("u")
    expect_waiting(page, len(questions))


def test_the_same_deeds_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("/", java_script_enabled=False)
    questions = fill_inbox(page)
    page.locator("article").first.get_by_role("button", name="Accept").click()
    assert page.locator("article .question").all_inner_texts() == questions[1:]
    page.locator("article").first.get_by_role("button", name="Refuse").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert page.locator("article .question").all_inner_texts() == questions
    page.locator("article").first.get_by_role("link", name="edit").click()
    page.get_by_label("Question").fill("What stays on the shore?")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article .question").first).to_have_text("What stays on the shore?")
    page.locator("summary", has_text="Accept all").click()
    page.get_by_role("button", name=f"Accept {len(questions)} cards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The inbox is empty")


def test_help_lists_the_keys_and_nothing_is_wider_than_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport={"width": 360, "height": 740})
    fill_inbox(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take the last decision back")
    page.keyboard.press("Escape")
    for address in ("/inbox", "/stats", "/notes/1", "/sections/2", "/sections/3"):
        page.goto(address)
        expect_no_sideways_scroll(page)


def test_what_no_card_quotes_is_shown_on_demand(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(
        page, "# Pools\n\nA pool is a hollow that keeps sea water.\n\nYet so it goes, and who knows for how long.\n"
    )
    page.goto("/notes/1")
    page.get_by_role("link", name="Pools").last.click()
    missing = page.locator(".passage mark.missing")
    expect(missing).to_have_text("Yet so it goes, and who knows for how long.")
    assert "underline" not in missing.evaluate("element => getComputedStyle(element).textDecorationLine")
    page.get_by_label("Show in the passage what no card quotes").check()
    assert "underline" in missing.evaluate("element => getComputedStyle(element).textDecorationLine")
    expect(page.locator(".legend")).to_be_visible()
