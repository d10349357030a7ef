"""How well a learner knows each concept: counts of its cards, and the sections that name it. Reads only."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select

from app.db.tables import Base, CardConceptRow, CardRow, NoteRow, ScheduleRow, SectionConceptRow, SectionRow
from app.domain import CardStatus, State

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_card_concepts = _tables[str(CardConceptRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_section_concepts = _tables[str(SectionConceptRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class ConceptCounts:
    """Of one concept's active cards: `known` are in review, past their first steps."""

    cards: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class NamingSection:
    """A section of the learner's notes that names a concept."""

    id: int
    title: str
    note_title: str


def concept_counts(connection: Connection, learner_id: int) -> dict[str, ConceptCounts]:
    """Counts by concept id, of those with at least one active card."""
    known = case((_schedules.c.state == int(State.REVIEW), 1), else_=0)
    rows = connection.execute(
        select(_card_concepts.c.concept_id, func.count(), func.sum(known))
        .join(_cards, _cards.c.id == _card_concepts.c.card_id)
        .join(_schedules, and_(_schedules.c.card_id == _cards.c.id, _schedules.c.learner_id == _cards.c.learner_id))
        .where(_cards.c.learner_id == learner_id, _cards.c.status == CardStatus.ACTIVE.value)
        .group_by(_card_concepts.c.concept_id)
    )
    return {concept: ConceptCounts(int(cards), int(in_review)) for concept, cards, in_review in rows}


def sections_naming(connection: Connection, learner_id: int, concept_id: str, limit: int) -> list[NamingSection]:
    """Sections that name the concept, by note and position."""
    rows = connection.execute(
        select(_sections.c.id, _sections.c.title, _notes.c.title)
        .join(_section_concepts, _section_concepts.c.section_id == _sections.c.id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(
            _section_concepts.c.concept_id == concept_id,
            _notes.c.learner_id == learner_id,
            _sections.c.gone_at.is_(None),
        )
        .order_by(_notes.c.path, _sections.c.position)
        .limit(limit)
    )
    return [NamingSection(section_id, title, note_title) for section_id, title, note_title in rows]
