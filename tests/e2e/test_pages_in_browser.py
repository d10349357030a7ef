"""Every page in the browser: hostile notes stay text, dark is dark, formulas stretch, headings are in order."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import add_note, serving
from tests.e2e.steps import NOTE

pytestmark = pytest.mark.browser

CANARY = "window.canary = (window.canary || 0) + 1"
HOSTILE = f"""\
# <img src=x onerror="{CANARY}"> Tides

A <script>{CANARY}</script> is a *script* that [links](javascript:{CANARY.replace(" ", "%20")}) nowhere.

## <svg/onload="{CANARY}"> Life

- **Limpet**: a snail <iframe srcdoc="<script>{CANARY}</script>"></iframe> that grinds a scar into the rock
- **Anemone**: "><script>{CANARY}</script> is an animal that stings its prey
- **Crab**: ![shell](data:text/html,<script>{CANARY}</script>) is an animal that walks sideways

## Salt $\\href{{javascript:{CANARY.replace(" ", "")}}}{{s}}$

The **salinity** is the share $\\text{{<img src=x onerror="{CANARY}">}}$ of salt in water.
<math><mtext><style><img src=x onerror="{CANARY}"></style></mtext></math>
"""
EVERYWHERE = (
    "/ /study?note=2 /notes /notes/2 /cards /cards?text=<script> /inbox /runs/2 /about /export /concepts".split()
)
DANGEROUS = "img, iframe, script, svg[onload], [onerror], [srcdoc], [href^='javascript:' i]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests here, which only look: with a good note, then a hostile one."""
    with serving(tmp_path_factory.mktemp("pages")) as address:
        add_note(address, "Tide pools", NOTE)
        add_note(address, "Hostile", HOSTILE)
        yield address


def every_page(page: Page) -> list[str]:
    """The addresses of every page that shows something of the notes."""
    found = list(EVERYWHERE)
    for start in ("/notes/2", "/cards?note=2"):
        page.goto(start)
        links = page.locator("main a[href^='/sections/'], main a[href^='/cards/']").all()
        found += sorted({link.get_attribute("href") or "/" for link in links})
    return found


def test_hostile_notes_stay_text_on_every_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/", bypass_csp=True)
    for address in every_page(page):
        page.goto(address)
        if address.startswith("/study"):
            page.keyboard.press(" ")
            page.keyboard.press("s")
            expect(page.locator("#source .passage")).to_be_visible()
        assert page.evaluate("window.canary") is None, address
        found = page.locator("main").locator(DANGEROUS)
        assert found.count() == 0, (address, found.first.evaluate("element => element.outerHTML"))


def contrast_of(page: Page, selector: str) -> float:
    """WCAG contrast of an element's text with the first opaque background behind it."""
    return page.evaluate(
        """(selector) => {
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        const rgb = (colour) => { canvas.clearRect(0,0,1,1); canvas.fillStyle = colour; canvas.fillRect(0,0,1,1);
                                  return canvas.getImageData(0,0,1,1).data; };
        const light = (data) => { const part = [0,1,2].map((i) => { const v = data[i] / 255;
            return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]; };
        const element = document.querySelector(selector);
        let behind = element;
        while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
        const back = light(rgb(behind ? getComputedStyle(behind).backgroundColor : 'white'));
        const front = light(rgb(getComputedStyle(element).color));
        return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    }""",
        selector,
    )


READ = (
    *("#question", "#answer", ".crumbs", ".session span", ".source-line", ".ratings span"),
    *(".again b", ".hard b", ".good b", ".easy b", ".bar nav a", ".mark b", ".foot a", ".also a"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    page.goto("/study")
    page.keyboard.press(" ")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(background.removeprefix("rgb(").split(",")[0]) < 60) is (scheme == "dark")
    for selector in READ:
        assert contrast_of(page, selector) >= 4.5, selector
    page.goto("/")
    for selector in (".button.primary", ".lead", ".week .day", "thead th"):
        assert contrast_of(page, selector) >= 4.5, selector


def test_brackets_stretch_by_the_shipped_font(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.goto("/notes/1")
    page.get_by_role("link", name="Salt").click()
    block = page.locator("math[display=block]").first
    expect(block).to_be_visible()
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Torchdeck Math\"')")
    bracket = block.locator("mo", has_text="(").first.bounding_box()
    fraction = block.locator("mfrac").first.bounding_box()
    assert bracket is not None
    assert fraction is not None
    assert bracket["height"] >= 0.8 * fraction["height"]


def test_headings_labels_and_landmarks(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.goto("/cards")
    card = page.locator("main a.card-line").first.get_attribute("href")
    for path in (*EVERYWHERE, str(card), "/add", "/settings"):
        page.goto(path)
        assert page.locator("h1:visible, h1.hidden-visually").count() == 1, path
        assert page.locator("main, header, footer").count() >= 3, path
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')]"
            ".filter(heading => !heading.closest('.prose, dialog')).map(heading => +heading.tagName[1])"
        )
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]"
            ".filter(field => !field.labels?.length && !field.getAttribute('aria-label')).map(field => field.name)"
        )
        assert unnamed == [], path
        titles = page.title()
        assert titles.endswith("· Torchdeck"), path


def test_focus_is_seen(open_page: Callable[..., Page]) -> None:
    page = open_page("/add")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
