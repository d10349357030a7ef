"""A demo in a real browser: guess, run, see the picture in both schemes, change a setting; also without a script."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import serving

pytestmark = pytest.mark.browser

FIRST_RUN = 60_000  # milliseconds; the worker imports torch, and the machine may be busy
Open = Callable[..., Page]

# What a picture paints, read from its pixels: whether an image in <img> may use its own style element.
SEEN = """
(image) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [480, 300];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 480, 300);
  const pixels = context.getImageData(0, 0, 480, 300).data;
  const seen = new Set();
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 3] > 250) seen.add([...pixels.slice(at, at + 3)].join());
  return [...seen];
}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests here, so that torch is imported once."""
    with serving(tmp_path_factory.mktemp("demos")) as address:
        yield address


def run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()
    expect(page.locator('#the-run[data-state="done"]')).to_be_attached(timeout=FIRST_RUN)


def test_guess_run_and_see(open_page: Open) -> None:
    page = open_page("/demos/prelu")
    page.get_by_label("where it started").check()
    run(page)
    expect(page.get_by_role("heading", name="You predicted")).to_be_visible()
    expect(page.locator(".predicted")).to_contain_text("It is “at the data's slope”")
    expect(page.locator('.claims [data-status="passed"]')).to_have_count(1)
    expect(page.locator(".figures img")).to_have_count(2)
    assert re.search(r"/demos/prelu\?predicted=0&run=\w+$", page.url)
    page.reload()
    expect(page.locator('.claims [data-status="passed"]')).to_have_count(1)


def test_a_setting_can_be_changed_and_reset(open_page: Open) -> None:
    page = open_page("/demos/elu")
    reset = page.get_by_role("link", name="reset")
    expect(reset).to_be_hidden()
    page.get_by_label("How deep ELU goes, α").fill("3")
    expect(page.locator("output").first).to_have_text("3")
    run(page)
    expect(page.locator('.claims [data-status="failed"]')).to_contain_text("failed")
    assert "alpha=3" in page.url
    reset.click()
    expect(page.locator("output").first).to_have_text("1")


@pytest.mark.parametrize(("scheme", "ember"), [("light", "194,65,12"), ("dark", "255,133,82")], ids=["light", "dark"])
def test_pictures_follow_the_colour_scheme_under_the_policy(open_page: Open, scheme: str, ember: str) -> None:
    page = open_page("/demos/relu", color_scheme=scheme)
    run(page)
    picture = page.locator(".figures img").first
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.figures img').complete")
    assert ember in picture.evaluate(SEEN)
    page.goto(picture.get_attribute("src") or "")
    style = "getComputedStyle(document.documentElement).getPropertyValue('--ember')"
    assert page.evaluate(style).strip() == {"light": "#c2410c", "dark": "#ff8552"}[scheme]


def test_keys_run_and_lead_back_to_the_card(open_page: Open) -> None:
    page = open_page("/demos/tanh?from=/study%3Fcard%3Dsome-card")
    page.keyboard.press("r")
    expect(page.locator('#the-run[data-state="done"]')).to_be_attached(timeout=FIRST_RUN)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/study[?]card=some-card"))


def test_everything_works_without_a_script(open_page: Open) -> None:
    page = open_page("/demos/softmax", java_script_enabled=False)
    page.get_by_label("Subtract the largest logit first").uncheck()
    page.get_by_role("button", name="Run").click()
    expect(page.locator('.claims [data-status="failed"]')).to_have_count(1, timeout=FIRST_RUN)
    assert "stable=off" in page.url
    page.get_by_text("the numbers").first.click()
    expect(page.get_by_role("cell", name="class 1").first).to_be_visible()


def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open) -> None:
    page = open_page("/demos/logits", viewport={"width": 360, "height": 740})
    run(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
