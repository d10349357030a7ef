"""What people do in the browser, in words."""

from playwright.sync_api import Page, expect

NOTE = """\
# Tide pools

A tide pool is a pocket of sea water that stays on the shore when the tide goes out.

## Life

- **Limpet**: a snail that grinds a home scar into the rock
- **Anemone**: an animal that catches its prey with stinging cells
- **Advantage:** food arrives with every tide
- **Disadvantage:** the water heats up within minutes

## Salt

The salinity $s$ of a pool rises when water evaporates.

$$
s = \\left( \\frac{m_{salt}}{m_{water}} \\right)
$$
"""


def paste_note(page: Page, text: str = NOTE, title: str = "Tide pools") -> None:
    """Paste a note on the page for it and wait until its cards are there."""
    page.goto("/add")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Make cards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your notes are in.")


def question(page: Page) -> str:
    """The words of the question on the stage."""
    return page.locator("#question").inner_text()


def expect_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
