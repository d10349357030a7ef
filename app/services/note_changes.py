"""A changed note is written down, and what was proposed for its cards before is looked at again."""

from datetime import datetime

from sqlalchemy import Connection

from app.cards.matching import locate
from app.cards.verdicts import Verdict
from app.db import cards as card_store
from app.db import changes, proposals
from app.db import notes as note_store
from app.db.changes import ChangeKind
from app.db.notes import StoredNote
from app.db.proposals import Proposal, ProposalState
from app.domain import Note, Section


def note_changed(connection: Connection, learner_id: int, known: StoredNote, note: Note, now: datetime) -> None:
    """Keep what the note said before; to be called before its new text is stored."""
    moved = known.path != note.path
    changes.record(
        connection,
        learner_id,
        known.id,
        kind=ChangeKind.MOVED if moved else ChangeKind.EDITED,
        old_text=note_store.text_of(connection, known.id),
        new_text=note.text,
        now=now,
        old_path=known.path if moved else "",
    )


def review_proposals(connection: Connection, learner_id: int, note_id: int, note: Note, ids: dict[str, int]) -> None:
    """Drop open proposals that the new text has overtaken; to be called once sections and quotes have been found.

    A proposal is overtaken where its card's own quote is back, where the passage it quotes is gone, and where it would
    retire a card though the note has text that nobody has read yet.
    """
    open_ones = proposals.find(connection, note_id=note_id, state=ProposalState.OPEN)
    if not open_ones:
        return
    section_of = {ids[section.key]: section for section in note.sections}
    standing = card_store.standing(connection, [p.card_id for p in open_ones if p.card_id])
    unread = bool(note_store.unwritten(connection, learner_id, [note_id]))
    for proposal in open_ones:
        place = _place(proposal, section_of) if proposal.quote else None
        if place is not None and proposal.card_id not in standing:
            proposals.move(connection, proposal.id, *place)
        elif proposal.card_id in standing or proposal.quote or (unread and proposal.verdict == Verdict.RETIRE.value):
            proposals.set_state(connection, proposal.id, ProposalState.SUPERSEDED)


def _place(proposal: Proposal, section_of: dict[int, Section]) -> tuple[int, int, int] | None:
    """Where the passage that a proposal quotes stands, word for word: section, start, end."""
    own = [proposal.section_id] if proposal.section_id in section_of else []
    for section_id in [*own, *section_of]:
        assert section_id is not None
        span = locate(proposal.quote, section_of[section_id])
        if span is not None and section_of[section_id].text[slice(*span)] == proposal.quote:
            return section_id, *span
    return None
