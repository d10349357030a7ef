"""Cards to an Anki deck on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from app.anki.names import deck_part, tag
from app.anki.quotes import readable_quote
from app.anki.rows import ExportCard, Link
from app.anki.scheduling import Memory
from app.concepts.catalogue import Catalogue
from app.config import shipped
from app.db.engine import Database
from app.db.export import Place, StoredCard, cards_to_export
from app.domain import CardStatus, Concept, Learner
from app.scheduler.schedule import Scheduler


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What the file holds. `anki_cards` exceeds `cards` where one has several deletions; `cards` counts retired too."""

    file: Path
    cards: int
    anki_cards: int
    retired: int
    decks: int
    reviews: int
    size_bytes: int


def export(
    db: Database,
    file: Path,
    *,
    deck: str,
    with_scheduling: bool,
    learner: Learner,
    now: datetime,
    base_url: str,
) -> ExportReport:
    """Write the learner's cards to an .apkg file, whole or not at all.

    `deck` names the outermost deck ("Uni::ML" nests). `base_url` is where the links on the cards lead. Importing a
    later export updates the notes that changed since and doubles none; it never touches their schedules in Anki.

    Raises:
        InvalidInputError: there are no cards, or the file cannot be written there.
        UnavailableError: the disk refused; nothing was left behind.
    """
    # genanki costs 90 ms to import, which a server's start should not pay.
    from app.anki.package import write_package

    packer = _Packer(deck, base_url, Catalogue.load(shipped("content")), learner, with_scheduling)
    memory = Memory(learner.desired_retention, packer.scheduler.decay) if with_scheduling else None
    with db.read() as connection:
        stored = cards_to_export(connection, learner.id, with_history=with_scheduling)
        written = write_package(map(packer.pack, stored), file, now=now, memory=memory)
    return ExportReport(
        file=file,
        cards=written.notes,
        anki_cards=written.anki_cards,
        retired=written.retired,
        decks=written.decks,
        reviews=written.reviews,
        size_bytes=written.size_bytes,
    )


class _Packer:
    """Turns stored cards into rows of the package."""

    def __init__(self, deck: str, base_url: str, catalogue: Catalogue, learner: Learner, with_scheduling: bool) -> None:
        self._root = tuple(deck_part(part) for part in deck.split("::") if part.strip(": ")) or ("Torchdeck",)
        self._base_url = base_url.rstrip("/")
        self._catalogue = catalogue
        self._with_scheduling = with_scheduling
        self.scheduler = Scheduler(learner.desired_retention)

    def pack(self, card: StoredCard) -> ExportCard:
        """One card's row."""
        note = card.place.note_title if card.place else card.note_title
        headings = _below_title(card.place.heading_path, note) if card.place else ()
        concepts = [self._catalogue.get(each) for each in card.concepts if each in self._catalogue]
        return ExportCard(
            id=card.id,
            kind=card.kind,
            question=card.question,
            answer=card.answer,
            quote=_quote(card.place) if card.place else "",
            source=_source(note, headings, card.place.start_line, card.place.end_line) if card.place else note,
            deck=(*self._root, deck_part(note), *map(deck_part, headings)),
            tags=_tags(note, concepts, retired=card.status is CardStatus.RETIRED),
            links=tuple(Link(each.title, f"{self._base_url}/concepts/{quote(each.id)}") for each in concepts),
            created_at=card.created_at,
            changed_at=card.changed_at,
            retired=card.status is CardStatus.RETIRED,
            schedule=card.schedule if self._with_scheduling else None,
            steps_left=self.scheduler.steps_left(card.schedule),
            reviews=card.reviews,
        )


def _quote(place: Place) -> str:
    """The quote in the form it has in its section; as it was stored where the section has changed under it."""
    if place.section_text[place.quote_start : place.quote_end] != place.quote:
        return place.quote
    return readable_quote(place.section_text, place.quote_start, place.quote_end)


def _below_title(heading_path: tuple[str, ...], note: str) -> tuple[str, ...]:
    """The headings without the one that is the note's title, which the deck above bears already."""
    return heading_path[1:] if heading_path and heading_path[0].casefold() == note.casefold() else heading_path


def _source(note: str, headings: Sequence[str], start_line: int, end_line: int) -> str:
    lines = f"line {start_line}" if start_line == end_line else f"lines {start_line}–{end_line}"
    return f"{' › '.join((note, *headings))}, {lines}"


def _tags(note: str, concepts: Iterable[Concept], *, retired: bool) -> tuple[str, ...]:
    """Sorted, each once: the note, the concepts with their topics, and whether the fact has left the notes."""
    tags = {tag("note", note)}
    for concept in concepts:
        tags |= {tag("concept", concept.id), tag("topic", concept.topic)}
    if retired:
        tags.add("retired")
    return tuple(sorted(tags))
