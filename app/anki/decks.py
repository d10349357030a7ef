"""The nested decks of one export, each known by its path."""

from collections.abc import Iterator

from app.anki.ids import deck_id
from app.anki.names import deck_name


class DeckTree:
    """Decks in the order of their first card, parents before children.

    Anki knows decks by name without regard to case, so `ReLU` and `relu` are one deck here too: the first spelling
    stands.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, ...], int] = {}
        self._spelling: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._taken: set[int] = set()

    def claim(self, path: tuple[str, ...]) -> int:
        """The id of the deck at `path`; it and its parents are made where they are new."""
        key = tuple(part.casefold() for part in path)
        if key in self._ids:
            return self._ids[key]
        if len(path) > 1:
            self.claim(path[:-1])
        found = deck_id(path)
        while found in self._taken:
            found += 1
        self._taken.add(found)
        self._spelling[key] = (*self._spelling.get(key[:-1], ()), path[-1])
        self._ids[key] = found
        return found

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Every deck's id and full name."""
        return ((found, deck_name(self._spelling[key])) for key, found in self._ids.items())

    def __len__(self) -> int:
        return len(self._ids)
