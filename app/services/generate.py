"""Sections to cards: the writer proposes, gates judge, and cards whose text has changed get their verdict.

Only sections whose text the writer has not seen are given to it; one it fails on is reported and tried again next time.
One transaction per note, and none stays open while the writer works.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import notes as note_store
from app.db import runs
from app.db.cards import DoubtfulCard
from app.db.engine import Database
from app.db.notes import StoredNote, StoredSection
from app.domain import Finding, Learner, Rejection, Section, Severity
from app.generator.writer import SectionContext, Writer, WriterReply
from app.services.accept import Acceptor
from app.services.ingest import Progress
from app.services.settle import CardVerdict, place_of, settle

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RejectedDraft:
    """One reason why something gave no card at once; `section` is the heading path."""

    note: str
    section: str
    rule: str
    detail: str
    severity: str
    question: str


@dataclass(frozen=True, slots=True)
class GenerateReport:
    """What a run did. `waiting` of the new cards are in the inbox; `model_calls` is 0 for the extractive writer."""

    run_id: int
    sections: int
    model_calls: int
    cards: dict[str, object]
    waiting: int
    rejected: tuple[RejectedDraft, ...]
    verdicts: tuple[CardVerdict, ...]
    seconds: float
    fallbacks: int = 0


class _DryRunError(Exception):
    """Rolls a rehearsed run back."""


def generate(
    db: Database,
    *,
    writer: Writer,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    note_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
    kind: str = "generate",
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """Write cards for every section (of the given notes, or of all) that the writer has not seen yet.

    Raises:
        StorageError: the database cannot be written; whole notes done before stay.
    """
    return _Run(writer, learner, now, rng, matcher, clock).over(db, note_ids, progress, kind)


def rehearse(
    db: Database,
    *,
    writer: Writer,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    note_ids: Sequence[int] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """What `generate` would do now, without doing it."""
    return _Run(writer, learner, now, rng, matcher, clock, dry=True).over(db, note_ids, None, "rehearsal")


class _Run:
    def __init__(
        self,
        writer: Writer,
        learner: Learner,
        now: datetime,
        rng: random.Random,
        matcher: Matcher,
        clock: Callable[[], float],
        *,
        dry: bool = False,
    ) -> None:
        self._writer = writer
        self._learner = learner
        self._now = now
        self._rng = rng
        self._matcher = matcher
        self._clock = clock
        self._dry = dry
        self._sections = 0
        self._verdicts: list[CardVerdict] = []
        self._rejected: list[RejectedDraft] = []

    def over(
        self, db: Database, note_ids: Sequence[int] | None, progress: Progress | None, kind: str
    ) -> GenerateReport:
        began = self._clock()
        with db.read() as connection:
            wanted = None if note_ids is None else set(note_ids)
            notes = [
                note
                for note in note_store.list_notes(connection, self._learner.id)
                if wanted is None or note.id in wanted
            ]
            acceptor = Acceptor(
                connection,
                learner=self._learner,
                writer=self._writer,
                matcher=self._matcher,
                rng=self._rng,
                now=self._now,
            )
        run_id = 0
        if not self._dry:
            with db.write() as connection:
                run_id = runs.start_run(
                    connection, self._learner.id, kind, self._writer.name, self._writer.model, self._now
                )
        for done, note in enumerate(notes):
            if progress:
                progress(done, len(notes), note.title)
            self._one_note(db, note, acceptor, run_id)
        tally = acceptor.tally
        if not self._dry:
            with db.write() as connection:
                counts = {**tally.counts(), "sections": self._sections, "waiting": tally.waiting}
                runs.finish_run(connection, run_id, counts, self._now)
        if progress:
            progress(len(notes), len(notes), "")
        return GenerateReport(
            run_id=run_id,
            sections=self._sections,
            model_calls=0,
            cards=tally.counts(),
            waiting=tally.waiting,
            rejected=tuple(self._rejected),
            verdicts=tuple(self._verdicts),
            seconds=round(self._clock() - began, 3),
        )

    def _one_note(self, db: Database, note: StoredNote, acceptor: Acceptor, run_id: int) -> None:
        with db.read() as connection:
            stored = note_store.sections_of(connection, note.id)
            doubtful = card_store.doubtful_cards(connection, self._learner.id, [note.id])
        pending = [section for section in stored if section.generated_hash != section.text_hash]
        if not pending and not doubtful:
            return
        context = _contexts(note.title, stored)
        replies = [(section, self._written(section, context[section.id])) for section in pending]
        failed = {section.id for section, reply in replies if reply is None}
        doubtful = [card for card in doubtful if card.section_id not in failed]
        self._sections += len(pending)
        try:
            with db.write() as connection:
                self._apply(connection, note, acceptor, replies, doubtful, run_id)
                if self._dry:
                    raise _DryRunError
        except _DryRunError:
            return

    def _written(self, stored: StoredSection, context: SectionContext) -> WriterReply | None:
        """The writer's reply, or None where it failed: that costs this section its cards now, and no other anything."""
        try:
            return self._writer.write(stored.section, context)
        except Exception:  # noqa: BLE001 - whatever a rule stumbles over, the other sections get their cards
            _log.exception("The %s writer failed on section %r.", self._writer.name, stored.section.key)
            return None

    def _apply(
        self,
        connection: Connection,
        note: StoredNote,
        acceptor: Acceptor,
        outcomes: Sequence[tuple[StoredSection, WriterReply | None]],
        doubtful: Sequence[DoubtfulCard],
        run_id: int,
    ) -> None:
        before = len(acceptor.tally.rejected)
        replies = [(stored, reply) for stored, reply in outcomes if reply is not None]
        spent, verdicts = settle(connection, acceptor, replies, doubtful)
        self._verdicts += verdicts
        for stored, _ in [outcome for outcome in outcomes if outcome[1] is None]:
            acceptor.note_loss(place_of(stored), _fault(stored, self._writer.name))
        for stored, reply in replies:
            place = place_of(stored)
            for rejection in reply.rejections:
                acceptor.note_loss(place, rejection)
            for ordinal, draft in enumerate(reply.drafts):
                if id(draft) not in spent:
                    acceptor.accept(connection, draft, place, ordinal)
            note_store.mark_generated(connection, stored.id, stored.text_hash)
        self._keep_rejections(connection, note, acceptor.tally.rejected[before:], [s for s, _ in outcomes], run_id)

    def _keep_rejections(
        self,
        connection: Connection,
        note: StoredNote,
        rejected: Sequence[tuple[int, Rejection]],
        sections: Sequence[StoredSection],
        run_id: int,
    ) -> None:
        path_of = {stored.id: " › ".join(stored.section.heading_path) for stored in sections}
        for section_id, rejection in rejected:
            if run_id:
                runs.add_rejections(connection, run_id, section_id, [rejection])
            finding = rejection.finding
            detail = f"{finding.measured} (limit {finding.threshold}): {finding.span}"
            self._rejected.append(
                RejectedDraft(
                    note.path,
                    path_of[section_id],
                    finding.rule,
                    detail,
                    finding.severity.value,
                    rejection.question,
                )
            )


def _fault(stored: StoredSection, writer: str) -> Rejection:
    finding = Finding("FAULT", Severity.HARD, "1", "faults of the writer, at most 0", f"the {writer} writer stumbled")
    return Rejection(stored.section.key, finding)


def _contexts(note_title: str, stored: Sequence[StoredSection]) -> dict[int, SectionContext]:
    by_path = {section.section.heading_path: section.section for section in stored}
    children: dict[tuple[str, ...], list[Section]] = {}
    for other in stored:
        children.setdefault(other.section.heading_path[:-1], []).append(other.section)
    return {
        each.id: SectionContext(
            note_title=note_title,
            parent=by_path.get(each.section.heading_path[:-1]),
            children=tuple(children.get(each.section.heading_path, ())),
        )
        for each in stored
    }
