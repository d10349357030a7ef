"""What a page of someone else's can do from the same browser: nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FORM = """<!doctype html><title>A page of someone else's</title>
<form method="post" action="{server}/settings">
<input name="new_per_day" value="0"><input name="reviews_per_day" value="0">
<input name="desired_retention" value="0.9"><input name="zone" value="UTC"><button>Win a shell</button></form>
<iframe src="{server}/settings"></iframe>"""


@pytest.fixture
def foreign(server: str) -> Iterator[str]:
    """The address of another site, whose page sends a form to ours and frames it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = FORM.format(server=server).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing between the test's own lines."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://evil.test:{site.server_port}"
    site.shutdown()
    site.server_close()


@pytest.fixture
def page(rebound_browser: Browser) -> Iterator[Page]:
    context = rebound_browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def new_per_day(page: Page, server: str) -> str:
    page.goto(f"{server}/settings")
    return page.get_by_label("New cards a day").input_value()


def test_a_form_elsewhere_changes_nothing(page: Page, server: str, foreign: str) -> None:
    before = new_per_day(page, server)
    page.goto(foreign)
    with page.expect_navigation() as sent:
        page.get_by_role("button").click()
    assert sent.value is not None
    assert sent.value.status == 403
    assert "nothing was changed" in page.content()
    assert new_per_day(page, server) == before


def test_nobody_can_frame_us(page: Page, foreign: str) -> None:
    page.goto(foreign)
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.locator("form").count() == 0


def test_a_rebound_name_reads_nothing(page: Page, server: str) -> None:
    rebound = server.replace("127.0.0.1", "evil.test")
    reply = page.goto(f"{rebound}/notes")
    assert reply is not None
    assert reply.status == 400
    assert "does not answer to this name" in page.content()


def test_another_origin_reads_nothing(page: Page, server: str, foreign: str) -> None:
    page.goto(foreign)
    read = page.evaluate("(address) => fetch(address).then(() => 'read', () => 'refused')", f"{server}/notes")
    assert read == "refused"
    opaque = page.evaluate(
        "(address) => fetch(address, {mode: 'no-cors'}).then((reply) => reply.text(), () => '')", f"{server}/notes"
    )
    assert opaque == ""
