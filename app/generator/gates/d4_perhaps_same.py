"""D4: a card that an embedding model takes for near, with the same answer, may ask the same in other words.

Vectors can not tell a paraphrase from a sister question for sure, so this rule only ever doubts.
"""

from collections.abc import Sequence

from app.domain import Draft, Finding
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.thresholds import PERHAPS_SAME
from app.generator.vectors import Neighbour


def check(draft: Draft, deck: DeckIndex, near: Sequence[Neighbour]) -> Finding | None:
    """Doubts a draft that may ask the same as one of the cards proposed as near."""
    twin = deck.perhaps_same(draft, near)
    return PERHAPS_SAME.finding(twin[1], twin[0].question) if twin else None
