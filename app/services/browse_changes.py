"""Changed notes looked at: what waits for the learner's word, what was done, and one change with all it proposes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.db import browse_changes, browse_proposals, folders, proposals
from app.db.browse_changes import AppliedLine, ChangeLine, ChangeTexts
from app.db.browse_proposals import CardNow, SectionNow
from app.db.engine import Database
from app.db.proposals import Proposal
from app.domain import Learner
from app.errors import NotFoundError

PER_PAGE = 20
_QUIET = 20


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """Notes that have no file any more, by the folder that held them; `folder_gone` where all of it is not there."""

    folder: str
    folder_gone: bool
    changes: tuple[ChangeLine, ...]

    @property
    def cards(self) -> int:
        """The cards of these notes that are in study or wait."""
        return sum(change.cards for change in self.changes)


@dataclass(frozen=True, slots=True)
class Followed:
    """A followed folder or file, and whether it is there."""

    path: str
    there: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """`waiting` and `missing` want the learner's word; `applied` is one page of what was done, `quiet` what needed
    nothing to be done."""

    waiting: tuple[ChangeLine, ...]
    missing: tuple[MissingGroup, ...]
    applied: tuple[AppliedLine, ...]
    quiet: tuple[ChangeLine, ...]
    followed: tuple[Followed, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with its card and its passage's section, as they are now; without a card it is for a new fact."""

    proposal: Proposal
    card: CardNow | None
    section: SectionNow | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: both texts, what it proposes in the order of the note, and what was applied of it.

    `standing` are the note's cards that no proposal touches; `made` those of them that were made since.
    """

    change: ChangeLine
    texts: ChangeTexts
    proposed: tuple[Proposed, ...]
    applied: tuple[AppliedLine, ...]
    standing: int
    made: int


def count_waiting(db: Database, learner: Learner) -> int:
    """How many notes wait for the learner's word."""
    with db.read() as connection:
        return browse_changes.count_waiting(connection, learner.id)


def look_at_changes(db: Database, learner: Learner, *, page: int = 1) -> Changes:
    """All that waits, and a page of what was done; past the last page comes the last one."""
    with db.read() as connection:
        pages = max(1, -(-browse_changes.count_applied(connection, learner.id) // PER_PAGE))
        page = min(max(page, 1), pages)
        return Changes(
            waiting=tuple(browse_changes.waiting(connection, learner.id, missing=False)),
            missing=_grouped(browse_changes.waiting(connection, learner.id, missing=True)),
            applied=tuple(browse_changes.applied(connection, learner.id, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)),
            quiet=tuple(browse_changes.quiet(connection, learner.id, _QUIET)),
            followed=_followed(connection, learner),
            page=page,
            pages=pages,
        )


def list_followed(db: Database, learner: Learner) -> tuple[Followed, ...]:
    """The folders and files that are followed, first added first."""
    with db.read() as connection:
        return _followed(connection, learner)


def open_change(db: Database, learner: Learner, change_id: int) -> ChangeView:
    """One change with everything its page shows.

    Raises:
        NotFoundError: the learner has no such change.
    """
    with db.read() as connection:
        change = browse_changes.one(connection, learner.id, change_id)
        if change is None:
            raise NotFoundError("There is no such change.", advice="Look at Changes.")
        cards = browse_proposals.cards_now(connection, change_id)
        sections = browse_proposals.sections_now(connection, change_id)
        made = proposals.find(connection, change_id=change_id)
        return ChangeView(
            change=change,
            texts=browse_changes.texts(connection, change_id),
            proposed=tuple(
                Proposed(each, cards.get(each.card_id or ""), sections.get(each.section_id or 0)) for each in made
            ),
            applied=tuple(browse_changes.applied(connection, learner.id, change_id=change_id)),
            standing=change.cards - browse_proposals.in_doubt(connection, change.note_id),
            made=browse_proposals.made_since(connection, change.note_id, change.seen_at),
        )


def change_of_card(db: Database, learner: Learner, card_id: str) -> int | None:
    """The change that says why a card is in doubt, if any is known."""
    with db.read() as connection:
        return browse_proposals.change_of_card(connection, learner.id, card_id)


def _followed(connection: Connection, learner: Learner) -> tuple[Followed, ...]:
    return tuple(Followed(path, Path(path).exists()) for path in folders.followed(connection, learner.id))


def _grouped(missing: Iterable[ChangeLine]) -> tuple[MissingGroup, ...]:
    """By the highest folder that is not there, else by the folder that the file has left."""
    groups: dict[tuple[str, bool], list[ChangeLine]] = {}
    there: dict[Path, bool] = {}
    for change in missing:
        groups.setdefault(_home(Path(change.note_path).parent, there), []).append(change)
    return tuple(
        MissingGroup(folder, gone, tuple(sorted(changes, key=lambda change: change.note_path)))
        for (folder, gone), changes in sorted(groups.items())
    )


def _home(folder: Path, there: dict[Path, bool]) -> tuple[str, bool]:
    """The folder that a missing file is named under, and whether that is missing too. `there` is what is known."""
    gone: Path | None = None
    for each in (folder, *folder.parents):
        if there.setdefault(each, each.is_dir()):
            break
        gone = each
    return (str(folder), False) if gone is None else (str(gone), True)
