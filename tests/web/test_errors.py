"""What goes wrong is said in words: what happened, what is safe, what to do."""

import logging

import pytest
from fastapi import FastAPI

from app.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    StorageError,
    TorchdeckError,
    UnavailableError,
)
from tests.web.running import Site

FAMILIES = [
    (InvalidInputError, 422),
    (NotFoundError, 404),
    (ConflictError, 409),
    (UnavailableError, 503),
    (StorageError, 507),
    (TorchdeckError, 500),
]


def failing(app: FastAPI, error: Exception) -> None:
    """Give the application one more page, which fails."""

    @app.get("/fails")
    async def fails() -> None:
        raise error


@pytest.mark.parametrize(("family", "status"), FAMILIES)
async def test_each_family_has_its_page_and_its_json(site: Site, family: type[TorchdeckError], status: int) -> None:
    failing(site.app, family("The tide <b>went</b> out; the shells are safe.", advice="Wait for the tide."))
    page = await site.get("/fails")
    assert page.status_code == status
    assert "The tide &lt;b&gt;went&lt;/b&gt; out; the shells are safe." in page.text
    assert "Wait for the tide." in page.text
    assert page.headers["x-request-id"] in page.text
    reply = await site.get("/fails", Accept="application/json")
    assert reply.status_code == status
    assert reply.json() == {
        "error": "The tide <b>went</b> out; the shells are safe.",
        "advice": "Wait for the tide.",
        "request_id": reply.headers["x-request-id"],
    }


async def test_a_mistake_of_ours_shows_no_inside(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    failing(site.app, RuntimeError("the secret of the sea"))
    with caplog.at_level(logging.ERROR):
        page = await site.get("/fails")
    assert page.status_code == 500
    assert "secret of the sea" not in page.text
    assert "Traceback" not in page.text
    assert "confirmed before is on disk" in page.text
    assert page.headers["content-security-policy"]
    assert page.headers["x-request-id"] in caplog.text
    assert "secret of the sea" in caplog.text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/notes/999", "/sections/999", "/cards/none", "/runs/9", "/jobs/9", "/static/no"]
)
async def test_what_is_not_there(site: Site, path: str) -> None:
    page = await site.get(path)
    assert page.status_code == 404
    assert "<h1>" in page.text


async def test_a_method_that_an_address_does_not_take(site: Site) -> None:
    page = await site.post("/notes")
    assert page.status_code == 405
    assert page.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/notes/not-a-number", "/cards?page=0", "/cards?note=x", "/export/deck.apkg?deck="])
async def test_an_address_that_cannot_be_read(site: Site, path: str) -> None:
    page = await site.get(path)
    assert page.status_code == 422
    assert "Nothing was changed" in page.text


async def test_an_unknown_status_is_named(site: Site) -> None:
    page = await site.get("/cards?status=lost")
    assert page.status_code == 422
    assert "“lost” is not a status of a card." in page.text


async def test_the_way_back_is_our_own_page(site: Site) -> None:
    assert 'href="/cards?text=a">' in (await site.get("/nowhere", Referer="http://localhost/cards?text=a")).text
    for foreign in ("http://evil.example/cards", "javascript:alert(1)", "http://localhost//evil.example"):
        text = (await site.get("/nowhere", Referer=foreign)).text
        assert "evil.example" not in text
        assert "javascript:" not in text
