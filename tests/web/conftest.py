"""A running application for the tests of the web room, also beside a model's server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fake_ollama import FakeOllama, fake_ollama
from tests.web.running import Site, running
from tests.web.writing import NOTES, NOWHERE, read_only


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path) as started:
        yield started


@pytest.fixture
async def studying(site: Site) -> Site:
    """A site with a note and its cards."""
    await site.ingest()
    return site


@pytest.fixture(scope="session")
def model_server() -> Iterator[FakeOllama]:
    with fake_ollama() as started:
        yield started


@pytest.fixture
def fake(model_server: FakeOllama) -> FakeOllama:
    """A model's server as if just started."""
    model_server.change(latency_ms=0, pull_ms=0, slots=1, spoil="", second_look="agree", faults=[])
    model_server.forget()
    return model_server


@pytest.fixture
async def beside(tmp_path: Path, fake: FakeOllama) -> AsyncIterator[Site]:
    """A site with notes that no writer has read, and a model to write."""
    async with running(tmp_path, ollama_host=fake.url) as site:
        read_only(site, NOTES)
        yield site


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Site]:
    """The same without a model's server."""
    async with running(tmp_path, ollama_host=NOWHERE) as site:
        read_only(site, NOTES)
        yield site
