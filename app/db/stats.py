"""What is known of the writers of cards, counted over everything there is. Reads only.

Each of these is one pass: over an index of the cards, over the sections of runs, over the decisions, and over the
schedules of cards that were studied.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from app.db.tables import Base, CardRow, DecisionRow, RunRow, RunSectionRow, ScheduleRow
from app.domain import CardStatus

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_decisions = _tables[str(DecisionRow.__tablename__)]
_runs = _tables[str(RunRow.__tablename__)]
_run_sections = _tables[str(RunSectionRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]


@dataclass(frozen=True, slots=True, order=True)
class Maker:
    """Who made something: the writer, its model, the digest of the weights, and the prompt's version or the rule."""

    writer: str
    model: str = ""
    digest: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class MadeCards:
    """Cards of one maker: all of them, those that went to the inbox, and those still there."""

    cards: int = 0
    waited: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """The learner's last word on cards of one maker: accepted (`edited` of them in other words) or refused."""

    accepted: int = 0
    edited: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """Answers to cards of one maker, each card's first one left out, and how many of them were lapses."""

    reviews: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Drafted:
    """What one maker proposed in runs that kept account of their sections. `known` asked what a card asked already.

    `fallbacks` are sections that the built-in writer took in its place, and are not among its `sections`.
    """

    sections: int = 0
    proposed: int = 0
    refused: int = 0
    known: int = 0
    fallbacks: int = 0


def made_cards(connection: Connection, learner_id: int) -> dict[Maker, MadeCards]:
    """Cards by who made them, retired ones too."""
    inbox = _cards.c.status == CardStatus.INBOX.value
    maker = (_cards.c.writer, _cards.c.model, _cards.c.digest, _cards.c.rule)
    rows = connection.execute(
        select(*maker, func.count(), _count(or_(_cards.c.waited, inbox)), _count(inbox))
        .where(_cards.c.learner_id == learner_id)
        .group_by(*maker)
    )
    return {Maker(*row[:4]): MadeCards(*row[4:]) for row in rows}


def decided(connection: Connection, learner_id: int) -> dict[Maker, Decided]:
    """The last standing decision of each card that has one, by who made the card."""
    newest = (
        select(func.max(_decisions.c.id))
        .where(_decisions.c.learner_id == learner_id, _decisions.c.undone_at.is_(None))
        .group_by(_decisions.c.card_id)
    )
    maker = (_cards.c.writer, _cards.c.model, _cards.c.digest, _cards.c.rule)
    accepted = _decisions.c.accepted
    rows = connection.execute(
        select(*maker, _count(accepted), _count(and_(accepted, _decisions.c.edited)), _count(~accepted))
        .select_from(_decisions.join(_cards, _cards.c.id == _decisions.c.card_id))
        .where(_decisions.c.id.in_(newest))
        .group_by(*maker)
    )
    return {Maker(*row[:4]): Decided(*row[4:]) for row in rows}


def remembered(connection: Connection, learner_id: int) -> dict[Maker, Remembered]:
    """Answers and lapses by who made the card. Schedules count them, so that what was undone is not counted."""
    maker = (_cards.c.writer, _cards.c.model, _cards.c.digest, _cards.c.rule)
    rows = connection.execute(
        select(*maker, func.sum(_schedules.c.reps - 1), func.sum(_schedules.c.lapses))
        .select_from(_schedules.join(_cards, _cards.c.id == _schedules.c.card_id))
        .where(_schedules.c.learner_id == learner_id, _schedules.c.reps > 1)
        .group_by(*maker)
    )
    return {Maker(*row[:4]): Remembered(*row[4:]) for row in rows}


def drafted(connection: Connection, learner_id: int) -> dict[Maker, Drafted]:
    """Drafts by who made them; the built-in writer's together, because its runs do not count by rule."""
    own = _run_sections.c.writer == _runs.c.writer
    digest = case((own, _runs.c.digest), else_="").label("digest")
    maker = (_run_sections.c.writer, _run_sections.c.model, digest, _run_sections.c.prompt)
    sums = (func.sum(_run_sections.c[name]) for name in ("proposed", "rejected", "known"))
    rows = connection.execute(
        select(*maker, func.count(), *sums)
        .select_from(_run_sections.join(_runs, _runs.c.id == _run_sections.c.run_id))
        .where(_runs.c.learner_id == learner_id, _run_sections.c.state == "done", _run_sections.c.writer != "")
        .group_by(*maker)
    )
    return {Maker(*row[:4]): Drafted(*row[4:]) for row in rows}


def fallbacks(connection: Connection, learner_id: int) -> dict[Maker, Drafted]:
    """Sections that another writer took in a model's place, by the model that was asked; its prompt is not known."""
    maker = (_runs.c.writer, _runs.c.model, _runs.c.digest)
    rows = connection.execute(
        select(*maker, func.count())
        .select_from(_run_sections.join(_runs, _runs.c.id == _run_sections.c.run_id))
        .where(_runs.c.learner_id == learner_id, _run_sections.c.fault != "", _run_sections.c.writer != _runs.c.writer)
        .group_by(*maker)
    )
    return {Maker(writer, model, digest): Drafted(fallbacks=count) for writer, model, digest, count in rows}


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))
