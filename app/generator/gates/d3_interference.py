"""D3: two questions that read the same but have different answers are forgotten together."""

from app.domain import Draft, Finding, Section
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.similarity import question_key, question_similarity
from app.generator.gates.thresholds import INTERFERENCE


def check(draft: Draft, section: Section, deck: DeckIndex) -> Finding | None:
    """Doubts a draft whose question could be taken for that of another card."""
    rival = deck.interfering(draft, section.key)
    if rival is None:
        return None
    return INTERFERENCE.finding(question_similarity(rival.key, question_key(draft.question)), rival.question)
