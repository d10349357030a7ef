"""A collection on disk to a deck in the real Anki."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.tables import Base
from app.domain import Learner, Rating
from app.errors import InvalidInputError
from app.scheduler.schedule import Scheduler
from app.services.export import ExportReport, export
from app.services.review import Submission, answer, next_card
from app.services.undo import undo
from tests.anki.desktop import Desktop, Imported
from tests.db.collection import MONDAY, open_collection

T = Base.metadata.tables
LATER = MONDAY + timedelta(days=2)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_collection(tmp_path / "torchdeck.db", notes=2, cards=3)
    yield opened
    opened.close()


@pytest.fixture
def learner(db: Database) -> Learner:
    return ensure_learner(db, zone="UTC")


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    anki = Desktop(tmp_path / "anki.anki2")
    yield anki
    anki.col.close()


def exported(db: Database, learner: Learner, file: Path, **changes: object) -> ExportReport:
    options: dict[str, object] = {"deck": "Uni::Biology", "with_scheduling": False, "now": LATER}
    return export(db, file, learner=learner, base_url="http://127.0.0.1:8000/", **{**options, **changes})  # type: ignore[arg-type]


def change(db: Database, card_id: str, **values: object) -> None:
    with db.write() as connection:
        connection.execute(update(T["cards"]).where(T["cards"].c.id == card_id).values(**values))


def test_cards_arrive_in_the_decks_of_their_notes_and_headings(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    change(db, "n1c1", status="inbox")
    change(db, "n1c2", status="retired", retired_at=MONDAY)
    report = exported(db, learner, tmp_path / "deck.apkg")
    assert (report.cards, report.retired, report.reviews, report.decks) == (5, 1, 0, 6)
    desktop.take(tmp_path / "deck.apkg")
    arrived = desktop.notes()
    assert set(arrived) == {"n1c0", "n1c2", "n2c0", "n2c1", "n2c2"}
    assert arrived["n1c0"].decks == ("Uni::Biology::Note 1::Words",)
    assert arrived["n1c0"].tags == ("note::Note_1",)
    assert arrived["n1c2"].tags == ("note::Note_1", "retired")
    assert arrived["n2c0"].fields["Source"] == "Note 2 › Words, line 2"
    assert "A word." in arrived["n2c0"].fields["Quote"]


def test_a_heading_that_is_the_notes_title_makes_no_deck_of_its_own(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    with db.write() as connection:
        connection.execute(update(T["sections"]).values(heading_path=["note 1", "Types", "Of: words"]))
    exported(db, learner, tmp_path / "deck.apkg", deck=" :: ")
    desktop.take(tmp_path / "deck.apkg")
    arrived = desktop.notes()
    assert arrived["n1c0"].decks == ("Torchdeck::Note 1::Types::Of: words",)
    assert arrived["n2c0"].decks == ("Torchdeck::Note 2::note 1::Types::Of: words",)


def test_a_card_on_a_concept_links_to_its_page_and_bears_its_tags(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    with db.write() as connection:
        connection.execute(
            insert(T["card_concepts"]),
            [
                {"card_id": "n1c0", "ordinal": 0, "concept_id": "relu"},
                {"card_id": "n1c0", "ordinal": 1, "concept_id": "no-longer-shipped"},
            ],
        )
    exported(db, learner, tmp_path / "deck.apkg")
    desktop.take(tmp_path / "deck.apkg")
    note = desktop.notes()["n1c0"]
    assert note.tags == ("concept::relu", "note::Note_1", "topic::activations")
    assert 'href="http://127.0.0.1:8000/concepts/relu"' in note.fields["Concepts"]
    assert "no-longer-shipped" not in note.fields["Concepts"]


def test_an_edit_updates_its_note_and_nothing_is_doubled(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    exported(db, learner, tmp_path / "deck.apkg")
    assert desktop.take(tmp_path / "deck.apkg").new == 6
    change(db, "n1c0", answer="It means *this* now.", updated_at=LATER)
    change(db, "n2c2", status="retired", retired_at=LATER)
    exported(db, learner, tmp_path / "deck.apkg", now=LATER + timedelta(hours=1))
    assert desktop.take(tmp_path / "deck.apkg") == Imported(new=0, updated=2, duplicate=4, conflicting=0)
    arrived = desktop.notes()
    assert len(arrived) == 6
    assert "<em>this</em>" in arrived["n1c0"].fields["Answer"]
    assert "retired" in arrived["n2c2"].tags


def study(db: Database, learner: Learner, ratings: list[Rating], now: datetime) -> list[str]:
    """Answer one card after another, a minute each; returns the cards' ids."""
    scheduler, answered = Scheduler(learner.desired_retention), []
    for number, rating in enumerate(ratings):
        at = now + timedelta(minutes=number)
        shown = next_card(db, scheduler, learner, at)
        assert shown is not None
        submission = Submission(f"s{at.isoformat()}", shown.card.id, shown.schedule.version, rating, 3_000)
        answer(db, scheduler, learner, submission, at)
        answered.append(shown.card.id)
    return answered


def test_the_schedule_goes_along_and_answers_taken_back_do_not(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    easy, good, taken_back = study(db, learner, [Rating.EASY, Rating.GOOD, Rating.AGAIN], now)
    undo(db, learner, now + timedelta(minutes=5))
    report = exported(db, learner, tmp_path / "deck.apkg", with_scheduling=True, now=now + timedelta(hours=1))
    assert report.reviews == 2
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    rows = desktop.col.db.all(
        "select n.guid, c.type, c.queue, c.reps, (select count(*) from revlog where cid = c.id) "
        "from cards c join notes n on n.id = c.nid"
    )
    arrived = {guid: tuple(rest) for guid, *rest in rows}
    assert arrived[easy] == (2, 2, 1, 1)
    assert arrived[good] == (1, 1, 1, 1)
    assert arrived[taken_back] == (0, 0, 0, 0)


def test_without_scheduling_every_card_is_new_in_anki(
    db: Database, learner: Learner, desktop: Desktop, tmp_path: Path
) -> None:
    study(db, learner, [Rating.EASY], datetime.now(UTC))
    assert exported(db, learner, tmp_path / "deck.apkg", now=datetime.now(UTC)).reviews == 0
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    assert desktop.col.db.all("select distinct type, queue, data from cards") == [[0, 0, "{}"]]


def test_an_empty_collection_says_so_and_writes_nothing(tmp_path: Path) -> None:
    empty = Database.open(tmp_path / "empty.db")
    try:
        learner = ensure_learner(empty, zone="UTC")
        with pytest.raises(InvalidInputError, match="no cards to export"):
            exported(empty, learner, tmp_path / "deck.apkg")
    finally:
        empty.close()
    assert not list(tmp_path.glob("*.apkg*"))


def test_the_same_collection_at_the_same_time_gives_the_same_bytes(
    db: Database, learner: Learner, tmp_path: Path
) -> None:
    study(db, learner, [Rating.EASY, Rating.GOOD], MONDAY)
    for name in ("one.apkg", "two.apkg"):
        exported(db, learner, tmp_path / name, with_scheduling=True)
    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "two.apkg").read_bytes()
