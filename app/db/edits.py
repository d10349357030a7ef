"""The learner's own changes to cards: every statement that writes them."""

from datetime import datetime

from sqlalchemy import Connection, update

from app.db.tables import Base

_cards = Base.metadata.tables["cards"]


def edit(connection: Connection, card_id: str, *, question: str, answer: str, now: datetime) -> None:
    """New words from the learner. The mark `edited` keeps a writer from putting its own in their place unasked."""
    connection.execute(
        update(_cards)
        .where(_cards.c.id == card_id)
        .values(question=question, answer=answer, edited=True, version=_cards.c.version + 1, updated_at=now)
    )


def mark_own(connection: Connection, card_id: str | None) -> None:
    """The words that a card has just been given are the learner's."""
    connection.execute(update(_cards).where(_cards.c.id == card_id).values(edited=True))
