"""A real server, a real browser. Without Chromium these tests are skipped, except in CI, where that is a failure."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.e2e.serving import serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser's path: CHROMIUM, or one of the names it is installed under."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def launched(*more: str) -> Iterator[Browser]:
    """A browser with these arguments besides the usual ones; skips the test, or fails it in CI, where there is none."""
    path = chromium()
    if path is None:
        reason = "Chromium is not installed (set CHROMIUM=…)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        yield started
        started.close()


# One browser per module, not per session: while Playwright's loop lives, async tests of other rooms could not run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def rebound_browser() -> Iterator[Browser]:
    """A browser in which a name of someone else's leads to this machine, as after DNS rebinding."""
    with launched("--host-resolver-rules=MAP evil.test 127.0.0.1") as started:
        yield started


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server with an empty home."""
    with serving(tmp_path) as address:
        yield address


def is_complaint(said: ConsoleMessage) -> bool:
    """An error of ours; that a request failed or was refused is for the tests themselves to judge."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages in fresh contexts, and fails the test if a page logged an error or asked another host."""
    contexts = []
    complaints: list[str] = []

    def open_one(path: str = "/", **options: object) -> Page:
        context = browser.new_context(base_url=server, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((server, "data:")) else complaints.append(f"asked {asked.url}"),
        )
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
