"""A reply as a list of steps in time, so that a fault is a change of that list."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """A piece of the model's words (or of its thoughts), `tokens` long, at a time of the monotonic clock."""

    at: float
    piece: str
    tokens: int
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Final:
    """The last line, with the reason of the end and all counts."""

    at: float
    reason: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Fail:
    """An error in the middle of a reply: a line of its own in a stream, else the status 500."""

    at: float
    message: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes as they are: a line that was made elsewhere, or none that a proper server would send."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The body ends without a last line; where nothing is streamed, with one that says `done: false`."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Nothing more, for ever; ends when the client goes."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks."""


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is closed in the middle of the body."""


Step = Say | Final | Fail | Bytes | End | Hang | Reset | Close


def spoken(tokens: Sequence[str], *, start: float, end: float, lines: int, thought: bool = False) -> list[Step]:
    """The pieces of a text between two times, in at most so many lines (0: one for each token)."""
    count = min(len(tokens), lines) if lines else len(tokens)
    steps: list[Step] = []
    for index in range(count):
        first, last = index * len(tokens) // count, (index + 1) * len(tokens) // count
        at = start + (end - start) * (index + 1) / count
        steps.append(Say(at, "".join(tokens[first:last]), last - first, thought))
    return steps
