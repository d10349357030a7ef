"""Requests as Torchdeck makes them, for the fake's own tests: one section, and a schema for its cards."""

import atexit
import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from tests.fake_ollama.launch import FakeOllama, fake_ollama
from tests.fake_ollama.plan import Plan

OSMOSIS = """## Osmosis

Osmosis is the diffusion of water through a membrane that holds back the solute. A **semipermeable membrane** lets \
water pass in both directions.

- **Driving force:** The difference in water potential between the two sides.
- **Unit:** Osmotic pressure is given in pascals, and 101,325 of them are one atmosphere.
"""
DIFFUSION = """## Diffusion

Diffusion is the net movement of particles from a higher to a lower concentration.
"""
CARDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "cards": {
            "type": "array",
            "maxItems": 8,
            "items": {
                "type": "object",
                "properties": {
                    "a_quote": {"type": "string", "maxLength": 400},
                    "b_kind": {"type": "string", "enum": ["basic", "cloze"]},
                    "c_question": {"type": "string", "maxLength": 300},
                    "d_answer": {"type": "string", "maxLength": 400},
                },
                "required": ["a_quote", "b_kind", "c_question", "d_answer"],
            },
        }
    },
    "required": ["cards"],
}
VERDICT: dict[str, Any] = {
    "type": "object",
    "properties": {"a_answer": {"type": "string"}, "b_unanswerable": {"type": "boolean"}},
}
SYSTEM = "You write flashcards from a section of a learner's notes. " * 20


@contextmanager
def playing(**plan: Any) -> Iterator[FakeOllama]:
    """A server with this plan, its model not loaded and nothing recorded: one process for all blocks, in turn.

    Counters and the numbers of requests go on from block to block. `fake_ollama` starts a process of its own instead.
    """
    fake = _shared()
    fake.change(**{**Plan().as_json(), **plan})
    fake.forget()
    yield fake


@lru_cache(maxsize=1)
def _shared() -> FakeOllama:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(fake_ollama())


def messages(
    text: str = OSMOSIS, *, title: str = "Osmosis", tail: str = "Write at most 8 cards."
) -> list[dict[str, str]]:
    """A conversation about one section."""
    said = f"Section: Membranes › {title}\n~~~~ note\n{text}~~~~\n\n{tail}"
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": said}]


def request(**changes: Any) -> dict[str, Any]:
    """The body of a chat request; `None` leaves a field out."""
    body: dict[str, Any] = {
        "model": "llama3.1:8b",
        "messages": messages(),
        "format": CARDS,
        "options": {"num_ctx": 8192, "temperature": 0.2},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def lines(fake: FakeOllama, **changes: Any) -> list[dict[str, Any]]:
    """The lines of a streamed reply. Raises urllib.error.HTTPError for a status of 400 or more."""
    return [json.loads(line) for line in post(fake, "/api/chat", request(**changes)).splitlines()]


def text_of(reply: list[dict[str, Any]]) -> str:
    """The words of a reply."""
    return "".join(line["message"]["content"] for line in reply)


def cards(fake: FakeOllama, **changes: Any) -> list[dict[str, Any]]:
    """The cards of a reply that is whole."""
    return list(json.loads(text_of(lines(fake, **changes)))["cards"])


def post(fake: FakeOllama, path: str, body: object, *, seconds: float = 20.0) -> bytes:
    """Send a JSON body, read the whole answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(f"{fake.url}{path}", json.dumps(body).encode(), method="POST")
    with opener.open(asked, timeout=seconds) as reply:
        return bytes(reply.read())


def asked(fake: FakeOllama) -> socket.socket:
    """A connection on which a question was asked and no answer read."""
    body = json.dumps(request()).encode()
    connection = socket.create_connection(("127.0.0.1", urlsplit(fake.url).port or 0), timeout=20)
    head = f"POST /api/chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return connection


def eventually(condition: Any, seconds: float = 10.0) -> bool:
    """Whether a condition comes true within a generous time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())
