"""Reading an answer of the server: watched by deadlines, bounded in bytes, line by line.

The memory that an answer takes is bounded by its limit, whatever is sent, because nothing is kept that passes it.
"""

import asyncio
import json
from types import TracebackType
from typing import Any

import httpx

from app.generator.model.seam import Deadline, ModelError
from app.generator.ollama import errors
from app.generator.ollama.errors import Asked
from app.generator.ollama.refusals import from_answer

_FAREWELL_SECONDS = 1.0
_COMPLAINT_BYTES = 64 * 2**10
_SHOWN = 200


class Watch:
    """The deadlines of one call, around all of it. Only whole frames count as progress: trickled bytes do not.

    The alarm is set anew at most ten times per gap between frames, so it may ring up to a tenth of that too early.
    """

    def __init__(self, deadline: Deadline, asked: Asked) -> None:
        self._deadline = deadline
        self._asked = asked
        self._clock = asyncio.get_running_loop().time
        self._set_at = self._clock()
        self._end = self._set_at + deadline.total
        self._alarm = asyncio.timeout_at(min(self._set_at + deadline.first_frame, self._end))
        self._begun = self._finished = False

    @property
    def begun(self) -> bool:
        """Whether a whole frame has come."""
        return self._begun

    @property
    def finished(self) -> bool:
        """Whether the last frame has come."""
        return self._finished

    async def __aenter__(self) -> "Watch":
        await self._alarm.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            await self._alarm.__aexit__(kind, error, trace)
        except TimeoutError:
            if not self._finished:
                raise self._verdict() from None
            return True
        # What goes wrong after the last frame cannot spoil what was said.
        return self._finished and isinstance(error, httpx.HTTPError | OSError)

    def heard(self, *, last: bool = False) -> None:
        """A whole frame has come; after the last one only the end of the stream is waited for, and not for long."""
        now = self._clock()
        if last:
            self._finished = True
            self._alarm.reschedule(now + _FAREWELL_SECONDS)
        elif not self._begun or now - self._set_at > self._deadline.between_frames / 10:
            self._set_at = now
            self._alarm.reschedule(min(now + self._deadline.between_frames, self._end))
        self._begun = True

    def _verdict(self) -> ModelError:
        deadline = self._deadline
        if not self._begun:
            return errors.too_slow(self._asked, "said nothing within", min(deadline.first_frame, deadline.total))
        if self._clock() >= self._end:
            return errors.too_slow(self._asked, "had not finished within", deadline.total)
        return errors.too_slow(self._asked, "fell silent in the middle of its reply, for", deadline.between_frames)


class Lines:
    """Cuts chunks of bytes into lines. Without a `limit` the answer may be of any length, its lines may not."""

    def __init__(self, asked: Asked, limit: int | None, longest: int) -> None:
        self._asked = asked
        self._limit = limit
        self._longest = longest
        self._total = 0
        self._pending: list[bytes] = []
        self._pending_bytes = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that a chunk completes, blank ones left out.

        Raises:
            ReplyTooLargeError: the answer, or one line of it, has passed its limit.
        """
        self._total += len(chunk)
        self._pending_bytes += len(chunk)
        if self._limit is not None and self._total > self._limit:
            raise errors.too_large(self._asked, self._limit)
        if self._pending_bytes > self._longest:
            raise errors.too_large(self._asked, self._longest)
        self._pending.append(chunk)
        if b"\n" not in chunk:
            return []
        *complete, rest = b"".join(self._pending).split(b"\n")
        self._pending, self._pending_bytes = [rest], len(rest)
        return [line for line in complete if line and not line.isspace()]

    def rest(self) -> list[bytes]:
        """What stands after the last line's end."""
        line = b"".join(self._pending)
        return [line] if line and not line.isspace() else []


async def whole(response: httpx.Response, asked: Asked, limit: int) -> bytes:
    """All of an answer.

    Raises:
        ReplyTooLargeError: it is longer than `limit` bytes.
    """
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            raise errors.too_large(asked, limit)
    return bytes(body)


async def refusal(response: httpx.Response, asked: Asked) -> ModelError:
    """The error behind an answer with a status of 300 or more; its first words are enough for that."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > _COMPLAINT_BYTES:
            break
    text = bytes(body[:_COMPLAINT_BYTES]).decode("utf-8", errors="replace")
    if response.status_code < 400:
        text = response.headers.get("location", text)
    return from_answer(asked, response.status_code, _complaint(text))


def parsed(data: bytes, asked: Asked, *, begun: bool = False) -> dict[str, Any]:
    """The JSON object of a line or of an answer; `begun` where others came before it.

    Raises:
        ModelError: it is none, or one that reports an error.
    """
    try:
        # Bytes that are no UTF-8 become U+FFFD: the words they stand in will not be found in the note, and are refused.
        answer = json.loads(data.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise (errors.garbled if begun else errors.not_ollama)(asked, _shown(data)) from error
    if not isinstance(answer, dict):
        raise errors.not_ollama(asked, _shown(data))
    if answer.get("error"):
        raise from_answer(asked, 200, answer["error"])
    return answer


def _complaint(text: str) -> object:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return answer.get("error", text) if isinstance(answer, dict) else text


def _shown(data: bytes) -> str:
    return data[:_SHOWN].decode("utf-8", errors="replace") or "an empty answer"
