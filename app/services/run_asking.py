"""Keeps a slow writer at work: batches of sections go in, replies come out as they are finished.

The requests live on the models' own thread, so that the next one goes out before the last reply has been judged and
stored; the run's thread takes the replies one by one, and puts in no more than it can take.
"""

import asyncio
import logging
import queue
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from app.generator.writer import SlowWriter, WriterReply, WritingTask

_log = logging.getLogger(__name__)

Tag = TypeVar("Tag")


def hands(concurrency: int) -> int:
    """How many batches a writer is given at once: one that is asked about and one that is ready for each slot of the
    server. Replies that began together end together, and then all of the next requests go out before one of the replies
    is read."""
    return 2 * concurrency


@dataclass(frozen=True, slots=True)
class Answered(Generic[Tag]):
    """The replies to one batch, in its order; None where the writer itself broke. `tag` is what came with the batch."""

    tag: Tag
    replies: tuple[WriterReply, ...] | None


class Desk(Generic[Tag]):
    """One writer at work for one run. Leaving the block cancels what is under way."""

    def __init__(self, writer: SlowWriter) -> None:
        # Here, because a server starts without an HTTP client.
        from app.generator.ollama.loop import submit

        self._writer = writer
        self._loop: asyncio.AbstractEventLoop
        self._todo: asyncio.Queue[tuple[Tag, Sequence[WritingTask]]]
        self._answered: queue.SimpleQueue[Answered[Tag] | BaseException] = queue.SimpleQueue()
        self._unfinished = 0
        ready: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._serving = submit(self._serve(ready))
        ready.get()

    @property
    def unfinished(self) -> int:
        """How many batches were put in and not yet taken out."""
        return self._unfinished

    def put(self, tag: Tag, batch: Sequence[WritingTask]) -> None:
        """Have a batch written as soon as the writer has a hand free."""
        self._unfinished += 1
        self._loop.call_soon_threadsafe(self._todo.put_nowait, (tag, batch))

    def take(self, patience: float) -> Answered[Tag] | None:
        """The next batch that is answered, or None if there is none within so many seconds."""
        try:
            answered = self._answered.get(timeout=patience)
        except queue.Empty:
            return None
        if isinstance(answered, BaseException):
            raise answered
        self._unfinished -= 1
        return answered

    def __enter__(self) -> "Desk[Tag]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serving.cancel()

    async def _serve(self, ready: "queue.SimpleQueue[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._todo = asyncio.Queue()
        ready.put(None)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(hands(self._writer.concurrency)):
                    group.create_task(self._hand())
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._answered.put(error)
            raise

    async def _hand(self) -> None:
        """One of the writer's hands: it takes the next batch as soon as it is done with the last."""
        while True:
            tag, batch = await self._todo.get()
            try:
                replies: tuple[WriterReply, ...] | None = await self._writer.write(batch)
            except Exception:  # noqa: BLE001 - whatever a writer stumbles over, the other sections get their cards
                _log.exception("The %s writer failed on section %r.", self._writer.name, batch[0].section.key)
                replies = None
            self._answered.put(Answered(tag, replies))
