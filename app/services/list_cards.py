"""All cards with their sources, for the command line."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.cards.cloze import blank, deletions
from app.concepts.catalogue import Catalogue
from app.db.engine import Database
from app.db.listing import CardAtSource, cards_at_sources, concepts_by_card
from app.domain import CardKind, CardStatus, Learner


@dataclass(frozen=True, slots=True)
class OtherSource:
    """One more place where the same fact stands."""

    note: str
    start_line: int
    end_line: int
    quote: str


@dataclass(frozen=True, slots=True)
class ListedCard:
    """A card, its first source, and the concept whose demo it links to."""

    id: str
    kind: CardKind
    question: str
    answer: str
    cloze: str | None
    quote: str
    note: str
    start_line: int
    end_line: int
    section: str
    heading_path: tuple[str, ...]
    concepts: tuple[str, ...]
    demo_concept: str | None
    writer: str
    model: str
    status: CardStatus
    other_sources: tuple[OtherSource, ...]


def list_cards(
    db: Database,
    learner: Learner,
    catalogue: Catalogue,
    *,
    note: Path | None = None,
    status: CardStatus | None = None,
) -> list[ListedCard]:
    """Cards in the order of the notes, of one note or one status if asked for."""
    with db.read() as connection:
        concepts = concepts_by_card(connection, learner.id)
        rows = list(
            cards_at_sources(connection, learner.id, note_path=str(note.resolve()) if note else None, status=status)
        )
    return [
        _listed(list(sources), concepts.get(card_id, ()), catalogue)
        for card_id, sources in groupby(rows, key=lambda row: row.id)
    ]


def _listed(sources: list[CardAtSource], concepts: tuple[str, ...], catalogue: Catalogue) -> ListedCard:
    first = sources[0]
    question, answer, cloze = first.question, first.answer, None
    if first.kind is not CardKind.BASIC:
        cloze = first.question
        question, answer = blank(cloze, 0), deletions(cloze)[0]
    return ListedCard(
        id=first.id,
        kind=first.kind,
        question=question,
        answer=answer,
        cloze=cloze,
        quote=first.quote,
        note=first.note,
        start_line=first.start_line,
        end_line=first.end_line,
        section=first.section,
        heading_path=first.heading_path,
        concepts=concepts,
        demo_concept=next((concept for concept in concepts if catalogue.has_demo(concept)), None),
        writer=first.writer,
        model=first.model,
        status=first.status,
        other_sources=tuple(
            OtherSource(other.note, other.start_line, other.end_line, other.quote) for other in sources[1:]
        ),
    )
