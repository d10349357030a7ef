"""Replies to cards, and what each section got: one short transaction for what has been answered, none across a call."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.cards.verdicts import Verdict
from app.db import notes as note_store
from app.db import run_sections, runs
from app.db.cards import DoubtfulCard
from app.db.engine import Database
from app.db.notes import StoredNote, StoredSection
from app.db.run_sections import PlannedSection, SectionOutcome, SectionState
from app.domain import Author, Draft, Finding, Rejection, Section, Severity
from app.generator.gates.chain import judge_alone
from app.generator.vectors import Neighbour
from app.generator.writer import Effort, WriterReply
from app.services.accept import Acceptor
from app.services.courtesy import keep_going
from app.services.run_report import RejectedDraft
from app.services.settle import CardVerdict, Court, place_of, settle

_STUMBLED = "stumbled"
_CHANGED = "The text has changed since."
_TAKEN = "Another run has written about it meanwhile."
COUNTED = {Verdict.REWORD: "reworded", Verdict.REPLACE: "replaced", Verdict.RETIRE: "retired"}
_LONGEST_MESSAGE = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A section as it was when it was given to the writer, and what came back; None where the writer broke on it."""

    stored: StoredSection
    planned: PlannedSection
    reply: WriterReply | None


def no_counts() -> dict[str, int]:
    """What a run counts besides its sections, at nothing."""
    return dict.fromkeys(COUNTED.values(), 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one transaction has kept. `counts` are of cards whose text had changed: reworded, replaced, retired."""

    outcomes: tuple[SectionOutcome, ...]
    rejected: tuple[RejectedDraft, ...] = ()
    verdicts: tuple[CardVerdict, ...] = ()
    counts: dict[str, int] = field(default_factory=no_counts)


@dataclass(frozen=True, slots=True)
class _Notion:
    """What can be said of a draft without the deck: the cards that vectors propose, and what the gates find wrong with
    it, read in the section as it was when the writer had it."""

    section: Section
    near: tuple[Neighbour, ...]
    alone: tuple[Finding, ...]


class _DryRunError(Exception):
    """Rolls a rehearsal back."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where a run's answers go. A rehearsal (`run_id` 0) goes through all of it and leaves nothing behind.

    `author` is who wrote where a reply names nobody else; `forced` sections may get cards though they have some.
    `give_way` is called between two steps, never within a transaction.
    """

    db: Database
    acceptor: Acceptor
    court: Callable[[], Court]
    author: Author
    run_id: int
    forced: bool
    now: Callable[[], datetime]
    propose: Callable[[Sequence[Draft]], Sequence[tuple[Neighbour, ...]]]
    remember: Callable[[Connection, str, Draft], None]
    give_way: Callable[[], None] = keep_going

    def keep(self, note: StoredNote, answers: Sequence[Answer], doubtful: Sequence[DoubtfulCard] = ()) -> Kept:
        """Judge and store what the writer gave for sections of one note, and settle its cards in doubt: all or nothing.

        A section whose text has changed since it was read gives nothing: its quotes may not stand any more.

        Raises:
            StorageError: the database did not take it; nothing of it was kept.
        """
        # Before the transaction: studying waits for whoever writes, and most of the judging needs no deck.
        notions = self._notions(answers)
        self.give_way()
        kept: list[Kept] = []
        try:
            with self.db.write(lazily=True) as connection:
                kept.append(self._keep(connection, note, answers, doubtful, notions))
                if not self.run_id:
                    raise _DryRunError
        except _DryRunError:
            pass
        return kept[0]

    def _notions(self, answers: Sequence[Answer]) -> dict[int, _Notion]:
        """What can be said of every draft beforehand, by its `id()`."""
        drafts = [(draft, answer.stored.section) for answer in answers if answer.reply for draft in answer.reply.drafts]
        proposed = self.propose([draft for draft, _ in drafts])
        notions = {}
        for (draft, section), near in zip(drafts, proposed, strict=True):
            self.give_way()
            notions[id(draft)] = _Notion(section, near, judge_alone(draft, section))
        return notions

    def let_go(self, section_ids: Sequence[int], *, taken: bool = False) -> Kept:
        """Sections whose text is another by now, or that their note has lost (`taken`: that another run has written
        about meanwhile): nothing is done about them."""
        message = _TAKEN if taken else _CHANGED
        outcomes = [SectionOutcome(each, SectionState.CHANGED, message=message) for each in section_ids]
        if self.run_id:
            with self.db.write(lazily=True) as connection:
                run_sections.finish(connection, self.run_id, outcomes, self.now())
        return Kept(tuple(outcomes))

    def _keep(
        self,
        connection: Connection,
        note: StoredNote,
        answers: Sequence[Answer],
        doubtful: Sequence[DoubtfulCard],
        notions: dict[int, _Notion],
    ) -> Kept:
        self.acceptor.refresh(connection)
        here = note_store.sections_now(connection, [answer.stored.id for answer in answers])
        stale = [answer for answer in answers if not self._stands(answer, here)]
        gone = {id(answer) for answer in stale}
        broken = [answer for answer in answers if answer.reply is None and id(answer) not in gone]
        usable = [
            (here[answer.stored.id], answer.reply)
            for answer in answers
            if answer.reply is not None and id(answer) not in gone
        ]
        counts = no_counts()
        authored = [(stored, reply, reply.author or self.author) for stored, reply in usable]
        settled = settle(connection, self.acceptor, self.court(), note, authored, doubtful)
        for verdict in settled.verdicts:
            if verdict.applied and verdict.verdict in COUNTED:
                counts[COUNTED[verdict.verdict]] += 1
        outcomes = [_stale(answer, here.get(answer.stored.id)) for answer in stale]
        outcomes += [self._broken(answer) for answer in broken]
        outcomes += [self._section(connection, stored, reply, settled.spent, notions) for stored, reply in usable]
        rejected = self.acceptor.tally.take_rejected()
        if self.run_id:
            runs.add_rejections(connection, self.run_id, rejected)
            runs.add_counts(connection, self.run_id, counts)
            run_sections.finish(connection, self.run_id, outcomes, self.now())
        said = _said(note, rejected, {answer.stored.id: answer.stored for answer in answers})
        return Kept(tuple(outcomes), said, settled.verdicts, counts)

    def _stands(self, answer: Answer, here: dict[int, StoredSection]) -> bool:
        """Whether the section is still what was asked about, and nobody else has written about it meanwhile."""
        now = here.get(answer.stored.id)
        if now is None or now.section.text != answer.stored.section.text:
            return False
        return self.forced or now.generated_hash != now.text_hash

    def _broken(self, answer: Answer) -> SectionOutcome:
        words = f"The {self.author.writer} writer stumbled over this section; it is tried again next time."
        finding = Finding("FAULT", Severity.HARD, "1", "faults of the writer, at most 0", words)
        self.acceptor.note_loss(place_of(answer.stored), Rejection(answer.stored.section.key, finding))
        return SectionOutcome(
            answer.stored.id,
            SectionState.DONE,
            self.author.writer,
            self.author.model,
            fault=_STUMBLED,
            message=words,
        )

    def _section(
        self,
        connection: Connection,
        stored: StoredSection,
        reply: WriterReply,
        spent: frozenset[int],
        notions: dict[int, _Notion],
    ) -> SectionOutcome:
        place, tally, author = place_of(stored), self.acceptor.tally, reply.author or self.author
        new, known, waiting, refused = tally.new, tally.kept, tally.waiting, tally.refused
        for rejection in reply.rejections:
            self.acceptor.note_loss(place, rejection)
        doubts: dict[int, list[Finding]] = {}
        for index, finding in reply.doubts:
            doubts.setdefault(index, []).append(finding)
        # Who asks the model again for a section wants its cards, not more of the built-in writer's.
        written = stored.generated_hash == stored.text_hash
        drafts = () if self.forced and written and reply.fallback else reply.drafts
        for index, draft in enumerate(drafts):
            if id(draft) in spent:
                continue
            notion = notions[id(draft)]
            renamed = notion.section.heading_path != stored.section.heading_path
            card_id = self.acceptor.accept(
                connection,
                draft,
                place,
                index,
                author,
                doubts=doubts.get(index, ()),
                near=notion.near,
                alone=None if renamed else notion.alone,
            )
            if card_id is not None:
                self.remember(connection, card_id, draft)
        note_store.mark_generated(connection, stored.id, stored.text_hash)
        fallback = reply.fallback
        lost = sum(each.finding.severity is Severity.HARD for each in reply.rejections)
        return SectionOutcome(
            section_id=stored.id,
            state=SectionState.DONE,
            writer=author.writer,
            model=author.model,
            prompt=reply.drafts[0].rule if author.model and reply.drafts else "",
            fault=fallback.fault if fallback else "",
            message=f"{fallback.message} {fallback.advice}".strip()[:_LONGEST_MESSAGE] if fallback else "",
            proposed=len(drafts) + lost,
            kept=tally.new - new,
            waiting=tally.waiting - waiting,
            known=tally.kept - known,
            rejected=tally.refused - refused + lost,
            **asdict(reply.effort),
        )


def _stale(answer: Answer, now: StoredSection | None) -> SectionOutcome:
    """The calls were made all the same, and are counted."""
    message = _CHANGED if now is None or now.section.text != answer.stored.section.text else _TAKEN
    effort = answer.reply.effort if answer.reply else Effort()
    return SectionOutcome(answer.stored.id, SectionState.CHANGED, message=message, **asdict(effort))


def _said(
    note: StoredNote, rejected: Sequence[tuple[int, Rejection]], sections: dict[int, StoredSection]
) -> tuple[RejectedDraft, ...]:
    return tuple(
        RejectedDraft(
            note.path,
            " › ".join(sections[section_id].section.heading_path),
            rejection.finding.rule,
            f"{rejection.finding.measured} (limit {rejection.finding.threshold}): {rejection.finding.span}",
            rejection.finding.severity.value,
            rejection.question,
        )
        for section_id, rejection in rejected
    )
