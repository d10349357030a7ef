"""The seam in front of a model: one call, one description, and the ways either can fail.

Prompts, retries, validation and gates stand above it; what speaks to a server (Ollama today) stands behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.errors import UnavailableError


class Role(StrEnum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with the model."""

    role: Role
    content: str


class Finish(StrEnum):
    """How a reply ended: by itself, at a limit of tokens, or cut off without a word about it."""

    STOP = "stop"
    LENGTH = "length"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Seconds to wait: for the first words (queue, loading, reading the prompt), between words, and in all."""

    first_frame: float = 300.0
    between_frames: float = 60.0
    total: float = 900.0


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model said. Token counts are None where the server told none; durations are in seconds.

    `prompt_seconds` is the time to read the prompt: near zero where the server had it cached.
    """

    text: str
    finish: Finish
    model_id: str
    prompt_tokens: int | None = None
    output_tokens: int | None = None
    prompt_seconds: float | None = None
    output_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What answers: the model's full name, the digest of its weights, the tokens it can hold, the calls it may get at
    once."""

    model_id: str
    digest: str
    context_length: int
    concurrency: int


Schema = Mapping[str, object]


class Model(Protocol):
    """A model that can be asked. One instance serves a process; calls beyond its concurrency wait in its own queue."""

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
        """Ask once. `schema` is a JSON schema that the reply is constrained to; `on_tokens` hears how many tokens (or
        pieces) have come so far. Cancelling the call stops the model.

        Raises:
            ModelError: one of its kinds below; nothing of the reply is kept.
        """
        ...

    async def describe(self) -> ModelInfo:
        """What answers. Raises ModelError where nothing does."""
        ...


class ModelError(UnavailableError):
    """The model gave no usable answer. `passing` faults may be gone at the next try; the others will not."""

    passing = False


class ServerUnavailableError(ModelError):
    """Nothing answers there, the connection broke, or what answers is not a model server."""

    passing = True


class ServerBusyError(ModelError):
    """The server's queue is full."""

    passing = True


class ServerFaultError(ModelError):
    """The server failed while at it: a crash, memory that ran out, an error in the middle of a reply."""

    passing = True


class ModelMissingError(ModelError):
    """The server has no model of that name."""


class ContextOverflowError(ModelError):
    """The prompt does not fit into the model's context."""


class BadSchemaError(ModelError):
    """The server refuses the schema or another part of the request."""


class ModelTimeoutError(ModelError):
    """A deadline passed: no first word, a stall between two words, or a reply without end."""


class ReplyTooLargeError(ModelError):
    """The reply grew past any sensible size; reading it was given up."""
