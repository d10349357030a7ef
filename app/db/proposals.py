"""Proposals for cards of changed notes, and what was applied: every statement that writes them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, insert, select, update

from app.db.tables import ApplicationRow, Base, ChangeRow, ProposalRow

_tables = Base.metadata.tables
_changes = _tables[str(ChangeRow.__tablename__)]
_proposals = _tables[str(ProposalRow.__tablename__)]
_applications = _tables[str(ApplicationRow.__tablename__)]


class ProposalState(StrEnum):
    """SUPERSEDED: the note changed again before the learner decided."""

    OPEN = "open"
    APPLIED = "applied"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A proposal to be stored. Without a draft, its texts are empty; without a card, it is a new fact."""

    card_id: str | None
    section_id: int | None
    verdict: str
    reason: str
    safe: bool = False
    old_question: str = ""
    old_answer: str = ""
    old_quote: str = ""
    kind: str = ""
    question: str = ""
    answer: str = ""
    quote: str = ""
    quote_start: int = 0
    quote_end: int = 0
    rule: str = ""
    writer: str = ""
    model: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Proposal(NewProposal):
    """A stored proposal."""

    id: int = 0
    change_id: int = 0
    state: ProposalState = ProposalState.OPEN
    made_card_id: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Proposals applied together, with the rows as they were before."""

    id: int
    change_id: int
    applied_at: datetime
    undone_at: datetime | None
    by_itself: bool
    proposals: tuple[int, ...]
    before: dict[str, Any]
    made: tuple[str, ...]


def add(connection: Connection, change_id: int, proposal: NewProposal) -> Proposal:
    """Store a proposal, open."""
    values = asdict(proposal)
    result = connection.execute(insert(_proposals).values(change_id=change_id, state=ProposalState.OPEN, **values))
    assert result.inserted_primary_key is not None
    return Proposal(**values, id=int(result.inserted_primary_key[0]), change_id=change_id)


def find(
    connection: Connection,
    *,
    ids: Sequence[int] | None = None,
    change_id: int | None = None,
    note_id: int | None = None,
    state: ProposalState | None = None,
) -> list[Proposal]:
    """Proposals, those of a change or a note, or those named, in the order they were made."""
    query = select(_proposals).order_by(_proposals.c.id)
    if ids is not None:
        query = query.where(_proposals.c.id.in_(ids))
    if change_id is not None:
        query = query.where(_proposals.c.change_id == change_id)
    if note_id is not None:
        query = query.where(_proposals.c.change_id.in_(select(_changes.c.id).where(_changes.c.note_id == note_id)))
    if state is not None:
        query = query.where(_proposals.c.state == state)
    return [_proposal(row) for row in connection.execute(query)]


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(**{**row._mapping, "state": ProposalState(row.state)})


def set_state(
    connection: Connection, proposal_id: int, state: ProposalState, *, made_card_id: str | None = None
) -> None:
    """What became of a proposal, and of which card."""
    connection.execute(
        update(_proposals).where(_proposals.c.id == proposal_id).values(state=state, made_card_id=made_card_id)
    )


def take_words(connection: Connection, proposal_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What was proposed, as it is: the verdict and the card's new words of each."""
    kept = (_proposals.c.id, _proposals.c.verdict, _proposals.c.question, _proposals.c.answer)
    rows = connection.execute(select(*kept).where(_proposals.c.id.in_(proposal_ids)).order_by(_proposals.c.id))
    return [dict(row._mapping) for row in rows]


def put_words(connection: Connection, proposal_id: int, verdict: str, question: str, answer: str) -> None:
    """What is carried out of a proposal, which may be another verdict in other words than was proposed."""
    values = {"verdict": verdict, "question": question, "answer": answer}
    connection.execute(update(_proposals).where(_proposals.c.id == proposal_id).values(**values))


def only_flag(connection: Connection, card_id: str, verdict: str, reason: str) -> None:
    """The card of an open proposal is the learner's own by now: from here on it has this verdict, for this reason."""
    connection.execute(
        update(_proposals)
        .where(_proposals.c.card_id == card_id, _proposals.c.state == ProposalState.OPEN)
        .values(verdict=verdict, reason=reason, safe=False)
    )


def move(connection: Connection, proposal_id: int, section_id: int, start: int, end: int) -> None:
    """The passage of an open proposal stands elsewhere now."""
    connection.execute(
        update(_proposals)
        .where(_proposals.c.id == proposal_id)
        .values(section_id=section_id, quote_start=start, quote_end=end)
    )


def keep_application(
    connection: Connection,
    learner_id: int,
    change_id: int,
    *,
    proposals: Sequence[int],
    before: dict[str, Any],
    made: Sequence[str],
    by_itself: bool,
    now: datetime,
) -> int:
    """Note down what was applied together; returns its id."""
    result = connection.execute(
        insert(_applications).values(
            learner_id=learner_id,
            change_id=change_id,
            applied_at=now,
            by_itself=by_itself,
            proposals=list(proposals),
            before=before,
            made=list(made),
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def application(connection: Connection, learner_id: int, application_id: int) -> Application | None:
    """One application of the learner's."""
    row = connection.execute(
        select(_applications).where(_applications.c.id == application_id, _applications.c.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    return Application(
        row.id,
        row.change_id,
        row.applied_at,
        row.undone_at,
        row.by_itself,
        tuple(row.proposals),
        row.before,
        tuple(row.made),
    )


def mark_undone(connection: Connection, application_id: int, now: datetime) -> None:
    """An application that was taken back is not forgotten."""
    connection.execute(
        update(_applications)
        .where(_applications.c.id == application_id, _applications.c.undone_at.is_(None))
        .values(undone_at=now)
    )


def decided(card_id: Any) -> Any:
    """A condition: the learner is being asked about this card, or has said that it stays as it is."""
    return exists().where(
        and_(
            _proposals.c.card_id == card_id,
            _proposals.c.state.in_([ProposalState.OPEN, ProposalState.DECLINED]),
        )
    )
