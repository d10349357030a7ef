"""Rows as they were, to be put back byte for byte: what undoing an application needs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, select, update
from sqlalchemy import Date as DateType

from app.db.tables import (
    Base,
    CardConceptRow,
    CardRow,
    CardVectorRow,
    DecisionRow,
    ProposalRow,
    ScheduleRow,
    SourceRow,
    UtcDateTime,
)

Image = dict[str, Any]
"""One row as JSON: instants and days in ISO form."""

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_IMAGED = (_cards, _sources, _schedules)
_BELONGING = tuple(
    _tables[str(table.__tablename__)] for table in (DecisionRow, CardVectorRow, CardConceptRow, ScheduleRow, SourceRow)
)
_proposals = _tables[str(ProposalRow.__tablename__)]


def take(connection: Connection, card_ids: Sequence[str]) -> dict[str, list[Image]]:
    """Cards, their sources and schedules as they are, by table."""
    images: dict[str, list[Image]] = {}
    for table in _IMAGED:
        rows = connection.execute(select(table).where(_card_of(table).in_(card_ids)).order_by(*table.primary_key))
        images[table.name] = [{name: _packed(value) for name, value in row._mapping.items()} for row in rows]
    return images


def put_back(connection: Connection, images: dict[str, list[Image]]) -> None:
    """Make the rows of the imaged cards what they were."""
    cards = [image["id"] for image in images[_cards.name]]
    connection.execute(delete(_sources).where(_sources.c.card_id.in_(cards)))
    for image in images[_sources.name]:
        connection.execute(insert(_sources).values(**_unpacked(_sources, image)))
    for table in (_cards, _schedules):
        for image in images[table.name]:
            values = _unpacked(table, image)
            same = [column == values[column.name] for column in table.primary_key]
            connection.execute(update(table).where(*same).values(**values))


def remove(connection: Connection, card_id: str) -> None:
    """Delete a card that nobody has studied, with all that belongs to it."""
    connection.execute(update(_proposals).where(_proposals.c.made_card_id == card_id).values(made_card_id=None))
    for table in _BELONGING:
        connection.execute(delete(table).where(table.c.card_id == card_id))
    connection.execute(delete(_cards).where(_cards.c.id == card_id))


def _card_of(table: Table) -> Column[Any]:
    return table.c.id if table is _cards else table.c.card_id


def _packed(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _unpacked(table: Table, image: Image) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in image.items()}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, DateType) else value
