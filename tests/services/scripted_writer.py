"""A slow writer without a server: it writes what the built-in one does, when a test lets it, and keeps a record."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain import Author
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.ollama import loop
from app.generator.writer import Effort, Fallback, WriterReply, WritingTask

Reply = Callable[[WritingTask], WriterReply]


def extractive(task: WritingTask) -> WriterReply:
    """The built-in writer's drafts, as if a call had brought them."""
    reply = ExtractiveWriter().write(task.section, task.context)
    return replace(reply, effort=Effort(calls=1, prompt_tokens=100, output_tokens=20, seconds=0.01, finish="stop"))


def fallen_back(task: WritingTask) -> WriterReply:
    """The same after the server has failed."""
    reason = Fallback("server fault", "The server failed.", "Start it again.")
    return replace(extractive(task), author=Author("extractive"), fallback=reason)


class ScriptedWriter:
    """`reply` says what a section gets; `held` stops every call until `release` lets it, or some calls, go on."""

    name = "ollama"
    model = "scripted:1b"
    digest = "0123abcd"

    def __init__(
        self, reply: Reply = extractive, *, concurrency: int = 2, held: bool = False, per_batch: int = 1
    ) -> None:
        self.concurrency = concurrency
        self.written: list[str] = []
        self.tasks: list[WritingTask] = []
        self.most_at_once = 0
        self.cancelled = 0
        self._reply = reply
        self._per_batch = per_batch
        self._at_once = 0
        self._held = held
        self._permits: asyncio.Semaphore | None = None
        self._started = threading.Semaphore(0)

    def batches(self, tasks: Sequence[WritingTask]) -> list[tuple[WritingTask, ...]]:
        size = self._per_batch
        return [tuple(tasks[at : at + size]) for at in range(0, len(tasks), size)]

    async def write(self, batch: Sequence[WritingTask]) -> tuple[WriterReply, ...]:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self._started.release()
        try:
            await self._turn()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self._at_once -= 1
        self.tasks += batch
        self.written += [task.section.title for task in batch]
        return tuple(self._reply(task) for task in batch)

    def release(self, calls: int) -> None:
        """Let so many of the held calls go on."""

        async def permit() -> None:
            for _ in range(calls):
                self._gate().release()

        loop.run(permit())

    def wait_for_calls(self, calls: int) -> None:
        """Until so many more calls have begun."""
        for _ in range(calls):
            assert self._started.acquire(timeout=20), "the writer was not asked"

    async def _turn(self) -> None:
        if self._held:
            await self._gate().acquire()
        else:
            await asyncio.sleep(0)

    def _gate(self) -> asyncio.Semaphore:
        if self._permits is None:
            self._permits = asyncio.Semaphore(0)
        return self._permits
