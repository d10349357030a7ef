"""A password: who gets in, who is turned away, and what guessing costs."""

from pathlib import Path

import pytest

from app.web.gate import COOKIE, local_target
from tests.web.running import running

PASSWORD = {"password": "a long tide"}


async def test_nothing_but_the_sign_in_is_open(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        for path in ("/", "/study", "/notes", "/cards", "/settings", "/openapi.json", "/fonts/maths", "/nowhere"):
            reply = await site.get(path)
            assert reply.status_code == 303, path
            assert reply.headers["location"].startswith("/login?next=")
        assert (await site.post("/settings")).headers["location"] == "/login"
        assert (await site.get("/cards", Accept="application/json")).status_code == 401
        assert (await site.get("/login")).status_code == 200
        assert (await site.get("/static/css/base.css")).status_code == 200
        assert (await site.get("/health")).text == "ok"


async def test_the_right_password_opens_and_signing_out_closes(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        reply = await site.post("/login", {**PASSWORD, "next": "/cards?text=tide"})
        assert reply.headers["location"] == "/cards?text=tide"
        cookie = reply.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie
        assert (await site.get("/cards")).status_code == 200
        token = site.client.cookies[COOKIE]
        assert token not in repr(site.app.state.torchdeck.sessions)
        await site.post("/logout")
        site.client.cookies.clear()
        assert (await site.get("/cards", Cookie=f"{COOKIE}={token}")).status_code == 303


async def test_the_cookie_is_secure_behind_https(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"}
        reply = await site.client.post("https://localhost/login", data=PASSWORD, headers=headers)
        assert reply.status_code == 303
        assert "Secure" in reply.headers["set-cookie"]


async def test_a_session_ends_after_two_weeks(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        await site.post("/login", PASSWORD)
        token = site.client.cookies[COOKIE]
        site.clock.forward(days=13, hours=23)
        assert (await site.get("/notes", Cookie=f"{COOKIE}={token}")).status_code == 200
        site.clock.forward(hours=2)
        assert (await site.get("/notes", Cookie=f"{COOKIE}={token}")).status_code == 303


async def test_signing_in_again_replaces_the_session(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        await site.post("/login", PASSWORD)
        old = site.client.cookies[COOKIE]
        await site.post("/login", PASSWORD)
        assert site.client.cookies[COOKIE] != old
        site.client.cookies.clear()
        assert (await site.get("/notes", Cookie=f"{COOKIE}={old}")).status_code == 303


async def test_guessing_is_slowed_down_and_locks_nobody_out(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        await site.post("/login", PASSWORD)
        token = site.client.cookies[COOKIE]
        site.client.cookies.clear()
        replies = [await site.post("/login", {"password": f"guess {n}"}) for n in range(8)]
        assert [reply.status_code for reply in replies] == [401] * 5 + [429] * 3
        assert int(replies[-1].headers["retry-after"]) in range(1, 61)
        assert (await site.post("/login", PASSWORD)).status_code == 429
        assert (await site.get("/notes", Cookie=f"{COOKIE}={token}")).status_code == 200
        site.clock.forward(seconds=61)
        assert (await site.post("/login", PASSWORD)).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\\b",
        "/a\nb",
        "javascript:1",
        "/\t/e",
    ],
)
async def test_the_sign_in_leads_nowhere_else(tmp_path: Path, target: str) -> None:
    assert local_target(target) == "/"
    async with running(tmp_path, **PASSWORD) as site:
        reply = await site.post("/login", {**PASSWORD, "next": target})
        assert reply.headers["location"] == "/"


async def test_without_a_password_there_is_no_gate(tmp_path: Path) -> None:
    async with running(tmp_path) as site:
        assert (await site.get("/login")).headers["location"] == "/"
        assert (await site.post("/login", PASSWORD)).headers["location"] == "/"
        assert (await site.get("/")).status_code == 200


async def test_folders_of_the_server_cannot_be_named_by_guests(tmp_path: Path) -> None:
    async with running(tmp_path, **PASSWORD) as site:
        await site.post("/login", PASSWORD)
        reply = await site.post("/add/folder", {"path": "/etc"})
        assert reply.status_code == 422
        assert "nothing was read" in reply.text
        assert "A folder on this machine" not in (await site.get("/add")).text
