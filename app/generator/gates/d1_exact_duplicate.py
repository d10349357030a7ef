"""D1: no two cards ask the same question, or prove the same answer by the same quote."""

from app.domain import Draft, Finding, Section
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.thresholds import EXACT_DUPLICATE


def check(draft: Draft, section: Section, deck: DeckIndex) -> Finding | None:
    """Refuses a second card with this question, or with this quote and answer.

    The same question from another section with a contradicting answer is left to D3: two notes disagree, or mean
    different things, and only the learner can tell.
    """
    twin = deck.same_question(draft, section.key) or deck.same_quote_and_answer(draft, section.key)
    return EXACT_DUPLICATE.finding(1, twin.question) if twin else None
