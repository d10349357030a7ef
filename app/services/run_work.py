"""Sections to the writer, replies to cards, until all is done or a stop is asked for.

One engine for both kinds of writer. The built-in one is given a note at a time, and what it made of the note is one
transaction. A slow one has several batches under way on the models' own thread, and each is stored as soon as it is
answered; only a note with cards in doubt waits for all of its own, because any of its sections may hold what became of
them. No transaction is open while a writer works.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.db import cards as card_store
from app.db import known_cards
from app.db import notes as note_store
from app.db.cards import DoubtfulCard
from app.db.engine import Database
from app.db.notes import StoredNote, StoredSection
from app.db.run_sections import PlannedSection
from app.domain import Learner
from app.generator.writer import SectionContext, SlowWriter, Writer, WriterReply, WritingTask
from app.services.choose_writer import AnyWriter, is_slow
from app.services.run_asking import Desk
from app.services.run_changed import Told, told_of
from app.services.run_context import contexts
from app.services.run_counting import Counting
from app.services.run_storing import Answer, Store

_log = logging.getLogger(__name__)
_GLANCE_SECONDS = 0.2
_AHEAD_PER_HAND, _AHEAD_AT_LEAST = 4, 8

Memory = dict[tuple[int, str], WriterReply]
"""Replies by section and its text's hash: what a rehearsal was told is not asked for again."""

_Part = tuple[StoredSection, PlannedSection]


class Stopped(Exception):
    """A stop was asked for. Not an error: what was finished stays, and the rest can be taken up again."""


