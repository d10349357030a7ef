"""Vectors of cards, as an embedding model made them. What is stale is told apart by the text's hash and the model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, delete, insert, select

from app.db.tables import Base, CardRow, CardVectorRow
from app.domain import CardKind, CardStatus

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_vectors = _tables[str(CardVectorRow.__tablename__)]

_ROWS_AT_ONCE = 500
"""So many rows are in memory at a time: 1.5 MB of vectors of 768 numbers."""

_COMPARED = [CardStatus.ACTIVE.value, CardStatus.INBOX.value]


@dataclass(frozen=True, slots=True)
class StoredVector:
    """One card's vector: float32 numbers, little-endian, of length one; and the hash of the text it was made of."""

    card_id: str
    text_hash: str
    vector: bytes


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card asks and answers, and the hash of the text that its vector of this model was made of, if any."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    text_hash: str | None


def vectors_of(connection: Connection, learner_id: int, model: str) -> Iterator[StoredVector]:
    """The vectors that `model` made of the learner's cards, active and waiting ones, read a few hundred at a time."""
    rows = connection.execute(
        select(_vectors.c.card_id, _vectors.c.text_hash, _vectors.c.vector)
        .join(_cards, _cards.c.id == _vectors.c.card_id)
        .where(_cards.c.learner_id == learner_id, _cards.c.status.in_(_COMPARED), _vectors.c.model == model)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in rows:
        yield StoredVector(row.card_id, row.text_hash, row.vector)


def texts_of(
    connection: Connection, learner_id: int, model: str, card_ids: Sequence[str] | None = None
) -> Iterator[CardText]:
    """Active and waiting cards (all, or those named) in the order of introduction, and the hashes of their vectors."""
    wanted = (
        select(_cards.c.id, _cards.c.kind, _cards.c.question, _cards.c.answer, _vectors.c.text_hash)
        .join(_vectors, and_(_vectors.c.card_id == _cards.c.id, _vectors.c.model == model), isouter=True)
        .where(_cards.c.learner_id == learner_id, _cards.c.status.in_(_COMPARED))
        .order_by(_cards.c.position)
    )
    if card_ids is not None:
        wanted = wanted.where(_cards.c.id.in_(card_ids))
    for row in connection.execute(wanted.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield CardText(row.id, CardKind(row.kind), row.question, row.answer, row.text_hash)


def store_vectors(connection: Connection, model: str, vectors: Sequence[StoredVector]) -> None:
    """Keep vectors in place of those that the cards had before; cards that are gone meanwhile are passed over."""
    if not vectors:
        return
    ids = [each.card_id for each in vectors]
    still_there = set(connection.scalars(select(_cards.c.id).where(_cards.c.id.in_(ids))))
    connection.execute(delete(_vectors).where(_vectors.c.card_id == bindparam("id")), [{"id": each} for each in ids])
    rows = [
        {"card_id": each.card_id, "model": model, "text_hash": each.text_hash, "vector": each.vector}
        for each in vectors
        if each.card_id in still_there
    ]
    if rows:
        connection.execute(insert(_vectors), rows)
