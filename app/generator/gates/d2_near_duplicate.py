"""D2: no two cards ask the same in other words. Question and answer must both agree: see `similarity`."""

from app.domain import Draft, Finding, Section
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.similarity import answer_similarity
from app.generator.gates.thresholds import SAME_ANSWER


def check(draft: Draft, section: Section, deck: DeckIndex) -> Finding | None:
    """Refuses a draft whose fact another card asks already."""
    twin = deck.near_duplicate(draft, section.key)
    return SAME_ANSWER.finding(answer_similarity(twin.answer, draft.answer), twin.question) if twin else None
