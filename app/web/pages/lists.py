"""A card as one entry of a list."""

from dataclasses import dataclass

from app.db.browse_cards import CardLine
from app.domain import CardStatus, State
from app.web.pages.faces import Face, short_face

_STATES = {
    State.NEW: "new",
    State.LEARNING: "learning",
    State.REVIEW: "review",
    State.RELEARNING: "relearning",
}


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A card's line, its two sides, and where it stands in a word."""

    card: CardLine
    face: Face
    standing: str


def card_entry(card: CardLine) -> CardEntry:
    """The entry for a card's line."""
    return CardEntry(
        card, short_face(card.kind, card.question, card.answer), standing(card.status, card.state, card.suspended)
    )


def writer_name(writer: str, model: str) -> str:
    """Who wrote a card, in words: the model, or the writer that needs none."""
    return model or ("the built-in writer" if writer == "extractive" else writer)


def standing(status: CardStatus, state: State, suspended: bool) -> str:
    """Where a card stands, in a word: inbox, retired, refused, suspended, or its memory state."""
    if status is not CardStatus.ACTIVE:
        return status.value
    return "suspended" if suspended else _STATES[state]
