"""A stand-in for a tokeniser: pieces of at most four letters, with the space before them. Joined they are the text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r" ?[^\W_]{1,4}|\s{1,4}|.", re.DOTALL)
_NUM_KEEP = 4


@lru_cache(maxsize=512)
def tokenise(text: str) -> tuple[str, ...]:
    """The tokens of a text."""
    return tuple(_PIECE.findall(text))


@dataclass(frozen=True, slots=True)
class Prompt:
    """A conversation as the model sees it: one string, with how many tokens it has.

    `last_user` is what is left of the last user message in it.
    """

    text: str
    tokens: int
    last_user: str


class TooLongError(Exception):
    """The prompt does not fit and may not be cut. `tokens` is its length, `room` the context's."""

    def __init__(self, tokens: int, room: int) -> None:
        super().__init__(f"{tokens} tokens for {room}")
        self.tokens = tokens
        self.room = room


def render(messages: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Each message as a chat template would put it."""
    return tuple(f"<|{each.get('role', '')}|>\n{each.get('content', '')}<|end|>\n" for each in messages)


def fit(messages: Sequence[Mapping[str, object]], num_ctx: int, *, truncate: bool, half: bool) -> Prompt:
    """The prompt as it reaches the model.

    Too long, it first loses its oldest messages that are not the system's, then its tokens between the first few and
    the tail, so that instructions at the front are gone without a word.

    Raises:
        TooLongError: too long, and `truncate` is off.
    """
    kept = list(messages)
    parts = [tokenise(part) for part in render(kept)]
    total = sum(map(len, parts))
    if total <= num_ctx:
        return _prompt(parts, kept)
    if not truncate:
        raise TooLongError(total, num_ctx)
    while total > num_ctx and (oldest := _oldest(kept)) is not None:
        total -= len(parts.pop(oldest))
        del kept[oldest]
    if total <= num_ctx:
        return _prompt(parts, kept)
    flat = [token for part in parts for token in part]
    room = num_ctx // 2 + 2 if half else num_ctx
    tail = flat[-(room - _NUM_KEEP) :]
    last_user = "".join(tail)[-len(str(kept[-1].get("content", ""))) - len("<|end|>\n") :]
    return Prompt("".join(flat[:_NUM_KEEP] + tail), room, last_user.removesuffix("<|end|>\n"))


def _prompt(parts: Sequence[tuple[str, ...]], messages: Sequence[Mapping[str, object]]) -> Prompt:
    said = [str(each.get("content", "")) for each in messages if each.get("role") == "user"]
    text = "".join("".join(part) for part in parts)
    return Prompt(text, sum(map(len, parts)), said[-1] if said else "")


def _oldest(messages: Sequence[Mapping[str, object]]) -> int | None:
    """The first message that may be dropped: not the system's, and not the last one."""
    for index, message in enumerate(messages[:-1]):
        if message.get("role") != "system":
            return index
    return None
