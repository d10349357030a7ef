"""`OllamaModel`: the model of the seam, answered by an Ollama."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.domain import ModelSettings
from app.generator.model.seam import Completion, Deadline, Finish, Message, ModelInfo, Schema
from app.generator.model.tokens import likely_tokens, most_tokens
from app.generator.ollama import errors
from app.generator.ollama.addresses import bare_digest, full_name, same_model, server_url
from app.generator.ollama.chat_body import KEEP_ALIVE, chat_body, embedding_options
from app.generator.ollama.client import Frame
from app.generator.ollama.endpoint import Endpoint
from app.generator.ollama.errors import Asked
from app.generator.ollama.reply import Reply
from app.generator.ollama.versions import FIRST_WITH_WHOLE_COUNTS, release_of

_SAFE = "That call gave no card."
_MARGIN_TOKENS = 32
_READ_AT_LEAST = 0.7
_LIMIT_BYTES = 2**20
_BYTES_PER_TOKEN = 1024
_RUN = re.compile(r"([^\w\s])\1{2,}")
_EMBEDDING = Deadline(first_frame=120.0, between_frames=60.0, total=300.0)
_EMBEDDED_AT_ONCE = 64


class OllamaModel:
    """One installed model of one server. Belongs to one event loop; see `loop.shared` for the process's own.

    Raises:
        InvalidInputError: the settings' host is no address.
    """

    def __init__(self, settings: ModelSettings, endpoint: Endpoint | None = None) -> None:
        self.settings = settings
        self._endpoint = endpoint or Endpoint(server_url(settings.host), settings.concurrency)
        self._asked = Asked(self._endpoint.url, settings.model, _SAFE)
        self._info: ModelInfo | None = None

    async def generate(
        self,
        messages: Sequence[Message],
        schema: Schema,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        deadline: Deadline,
        on_tokens: Callable[[int], None] | None = None,
    ) -> Completion:
        """Ask once; see the seam. A reply stuck in blanks ends early, as `incomplete`.

        Raises:
            ModelError: one of its kinds; ContextOverflowError before anything is sent where the prompt would not fit,
                and afterwards where the server cut it without a word.
        """
        info = self._info or await self.describe()
        self._preflight(messages, max_tokens, info.context_length)
        body = chat_body(
            self.settings.model,
            messages,
            schema,
            context=info.context_length,
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
        )
        reply = Reply(info.model_id)

        def take(frame: Frame) -> bool:
            reply.take(frame)
            if on_tokens is not None and not reply.ended:
                on_tokens(reply.pieces)
            return reply.stuck

        async with self._endpoint.turn() as client:
            limit = _LIMIT_BYTES + _BYTES_PER_TOKEN * max_tokens
            await client.stream("/api/chat", body, take, deadline=deadline, limit=limit, safe=_SAFE)
        await asyncio.sleep(0)  # the next call, which waited for this turn, goes out before this reply is looked at
        completion = reply.completion()
        if completion.finish is not Finish.INCOMPLETE:
            await self._check_all_was_read(completion, messages, info.context_length)
        return completion

    async def describe(self) -> ModelInfo:
        """What answers, asked anew each time."""
        async with self._endpoint.aside() as client:
            installed = (await client.list()).models
            entry = next((each for each in installed if same_model(each.model or "", self.settings.model)), None)
            if entry is None:
                raise errors.missing(Asked(client.url, self.settings.model))
            shown = await client.show(self.settings.model)
        trained = trained_context(shown.modelinfo or {})
        wanted = self.settings.context_length
        self._info = ModelInfo(
            model_id=full_name(self.settings.model),
            digest=bare_digest(entry.digest),
            context_length=min(wanted, trained) if trained else wanted,
            concurrency=self.settings.concurrency,
        )
        return self._info

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector per text, by the embedding model of the settings (the writing model where none is set)."""
        model = self.settings.embedding_model or self.settings.model
        options: dict[str, object] = {}
        if same_model(model, self.settings.model):
            info = self._info or await self.describe()
            options = embedding_options(info.context_length)
        vectors: list[list[float]] = []
        for first in range(0, len(texts), _EMBEDDED_AT_ONCE):
            batch = list(texts[first : first + _EMBEDDED_AT_ONCE])
            async with self._endpoint.turn() as client:
                answer = await client.embed_texts(
                    model, batch, deadline=_EMBEDDING, keep_alive=KEEP_ALIVE, options=options
                )
            vectors += answer
        return vectors

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        await self._endpoint.close()

    def _preflight(self, messages: Sequence[Message], max_tokens: int, context: int) -> None:
        room = context - max_tokens - _MARGIN_TOKENS
        tokens = most_tokens(messages)
        if tokens > room:
            raise errors.overflow(self._asked, tokens, max(room, 0))

    async def _check_all_was_read(self, completion: Completion, messages: Sequence[Message], context: int) -> None:
        read = completion.prompt_tokens
        if read is None:
            return
        expected = likely_tokens(messages)
        if read >= context - 1:
            raise errors.cut_silently(self._asked, read, expected, context)
        if read < _READ_AT_LEAST * expected:
            expected = likely_tokens(_without_runs(messages))
        if read < _READ_AT_LEAST * expected:
            async with self._endpoint.aside() as client:
                release = release_of(await client.version())
            if release is None or release >= FIRST_WITH_WHOLE_COUNTS:
                raise errors.cut_silently(self._asked, read, expected, context)


def _without_runs(messages: Sequence[Message]) -> list[Message]:
    """The messages with each row of one sign (a table's rule, a divider) cut to its first: it is one token or two."""
    return [Message(each.role, _RUN.sub(r"\1", each.content)) for each in messages]


def trained_context(model_info: Mapping[str, Any]) -> int | None:
    """The tokens a model was trained for, from what `/api/show` says of it."""
    architecture = model_info.get("general.architecture")
    value = model_info.get(f"{architecture}.context_length")
    return value if isinstance(value, int) and value > 0 else None
