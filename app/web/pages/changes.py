"""The pages of changed notes: the list of what waits and what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import ClassVar

from app.db.browse_changes import AppliedLine, ChangeLine
from app.db.changes import ChangeKind, ChangeState
from app.services.add_notes import AddReport
from app.services.browse_changes import Followed, MissingGroup
from app.web.jobs import Job, JobState
from app.web.pages.base import Page
from app.web.pages.cards import Pager
from app.web.pages.times import moment
from app.web.templating import plural

_TO_DO = {"reword": "to reword", "replace": "to replace", "retire": "to retire", "keep": "in your words"}
_DONE = {"reword": "reworded", "replace": "replaced", "retire": "retired", "keep": "left as they are"}
_NAMED = 12


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A changed note that waits for the learner's word; `working` while its cards are still being looked at."""

    change: ChangeLine
    file: str
    when: str
    says: str
    working: bool


@dataclass(frozen=True, slots=True)
class MissingView:
    """Notes without a file. `named` are the first of them, `more` how many there are besides."""

    group: MissingGroup
    named: tuple[ChangeLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class AppliedView:
    """What was applied together, and can be undone together: several where many notes were retired at once."""

    ids: tuple[int, ...]
    change_id: int
    title: str
    says: str
    when: str
    by_itself: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class QuietLine:
    """A change of which nothing was applied, and why not."""

    change_id: int
    title: str
    says: str
    when: str


@dataclass(frozen=True, slots=True)
class RescanView:
    """Notes being read again, or just read: how far it is or what came of it, and the files that gave no note."""

    id: int
    over: bool
    says: str
    what: str
    done: int
    total: int
    errors: tuple[str, ...]
    run_id: int


@dataclass(frozen=True, slots=True)
class ChangesPage(Page):
    """`run` is the number of the run that is at work, or 0. `folders` where the learner may name folders; `watched`
    where a saved note is noticed by itself. `count` is for the navigation."""

    template: ClassVar[str] = "changes.html"
    partial: ClassVar[str] = "_changes.html"
    nav: ClassVar[str] = "Changes"

    waiting: tuple[WaitingLine, ...]
    missing: tuple[MissingView, ...]
    applied: tuple[AppliedView, ...]
    quiet: tuple[QuietLine, ...]
    followed: tuple[Followed, ...]
    rescan: RescanView | None
    run: int
    count: int
    folders: bool
    watched: bool
    notice: str
    address: str
    pager: Pager


def waiting_line(change: ChangeLine, zone: str) -> WaitingLine:
    """A waiting note with what is proposed for its cards, in words."""
    says = ", ".join(f"{count:,} {_TO_DO[verdict]}" for verdict, count in _in_order(change.proposed))
    return WaitingLine(
        change,
        PurePath(change.note_path).name,
        moment(change.seen_at, zone),
        says,
        change.state is ChangeState.NEW,
    )


def missing_view(group: MissingGroup) -> MissingView:
    """A group with its first notes by name."""
    return MissingView(group, group.changes[:_NAMED], max(0, len(group.changes) - _NAMED))


def applied_views(lines: Iterable[AppliedLine], zone: str) -> tuple[AppliedView, ...]:
    """What was applied, newest first. Notes whose cards were retired in one go are one entry."""
    together = groupby(lines, lambda line: (line.kind, line.applied_at, line.undone_at))
    views: list[AppliedView] = []
    for (kind, *_), group in together:
        several = list(group)
        sets = [several] if kind is ChangeKind.MISSING else [[each] for each in several]
        views += [_applied(each, zone) for each in sets]
    return tuple(views)


def _applied(lines: Sequence[AppliedLine], zone: str) -> AppliedView:
    first = lines[0]
    title = first.note_title if len(lines) == 1 else plural(len(lines), "note")
    says = done_in_words(first.verdicts) if len(lines) == 1 else f"{_total(lines):,} retired"
    if first.kind is ChangeKind.MISSING and says:
        says += ": no file any more"
    if first.undone_at:
        says = f"undone {moment(first.undone_at, zone)}"
    return AppliedView(
        tuple(line.id for line in lines),
        first.change_id,
        title,
        says,
        moment(first.applied_at, zone),
        first.by_itself,
        first.undone_at is not None,
    )


def _total(lines: Iterable[AppliedLine]) -> int:
    return sum(sum(line.verdicts.values()) for line in lines)


def done_in_words(verdicts: dict[str, int]) -> str:
    """`1 card reworded, 2 replaced`; empty where there are none."""
    counted = _in_order(verdicts)
    if not counted:
        return ""
    first, *others = counted
    return ", ".join([f"{plural(first[1], 'card')} {_DONE[first[0]]}", *(f"{n:,} {_DONE[v]}" for v, n in others)])


def _in_order(verdicts: dict[str, int]) -> list[tuple[str, int]]:
    return [(verdict, verdicts[verdict]) for verdict in _DONE if verdicts.get(verdict)]


def quiet_line(change: ChangeLine, zone: str) -> QuietLine:
    """A change without anything left to decide, and what that means for the note's cards."""
    return QuietLine(change.id, change.note_title, _stayed(change), moment(change.seen_at, zone))


def _stayed(change: ChangeLine) -> str:
    left = sum(change.proposed.values())
    if change.kind is ChangeKind.MISSING:
        return f"no file any more; you go on studying its {plural(change.cards, 'card')}"
    if left:
        return f"{plural(left, 'card')} left as {'it is' if left == 1 else 'they are'}"
    what = "the file moved" if change.kind is ChangeKind.MOVED else "the text changed"
    if not change.cards:
        return f"{what}; it has no cards"
    return f"{what}; {'its card stands' if change.cards == 1 else f'all {change.cards:,} cards stand'}"


def rescan_view(job: Job[AddReport]) -> RescanView:
    """How far a rescan is, or what it found."""
    report = job.outcome
    errors = tuple(each.error for each in report.notes.errors) if report else ()
    return RescanView(
        job.id, job.over, _rescanned(job), job.what, job.done, job.total, errors, report.run_id if report else 0
    )


def _rescanned(job: Job[AddReport]) -> str:
    if job.failure:
        return f"{job.failure.message} {job.failure.advice}".strip()
    if job.state is JobState.STOPPED:
        return "You stopped it. Notes that were read by then are up to date."
    if job.outcome is None:
        return f"{job.done:,} of {plural(job.total, 'note')}" if job.total else "Waiting for other work to finish"
    read = job.outcome.notes.notes
    kinds = {kind: sum(note.change == kind for note in read) for kind in ("new", "changed", "moved")}
    found = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items() if count) or "nothing has changed"
    return f"{plural(len(read), 'note')} read again: {found}."
