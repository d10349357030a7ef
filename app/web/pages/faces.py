"""How a card is shown: its two sides as markdown, whichever kind it is."""

from dataclasses import dataclass

from app.cards.cloze import asked_index, blank, deletions, reveal
from app.domain import CardKind


@dataclass(frozen=True, slots=True)
class Face:
    """The front and the back of a card as markdown. `whole` is set where the back repeats the front, filled in."""

    front: str
    back: str
    whole: bool = False


def face(kind: CardKind, question: str, answer: str, reps: int = 0) -> Face:
    """The sides of a card; one with several deletions asks the one whose turn it is after `reps` answers."""
    if kind is CardKind.BASIC:
        return Face(question, answer)
    index = asked_index(question, reps)
    return Face(blank(question, index), reveal(question, index), whole=True)


def short_face(kind: CardKind, question: str, answer: str) -> Face:
    """The sides of a card in a list, where the back is only what is asked for."""
    if kind is CardKind.BASIC:
        return Face(question, answer)
    return Face(blank(question, 0), deletions(question)[0])
