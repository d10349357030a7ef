"""What a changed text means for the cards it bore: reword, replace or retire, decided without a model.

A card whose quote is gone is compared with the drafts of the section's new text. The same question with the same answer
is a reword (the memory stays); the same question with another answer is a replacement (a new fact has a new memory);
no such question means the fact has left the notes. Wording that differs in more than case, marks or white space never
counts as the same answer, so a changed number, name or negation can not pass as a reword.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.cards.matching import same_meaning
from app.domain import CardKind, Draft
from app.text import normalise


class Verdict(StrEnum):
    """KEEP leaves an edited card as the learner wrote it, only flagged."""

    KEEP = "keep"
    REWORD = "reword"
    REPLACE = "replace"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class OldCard:
    """A card in doubt, as far as a verdict needs it."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    edited: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One card's verdict, with the draft that takes its place or gives it its new words."""

    card_id: str
    verdict: Verdict
    draft: Draft | None = None


def decide(cards: Sequence[OldCard], drafts: Sequence[Draft]) -> tuple[Decision, ...]:
    """One decision per card, in order; a draft serves one card at most."""
    free = list(drafts)
    decisions = []
    for card in cards:
        decision = _decide(card, free)
        if decision.draft is not None:
            free.remove(decision.draft)
        decisions.append(decision)
    return tuple(decisions)


def _decide(card: OldCard, drafts: Sequence[Draft]) -> Decision:
    if card.edited:
        return Decision(card.card_id, Verdict.KEEP)
    asking_the_same = [draft for draft in drafts if draft.kind is card.kind and _same_question(card, draft)]
    for draft in asking_the_same:
        if same_meaning(card.answer, draft.answer):
            return Decision(card.card_id, Verdict.REWORD, draft)
    if asking_the_same:
        return Decision(card.card_id, Verdict.REPLACE, asking_the_same[0])
    return Decision(card.card_id, Verdict.RETIRE)


def _same_question(card: OldCard, draft: Draft) -> bool:
    return normalise(card.question).text == normalise(draft.question).text
