"""The `ollama` package's client, made safe to wait for: every request is bounded in time and in bytes.

All of the package's calls go through one private method, `_request`. It is the only thing overridden here, because the
package as it is waits for ever, reads replies of any size into memory, takes a reply without its end for a success,
stumbles over a blank line, and cannot send `truncate`. The package builds the requests, knows the paths and parses the
answers; a contract test pins the method's shape, and pyproject.toml the package's minor version.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any

import httpx
import ollama
from pydantic import ValidationError

from app.generator.model.seam import Deadline, ModelError, ModelTimeoutError
from app.generator.ollama import errors
from app.generator.ollama.errors import Asked

QUICK = Deadline(first_frame=10.0, between_frames=10.0, total=15.0)
_CONNECT_SECONDS = 3.0
_WRITE_SECONDS = 30.0
_FAREWELL_SECONDS = 1.0
_ANSWER_BYTES = 32 * 2**20
_COMPLAINT_BYTES = 64 * 2**10


class BoundedClient(ollama.AsyncClient):
    """One server's client. Raises `ModelError` and nothing else for whatever the server or the network does."""

    def __init__(self, url: str, *, connections: int = 4) -> None:
        super().__init__(
            host=url,
            follow_redirects=False,  # a redirected POST arrives as a GET; better to say where it was sent
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS, write=_WRITE_SECONDS),
            headers={"Accept-Encoding": "identity"},  # a small compressed reply may be a large one
            trust_env=False,  # a proxy for the outside world answers for 127.0.0.1 with its error page
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=connections),
        )
        self.url = url

    async def chat_frames(
        self, body: Mapping[str, object], *, deadline: Deadline, limit: int
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The frames of a streamed chat as they come, at most `limit` bytes of them.

        The package's own `chat` cannot send `truncate`, and validates each frame at three times the cost of reading it.
        """
        frames: AsyncGenerator[dict[str, Any], None] = await self._request(
            dict, "POST", "/api/chat", json=body, stream=True, deadline=deadline, limit=limit
        )
        return frames

    async def pull_frames(self, model: str, *, deadline: Deadline) -> AsyncGenerator[ollama.ProgressResponse, None]:
        """The steps of a download as they come, without a limit of bytes: a large one tells of itself for hours."""
        frames: AsyncGenerator[ollama.ProgressResponse, None] = await self._request(
            ollama.ProgressResponse,
            "POST",
            "/api/pull",
            json={"model": model, "stream": True},
            stream=True,
            deadline=deadline,
        )
        return frames

    async def embed_texts(
        self,
        model: str,
        texts: Sequence[str],
        *,
        deadline: Deadline,
        keep_alive: str,
        options: Mapping[str, object] | None = None,
    ) -> list[list[float]]:
        """One vector per text."""
        body = {
            "model": model,
            "input": list(texts),
            "truncate": True,
            "keep_alive": keep_alive,
            **({"options": options} if options else {}),
        }
        answer = await self._request(dict, "POST", "/api/embed", json=body, deadline=deadline)
        vectors = answer.get("embeddings")
        if not isinstance(vectors, list) or len(vectors) != len(texts):
            raise errors.not_ollama(Asked(self.url, model), "not one vector for each text")
        return vectors

    async def version(self) -> str:
        """The server's version; empty where it tells none."""
        answer = await self._request(dict, "GET", "/api/version")
        return str(answer.get("version") or "")

    async def _request(  # type: ignore[override]  # the package's overloads, folded into their common shape
        self,
        cls: Any,
        method: str,
        path: str,
        *,
        json: Any = None,
        stream: bool = False,
        deadline: Deadline | None = None,
        limit: int | None = None,
    ) -> Any:
        asked = Asked(self.url, str((json or {}).get("model") or ""))
        if stream:
            waits = deadline or Deadline()
            return _built(cls, self._objects(asked, method, path, json, waits, limit), asked)
        objects = self._objects(asked, method, path, json, deadline or QUICK, limit or _ANSWER_BYTES, whole=True)
        async with aclosing(objects):
            async for answer in objects:
                return _build(cls, answer, asked)
        raise errors.not_ollama(asked, "an empty answer")

    async def _objects(
        self,
        asked: Asked,
        method: str,
        path: str,
        body: Any,
        deadline: Deadline,
        limit: int | None,
        *,
        whole: bool = False,
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The JSON objects of an answer: one per line, or with `whole` a single one over all of it."""
        waits = _Waits(deadline, asked)
        try:
            request = self._client.build_request(method, path, json=body)
            async with waits.next_read():
                response = await self._client.send(request, stream=True)
            try:
                if response.status_code >= 300:
                    raise await _refusal(asked, response, waits)
                lines = _lines(response, asked, limit, waits, whole=whole)
                async with aclosing(lines):
                    async for line in lines:
                        answer = _object(line, asked, begun=waits.begun)
                        waits.begun = True
                        waits.finished = answer.get("done") is True
                        yield answer
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            if waits.finished:
                return
            raise errors.from_exception(asked, error) from error


class _Waits:
    """How long the next read may take. Only whole frames count as progress: trickled bytes do not."""

    def __init__(self, deadline: Deadline, asked: Asked) -> None:
        self._deadline = deadline
        self._asked = asked
        self._clock = asyncio.get_running_loop().time
        self._start = self._last = self._clock()
        self.begun = False
        self.finished = False

    def next_read(self) -> "_Alarm":
        """The alarm around one read of the network."""
        if self.finished:
            return _Alarm(self._clock() + _FAREWELL_SECONDS, self)
        each = self._deadline.between_frames if self.begun else self._deadline.first_frame
        return _Alarm(min(self._last + each, self._start + self._deadline.total), self)

    def heard(self) -> None:
        """A whole frame has come."""
        self._last = self._clock()

    def verdict(self) -> ModelError:
        """Which of the deadlines has passed."""
        if self._clock() >= self._start + self._deadline.total:
            return errors.too_slow(self._asked, "had not finished", self._deadline.total)
        if self.begun:
            return errors.too_slow(
                self._asked, "fell silent in the middle: nothing came", self._deadline.between_frames
            )
        return errors.too_slow(self._asked, "said nothing", self._deadline.first_frame)


class _Alarm:
    """A timeout that says in words which deadline it was."""

    def __init__(self, when: float, waits: _Waits) -> None:
        self._timeout = asyncio.timeout_at(when)
        self._waits = waits

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise self._waits.verdict() from None


async def _lines(
    response: httpx.Response, asked: Asked, limit: int | None, waits: _Waits, *, whole: bool
) -> AsyncGenerator[bytes, None]:
    """The answer's lines that are not blank; all of it as one with `whole`. Holds one line at a time, bounded."""
    pending = bytearray()
    total = 0
    chunks = response.aiter_raw()
    while True:
        try:
            async with waits.next_read():
                chunk = await anext(chunks, None)
        except ModelTimeoutError:
            if waits.finished:
                break  # all is said; only the end of the stream does not come
            raise
        if chunk is None:
            break
        total += len(chunk)
        if (limit is not None and total > limit) or len(pending) + len(chunk) > _ANSWER_BYTES:
            raise errors.too_large(asked, limit or _ANSWER_BYTES)
        pending += chunk
        if whole or b"\n" not in chunk:
            continue
        *complete, rest = bytes(pending).split(b"\n")
        pending = bytearray(rest)
        waits.heard()
        for line in complete:
            if line and not line.isspace():
                yield line
    if pending and not pending.isspace():
        yield bytes(pending)


async def _refusal(asked: Asked, response: httpx.Response, waits: _Waits) -> ModelError:
    """What an answer with an error's status says; at most so much of it."""
    body = bytearray()
    chunks = response.aiter_raw()
    while len(body) < _COMPLAINT_BYTES:
        async with waits.next_read():
            chunk = await anext(chunks, None)
        if chunk is None:
            break
        body += chunk
    text = body.decode("utf-8", errors="replace")
    if 300 <= response.status_code < 400:
        text = response.headers.get("location", text)
    return errors.from_answer(asked, response.status_code, _complaint(text))


def _complaint(text: str) -> object:
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    return answer.get("error", text) if isinstance(answer, dict) else text


def _object(line: bytes, asked: Asked, *, begun: bool) -> dict[str, Any]:
    try:
        # Bytes that are no UTF-8 become U+FFFD: the words they stand in will not be found in the note, and are refused.
        answer = json.loads(line.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        said = line[:200].decode("utf-8", errors="replace")
        raise (errors.garbled if begun else errors.not_ollama)(asked, said) from error
    if not isinstance(answer, dict):
        raise errors.not_ollama(asked, line[:200].decode("utf-8", errors="replace"))
    if answer.get("error"):
        raise errors.from_answer(asked, 200, answer["error"])
    return answer


async def _built(cls: Any, objects: AsyncGenerator[dict[str, Any], None], asked: Asked) -> AsyncGenerator[Any, None]:
    async with aclosing(objects):
        async for each in objects:
            yield each if cls is dict else _build(cls, each, asked)


def _build(cls: Any, answer: dict[str, Any], asked: Asked) -> Any:
    try:
        return cls(**answer)
    except (ValidationError, TypeError) as error:
        raise errors.not_ollama(asked, str(error)) from error
