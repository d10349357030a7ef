"""One server: its client, and the queue in front of it.

Ollama lets calls wait without limit and without a word, so the queue is ours: at most so many calls are under way, the
others wait here in their order.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.generator.ollama.client import BoundedClient


class Endpoint:
    """The client of one base URL. Used from one event loop only; a retired one closes itself when nobody uses it."""

    def __init__(self, url: str, concurrency: int) -> None:
        self.url = url
        self._concurrency = concurrency
        self._queue = asyncio.Semaphore(concurrency)
        self._client: BoundedClient | None = None
        self._users = 0
        self._retired = False

    @property
    def users(self) -> int:
        """How many calls hold the client now."""
        return self._users

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[BoundedClient]:
        """The client, once it is this call's turn to have the model work."""
        async with self._queue, self.aside() as client:
            yield client

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[BoundedClient]:
        """The client for a question that the model has no work with (what is installed, what is running)."""
        if self._client is None:
            self._client = BoundedClient(self.url, connections=self._concurrency + 1)
        self._users += 1
        try:
            yield self._client
        finally:
            self._users -= 1
            if self._retired and not self._users:
                await self.close()

    async def retire(self) -> None:
        """Close as soon as nobody uses it. A straggler's call still works, and closes again after itself."""
        self._retired = True
        if not self._users:
            await self.close()

    async def close(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()  # type: ignore[no-untyped-call]  # the package's own
