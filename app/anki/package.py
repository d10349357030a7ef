"""Cards to an .apkg file: the only module that knows genanki.

genanki gives the collection's schema, its note types and decks as JSON. The rows are written here, because they carry
what genanki leaves at zero: a note's own time of change (Anki updates a note only if it is newer), the schedule, the
memory state and the review log. Cards are streamed, so memory stays flat; the same cards at the same time give the
same bytes.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import genanki

from app.anki import note_types
from app.anki.cloze import cloze_field
from app.anki.decks import DeckTree
from app.anki.fields import field, links_field, text_field
from app.anki.ids import Instants
from app.anki.note_types import NoteType
from app.anki.rows import ExportCard
from app.anki.scheduling import COLLECTION_CREATED, DAY_STARTS_AT, Memory, columns, revlog_row
from app.domain import CardKind
from app.errors import InvalidInputError, UnavailableError

_BATCH = 500
_NOTE = "INSERT INTO notes VALUES (?,?,?,?,-1,?,?,?,0,0,'')"
_CARD = "INSERT INTO cards VALUES (?,?,?,?,?,-1,?,?,?,?,?,?,?,?,0,0,0,?)"
_REVIEW = "INSERT INTO revlog VALUES (?,?,-1,?,?,?,?,?,?)"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What went into a package. `anki_cards` exceeds `notes` where a cloze has several deletions."""

    notes: int
    anki_cards: int
    retired: int
    decks: int
    reviews: int
    size_bytes: int


def write_package(
    cards: Iterable[ExportCard], file: Path, *, now: datetime, memory: Memory | None = None
) -> PackageReport:
    """Write the cards to `file`, whole or not at all; an older file there stays until the new one is complete.

    Raises:
        InvalidInputError: there are no cards, or `file` cannot be written there.
        UnavailableError: the disk refused (full, read-only); nothing was left behind.
    """
    check_target(file)
    try:
        with tempfile.TemporaryDirectory(prefix="torchdeck-export-") as folder:
            collection = Path(folder) / "collection.anki2"
            contents = _write_collection(cards, collection, now, memory)
            size = _zip(collection, file)
    except OSError as error:
        raise UnavailableError(
            f"The deck could not be written to {file} ({error.strerror or error}). Your cards are safe.",
            advice="Free some space or choose another folder, then export again.",
        ) from error
    return contents.report(size)


def check_target(file: Path) -> None:
    """Refuse early what could only fail after minutes of work.

    Raises:
        InvalidInputError: not an .apkg name, a folder, or in a folder that is missing or closed to us.
    """
    if file.suffix.lower() != ".apkg":
        raise InvalidInputError(
            f"{file.name or file} does not end in .apkg, so Anki would not open it.",
            advice="Name the file something like my-deck.apkg.",
        )
    if file.is_dir():
        raise InvalidInputError(f"{file} is a folder.", advice="Name a file in it, such as torchdeck.apkg.")
    if not file.parent.is_dir():
        raise InvalidInputError(f"There is no folder {file.parent}.", advice="Create it first, or choose another.")
    if not os.access(file.parent, os.W_OK):
        raise InvalidInputError(f"The folder {file.parent} is read-only.", advice="Choose another folder.")


