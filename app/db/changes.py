"""Notes that changed, and whether that is settled: every statement that writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from app.db.prepared import Prepared
from app.db.proposals import ProposalState
from app.db.tables import Base, ChangeRow, ProposalRow, SectionRow

_tables = Base.metadata.tables
_changes = _tables[str(ChangeRow.__tablename__)]
_proposals = _tables[str(ProposalRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
# Asked for every section that a writer writes about.
_NEWEST = Prepared(select(func.max(_changes.c.id)).where(_changes.c.note_id == bindparam("of")))


class ChangeKind(StrEnum):
    """What happened to a note."""

    EDITED = "edited"
    MOVED = "moved"
    MISSING = "missing"


class ChangeState(StrEnum):
    """NEW until the cards have their proposals, OPEN until the learner has decided, then CLOSED."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a note, without its texts."""

    id: int
    note_id: int
    kind: ChangeKind
    state: ChangeState
    seen_at: datetime


def record(
    connection: Connection,
    learner_id: int,
    note_id: int,
    *,
    kind: ChangeKind,
    old_text: str,
    new_text: str,
    now: datetime,
    old_path: str = "",
) -> int:
    """A note has changed; returns the change's id. A change that is still undecided takes the new text in."""
    found = connection.execute(
        select(_changes.c.id)
        .where(_changes.c.note_id == note_id, _changes.c.state != ChangeState.CLOSED)
        .order_by(_changes.c.id.desc())
    ).first()
    if found is not None:
        again = {"seen_at": now, "state": ChangeState.NEW, "kind": kind}
        if kind is not ChangeKind.MISSING:
            # A note without a file says what it said: should the file come back, that is the change to look at.
            again["new_text"] = new_text
        connection.execute(update(_changes).where(_changes.c.id == found.id).values(**again))
        return int(found.id)
    result = connection.execute(
        insert(_changes).values(
            learner_id=learner_id,
            note_id=note_id,
            kind=kind,
            state=ChangeState.NEW,
            old_path=old_path,
            old_text=old_text,
            new_text=new_text,
            seen_at=now,
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def current(connection: Connection, note_id: int) -> int | None:
    """The newest change of a note."""
    row = _NEWEST.first(connection, {"of": note_id})
    return None if row is None else row[0]


def text_before(connection: Connection, note_id: int) -> str | None:
    """What a note said before its newest change, or None where it has none."""
    change_id = current(connection, note_id)
    if change_id is None:
        return None
    return connection.scalar(select(_changes.c.old_text).where(_changes.c.id == change_id))


def find(connection: Connection, learner_id: int, change_id: int) -> Change | None:
    """One change of the learner's notes."""
    row = connection.execute(
        select(_changes).where(_changes.c.id == change_id, _changes.c.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    return Change(row.id, row.note_id, ChangeKind(row.kind), ChangeState(row.state), row.seen_at)


def owns(connection: Connection, learner_id: int, change_id: int) -> bool:
    """Whether a change is of the learner's notes."""
    owner = connection.scalar(select(_changes.c.learner_id).where(_changes.c.id == change_id))
    return bool(owner == learner_id)


def settle_state(connection: Connection, change_id: int, now: datetime) -> ChangeState:
    """A change is open while a proposal of it is, and closed once none is; returns which."""
    waiting = connection.scalar(
        select(exists().where(_proposals.c.change_id == change_id, _proposals.c.state == ProposalState.OPEN))
    )
    state = ChangeState.OPEN if waiting else ChangeState.CLOSED
    connection.execute(
        update(_changes).where(_changes.c.id == change_id).values(state=state, closed_at=None if waiting else now)
    )
    return state


def set_state(connection: Connection, change_id: int, state: ChangeState, now: datetime) -> None:
    """What is to be done about a change now."""
    closed = now if state is ChangeState.CLOSED else None
    connection.execute(update(_changes).where(_changes.c.id == change_id).values(state=state, closed_at=closed))


def of_kind(connection: Connection, learner_id: int, kind: ChangeKind, state: ChangeState) -> list[int]:
    """The notes that have a change of this kind in this state."""
    return list(
        connection.scalars(
            select(_changes.c.note_id).where(
                _changes.c.learner_id == learner_id, _changes.c.kind == kind, _changes.c.state == state
            )
        )
    )


def asked_about_missing(connection: Connection, note_id: int) -> bool:
    """Whether the last that is known of a note is that its file is missing: then it was asked about."""
    newest = connection.execute(
        select(_changes.c.kind).where(_changes.c.note_id == note_id).order_by(_changes.c.id.desc()).limit(1)
    ).first()
    return newest is not None and newest.kind == ChangeKind.MISSING


def back_again(connection: Connection, note_id: int, now: datetime) -> None:
    """The file of a missing note is there again; what else was open about the note still is."""
    change_id = current(connection, note_id)
    if change_id is not None:
        connection.execute(update(_changes).where(_changes.c.id == change_id).values(kind=ChangeKind.EDITED))
        settle_state(connection, change_id, now)


def settle_quiet(connection: Connection, learner_id: int, note_ids: Sequence[int] | None, now: datetime) -> None:
    """Close what has changed in these notes (None: in all) where that leaves nothing to read and no card in doubt."""
    query = select(_changes.c.id).where(
        _changes.c.learner_id == learner_id,
        _changes.c.state == ChangeState.NEW,
        ~exists().where(
            _sections.c.note_id == _changes.c.note_id,
            _sections.c.gone_at.is_(None),
            _sections.c.generated_hash.is_distinct_from(_sections.c.text_hash),
        ),
    )
    if note_ids is not None:
        query = query.where(_changes.c.note_id.in_(note_ids))
    for change_id in list(connection.scalars(query)):
        settle_state(connection, change_id, now)
