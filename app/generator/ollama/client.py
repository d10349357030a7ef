"""The `ollama` package's client, made safe to wait for: every call is bounded in time and in bytes.

All whole answers of the package come through one private method, `_request`; it is overridden, because the package as
it is waits for ever, reads an answer of any size into memory, and reports trouble in five unrelated types. Streams are
read from the package's own HTTP client by `stream`: the package takes a reply without its end for a success, stumbles
over a blank line, validates every frame at several times the cost of reading it, and its `chat` cannot send `truncate`.
Both rest on private names; a contract test pins them, and pyproject.toml the package's minor version. Beneath the
package's HTTP client our own `Transport` does the wire's work, at a third of the usual cost.
"""

import json as json_text
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import ollama
from pydantic import ValidationError

from app.generator.model.seam import Deadline
from app.generator.ollama import errors
from app.generator.ollama.errors import Asked
from app.generator.ollama.reading import Lines, Watch, parsed, refusal, whole
from app.generator.ollama.transport import Transport

Frame = dict[str, Any]

QUICK = Deadline(first_frame=10.0, between_frames=10.0, total=15.0)
_CONNECT_SECONDS = 3.0
_ANSWER_BYTES = 32 * 2**20
_LINE_BYTES = 8 * 2**20


class BoundedClient(ollama.AsyncClient):
    """One server's client. Raises `ModelError` and nothing else for whatever the server or the network does."""

    def __init__(self, url: str, *, connections: int = 4) -> None:
        self._wire = Transport(kept=connections)
        self._patterns: dict[str, httpx.Request] = {}
        super().__init__(
            host=url,
            follow_redirects=False,  # a redirected POST arrives as a GET; better to say where it was sent
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            headers={"Accept-Encoding": "identity"},  # a small compressed answer may be a large one
            transport=self._wire,
            trust_env=False,  # a proxy for the outside world answers for 127.0.0.1 with its error page
        )
        self.url = url

    async def stream(
        self,
        path: str,
        body: Mapping[str, object],
        take: Callable[[Frame], bool],
        *,
        deadline: Deadline,
        limit: int | None,
        safe: str = "",
    ) -> None:
        """Post, and hand over the frames of the answer as they come, at most `limit` bytes of them.

        The call ends with the stream, or as soon as `take` returns True: the connection is closed then, which stops the
        model. The frame with `done` is the last one that matters; what goes wrong after it is let go. `safe` says in an
        error's message what a failure leaves as it was.

        Raises:
            ModelError: one of its kinds.
        """
        asked = Asked(self.url, str(body.get("model") or ""), safe)
        async with self._answer(lambda: self._post(path, body), deadline, asked) as (response, watch):
            lines = Lines(asked, limit, _LINE_BYTES)
            async for chunk in response.aiter_raw():
                if watch.finished:
                    continue  # to the end, so that the connection can be used again
                for line in lines.feed(chunk):
                    frame = parsed(line, asked, begun=watch.begun)
                    watch.heard(last=frame.get("done") is True)
                    if take(frame):
                        return
                    if watch.finished:
                        break
            for line in () if watch.finished else lines.rest():
                take(parsed(line, asked, begun=watch.begun))

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

    async def _request(  # type: ignore[override]  # the package's overloads, folded into the one that is used
        self, cls: Any, method: str, path: str, *, json: Any = None, stream: bool = False, deadline: Deadline = QUICK
    ) -> Any:
        if stream:
            raise TypeError("a stream is read by `stream`, which has its bounds")
        asked = Asked(self.url, str((json or {}).get("model") or ""))

        async def sent() -> httpx.Response:
            request = self._client.build_request(method, path, json=json)
            response: httpx.Response = await self._client.send(request, stream=True)
            return response

        async with self._answer(sent, deadline, asked) as (response, _):
            answer = parsed(await whole(response, asked, _ANSWER_BYTES), asked)
        try:
            return cls(**answer)
        except (ValidationError, TypeError) as error:
            raise errors.not_ollama(asked, str(error)) from error

    async def _post(self, path: str, body: Mapping[str, object]) -> httpx.Response:
        """Straight to the wire: address and headers are those that the package's HTTP client gives to a call of this
        path, put together once and not anew for each."""
        pattern = self._patterns.get(path)
        if pattern is None:
            pattern = self._patterns[path] = self._client.build_request("POST", path, json={})
            del pattern.headers["content-length"]
        content = json_text.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        request = httpx.Request(
            "POST", pattern.url, headers=pattern.headers, content=content, extensions=pattern.extensions
        )
        return await self._wire.handle_async_request(request)

    @asynccontextmanager
    async def _answer(
        self, send: Callable[[], Awaitable[httpx.Response]], deadline: Deadline, asked: Asked
    ) -> AsyncIterator[tuple[httpx.Response, Watch]]:
        """An answer that is no refusal, closed on the way out."""
        try:
            async with Watch(deadline, asked) as watch:
                response = await send()
                try:
                    if response.status_code >= 300:
                        raise await refusal(response, asked)
                    yield response, watch
                finally:
                    await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise errors.from_exception(asked, error) from error
