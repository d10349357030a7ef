"""Lines as Ollama writes them: Go's JSON, nanoseconds, and no field that is zero."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from time import time_ns
from typing import Any

NDJSON = "application/x-ndjson"
JSON = "application/json; charset=utf-8"
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def go_json(value: object, errors: str = "replace") -> bytes:
    """JSON as Go's encoder writes it: compact, letters as UTF-8, but `<`, `>`, `&` escaped."""
    text = _ENCODE(value)
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        if sign in text:
            text = text.replace(sign, escape)
    return text.encode("utf-8", errors)


def line(value: object, *, raw: bool = False) -> bytes:
    """One line of a stream; a raw one may hold bytes that are no UTF-8, given as lone surrogates."""
    return go_json(value, "surrogateescape" if raw else "replace") + b"\n"


def now() -> str:
    """The instant as Go prints it, with nanoseconds."""
    seconds, nanoseconds = divmod(time_ns(), 1_000_000_000)
    return f"{_second(seconds)}.{nanoseconds:09d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def piece(model: str, content: str, thinking: str = "") -> dict[str, Any]:
    """A line in the middle of a reply."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if thinking:
        message["thinking"] = thinking
    return {"model": model, "created_at": now(), "message": message, "done": False}


@dataclass(slots=True)
class Metrics:
    """Counts and durations of one call; durations in nanoseconds."""

    total_duration: int = 0
    load_duration: int = 0
    prompt_eval_count: int = 0
    prompt_eval_duration: int = 0
    eval_count: int = 0
    eval_duration: int = 0

    def present(self) -> dict[str, int]:
        """Those that are not zero: the others are left out of the line."""
        names = self.__slots__
        return {name: value for name in names if (value := getattr(self, name))}


def final(model: str, content: str, reason: str, metrics: Metrics, *, done: bool = True) -> dict[str, Any]:
    """The last line of a stream (with no content), or the whole of a reply that is not streamed."""
    value = piece(model, content)
    value["done"] = done
    if done and reason:
        value["done_reason"] = reason
    return {**value, **metrics.present()} if done else value


def error(message: str) -> bytes:
    """The body of an error."""
    return go_json({"error": message})
