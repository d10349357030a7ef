"""A running application for the tests of the web room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.running import Site, running


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path) as started:
        yield started


@pytest.fixture
async def studying(site: Site) -> Site:
    """A site with a note and its cards."""
    await site.ingest()
    return site
