"""Generating cards in the browser, beside a model server: choose, follow, cancel, go on, study meanwhile, look."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.serving import SECONDS, environment_of, serving
from tests.e2e.steps import expect_no_sideways_scroll, question
from tests.fake_ollama import FakeOllama, fake_ollama

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SUBJECTS = ("Lichen", "Basalt", "Kestrel", "Yeast", "Quartz", "Fjord")
SLOW = 700.0  # milliseconds for a reply


def note(subject: str) -> str:
    return f"""\
# {subject}

A **{subject.lower()} guide** is a book that tells where to look for {subject.lower()}.

## Where {subject} is found

The **{subject.lower()} map** is a drawing that marks the places of {subject.lower()} in red.

## What {subject} is good for

The **{subject.lower()} guild** is a club that meets at noon to talk about {subject.lower()}.
"""


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeOllama]:
    with fake_ollama(latency_ms=SLOW) as started:
        yield started


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose notes are read, and no writer has written about them."""
    folder = tmp_path_factory.mktemp("read")
    vault = folder / "vault"
    vault.mkdir()
    for subject in SUBJECTS:
        (vault / f"{subject.lower()}.md").write_text(note(subject))
    command = [sys.executable, "-m", "app", "ingest", str(vault)]
    subprocess.run(command, env=environment_of(folder), check=True, capture_output=True, timeout=SECONDS)
    return folder / "home"


@pytest.fixture
def server(tmp_path: Path, read_once: Path, fake: FakeOllama) -> Iterator[str]:
    """A server of its own for each test, with that home."""
    shutil.copytree(read_once, tmp_path / "home")
    fake.change(latency_ms=SLOW, pull_ms=0)
    with serving(tmp_path, OLLAMA_HOST=fake.url) as address:
        yield address


def test_choose_follow_cancel_go_on_and_study_meanwhile(open_page: Open, fake: FakeOllama) -> None:
    page = open_page("/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("/generate$"))
    expect(page.locator("#who + div")).to_contain_text("Fit for the job")
    expect(page.locator("#count")).to_have_text("18 sections")
    page.get_by_label("All of Yeast").uncheck()
    page.locator("summary", has_text="Quartz").click()
    page.get_by_label("Where Quartz is found").uncheck()
    expect(page.locator("#count")).to_have_text("14 sections")
    assert page.get_by_label("All of Quartz").evaluate("(box) => box.indeterminate")

    page.get_by_role("button", name="Write cards").click()
    expect(page).to_have_url(re.compile("/runs/1$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Writing cards…")
    page.evaluate("window.stayed = true")
    expect(page.locator(".lately li").first).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\d+ % · Run 1"))
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled after")

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Writing cards…")
    page.evaluate("window.stayed = true")
    other = page.context.new_page()
    other.goto("/study")
    expect(other.locator(".going")).to_contain_text("writing")
    first = question(other)
    other.keyboard.press(" ")
    other.keyboard.press("3")
    expect(other.locator("#question")).not_to_have_text(first)

    fake.change(latency_ms=0)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^\d+ new cards$"))
    assert page.evaluate("window.stayed") is True
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#said")).to_contain_text("new cards")
    expect(page.locator(".results tbody tr")).to_have_count(14)
    page.get_by_role("link", name="Where Kestrel is found").click()
    expect(page.locator("main")).to_contain_text("marks the places of kestrel")
    page.goto("/generate")
    expect(page.locator("#count")).to_have_text("4 sections")


def test_what_is_written_can_only_be_ticked_to_write_it_again(open_page: Open, fake: FakeOllama) -> None:
    fake.change(latency_ms=0)
    page = open_page("/generate")
    page.get_by_role("button", name="Write cards").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("new cards")
    page.get_by_role("link", name="Write more").click()
    start = page.get_by_role("button", name="Write cards")
    expect(page.locator("#count")).to_have_text("Nothing is ticked.")
    expect(start).to_be_disabled()
    expect(page.get_by_label("All of Fjord")).to_be_disabled()
    page.get_by_label("Also what was written about before").check()
    page.get_by_label("All of Fjord").check()
    expect(page.locator("#count")).to_have_text("3 sections")
    page.get_by_label("A wish for this run").fill("ask for places")
    start.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("new cards")
    assert "ask for places" in fake.requests()[-1].text


def test_a_run_without_a_script(open_page: Open, fake: FakeOllama) -> None:
    page = open_page("/generate", java_script_enabled=False)
    page.get_by_role("link", name="Ask it now").click()
    expect(page.locator("#who + div")).to_contain_text("Fit for the job")
    page.get_by_role("button", name="Write cards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Writing cards…")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled after")
    fake.change(latency_ms=0)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("new cards")


def test_a_model_is_fetched_with_a_bar_and_chosen(open_page: Open, fake: FakeOllama) -> None:
    fake.change(pull_ms=2_500)
    page = open_page("/settings")
    expect(page.get_by_label("llama3.1:8b")).to_be_checked()
    page.get_by_label("Its name").fill("mistral:7b")
    page.get_by_role("button", name="Fetch it").click()
    page.evaluate("window.stayed = true")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fetching mistral:7b…")
    expect(page.locator("main")).to_contain_text("of 4.1 GB")
    expect(page.get_by_role("heading", level=1)).to_have_text("mistral:7b is there")
    assert page.evaluate("window.stayed") is True
    page.get_by_role("link", name="Choose it").click()
    page.get_by_label("mistral:7b").check()
    page.locator("#model-settings").get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("from the next run on")
    expect(page.get_by_label("mistral:7b")).to_be_checked()
    page.goto("/about")
    expect(page.locator("main")).to_contain_text("mistral:7b writes the cards")


def test_a_phone_needs_no_sideways_scrolling(open_page: Open, fake: FakeOllama) -> None:
    page = open_page("/generate", viewport={"width": 360, "height": 740})
    expect(page.locator("#who + div")).to_contain_text("Fit for the job")
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="Write cards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Writing cards…")
    expect(page.locator(".lately li").first).to_be_visible()
    expect_no_sideways_scroll(page)
    fake.change(latency_ms=0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("new cards")
    expect_no_sideways_scroll(page)
    page.goto("/settings")
    expect(page.get_by_label("llama3.1:8b")).to_be_checked()
    expect_no_sideways_scroll(page)
