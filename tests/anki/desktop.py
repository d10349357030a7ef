"""A learner's Anki: the real program's own collection, to import into and to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


@dataclass(frozen=True)
class Arrived:
    """One note as Anki holds it after an import. `decks` has one name per card, by ordinal."""

    note_type: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    decks: tuple[str, ...]
    ordinals: tuple[int, ...]


@dataclass(frozen=True)
class Imported:
    """How many notes Anki took as new, updated, unchanged or refused."""

    new: int
    updated: int
    duplicate: int
    conflicting: int


class Desktop:
    """A learner's Anki."""

    def __init__(self, path: Path) -> None:
        self.col = Collection(str(path))

    def take(self, file: Path, **options: bool) -> Imported:
        """Import a package as a learner would."""
        request = ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions(**options))
        log = self.col.import_anki_package(request).log
        assert not log.empty_first_field
        assert not log.missing_notetype
        assert not log.missing_deck
        return Imported(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def notes(self) -> dict[str, Arrived]:
        """Every note by GUID."""
        arrived = {}
        for (note_id,) in self.col.db.all("select id from notes"):
            note = self.col.get_note(note_id)
            cards = sorted(note.cards(), key=lambda card: card.ord)
            arrived[note.guid] = Arrived(
                note_type=note.note_type()["name"],
                fields=dict(note.items()),
                tags=tuple(sorted(note.tags)),
                decks=tuple(self.col.decks.name(card.did) for card in cards),
                ordinals=tuple(card.ord for card in cards),
            )
        return arrived

    def faces(self, guid: str, ordinal: int = 0) -> tuple[str, str]:
        """What a card of the note shows: its question and its answer, as HTML."""
        note_id = self.col.db.scalar("select id from notes where guid = ?", guid)
        card = next(card for card in self.col.get_note(note_id).cards() if card.ord == ordinal)
        return card.question(), card.answer()
