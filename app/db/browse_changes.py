"""Changed notes as the pages show them: what waits for the learner's word, and what was done. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, func, literal_column, select

from app.db.changes import ChangeKind, ChangeState
from app.db.prepared import Prepared
from app.db.proposals import ProposalState
from app.db.tables import ApplicationRow, Base, CardRow, ChangeRow, NoteRow, ProposalRow
from app.domain import CardStatus

_tables = Base.metadata.tables
_changes = _tables[str(ChangeRow.__tablename__)]
_proposals = _tables[str(ProposalRow.__tablename__)]
_applications = _tables[str(ApplicationRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
LIVE = (CardStatus.ACTIVE.value, CardStatus.INBOX.value)
"""A card in these states is in study, or may come to be."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A changed note in a list. `proposed` counts its proposals in the state asked for, by verdict; `cards` are the
    note's cards that are in study or wait in the inbox."""

    id: int
    note_id: int
    note_title: str
    note_path: str
    kind: ChangeKind
    state: ChangeState
    old_path: str
    seen_at: datetime
    cards: int = 0
    proposed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeTexts:
    """What a note said before a change, and after it."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """What was applied together: how many cards had which verdict carried out. One that was undone has no verdicts."""

    id: int
    change_id: int
    note_id: int
    note_title: str
    kind: ChangeKind
    applied_at: datetime
    undone_at: datetime | None
    by_itself: bool
    proposals: tuple[int, ...]
    verdicts: dict[str, int]


# Prepared: every whole page asks.
_WAITING = Prepared(
    select(func.count()).where(
        _changes.c.learner_id == bindparam("learner_id"),
        _changes.c.state == literal_column(f"'{ChangeState.OPEN.value}'"),
    )
)


def count_waiting(connection: Connection, learner_id: int) -> int:
    """How many notes wait for the learner's word."""
    return int(_WAITING.run(connection, {"learner_id": learner_id}).fetchone()[0])


_LINE = (
    _changes.c.id,
    _changes.c.note_id,
    _notes.c.title,
    _notes.c.path,
    _changes.c.kind,
    _changes.c.state,
    _changes.c.old_path,
    _changes.c.seen_at,
)
_CHANGED_NOTES = _changes.join(_notes, _notes.c.id == _changes.c.note_id)


def _lines(
    connection: Connection, query: Select[Any], states: Sequence[ProposalState] = (ProposalState.OPEN,)
) -> list[ChangeLine]:
    found = [list(row) for row in connection.execute(query)]
    proposed = _verdicts_by_change(connection, [row[0] for row in found], states)
    cards = live_cards(connection, [row[1] for row in found])
    return [
        ChangeLine(
            change_id,
            note_id,
            title,
            path,
            ChangeKind(kind),
            ChangeState(state),
            old_path,
            seen_at,
            cards.get(note_id, 0),
            proposed.get(change_id, {}),
        )
        for change_id, note_id, title, path, kind, state, old_path, seen_at in found
    ]


def _verdicts_by_change(
    connection: Connection, change_ids: Sequence[int], states: Sequence[ProposalState]
) -> dict[int, dict[str, int]]:
    rows = connection.execute(
        select(_proposals.c.change_id, _proposals.c.verdict, func.count())
        .where(_proposals.c.change_id.in_(change_ids), _proposals.c.state.in_(states))
        .group_by(_proposals.c.change_id, _proposals.c.verdict)
    )
    found: dict[int, dict[str, int]] = {}
    for change_id, verdict, count in rows:
        found.setdefault(change_id, {})[verdict] = count
    return found


def live_cards(connection: Connection, note_ids: Sequence[int]) -> dict[int, int]:
    """How many cards of each note are in study or wait in the inbox; notes without any are left out."""
    rows = connection.execute(
        select(_cards.c.note_id, func.count())
        .where(_cards.c.note_id.in_(note_ids), _cards.c.status.in_(LIVE))
        .group_by(_cards.c.note_id)
    )
    return dict(map(tuple, rows))


def waiting(connection: Connection, learner_id: int, *, missing: bool) -> list[ChangeLine]:
    """The changes that are not settled yet, newest first: notes without a file, or the others."""
    kind = _changes.c.kind == ChangeKind.MISSING
    query = (
        select(*_LINE)
        .select_from(_CHANGED_NOTES)
        .where(_changes.c.learner_id == learner_id, _changes.c.state != ChangeState.CLOSED, kind if missing else ~kind)
        .order_by(_changes.c.seen_at.desc(), _changes.c.id.desc())
    )
    return _lines(connection, query)


def quiet(connection: Connection, learner_id: int, limit: int) -> list[ChangeLine]:
    """The newest settled changes of which nothing was applied; `proposed` counts what the learner declined."""
    query = (
        select(*_LINE)
        .select_from(_CHANGED_NOTES)
        .where(
            _changes.c.learner_id == learner_id,
            _changes.c.state == ChangeState.CLOSED,
            ~exists().where(_applications.c.change_id == _changes.c.id, _applications.c.undone_at.is_(None)),
        )
        .order_by(_changes.c.id.desc())
        .limit(limit)
    )
    return _lines(connection, query, [ProposalState.DECLINED])


def one(connection: Connection, learner_id: int, change_id: int) -> ChangeLine | None:
    """One change of the learner's notes."""
    query = select(*_LINE).select_from(_CHANGED_NOTES)
    mine = query.where(_changes.c.id == change_id, _changes.c.learner_id == learner_id)
    return next(iter(_lines(connection, mine)), None)


def texts(connection: Connection, change_id: int) -> ChangeTexts:
    """Both versions of the note of a change."""
    row = connection.execute(select(_changes.c.old_text, _changes.c.new_text).where(_changes.c.id == change_id)).one()
    return ChangeTexts(row.old_text, row.new_text)


def count_applied(connection: Connection, learner_id: int) -> int:
    """How many times something was applied, undone or not."""
    query = select(func.count()).select_from(_applications).where(_applications.c.learner_id == learner_id)
    return connection.scalar(query) or 0


def applied(
    connection: Connection, learner_id: int, *, change_id: int | None = None, limit: int = 100, offset: int = 0
) -> list[AppliedLine]:
    """What was applied, newest first: of one change, or of all."""
    query = (
        select(
            _applications.c.id,
            _applications.c.change_id,
            _changes.c.note_id,
            _notes.c.title,
            _changes.c.kind,
            _applications.c.applied_at,
            _applications.c.undone_at,
            _applications.c.by_itself,
            _applications.c.proposals,
        )
        .select_from(_applications.join(_CHANGED_NOTES, _changes.c.id == _applications.c.change_id))
        .where(_applications.c.learner_id == learner_id)
    )
    if change_id is not None:
        query = query.where(_applications.c.change_id == change_id)
    rows = list(connection.execute(query.order_by(_applications.c.id.desc()).limit(limit).offset(offset)))
    verdict_of = _verdicts(connection, [row.change_id for row in rows])
    return [
        AppliedLine(
            row.id,
            row.change_id,
            row.note_id,
            row.title,
            ChangeKind(row.kind),
            row.applied_at,
            row.undone_at,
            row.by_itself,
            tuple(row.proposals),
            {} if row.undone_at else dict(Counter(verdict_of[each] for each in row.proposals)),
        )
        for row in rows
    ]


def _verdicts(connection: Connection, change_ids: Sequence[int]) -> dict[int, str]:
    rows = connection.execute(
        select(_proposals.c.id, _proposals.c.verdict).where(_proposals.c.change_id.in_(change_ids))
    )
    return dict(map(tuple, rows))
