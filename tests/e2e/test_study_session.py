"""Studying in the browser: by keyboard, without JavaScript, on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.steps import expect_no_sideways_scroll, paste_note, question

pytestmark = pytest.mark.browser


def test_from_nothing_to_a_session_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Flashcards you can run.")
    paste_note(page)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("due.")
    page.keyboard.press(" ")
    expect(page).to_have_url(re.compile("/study$"))
    first = question(page)
    answer = page.locator("#answer")
    expect(answer).to_be_hidden()
    page.keyboard.press("3")
    assert question(page) == first
    page.keyboard.press(" ")
    expect(answer).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Answer:")

    page.evaluate("window.stayed = true")
    page.keyboard.press("3")
    expect(page.locator("#question")).not_to_have_text(first)
    expect(page.locator("#question")).to_be_focused()
    expect(answer).to_be_hidden()
    second = question(page)
    page.keyboard.press("u")
    expect(page.locator("#question")).to_have_text(first)
    expect(page.locator("[data-notice]")).to_contain_text("taken back")
    page.keyboard.press("-")
    expect(page.locator("#question")).to_have_text(second)
    page.keyboard.press("@")
    expect(page.locator("[data-notice]")).to_contain_text("suspended")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#question")).to_have_text(second)
    for _ in range(2):
        page.keyboard.press(" ")
    expect(page.locator("#question")).not_to_have_text(second)
    expect(page.locator(".session")).to_contain_text("2 of")
    assert page.evaluate("window.stayed") is True


def test_the_passage_is_one_key_away(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(page)
    page.goto("/study")
    page.keyboard.press("s")
    expect(page.locator("#source .passage")).to_have_count(0)
    page.keyboard.press(" ")
    page.keyboard.press("s")
    expect(page.locator("#source mark").first).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#source .passage")).to_be_hidden()


CLOZE = """\
# Harbour

## Mooring

Steps to moor a boat:

1. Slow down before the pier
2. Throw the bow line ashore
3. Tie the stern line to a bollard
4. Stop the engine
5. Check both knots
"""


def test_a_cloze_is_filled_in_where_it_stands(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(page, CLOZE, "Harbour")
    page.goto("/study")
    while page.locator(".blank").count() == 0:
        page.keyboard.press("-")
        expect(page.locator("[data-notice]")).to_be_visible()
        assert page.locator("[data-end]").count() == 0
    asked = question(page)
    assert "[…]" in asked
    page.keyboard.press(" ")
    expect(page.locator("#question")).to_be_hidden()
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator("#answer strong")).to_have_count(1)
    assert "[…]" not in page.locator("#answer").inner_text()
    page.keyboard.press("4")
    expect(page.locator("#back")).to_be_hidden()


def test_keys_are_listed_and_lead_about(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(page)
    page.goto("/study")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press(" ")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/cards/"))
    page.get_by_label("Answer").press_sequentially("gs?/")
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile("/cards/"))
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/study[?]card="))
    page.keyboard.press("e")
    page.locator("h1").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/study[?]card="))
    page.keyboard.press("e")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/notes$"))
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/cards#search$"))


def test_a_whole_session_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page("/", java_script_enabled=False)
    paste_note(page)
    page.get_by_role("link", name="Study now").click()
    answered = 0
    while page.locator("[data-end]").count() == 0:
        page.get_by_role("button", name="Show the answer").click()
        expect(page.locator("#answer")).to_be_visible()
        page.get_by_role("button", name="Easy").click()
        answered += 1
        assert answered < 40
    assert answered >= 3
    expect(page.get_by_role("heading", level=1)).to_have_text("Done for today.")
    page.get_by_role("button", name="undo").click()
    expect(page.locator("#question")).to_be_visible()


def test_an_answer_that_gets_lost_is_said_and_can_be_sent_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(page)
    page.goto("/study")
    first = question(page)
    page.keyboard.press(" ")
    page.route("**/study/answer", lambda route: route.abort())
    page.keyboard.press("4")
    expect(page.locator("[data-notice]")).to_contain_text("not stored yet")
    assert question(page) == first
    page.unroute("**/study/answer")
    page.keyboard.press("4")
    expect(page.locator("#question")).not_to_have_text(first)


def test_two_tabs_never_count_an_answer_twice(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    paste_note(page)
    page.goto("/study")
    other = page.context.new_page()
    other.goto("/study")
    first = question(page)
    for tab in (page, other):
        tab.keyboard.press(" ")
    page.keyboard.press("4")
    expect(page.locator("#question")).not_to_have_text(first)
    with other.expect_response(lambda reply: reply.url.endswith("/study/answer")) as told:
        other.keyboard.press("1")
    assert told.value.status == 409
    expect(other.locator("[data-notice]")).to_contain_text("not counted")
    expect(other.locator("#question")).to_have_text(question(page))


def test_a_phone_has_the_buttons_in_reach(open_page: Callable[..., Page]) -> None:
    page = open_page("/", viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    paste_note(page)
    for path in (
        "/",
        "/study",
        "/notes",
        "/notes/1",
        "/cards",
        "/add",
        "/settings",
        "/about",
        "/inbox",
        "/export",
        "/concepts",
    ):
        page.goto(path)
        expect_no_sideways_scroll(page)
    page.goto("/study")
    page.get_by_role("button", name="Show the answer").tap()
    for name in ("Again", "Hard", "Good", "Easy"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert 320 <= box["y"] + box["height"] <= 640
    expect_no_sideways_scroll(page)
