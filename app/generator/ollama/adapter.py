"""`OllamaModel`: the model of the seam, answered by an Ollama.

What the options say, and why they never change between calls: any difference in `num_ctx` and its like makes the server
load the model again. `num_predict`, `temperature` and `seed` may differ freely.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from app.domain import ModelSettings
from app.generator.model.seam import Completion, Deadline, Finish, Message, ModelInfo, Schema
from app.generator.ollama import errors
from app.generator.ollama.addresses import bare_digest, full_name, same_model, server_url
from app.generator.ollama.client import BoundedClient
from app.generator.ollama.endpoint import Endpoint
from app.generator.ollama.errors import Asked
from app.generator.ollama.reply import Reply
from app.generator.ollama.tokens import likely_tokens, most_tokens

KEEP_ALIVE = "10m"
_SAMPLING = {"top_k": 40, "top_p": 0.9, "repeat_penalty": 1.0}
_MARGIN_TOKENS = 32
_READ_AT_LEAST = 0.7
_LIMIT_BYTES = 2**20
_BYTES_PER_TOKEN = 1024
# The one release whose count of the prompt leaves out what its cache held.
_COUNTS_WITHOUT_CACHE = "0.30.0"
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
        self._asked = Asked(self._endpoint.url, settings.model)
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
        body = self._body(messages, schema, max_tokens, temperature, seed, info.context_length)
        reply = Reply(info.model_id)
        async with self._endpoint.turn() as client:
            frames = await client.chat_frames(
                body, deadline=deadline, limit=_LIMIT_BYTES + _BYTES_PER_TOKEN * max_tokens
            )
            async with aclosing(frames):
                async for frame in frames:
                    reply.take(frame)
                    if reply.stuck:
                        break
                    if on_tokens is not None:
                        on_tokens(reply.pieces)
            completion = reply.completion()
            if completion.finish is not Finish.INCOMPLETE:
                await self._check_all_was_read(client, completion, messages, info.context_length)
        return completion

    async def describe(self) -> ModelInfo:
        """What answers, asked anew each time."""
        async with self._endpoint.aside() as client:
            installed = (await client.list()).models
            entry = next((each for each in installed if same_model(each.model or "", self.settings.model)), None)
            if entry is None:
                raise errors.missing(self._asked)
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
        vectors: list[list[float]] = []
        for first in range(0, len(texts), _EMBEDDED_AT_ONCE):
            batch = list(texts[first : first + _EMBEDDED_AT_ONCE])
            async with self._endpoint.turn() as client:
                answer = await client.embed_texts(model, batch, deadline=_EMBEDDING, keep_alive=KEEP_ALIVE)
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

    def _body(
        self,
        messages: Sequence[Message],
        schema: Schema,
        max_tokens: int,
        temperature: float,
        seed: int,
        context: int,
    ) -> Mapping[str, object]:
        return {
            "model": self.settings.model,
            "messages": [{"role": each.role.value, "content": each.content} for each in messages],
            "stream": True,
            "think": False,
            "truncate": False,
            "format": schema,
            "keep_alive": KEEP_ALIVE,
            "options": {
                "num_ctx": context,
                **_SAMPLING,
                "num_predict": max_tokens,
                "temperature": temperature,
                "seed": seed,
            },
        }

    async def _check_all_was_read(
        self, client: BoundedClient, completion: Completion, messages: Sequence[Message], context: int
    ) -> None:
        read = completion.prompt_tokens
        if read is None:
            return
        expected = likely_tokens(messages)
        if read >= context - 1:
            raise errors.cut_silently(self._asked, read, expected, context)
        if read < _READ_AT_LEAST * expected and await client.version() != _COUNTS_WITHOUT_CACHE:
            raise errors.cut_silently(self._asked, read, expected, context)


def trained_context(model_info: Mapping[str, Any]) -> int | None:
    """The tokens a model was trained for, from what `/api/show` says of it."""
    architecture = model_info.get("general.architecture")
    value = model_info.get(f"{architecture}.context_length")
    return value if isinstance(value, int) and value > 0 else None
