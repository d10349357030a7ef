"""A vault that is edited in any order while its cards are studied: what must hold, holds after every step."""

import os
import random
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import text

from app.cards.verdicts import Verdict
from app.config import Settings
from app.db import proposals
from app.db.proposals import Proposal, ProposalState
from app.domain import Rating
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.generator.extractive.writer import ExtractiveWriter
from app.services.apply_changes import Choice, apply_choices, decline
from app.services.followed import follow
from app.services.generate import generate
from app.services.rescan import rescan
from app.services.review import Submission, answer, next_card
from app.services.undo import undo
from app.services.undo_changes import undo_application
from app.services.workspace import open_workspace
from tests.samples import NOW

FACTS = {
    "boils": "Water boils at 100 degrees at the level of the sea.",
    "light": "- **Speed:** Light travels 300 thousand kilometres in a second.",
    "heart": "A **heart** is an organ that pumps blood through the body.",
    "ice": "Ice floats because it is less dense than water.",
    "iron": "- **Use:** Iron carries oxygen in the blood.",
    "tide": "A **tide** is the rise of the sea that the pull of the moon causes.",
}
OTHERWISE = (
    ("100", "90"),
    ("300", "299"),
    ("pumps", "stores"),
    ("floats", "sinks"),
    ("Iron", "Copper"),
    ("moon", "sun"),
)
REWORDED = (
    ("Water boils", "Water  boils"),
    ("travels", "travvels"),
    ("is an organ", "is one organ"),
    ("causes", "raises"),
)
TABLES = ("cards", "sources", "schedules")
Dump = dict[str, list[tuple[object, ...]]]


