"""The notes changed: read them again and settle what that means for their cards, or only say what it would mean."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.cards.verdicts import Verdict
from app.concepts.matcher import Matcher
from app.db import notes as note_store
from app.db import proposals
from app.db.engine import Database
from app.db.notes import StoredNote
from app.db.proposals import Proposal, ProposalState
from app.domain import Learner
from app.services.apply_changes import Choice, apply_choices
from app.services.choose_writer import AnyWriter
from app.services.generate import GenerateReport, generate, rehearse
from app.services.ingest import IngestReport, Progress
from app.services.rescan import rescan
from app.services.run_storing import COUNTED
from app.services.run_work import Memory
from app.services.settle import CardVerdict


@dataclass(frozen=True, slots=True)
class Regeneration:
    """The notes as they are now, and what happened to the cards (or would, where `applied` is false).

    `missing` are known notes without a file; nothing is done about their cards here.
    """

    notes: IngestReport
    cards: GenerateReport
    applied: bool
    missing: tuple[StoredNote, ...] = ()


def regenerate(
    db: Database,
    paths: Sequence[Path],
    *,
    writer: AnyWriter,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    confirm: Callable[[GenerateReport], bool],
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Regeneration:
    """Rescan the notes (at `paths`, or all that are followed or known) and apply the verdicts if `confirm` says so.

    Verdicts that have been waiting for the learner's word since an earlier look are among them.
    What the writer says while the verdicts are worked out is what is then applied: a model is asked once.
    A quote that still stands keeps its card untouched whatever happens around it; no card is ever deleted.
    A note whose file has disappeared retires nothing: it is named, and its cards stay.

    Raises:
        Stopped: `stop` was set before any verdict was applied.
    """
    seen = rescan(db, paths, learner=learner, now=now, matcher=matcher, progress=progress)
    note_ids = [note.id for note in seen.notes.notes]
    waiting = _waiting(db, note_ids)
    memory: Memory = {}
    plan = rehearse(
        db,
        writer=writer,
        learner=learner,
        now=now,
        rng=rng,
        matcher=matcher,
        note_ids=note_ids,
        progress=progress,
        stop=stop,
        memory=memory,
    )
    plan = replace(plan, verdicts=(*[_verdict(each) for each in waiting], *plan.verdicts))
    if not confirm(plan):
        return Regeneration(seen.notes, plan, applied=False, missing=seen.missing)
    if not (plan.sections or plan.verdicts):  # nothing to do leaves no trace, not even a run
        return Regeneration(seen.notes, plan, applied=True, missing=seen.missing)
    report = generate(
        db,
        writer=writer,
        learner=learner,
        now=now,
        rng=rng,
        matcher=matcher,
        note_ids=note_ids,
        progress=progress,
        kind="regenerate",
        stop=stop,
        memory=memory,
    )
    for change_id in dict.fromkeys(each.change_id for each in waiting):
        choices = [Choice(each.id) for each in waiting if each.change_id == change_id]
        apply_choices(db, choices, learner=learner, matcher=matcher, rng=rng, now=now)
    return Regeneration(seen.notes, _with(report, waiting), applied=True, missing=seen.missing)


def known_notes(db: Database, learner: Learner) -> list[Path]:
    """The files of all notes that were ever ingested."""
    with db.read() as connection:
        return [Path(note.path) for note in note_store.list_notes(connection, learner.id)]


def _waiting(db: Database, note_ids: Sequence[int]) -> list[Proposal]:
    """What was proposed for the cards of these notes and not decided; a card in the learner's own words is theirs."""
    with db.read() as connection:
        found = [
            each
            for note_id in note_ids
            for each in proposals.find(connection, note_id=note_id, state=ProposalState.OPEN)
        ]
    return [each for each in found if each.verdict != Verdict.KEEP.value]


def _verdict(proposal: Proposal) -> CardVerdict:
    return CardVerdict(
        proposal.card_id or "",
        Verdict(proposal.verdict),
        proposal.old_question,
        proposal.old_answer,
        proposal.question,
        proposal.answer,
        proposal.reason,
    )


def _with(report: GenerateReport, applied: Sequence[Proposal]) -> GenerateReport:
    """The report with the verdicts that had been waiting among those applied."""
    counts = dict(report.cards)
    for each in applied:
        name = COUNTED[Verdict(each.verdict)]
        counts[name] = int(str(counts[name])) + 1
    done = [replace(_verdict(each), applied=True) for each in applied]
    return replace(report, cards=counts, verdicts=(*done, *report.verdicts))