@dataclass(slots=True)
class _NoteAtWork:
    """A note whose sections are being written; `held` are answers that wait for the `missing` ones.

    `asked` is what its cards ask, and `told` what a slow writer is told of changed sections, by the section's id.
    """

    note: StoredNote
    stored: list[StoredSection]
    parts: list[_Part]
    doubtful: list[DoubtfulCard]
    asked: dict[int, tuple[str, ...]]
    told: dict[int, Told]
    missing: int = 0
    held: list[Answer] = field(default_factory=list)

    def doubtful_now(self, answers: Sequence[Answer]) -> list[DoubtfulCard]:
        """The cards that can be settled: not those whose own section is still to be written about."""
        answered = {answer.stored.id for answer in answers if answer.reply is not None}
        waiting = {each.id for each in self.stored if each.generated_hash != each.text_hash} - answered
        return [card for card in self.doubtful if card.section_id not in waiting]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Sections of one note that are written about in one call."""

    at_work: _NoteAtWork
    parts: tuple[_Part, ...]
    tasks: tuple[WritingTask, ...]


class Work:
    """One run at work. `planned` are its sections, each beside its note's id; `scope` the notes whose cards in doubt it
    may settle (None: all). A rehearsal fills `memory`, a run takes from it."""

    def __init__(
        self,
        db: Database,
        *,
        learner: Learner,
        writer: AnyWriter,
        store: Store,
        counting: Counting,
        planned: Sequence[tuple[int, PlannedSection]],
        scope: Sequence[int] | None,
        memory: Memory,
        stop: Callable[[], bool],
    ) -> None:
        self._db = db
        self._learner = learner
        self._writer = writer
        self._store = store
        self._counting = counting
        self._scope = None if scope is None else frozenset(scope)
        self._planned: dict[int, dict[int, PlannedSection]] = {}
        for note_id, section in planned:
            self._planned.setdefault(note_id, {})[section.section_id] = section
        self._memory = memory
        self._stop = stop

    def go(self) -> None:
        """Do all of it.

        Raises:
            Stopped: a stop was asked for.
            StorageError: the database cannot be written; what was stored before stays.
        """
        writer = self._writer
        if is_slow(writer):
            self._ask(writer)
        else:
            for at_work in self._notes():
                self._write(writer, at_work)

    def _notes(self) -> Iterator[_NoteAtWork]:
        """The notes that have something to do, read one by one."""
        with self._db.read() as connection:
            notes = note_store.list_notes(connection, self._learner.id)
            doubtful = card_store.notes_in_doubt(connection, self._learner.id)
        wanted = self._planned.keys() | (doubtful if self._scope is None else doubtful & self._scope)
        for note in notes:
            if note.id in wanted:
                at_work = self._read(note, in_doubt=note.id in doubtful)
                if at_work.parts or at_work.doubtful:
                    yield at_work

    def _read(self, note: StoredNote, *, in_doubt: bool) -> _NoteAtWork:
        planned = self._planned.get(note.id, {})
        with self._db.read() as connection:
            stored = note_store.sections_of(connection, note.id)
            doubtful = card_store.doubtful_cards(connection, self._learner.id, [note.id]) if in_doubt else []
            asked = known_cards.questions_in_note(connection, note.id) if is_slow(self._writer) and planned else {}
        parts = [
            (each, planned[each.id])
            for each in stored
            if each.id in planned and each.text_hash == planned[each.id].text_hash
        ]
        changed = planned.keys() - {each.id for each, _ in parts}
        if changed:
            self._counting.add(self._store.let_go(sorted(changed)))
        if not self._store.forced:
            taken = [part for part in parts if part[0].generated_hash == part[0].text_hash]
            parts = [part for part in parts if part[0].generated_hash != part[0].text_hash]
            if taken:
                self._counting.add(self._store.let_go([stored.id for stored, _ in taken], taken=True))
        return _NoteAtWork(note, stored, parts, doubtful, asked, self._told(note, parts, doubtful))

    def _told(self, note: StoredNote, parts: Sequence[_Part], doubtful: Sequence[DoubtfulCard]) -> dict[int, Told]:
        wanted = [stored for stored, planned in parts if not planned.instruction]
        if not wanted or not is_slow(self._writer) or self._store.forced:
            return {}
        with self._db.read() as connection:
            return told_of(connection, note, wanted, doubtful)

    def _write(self, writer: Writer, at_work: _NoteAtWork) -> None:
        """One note by a writer that answers at once."""
        self._counting.say(at_work.note.title)
        context = contexts(at_work.note.title, at_work.stored)
        answers = []
        for stored, planned in at_work.parts:
            if self._stop():
                raise Stopped
            known = self._memory.get((stored.id, stored.text_hash))
            answers.append(Answer(stored, planned, known or _written(writer, stored, context[stored.id])))
        self._keep(at_work, answers)

    def _ask(self, writer: SlowWriter) -> None:
        """All notes by a writer that has several batches under way."""
        ahead = self._batches(writer)
        enough = max(_AHEAD_AT_LEAST, _AHEAD_PER_HAND * writer.concurrency)
        with Desk[_Batch](writer) as desk:
            while True:
                while desk.unfinished < enough and (batch := next(ahead, None)) is not None:
                    desk.put(batch, batch.tasks)
                if not desk.unfinished:
                    return
                stopping = self._stop()
                answered = desk.take(0 if stopping else _GLANCE_SECONDS)
                if answered is not None:
                    self._answered(answered.tag, answered.replies)
                elif stopping:
                    raise Stopped

    def _batches(self, writer: SlowWriter) -> Iterator[_Batch]:
        for at_work in self._notes():
            replies = [self._memory.get((stored.id, stored.text_hash)) for stored, _ in at_work.parts]
            both = list(zip(at_work.parts, replies, strict=True))
            batches = self._batched(writer, at_work, [part for part, reply in both if reply is None])
            at_work.missing = len(batches)
            known = [Answer(*part, reply) for part, reply in both if reply is not None]
            if known or not batches:
                self._hold(at_work, known)
            yield from batches

    def _batched(self, writer: SlowWriter, at_work: _NoteAtWork, parts: Sequence[_Part]) -> list[_Batch]:
        context = contexts(at_work.note.title, at_work.stored)
        part_of: dict[int, _Part] = {}
        tasks = []
        for stored, planned in parts:
            told = at_work.told.get(stored.id, Told())
            task = WritingTask(
                stored.section,
                context[stored.id],
                planned.instruction,
                at_work.asked.get(stored.id, ()),
                told.old_cards,
                told.fresh,
            )
            part_of[id(task)] = (stored, planned)
            tasks.append(task)
        return [
            _Batch(at_work, tuple(part_of[id(task)] for task in batch), tuple(batch)) for batch in writer.batches(tasks)
        ]

    def _answered(self, batch: _Batch, replies: Sequence[WriterReply] | None) -> None:
        each_reply: Sequence[WriterReply | None] = replies if replies is not None else [None] * len(batch.parts)
        batch.at_work.missing -= 1
        self._hold(
            batch.at_work,
            [Answer(stored, planned, reply) for (stored, planned), reply in zip(batch.parts, each_reply, strict=True)],
        )

    def _hold(self, at_work: _NoteAtWork, answers: Sequence[Answer]) -> None:
        """Store what has come, at once, or once all of the note is there where cards are in doubt."""
        if not at_work.doubtful:
            self._keep(at_work, answers)
            return
        at_work.held += answers
        if not at_work.missing:
            self._keep(at_work, at_work.held)

    def _keep(self, at_work: _NoteAtWork, answers: Sequence[Answer]) -> None:
        if not self._store.run_id:
            self._memory.update(
                {(each.stored.id, each.stored.text_hash): each.reply for each in answers if each.reply is not None}
            )
        self._counting.add(self._store.keep(at_work.note, answers, at_work.doubtful_now(answers)))
        self._counting.say(answers[-1].stored.section.title if answers else at_work.note.title)


def _written(writer: Writer, stored: StoredSection, context: SectionContext) -> WriterReply | None:
    """The writer's reply, or None where it failed: that costs this section its cards now, and no other anything."""
    try:
        return writer.write(stored.section, context)
    except Exception:  # noqa: BLE001 - whatever a rule stumbles over, the other sections get their cards
        _log.exception("The %s writer failed on section %r.", writer.name, stored.section.key)
        return None
