"""Frozen identities: the ids by which Anki recognises our note types and decks in every later export.

Changing a note type's id makes Anki treat every card as new, so these numbers never change. A deck's id comes from its
path alone; the same heading gives the same deck on every machine.
"""

import hashlib
from collections.abc import Iterable

BASIC_NOTE_TYPE = 1_751_846_400_101
CLOZE_NOTE_TYPE = 1_751_846_400_102

# Anki's ids are milliseconds since 1970 and may not lie in the future; this range ends in 2022.
_DECK_BASE = 1 << 40
_DECK_SPAN = 1 << 39


def deck_id(path: Iterable[str]) -> int:
    """The id of the deck with this path, in 2^40 .. 2^40 + 2^39; letter case does not count, as in Anki.

    Two of 10,000 decks share an id with a probability of 1 in 10,000; `DeckTree` then moves the later one on.
    """
    digest = hashlib.sha256("\x1f".join(path).casefold().encode("utf-8")).digest()
    return _DECK_BASE + int.from_bytes(digest[:8]) % _DECK_SPAN


class Instants:
    """Gives each row an id that is its instant in milliseconds, or the next free one: no two rows share one."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._next_free: dict[int, int] = {}

    def claim(self, milliseconds: int) -> int:
        """The first free id from `milliseconds` on; cheap also when thousands of rows were made at once."""
        candidate = self._next_free.get(milliseconds, milliseconds)
        while candidate in self._taken:
            candidate += 1
        self._taken.add(candidate)
        self._next_free[milliseconds] = candidate + 1
        return candidate
