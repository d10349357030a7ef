"""Looking around: lists of notes, and cards, one read transaction each. Changes nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.db import browse_cards, browse_history, browse_notes, browse_sections
from app.db.browse_cards import STATUSES, CardFilter, CardLine, CardRecord, SourcePassage
from app.db.browse_history import ReviewLine
from app.db.browse_notes import NoteLine
from app.db.browse_sections import Writing
from app.db.engine import Database
from app.domain import CardStatus, Learner
from app.errors import InvalidInputError, NotFoundError

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of found cards; pages count from 1."""

    cards: tuple[CardLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A card with the passages that prove it, its history, newest first, and the run that made it, if that is known."""

    card: CardRecord
    sources: tuple[SourcePassage, ...]
    reviews: tuple[ReviewLine, ...]
    writing: Writing | None


def list_notes(db: Database, learner: Learner, today: date) -> list[NoteLine]:
    """Every note by path, with today's counts."""
    with db.read() as connection:
        return browse_notes.note_lines(connection, learner.id, today)


def list_note_names(db: Database, learner: Learner) -> list[NoteLine]:
    """Every note by path, without counts: what a list to choose from needs."""
    with db.read() as connection:
        return browse_notes.note_names(connection, learner.id)


def count_exported(db: Database, learner: Learner) -> int:
    """How many cards an export takes along: those in study, and the retired ones."""
    with db.read() as connection:
        return sum(
            browse_cards.count_cards(connection, learner.id, CardFilter(status=status.value))
            for status in (CardStatus.ACTIVE, CardStatus.RETIRED)
        )


def search_cards(
    db: Database,
    learner: Learner,
    *,
    text: str = "",
    note_id: int | None = None,
    concept: str = "",
    status: str = "",
    page: int = 1,
) -> CardPage:
    """The cards that hold every word of `text` and pass the filters; past the last page comes the last one.

    Raises:
        InvalidInputError: the status is none of STATUSES.
    """
    if status and status not in STATUSES:
        raise InvalidInputError(f"“{status}” is not a status of a card.", advice=f"Use one of {', '.join(STATUSES)}.")
    wanted = CardFilter(text.strip(), note_id, concept, status)
    page = max(page, 1)
    with db.read() as connection:
        cards, total = _cards_on(connection, learner, wanted, page)
        if total and not cards:
            page = _pages(total)
            cards, total = _cards_on(connection, learner, wanted, page)
    return CardPage(tuple(cards), total, page, _pages(total))


def _cards_on(connection: Connection, learner: Learner, wanted: CardFilter, page: int) -> tuple[list[CardLine], int]:
    return browse_cards.find_cards(connection, learner.id, wanted, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)


def open_card(db: Database, learner: Learner, card_id: str) -> CardView:
    """One card with everything around it.

    Raises:
        NotFoundError: the learner has no such card.
    """
    with db.read() as connection:
        card = browse_cards.card_record(connection, learner.id, card_id)
        if card is None:
            raise NotFoundError("There is no such card.", advice="Search for it in Cards.")
        sources = browse_cards.source_passages(connection, card_id)
        reviews = browse_history.reviews_of_card(connection, learner.id, card_id)
        writing = None
        if sources:
            writing = browse_sections.writing_at(connection, learner.id, sources[0].section_id, card.created_at)
    return CardView(card, tuple(sources), tuple(reviews), writing)


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
