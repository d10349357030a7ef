"""The page that lists notes, by folder."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar

from app.db.browse_notes import CardCounts, NoteLine
from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of notes.

    `name` is its path below the folder that holds all notes, empty for that one itself; its whole path where only the
    root of the disk holds them all; "added here" for what was uploaded and pasted.
    """

    name: str
    notes: tuple[NoteLine, ...]

    @property
    def size(self) -> int:
        """How many notes it holds itself."""
        return len(self.notes)


@dataclass(frozen=True, slots=True)
class NotesPage(Page):
    template: ClassVar[str] = "notes.html"
    nav: ClassVar[str] = "Notes"

    folders: tuple[Folder, ...]
    hints: dict[int, str]
    total: CardCounts


def folders_of(notes: Sequence[NoteLine], kept: PurePath) -> tuple[Folder, ...]:
    """Notes by folder, named from the folder that all of them share; `kept` is where uploads and pasted text go."""
    parents = {note.id: PurePath(note.path).parent for note in notes}
    shared = _shared([parent for parent in parents.values() if not parent.is_relative_to(kept)])
    grouped: dict[str, list[NoteLine]] = {}
    for note in notes:
        grouped.setdefault(_folder_name(parents[note.id], shared, kept), []).append(note)
    if len(grouped) == 1:
        grouped = {"": list(notes)}
    return tuple(Folder(name, tuple(inside)) for name, inside in sorted(grouped.items()))


def _folder_name(folder: PurePath, shared: PurePath | None, kept: PurePath) -> str:
    if folder.is_relative_to(kept):
        return PurePath("added here", folder.relative_to(kept)).as_posix()
    within = folder if shared is None or shared == shared.parent else folder.relative_to(shared)
    return "" if within == PurePath() else within.as_posix()


def hints_of(notes: Sequence[NoteLine]) -> dict[int, str]:
    """File names, by note id, of notes whose title another note has too."""
    titles = Counter(note.title for note in notes)
    return {note.id: PurePath(note.path).name for note in notes if titles[note.title] > 1}


def _shared(folders: list[PurePath]) -> PurePath | None:
    if not folders:
        return None
    first = folders[0]
    return next((top for top in (first, *first.parents) if all(folder.is_relative_to(top) for folder in folders)), None)


def total_of(notes: Sequence[NoteLine]) -> CardCounts:
    """The counts of several notes together."""
    counts = [note.counts for note in notes]
    return CardCounts(
        sum(each.cards for each in counts),
        sum(each.waiting for each in counts),
        sum(each.new for each in counts),
        sum(each.due for each in counts),
    )