class Vault(RuleBasedStateMachine):
    """Two files of sections of facts; a learner who edits, studies, decides and thinks better of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="torchdeck-vault-")
        home = Path(self.folder.name)
        self.opened = open_workspace(Settings(home=home / "home", zone="UTC"))
        self.space = self.opened.__enter__()
        self.vault = home / "vault"
        self.vault.mkdir()
        self.rng = random.Random(0)
        self.sent = 0
        self.names = ["one", "two"]
        names = list(FACTS)
        self.notes = [
            {f"Section {key}": [FACTS[key]] for key in names[:3]},
            {f"Section {key}": [FACTS[key]] for key in names[3:]},
        ]
        self.cut_out: list[tuple[str, list[str]]] = []
        self.applied: list[tuple[int, Dump]] = []
        self.log: list[tuple[object, ...]] = []
        follow(self.space.db, self.vault, learner=self.space.learner, now=NOW)
        self.saved()

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    # ------------------------------------------------------------------------------------------- the learner's files

    def saved(self) -> None:
        """Write the files, and have the server follow."""
        for file in self.vault.iterdir():
            file.unlink()
        for name, note in zip(self.names, self.notes, strict=True):
            body = "\n".join(f"## {title}\n\n" + "\n\n".join(lines) + "\n" for title, lines in note.items())
            (self.vault / f"{name}.md").write_text(f"# {name}\n\n{body}", encoding="utf-8")
        schedules = self.dump()["schedules"]
        seen = rescan(self.space.db, learner=self.space.learner, now=NOW, matcher=self.space.matcher)
        report = generate(
            self.space.db,
            writer=ExtractiveWriter(),
            learner=self.space.learner,
            now=NOW,
            rng=self.rng,
            matcher=self.space.matcher,
            note_ids=seen.touched,
            asks=True,
        )
        self.forget_old_dumps()
        by_card = {row[0]: row for row in self.dump()["schedules"]}
        assert all(self.memory(by_card[row[0]]) == self.memory(row) for row in schedules), "an edit changed a memory"
        assert all(verdict.verdict is not Verdict.RETIRE for verdict in report.verdicts if verdict.applied)

    @staticmethod
    def memory(row: tuple[object, ...]) -> tuple[object, ...]:
        """State, step, stability, difficulty, due, due_day, last_review, reps and lapses of a schedule's row."""
        return row[4:13]

    def forget_old_dumps(self) -> None:
        """Text that moved meanwhile may move offsets: an undo then brings back the cards, not the places."""
        self.applied = [(number, {}) for number, _ in self.applied]

    def some(self, seed: int) -> tuple[int, str] | None:
        places = [(n, title) for n, note in enumerate(self.notes) for title in note]
        return places[seed % len(places)] if places else None

    @rule(seed=st.integers(0, 99), pair=st.sampled_from(OTHERWISE + REWORDED), back=st.booleans())
    def edits(self, seed: int, pair: tuple[str, str], back: bool) -> None:
        old, new = reversed(pair) if back else pair
        self.notes = [
            {title: [line.replace(old, new) for line in lines] for title, lines in note.items()} for note in self.notes
        ]
        self.saved()

    @rule(seed=st.integers(0, 99), to_end=st.booleans())
    def moves_a_section(self, seed: int, to_end: bool) -> None:
        place = self.some(seed)
        if place is None:
            return
        lines = self.notes[place[0]].pop(place[1])
        target = self.notes[1 - place[0]] if to_end else self.notes[place[0]]
        title = place[1] if place[1] not in target else f"{place[1]} again"
        if to_end:
            target[title] = lines
        else:
            rest = dict(target)
            target.clear()
            target.update({title: lines, **rest})
        self.saved()

    @rule(seed=st.integers(0, 99))
    def deletes_a_section(self, seed: int) -> None:
        place = self.some(seed)
        if place is not None:
            self.cut_out.append((place[1], self.notes[place[0]].pop(place[1])))
            self.saved()

    @precondition(lambda self: self.cut_out)
    @rule(where=st.integers(0, 1))
    def restores_a_section(self, where: int) -> None:
        title, lines = self.cut_out.pop()
        self.notes[where][title if title not in self.notes[where] else f"{title} back"] = lines
        self.saved()

    @rule(seed=st.integers(0, 99), number=st.integers(0, 999))
    def renames_a_heading(self, seed: int, number: int) -> None:
        place = self.some(seed)
        if place is not None:
            note = self.notes[place[0]]
            self.notes[place[0]] = {(f"Heading {number}" if t == place[1] else t): lines for t, lines in note.items()}
            self.saved()

    @rule(which=st.integers(0, 1), number=st.integers(0, 999))
    def renames_a_file(self, which: int, number: int) -> None:
        if f"file{number}" not in self.names:
            self.names[which] = f"file{number}"
            self.saved()

    # ----------------------------------------------------------------------------------------- the learner's decisions

    def open_ones(self) -> list[Proposal]:
        with self.space.db.read() as connection:
            return proposals.find(connection, state=ProposalState.OPEN)

    @rule(seed=st.integers(0, 99), verdict=st.sampled_from([None, Verdict.RETIRE, Verdict.REWORD, Verdict.REPLACE]))
    def applies(self, seed: int, verdict: Verdict | None) -> None:
        waiting = self.open_ones()
        if not waiting:
            return
        chosen = waiting[seed % len(waiting)]
        together = [
            each for each in waiting if each.change_id == chosen.change_id and (verdict is None or each is chosen)
        ]
        before = self.dump()
        try:
            number = apply_choices(
                self.space.db,
                [Choice(each.id, verdict) for each in together],
                learner=self.space.learner,
                matcher=self.space.matcher,
                rng=self.rng,
                now=NOW,
            )
        except (ConflictError, InvalidInputError):
            assert self.dump() == before
            return
        touched = {each.card_id for each in together if each.card_id and (verdict or each.verdict) != Verdict.KEEP}
        schedules = {row[0]: row for row in self.dump()["schedules"]}
        for row in before["schedules"]:
            assert self.memory(schedules[row[0]]) == self.memory(row)
            assert row[0] in touched or schedules[row[0]] == row, "a schedule changed without a verdict"
        self.applied.append((number, before))

    @rule(seed=st.integers(0, 99))
    def declines(self, seed: int) -> None:
        waiting = self.open_ones()
        if waiting:
            before = self.dump()
            chosen = waiting[seed % len(waiting)]
            decline(self.space.db, [chosen.id], learner=self.space.learner, now=NOW)
            assert self.dump() == before

    @precondition(lambda self: self.applied)
    @rule()
    def undoes_an_application(self) -> None:
        number, before = self.applied.pop()
        now = self.dump()
        try:
            undo_application(self.space.db, number, learner=self.space.learner, now=NOW)
        except ConflictError:
            assert self.dump() == now
            return
        if before:
            assert self.dump() == before

    # -------------------------------------------------------------------------------------------------------- studying

    @rule(rating=st.sampled_from(Rating))
    def answers(self, rating: Rating) -> None:
        card = next_card(self.space.db, self.space.scheduler, self.space.learner, NOW)
        if card is None:
            return
        self.sent += 1
        submission = Submission(f"s{self.sent}", card.card.id, card.schedule.version, rating)
        answer(self.space.db, self.space.scheduler, self.space.learner, submission, NOW)
        self.log = self.rows("SELECT * FROM reviews ORDER BY id")
        self.forget_old_dumps()

    @rule()
    def takes_an_answer_back(self) -> None:
        try:
            undo(self.space.db, self.space.learner, NOW)
        except (NotFoundError, ConflictError):
            return
        self.forget_old_dumps()

    # --------------------------------------------------------------------------------------------------- what must hold

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.space.db.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def dump(self) -> Dump:
        return {table: self.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}

    @invariant()
    def no_review_is_lost(self) -> None:
        assert self.rows("SELECT * FROM reviews ORDER BY id") == self.log

    @invariant()
    def no_reviewed_card_is_deleted(self) -> None:
        assert self.rows("SELECT 1 FROM reviews WHERE card_id NOT IN (SELECT id FROM cards)") == []
        assert self.rows("PRAGMA foreign_key_check") == []

    @invariant()
    def every_card_has_its_schedule_and_source(self) -> None:
        assert self.rows("SELECT 1 FROM cards WHERE id NOT IN (SELECT card_id FROM schedules)") == []
        assert self.rows("SELECT 1 FROM cards WHERE id NOT IN (SELECT card_id FROM sources WHERE ordinal = 0)") == []

    @invariant()
    def what_stands_is_there(self) -> None:
        wrong = (
            "SELECT 1 FROM sources JOIN sections ON sections.id = section_id WHERE stands AND gone_at IS NULL "
            "AND substr(sections.text, quote_start + 1, quote_end - quote_start) <> quote"
        )
        assert self.rows(wrong) == []

    @invariant()
    def a_retired_card_is_out_of_study(self) -> None:
        out = "SELECT 1 FROM cards JOIN schedules ON card_id = cards.id WHERE status = 'retired' AND queue <> -2"
        assert self.rows(out) == []


TestVault = Vault.TestCase
TestVault.settings = settings(
    max_examples=int(os.environ.get("SCRIPTS", "2000" if os.environ.get("TORCHDECK_TEST_ALL") else "15")),
    stateful_step_count=12,
    deadline=None,
)