class _Collection(genanki.Package):  # type: ignore[misc]  # genanki has no types
    """Anki's legacy collection (schema 11), filled from a stream of cards."""

    def __init__(self, cards: Iterable[ExportCard], memory: Memory | None) -> None:
        super().__init__([])
        self._cards = cards
        self._memory = memory
        self._decks = DeckTree()
        self._note_ids, self._card_ids, self._review_ids = Instants(), Instants(), Instants()
        self._notes_written = self._cards_written = self._reviews_written = self._retired = 0

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]) -> None:
        """Schema and settings by genanki, then our rows, then the decks and note types they named."""
        super().write_to_db(cursor, timestamp, id_gen)
        cursor.execute("BEGIN")
        now_ms = int(timestamp * 1000)
        batch: list[ExportCard] = []
        for card in self._cards:
            batch.append(card)
            if len(batch) == _BATCH:
                self._write(cursor, batch, now_ms)
                batch.clear()
        self._write(cursor, batch, now_ms)
        self._write_settings(cursor)
        cursor.execute("COMMIT")

    def _write(self, cursor: sqlite3.Cursor, batch: list[ExportCard], now_ms: int) -> None:
        notes: list[tuple[object, ...]] = []
        cards: list[tuple[object, ...]] = []
        reviews: list[tuple[object, ...]] = []
        for card in batch:
            note_type, fields, ords = _contents(card)
            created = min(int(card.created_at.timestamp() * 1000), now_ms)
            changed = int(card.changed_at.timestamp())
            note_id = self._note_ids.claim(created)
            tags = f" {' '.join(card.tags)} "
            notes.append((note_id, card.id, note_type.id, changed, tags, "\x1f".join(fields), fields[0]))
            place = columns(card, self._notes_written + len(notes), self._memory)
            deck = self._decks.claim(card.deck)
            card_ids = [self._card_ids.claim(created) for _ in ords]
            for card_id, ord_ in zip(card_ids, ords, strict=True):
                cards.append((card_id, note_id, deck, ord_, changed, *place))
            for review in card.reviews:
                asked = card_ids[review.before.reps % len(card_ids)]  # each deletion in turn, as cards.cloze asks
                reviews.append(revlog_row(review, asked, self._review_ids))
            self._retired += card.retired
        cursor.executemany(_NOTE, notes)
        cursor.executemany(_CARD, cards)
        cursor.executemany(_REVIEW, reviews)
        self._notes_written += len(notes)
        self._cards_written += len(cards)
        self._reviews_written += len(reviews)

    def _write_settings(self, cursor: sqlite3.Cursor) -> None:
        """The decks and note types, and the clock that `due` is counted by."""
        decks_json, conf_json = cursor.execute("SELECT decks, conf FROM col").fetchone()
        decks = json.loads(decks_json)
        decks.update({str(id_): genanki.Deck(id_, name).to_json() for id_, name in self._decks})
        conf = json.loads(conf_json)
        conf.update(schedVer=2, creationOffset=0, rollover=DAY_STARTS_AT)
        home = next(iter(self._decks), (1, ""))[0]
        models = {str(each.id): _model(each).to_json(note_types.CHANGED, home) for each in note_types.ALL}
        cursor.execute(
            "UPDATE col SET decks = ?, models = ?, conf = ?, crt = ?",
            (json.dumps(decks), json.dumps(models), json.dumps(conf), int(COLLECTION_CREATED.timestamp())),
        )

    def report(self, size_bytes: int) -> PackageReport:
        """What was written."""
        return PackageReport(
            notes=self._notes_written,
            anki_cards=self._cards_written,
            retired=self._retired,
            decks=len(self._decks),
            reviews=self._reviews_written,
            size_bytes=size_bytes,
        )


def _write_collection(cards: Iterable[ExportCard], path: Path, now: datetime, memory: Memory | None) -> _Collection:
    package = _Collection(cards, memory)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is scratch: losing it to a crash costs nothing, so nothing is paid for its safety.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        package.write_to_db(connection.cursor(), now.timestamp(), iter(()))
    finally:
        connection.close()
    if package.report(0).notes == 0:
        raise InvalidInputError(
            "There are no cards to export yet.", advice="Add notes and generate cards first: torchdeck generate."
        )
    return package


def _contents(card: ExportCard) -> tuple[NoteType, tuple[str, ...], tuple[int, ...]]:
    """The card's note type, its fields, and the ordinals of the Anki cards they make."""
    back = (field(card.quote), text_field(card.source), links_field(card.links))
    if card.kind is CardKind.BASIC:
        return note_types.BASIC, (field(card.question), field(card.answer), *back), (0,)
    text, ords = cloze_field(card.question, card.answer)
    return note_types.CLOZE, (text, *back), ords


def _model(note_type: NoteType) -> genanki.Model:
    return genanki.Model(
        note_type.id,
        note_type.name,
        fields=[{"name": name} for name in note_type.fields],
        templates=[{"name": note_type.name, "qfmt": note_type.question, "afmt": note_type.answer}],
        css=note_types.CSS,
        model_type=genanki.Model.CLOZE if note_type.is_cloze else genanki.Model.FRONT_BACK,
    )


def _zip(collection: Path, file: Path) -> int:
    """The collection, deflated, at `file`; in place only once it is whole and on disk. Returns its size in bytes."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                with collection.open("rb") as source, archive.open(_entry("collection.anki2"), "w") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
                archive.writestr(_entry("media"), "{}")
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
