"""The real application over ASGI: its own home, its own notes, a clock that the tests move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app

NOTE = """\
# Tide pools

A tide pool is a pocket of sea water that stays on the shore when the tide goes out.

## Life

- **Limpet**: a snail that grinds a home scar into the rock
- **Anemone**: an animal that catches its prey with stinging cells
- **Advantage:** food arrives with every tide
- **Disadvantage:** the water heats up within minutes

## Salt

The salinity $s$ of a pool rises when water evaporates.

$$
s = \\frac{m_{salt}}{m_{water}}
$$
"""
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


@dataclass
class Clock:
    """The only clock of the application under test."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@dataclass
class Site:
    """A running application and someone who talks to it as a browser would."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: Clock
    home: Path
    notes: Path = field(init=False)

    def __post_init__(self) -> None:
        self.notes = self.home / "vault"
        self.notes.mkdir()

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def post(self, path: str, data: dict[str, object] | None = None, **headers: str) -> httpx.Response:
        return await self.client.post(path, data=data or {}, headers={**SAME_ORIGIN, **headers})

    async def ingest(self, text: str = NOTE, name: str = "tide-pools.md") -> None:
        """Write a note and have cards made of it, as the page for a folder does."""
        (self.notes / name).write_text(text)
        reply = await self.post("/add/folder", {"path": str(self.notes)})
        assert reply.status_code == 303, reply.text
        job = self.app.state.torchdeck.jobs.get(int(reply.headers["location"].rpartition("/")[2]))
        assert job.wait(20)
        assert job.state == "done", job.failure


@asynccontextmanager
async def running(home: Path, clock: Clock | None = None, **settings: object) -> AsyncIterator[Site]:
    """The application of one home, started and stopped as a server would."""
    clock = clock or Clock()
    app = create_app(Settings(home=home, zone="UTC", **settings), now=clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield Site(app, client, clock, home)
