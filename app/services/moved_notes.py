"""Known notes whose file has disappeared, and which new file each of them is now."""

from collections.abc import Mapping, Sequence

from app.cards.body import body_of
from app.db.notes import StoredNote, StoredSection
from app.domain import Note

_LEAST_SHARED = 0.5
"""Least share of a missing note's sections that a new file must hold word for word to be taken for it."""


class MissingNotes:
    """Notes that wait for their file to turn up under another name; each is found once at most."""

    def __init__(self, notes: Sequence[StoredNote], sections: Mapping[int, Sequence[StoredSection]]) -> None:
        self.left = list(notes)
        self._bodies = {
            note_id: {body for stored in stored_sections if (body := body_of(stored.section))}
            for note_id, stored_sections in sections.items()
        }

    def take(self, note: Note) -> StoredNote | None:
        """The missing note that `note` is: the same content, or else the one it shares most sections with."""
        same = [each for each in self.left if each.content_hash == note.content_hash]
        found = same[0] if same else self._most_alike(note)
        if found is not None:
            self.left.remove(found)
        return found

    def _most_alike(self, note: Note) -> StoredNote | None:
        bodies = {body_of(section) for section in note.sections}
        shares = [(len(held & bodies) / len(held), each) for each in self.left if (held := self._bodies.get(each.id))]
        best = max(shares, key=lambda share: share[0], default=(0.0, None))
        return best[1] if best[0] >= _LEAST_SHARED else None
