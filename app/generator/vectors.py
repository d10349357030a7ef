"""Nearest neighbours among vectors: which cards an embedding model takes for near. They propose and never decide.

Exact search over rows of eight bits a number: a hundred thousand vectors of 768 numbers are 77 MB instead of 307, and
their cosines come out within a hundredth of those of the full numbers, more than a proposal needs.
"""

import heapq
import math
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.errors import InvalidInputError

if TYPE_CHECKING:
    import numpy as np

_ROWS = 4096
"""Rows of one block: a block turned back into float32 for a search is 12 MiB at 768 numbers."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A card that lies near, and how near: the cosine of the two vectors, at most 1."""

    card_id: str
    cosine: float


def packed(numbers: Sequence[float]) -> bytes:
    """A vector as it is stored: float32, little-endian, scaled to length one; empty where it has no direction, as the
    vector of a text without words may.

    Raises:
        InvalidInputError: it holds what is no number.
    """
    if not all(type(number) in (int, float) and math.isfinite(number) for number in numbers):
        raise InvalidInputError("The embedding model gave a vector that holds what is no number.")
    size = math.hypot(*numbers)
    if not size:
        return b""
    values = array("f", [number / size for number in numbers])
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


class VectorIndex:
    """The vectors of one model by card. All have as many numbers as the first one put in; others are not taken."""

    def __init__(self) -> None:
        self.dimensions = 0
        self._blocks: list[np.ndarray[Any, np.dtype[np.int8]]] = []
        self._scales: list[np.ndarray[Any, np.dtype[np.float32]]] = []
        self._ids: list[str | None] = []
        self._rows: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, card_id: str) -> bool:
        return card_id in self._rows

    def put(self, card_id: str, vector: bytes) -> bool:
        """Know a card's vector, as `packed` makes it; False, and nothing changed, where its length is another."""
        import numpy as np  # here and below, because a server is up in the time that this takes to load

        values = np.frombuffer(vector, dtype="<f4")
        self.dimensions = self.dimensions or len(values)
        if len(values) != self.dimensions or not len(values):
            return False
        row = self._rows.get(card_id)
        if row is None:
            row = self._rows[card_id] = len(self._ids)
            self._ids.append(card_id)
            if row == len(self._blocks) * _ROWS:
                self._blocks.append(np.zeros((_ROWS, self.dimensions), dtype=np.int8))
                self._scales.append(np.zeros(_ROWS, dtype=np.float32))
        block, place = divmod(row, _ROWS)
        scale = float(np.abs(values).max()) / 127 or 1.0
        self._blocks[block][place] = np.rint(values / scale)
        self._scales[block][place] = scale
        return True

    def drop(self, card_id: str) -> None:
        """Forget a card; harmless where it is not known."""
        row = self._rows.pop(card_id, None)
        if row is not None:
            self._ids[row] = None

    def nearest(self, vectors: Sequence[bytes], most: int, least: float) -> list[tuple[Neighbour, ...]]:
        """For each vector the cards nearest to it, nearest first: at most `most`, none with a cosine below `least`.

        A vector of another length is near nothing.
        """
        import numpy as np

        found: list[list[tuple[float, str]]] = [[] for _ in vectors]
        comparable = [at for at, vector in enumerate(vectors) if self._rows and len(vector) == 4 * self.dimensions]
        if not comparable:
            return [() for _ in vectors]
        joined = b"".join(vectors[at] for at in comparable)
        queries = np.frombuffer(joined, dtype="<f4").reshape(len(comparable), self.dimensions).T
        for number, (block, scales) in enumerate(zip(self._blocks, self._scales, strict=True)):
            cosines = (block.astype(np.float32) @ queries) * scales[:, None]
            for place, query in zip(*np.nonzero(cosines >= least), strict=True):
                row = number * _ROWS + int(place)
                card_id = self._ids[row] if row < len(self._ids) else None
                if card_id is not None:
                    found[comparable[query]].append((float(cosines[place, query]), card_id))
        return [
            tuple(Neighbour(card_id, min(cosine, 1.0)) for cosine, card_id in heapq.nlargest(most, each))
            for each in found
        ]
