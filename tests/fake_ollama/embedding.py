"""POST /api/embed: vectors of words, hashed into a fixed length. Texts that share words lie near each other."""

import hashlib
import math
import re
from functools import lru_cache
from time import perf_counter_ns
from typing import Any

from tests.fake_ollama.frames import JSON, go_json
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.state import State
from tests.fake_ollama.tokens import tokenise
from tests.fake_ollama.wire import Exchange

_WORD = re.compile(r"[^\W_]+")
_STEM = 6


async def embed(exchange: Exchange, state: State, body: dict[str, Any]) -> None:
    """One vector for each input; an input longer than the context is cut, or refused with `truncate: false`."""
    start = perf_counter_ns()
    model = state.model(str(body.get("model", "")))
    if "embedding" not in model.capabilities:
        raise HttpError(501, "this model does not support embeddings")
    given = body.get("input", [])
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise HttpError(400, "invalid input type")
    counts = [len(tokenise(text)) for text in texts]
    if body.get("truncate") is False and any(count > model.context_length for count in counts):
        raise HttpError(400, "the input length exceeds the context length")
    length = min(int(body.get("dimensions") or model.vector_length), model.vector_length)
    vectors = [vector("".join(tokenise(text)[: model.context_length]), length) for text in texts]
    value: dict[str, Any] = {"model": body["model"], "embeddings": vectors, "total_duration": perf_counter_ns() - start}
    if sum(counts):
        value["prompt_eval_count"] = sum(counts)
    await exchange.answer(200, JSON, go_json(value))


def vector(text: str, length: int) -> list[float]:
    """A unit vector of the words' beginnings, each counted with a sign at a place drawn from its hash."""
    values = [0.0] * length
    for word in _WORD.findall(text.casefold()):
        place, sign = _place(word[:_STEM])
        values[place % length] += sign
    norm = math.sqrt(sum(each * each for each in values))
    return [each / norm for each in values] if norm else values


@lru_cache(maxsize=50_000)
def _place(word: str) -> tuple[int, int]:
    digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:7], "big"), 1 if digest[7] & 1 else -1
