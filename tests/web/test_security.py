"""The door: every route × hosts, every kind of origin, sizes, headers."""

import re
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

from app.config import Settings
from app.main import create_app
from app.web.security import BODY_LIMIT, CSP, HostList
from tests.web.running import SAME_ORIGIN, Site

FOREIGN_HOSTS = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil-localhost",
    "localhost.",
    "localhost:81",
    "localhost:",
    "127.0.0.2",
    "127.1",
    "2130706433",
    "0.0.0.0",
    "[::]",
    "[::1]:81",
    "[::ffff:127.0.0.1]",
    "torchdeck.local",
    "user@localhost",
    "localhost/evil.example",
    "localhost evil.example",
    "",
    "xn--localhost",
]


def routes() -> list[tuple[str, str]]:
    app = create_app(Settings(home=Path("/nowhere"), zone="UTC"))
    found = [(method, path) for path, methods in app.openapi()["paths"].items() for method in methods]
    return [(method.upper(), re.sub(r"\{[^}]*\}", "1", path)) for method, path in found]


def test_every_route_is_in_the_schema() -> None:
    app = create_app(Settings(home=Path("/nowhere"), zone="UTC"))
    described = set(app.openapi()["paths"])
    served = {route.path for route in app.routes if isinstance(route, Route) and route.path != "/openapi.json"}
    assert described
    assert served <= described
    assert not [path for path in ("/docs", "/redoc") if path in served]


async def test_no_route_answers_to_a_foreign_name(site: Site) -> None:
    for method, path in [*routes(), ("GET", "/static/css/base.css"), ("GET", "/openapi.json"), ("GET", "/nowhere")]:
        for host in FOREIGN_HOSTS:
            headers = {**SAME_ORIGIN, "Host": host}
            reply = await site.client.request(method, path, headers=headers)
            assert reply.status_code == 400, (method, path, host)
            assert "does not answer to this name" in reply.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LocalHost", "localhost:80"])
async def test_own_names_are_answered(site: Site, host: str) -> None:
    assert (await site.get("/", Host=host)).status_code == 200


async def test_two_host_headers_are_refused(site: Site) -> None:
    request = httpx.Request("GET", "http://localhost/", headers=[("Host", "localhost"), ("Host", "evil.example")])
    assert (await site.client.send(request)).status_code == 400


@pytest.mark.parametrize(
    ("configured", "host", "scheme", "port", "allowed"),
    [
        ("deck.example", "deck.example", "https", 8000, True),
        ("deck.example", "deck.example:8000", "http", 8000, True),
        ("deck.example", "deck.example:9000", "http", 8000, False),
        ("deck.example:9000", "deck.example:9000", "http", 8000, True),
        ("deck.example:9000", "deck.example", "http", 8000, False),
        ("deck.example", "sub.deck.example", "https", 8000, False),
        ("deck.example", "deck.example.", "https", 8000, False),
        ("localhost:9000", "localhost:9000", "http", 8000, True),
    ],
)
def test_configured_names(configured: str, host: str, scheme: str, port: int, allowed: bool) -> None:
    assert HostList.of([configured]).allows(host, scheme, port) is allowed


SITES = [None, "same-origin", "none", "same-site", "cross-site", "nonsense"]
ORIGINS = [None, "http://localhost", "https://localhost", "http://evil.example", "http://localhost:81", "null", ""]


def may_pass(site: str | None, origin: str | None) -> bool:
    ours = origin in {"http://localhost", "https://localhost"}
    if site not in {None, "same-origin", "none"}:
        return False
    return ours if origin is not None else site is not None


@pytest.mark.parametrize("fetch_site", SITES)
@pytest.mark.parametrize("origin", ORIGINS)
async def test_unsafe_requests_need_our_own_page(site: Site, fetch_site: str | None, origin: str | None) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if fetch_site is not None:
        headers["Sec-Fetch-Site"] = fetch_site
    if origin is not None:
        headers["Origin"] = origin
    before = site.app.state.torchdeck.learner.new_per_day
    form = f"new_per_day={before + 1}&reviews_per_day=9&desired_retention=0.9&zone=UTC"
    reply = await site.client.post("/settings", content=form, headers=headers)
    changed = site.app.state.torchdeck.learner.new_per_day != before
    assert changed is may_pass(fetch_site, origin)
    assert reply.status_code == (303 if changed else 403)
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_cross_site_is_refused_on_every_unsafe_route(site: Site, method: str) -> None:
    for _, path in routes():
        reply = await site.client.request(method, path, headers={"Sec-Fetch-Site": "cross-site"})
        assert reply.status_code == 403, path


async def test_a_form_of_another_site_may_link_to_us(site: Site) -> None:
    assert (await site.get("/", **{"Sec-Fetch-Site": "cross-site"})).status_code == 200


async def test_reading_never_writes(studying: Site) -> None:
    database = studying.home / "torchdeck.db"

    def rows() -> list[object]:
        with studying.app.state.torchdeck.db.read() as connection:
            tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
            return [connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in tables]

    before = rows()
    for method, path in routes():
        if method == "GET":
            await studying.get(path)
    assert rows() == before
    assert database.exists()


async def test_headers_on_every_kind_of_answer(site: Site) -> None:
    for path, host in [
        ("/", "localhost"),
        ("/nowhere", "localhost"),
        ("/static/css/base.css", "localhost"),
        ("/", "x"),
    ]:
        headers = (await site.get(path, Host=host)).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-request-id"]


def test_no_script_or_style_is_inline() -> None:
    for template in Path("templates").glob("*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text), template
        assert "http://" not in text.replace("http://www.w3.org", ""), template
        assert "https://" not in text, template
        assert not re.search(r"\|\s*safe\b", text), template


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    reply = await site.post("/add/text", {"title": "Long", "text": "a" * BODY_LIMIT})
    assert reply.status_code == 413
    assert "nothing of it was kept" in reply.text


async def test_a_body_without_a_length_is_counted_as_it_comes(site: Site) -> None:
    async def endless():
        yield b"title=Long&text="
        for _ in range(40):
            yield b"a" * (BODY_LIMIT // 20)

    headers = {**SAME_ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    reply = await site.client.post("/add/text", content=endless(), headers=headers)
    assert reply.status_code == 413
    assert not (site.home / "notes").exists()


async def test_a_lying_length_is_refused(site: Site) -> None:
    headers = {**SAME_ORIGIN, "Content-Length": "many"}
    assert (await site.client.post("/settings", content=b"x", headers=headers)).status_code == 413
