"""Looking at a note and at one of its sections: what cards ask about, what none does, and how it was written about."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.db import browse_cards, browse_notes, browse_sections
from app.db.browse_cards import CardLine
from app.db.browse_notes import NoteLine, SectionInNote, SectionLine
from app.db.browse_sections import RefusedDraft, Writing
from app.db.engine import Database
from app.domain import Learner
from app.errors import NotFoundError

if TYPE_CHECKING:
    # A server starts without what reads texts: see the functions that do.
    from app.generator.coverage import Coverage, Share


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with the outline of its sections, and how much of its sentences and terms cards ask about.

    `covered` has the sentences of each section, by its id.
    """

    note: NoteLine
    sections: tuple[SectionLine, ...]
    sentences: "Share"
    terms: "Share"
    covered: "dict[int, Share]"


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its cards, its neighbours in the note, what no card asks about, how it was last written about
    (None where that is not known), and what was refused then."""

    place: SectionInNote
    cards: tuple[CardLine, ...]
    before: SectionLine | None
    after: SectionLine | None
    coverage: "Coverage"
    writing: Writing | None
    refused: tuple[RefusedDraft, ...]


def open_note(db: Database, learner: Learner, note_id: int, today: date) -> NoteView:
    """One note and its outline.

    Raises:
        NotFoundError: the learner has no such note.
    """
    from app.generator.coverage import Share, coverage

    with db.read() as connection:
        note = browse_notes.note_line(connection, learner.id, note_id, today)
        if note is None:
            raise NotFoundError("There is no such note.", advice="Notes lists all of them.")
        sections = browse_notes.section_lines(connection, note_id)
        texts = browse_sections.texts_of_note(connection, note_id)
        quotes = browse_sections.quotes_of_note(connection, learner.id, note_id)
    found = {section_id: coverage(section, quotes.get(section_id, ())) for section_id, section in texts}
    return NoteView(
        note,
        tuple(sections),
        sum((each.sentences for each in found.values()), Share()),
        sum((each.terms for each in found.values()), Share()),
        {section_id: each.sentences for section_id, each in found.items()},
    )


def open_section(db: Database, learner: Learner, section_id: int) -> SectionView:
    """One section, its cards by the place of their quotes, and its neighbours.

    Raises:
        NotFoundError: the learner has no such section.
    """
    from app.generator.coverage import coverage

    with db.read() as connection:
        place = browse_notes.section_in_note(connection, learner.id, section_id)
        if place is None:
            raise NotFoundError(
                "There is no such section; the note may have changed.", advice="Notes lists what there is now."
            )
        cards = browse_cards.cards_of_section(connection, learner.id, section_id)
        before, after = browse_notes.neighbours(browse_notes.section_lines(connection, place.note_id), section_id)
        writing = browse_sections.last_writing(connection, learner.id, section_id)
        run_id = writing.run_id if writing else browse_sections.last_rejecting_run(connection, section_id)
        refused = browse_sections.refused_drafts(connection, section_id, run_id) if run_id else []
    return SectionView(
        place,
        tuple(cards),
        before,
        after,
        coverage(place.section, [(card.quote_start, card.quote_end) for card in cards]),
        writing,
        tuple(refused),
    )
