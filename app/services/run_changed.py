"""What a writer is told of sections that have changed: the cards whose words they lost, and which sentences are new."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.cards.passages import fresh_units, sentences
from app.db import changes, known_cards
from app.db.cards import DoubtfulCard
from app.db.notes import StoredNote, StoredSection, hash_section
from app.generator.writer import OldCardText
from app.notes.sections import cut

MOST_OLD_CARDS = 12
"""Cards that one call judges; the rules judge the others."""


@dataclass(frozen=True, slots=True)
class Told:
    """As in `WritingTask`: its old cards, and the stretches of its text that are new (none: all of it may be)."""

    old_cards: tuple[OldCardText, ...] = ()
    fresh: tuple[tuple[int, int], ...] = ()


def told_of(
    connection: Connection, note: StoredNote, wanted: Sequence[StoredSection], doubtful: Sequence[DoubtfulCard]
) -> dict[int, Told]:
    """What is to be told of the wanted sections of one note, by their ids; of one that is new nothing is."""
    seen_before = [stored for stored in wanted if stored.generated_hash not in {None, stored.text_hash}]
    read = _read_before(connection, note) if seen_before else {}
    told = {}
    for stored in wanted:
        old_cards = tuple(_old_card(card) for card in doubtful if card.section_id == stored.id and not card.edited)
        sentences_read = read.get(stored.generated_hash or "")
        fresh = _fresh(connection, stored, sentences_read) if sentences_read is not None else ()
        if old_cards or fresh:
            told[stored.id] = Told(old_cards[:MOST_OLD_CARDS], fresh)
    return told


def _read_before(connection: Connection, note: StoredNote) -> dict[str, frozenset[str]]:
    """The sentences of the note's sections before its newest change, by the hash that tells which one a writer read."""
    text = changes.text_before(connection, note.id)
    if text is None:
        return {}
    return {hash_section(section): frozenset(sentences(section.text)) for section in cut(text, note.title)[1]}


def _fresh(connection: Connection, stored: StoredSection, read: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """The sentences that neither a writer has read in the section nor a standing quote covers."""
    text = stored.section.text
    covered = [(start, end) for start, end, _ in known_cards.sibling_spans(connection, stored.id)]
    new = [
        (start, end)
        for start, end in fresh_units(text, read)
        if not any(first <= start and end <= last for first, last in covered)
    ]
    return tuple(new) if sum(end - start for start, end in new) * 2 < len(text) else ()


def _old_card(card: DoubtfulCard) -> OldCardText:
    return OldCardText(card.card_id, card.kind, card.question, card.answer, card.quote)
