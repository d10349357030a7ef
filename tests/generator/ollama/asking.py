"""Asking a model the way the writer does, in one line."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psutil

from app.domain import ModelSettings
from app.generator.model.seam import Completion, Deadline, Message, Role
from app.generator.ollama.adapter import OllamaModel

CARDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "cards": {
            "type": "array",
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {
                    "a_quote": {"type": "string", "maxLength": 300},
                    "b_kind": {"type": "string", "enum": ["basic"]},
                    "c_question": {"type": "string", "maxLength": 200},
                    "d_answer": {"type": "string", "maxLength": 300},
                },
                "required": ["a_quote", "b_kind", "c_question", "d_answer"],
            },
        }
    },
    "required": ["cards"],
}
PASSAGE = """Write cards about this section.

Section: Plants › Leaves
~~~~
## Leaves

A stoma is a small opening of a leaf through which gases pass. Stomata close at night, which saves water.
Chlorophyll is the green pigment of a leaf, which absorbs red and blue light.
~~~~
Reply with JSON.
"""
MESSAGES = (
    Message(Role.SYSTEM, "You write flashcards. Quote the sentence that proves each answer."),
    Message(Role.USER, PASSAGE),
)
SHORT = Deadline(first_frame=60.0, between_frames=60.0, total=120.0)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something that another process does."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def settings_for(url: str, **changes: Any) -> ModelSettings:
    values: dict[str, Any] = {
        "host": url,
        "model": "llama3.1:8b",
        "context_length": 8192,
        "concurrency": 1,
        "language": "",
        "cards_per_section": 8,
        "second_look": False,
        "embedding_model": "",
    }
    return ModelSettings(**{**values, **changes})


@dataclass
class Asking:
    """One model of the server at `url`, and what this process has open to it."""

    url: str
    changes: dict[str, Any] = field(default_factory=dict)
    _model: OllamaModel | None = None

    @property
    def model(self) -> OllamaModel:
        if self._model is None:
            self._model = OllamaModel(settings_for(self.url, **self.changes))
        return self._model

    def settings(self, **changes: Any) -> "Asking":
        """Set before the first call."""
        assert self._model is None
        self.changes.update(changes)
        return self

    async def __call__(
        self,
        messages: Sequence[Message] = MESSAGES,
        *,
        schema: Any = CARDS,
        max_tokens: int = 800,
        temperature: float = 0.2,
        seed: int = 1,
        deadline: Deadline = SHORT,
        on_tokens: Callable[[int], None] | None = None,
    ) -> Completion:
        return await self.model.generate(
            messages,
            schema,
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
            deadline=deadline,
            on_tokens=on_tokens,
        )

    async def close(self) -> None:
        if self._model is not None:
            await self._model.close()

    def connections(self) -> list[str]:
        """The states of this process's connections to the server, other than closed ones."""
        port = urlsplit(self.url).port
        return [
            each.status
            for each in psutil.Process(os.getpid()).net_connections("tcp")
            if each.raddr and each.raddr.port == port and each.status not in ("TIME_WAIT", "NONE")
        ]
