"""Changed notes looked at: what waits and how often, missing notes by folder, what was applied, one change in full."""

import random
from itertools import count
from pathlib import Path

import pytest

from app.cards.verdicts import Verdict
from app.db.changes import ChangeKind, ChangeState
from app.errors import NotFoundError
from app.generator.extractive.writer import ExtractiveWriter
from app.services.apply_changes import Choice, apply_choices, decline, retire_missing
from app.services.browse_changes import (
    PER_PAGE,
    Changes,
    change_of_card,
    count_waiting,
    list_followed,
    look_at_changes,
    open_change,
)
from app.services.followed import follow
from app.services.generate import generate
from app.services.rescan import rescan
from app.services.undo_changes import undo_application
from app.services.workspace import Workspace
from tests.samples import NOW, OSMOSIS

_SEEDS = count(501)
DRIEST = OSMOSIS.replace("The difference in water potential", "The absence of any water potential").replace(
    "- **Example:** A raisin swells in fresh water because its inside is saltier than its surroundings.\n", ""
)


class Vault:
    """A followed folder, and whoever looks at what changes in it."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        follow(workspace.db, folder, learner=workspace.learner, now=NOW)

    def save(self, text: str, name: str = "membranes.md") -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.follow_up()

    def follow_up(self) -> None:
        space = self.workspace
        seen = rescan(space.db, learner=space.learner, now=NOW, matcher=space.matcher)
        generate(
            space.db,
            writer=ExtractiveWriter(),
            learner=space.learner,
            now=NOW,
            rng=random.Random(next(_SEEDS)),
            matcher=space.matcher,
            note_ids=seen.touched,
            asks=True,
        )

    def look(self, page: int = 1) -> Changes:
        return look_at_changes(self.workspace.db, self.workspace.learner, page=page)

    def apply(self, *choices: Choice) -> int:
        space = self.workspace
        rng = random.Random(next(_SEEDS))
        return apply_choices(space.db, choices, learner=space.learner, matcher=space.matcher, rng=rng, now=NOW)

    def undo(self, application: int) -> None:
        undo_application(self.workspace.db, application, learner=self.workspace.learner, now=NOW)


@pytest.fixture
def vault(workspace: Workspace, tmp_path: Path) -> Vault:
    folder = tmp_path / "vault"
    folder.mkdir()
    made = Vault(workspace, folder)
    made.save(OSMOSIS)
    return made


def test_nothing_waits_before_anything_has_changed(vault: Vault) -> None:
    found = vault.look()
    assert (found.waiting, found.missing, found.applied, found.quiet) == ((), (), (), ())
    assert [place.there for place in found.followed] == [True]
    assert count_waiting(vault.workspace.db, vault.workspace.learner) == 0


def test_a_changed_note_waits_with_its_verdicts_counted(vault: Vault) -> None:
    vault.save(DRIEST)
    (line,) = vault.look().waiting
    assert (line.note_title, line.kind, line.state) == ("Membranes", ChangeKind.EDITED, ChangeState.OPEN)
    assert sum(line.proposed.values()) == 2
    assert line.proposed["retire"] == 1
    assert count_waiting(vault.workspace.db, vault.workspace.learner) == 1


def test_one_change_has_both_texts_its_cards_and_where_their_passages_are(vault: Vault) -> None:
    vault.save(DRIEST)
    view = open_change(vault.workspace.db, vault.workspace.learner, 1)
    assert (view.texts.old, view.texts.new) == (OSMOSIS, DRIEST)
    for each in view.proposed:
        assert each.card is not None
        assert each.card.id == each.proposal.card_id
        assert each.section is not None
        assert each.section.heading_path[-1] == "Osmosis"
    assert view.standing == view.change.cards - 2
    with pytest.raises(NotFoundError):
        open_change(vault.workspace.db, vault.workspace.learner, 99)


def test_what_was_applied_is_counted_as_it_was_done_and_undone_is_not(vault: Vault) -> None:
    vault.save(DRIEST)
    proposed = open_change(vault.workspace.db, vault.workspace.learner, 1).proposed
    application = vault.apply(*[Choice(each.proposal.id, Verdict.RETIRE) for each in proposed])
    (line,) = vault.look().applied
    assert (line.id, line.verdicts, line.by_itself, line.undone_at) == (application, {"retire": 2}, False, None)
    assert vault.look().waiting == ()
    vault.undo(application)
    (line,) = vault.look().applied
    assert (line.verdicts, line.undone_at) == ({}, NOW)
    assert len(vault.look().waiting) == 1


def test_a_change_that_touches_no_card_and_one_that_was_declined_are_quiet(vault: Vault) -> None:
    vault.save(OSMOSIS.replace("# Membranes", "# On membranes"))
    (line,) = vault.look().quiet
    assert line.proposed == {}
    vault.save(DRIEST)
    (waiting,) = vault.look().waiting
    space = vault.workspace
    ids = [each.proposal.id for each in open_change(space.db, space.learner, waiting.id).proposed]
    decline(space.db, ids, learner=space.learner, now=NOW)
    assert [sum(line.proposed.values()) for line in vault.look().quiet] == [2, 0]


def test_missing_notes_are_grouped_by_the_highest_folder_that_is_not_there(vault: Vault) -> None:
    vault.save(OSMOSIS.replace("smosis", "smose"), "plants/cells/a.md")
    vault.save(OSMOSIS.replace("smosis", "smotic flow"), "plants/b.md")
    (vault.folder / "plants").rename(vault.folder.with_name("away"))
    (vault.folder / "membranes.md").unlink()
    vault.follow_up()
    groups = {(group.folder, group.folder_gone): group for group in vault.look().missing}
    assert set(groups) == {(str(vault.folder), False), (str(vault.folder / "plants"), True)}
    plants = groups[str(vault.folder / "plants"), True]
    assert [Path(change.note_path).name for change in plants.changes] == ["b.md", "a.md"]
    assert plants.cards == sum(change.cards for change in plants.changes) > 0


def test_a_followed_folder_that_is_away_is_said_to_be(vault: Vault) -> None:
    vault.folder.rename(vault.folder.with_name("away"))
    (place,) = list_followed(vault.workspace.db, vault.workspace.learner)
    assert (place.path, place.there) == (str(vault.folder), False)


def test_a_card_leads_to_the_newest_change_that_is_about_it(vault: Vault) -> None:
    space = vault.workspace
    vault.save(DRIEST)
    first = open_change(space.db, space.learner, 1).proposed[0].proposal
    assert first.card_id is not None
    assert change_of_card(space.db, space.learner, first.card_id) == 1
    assert change_of_card(space.db, space.learner, "none") is None


def test_what_was_done_comes_in_pages(vault: Vault) -> None:
    vault.save(DRIEST)
    proposal = open_change(vault.workspace.db, vault.workspace.learner, 1).proposed[0].proposal
    for _ in range(PER_PAGE + 1):
        vault.undo(vault.apply(Choice(proposal.id, Verdict.RETIRE)))
    first, last = vault.look(), vault.look(page=99)
    assert (len(first.applied), first.pages) == (PER_PAGE, 2)
    assert (len(last.applied), last.page) == (1, 2)


def test_retired_for_want_of_a_file_is_listed_under_its_note(vault: Vault) -> None:
    (vault.folder / "membranes.md").unlink()
    vault.follow_up()
    (group,) = vault.look().missing
    space = vault.workspace
    retire_missing(
        space.db,
        group.changes[0].id,
        learner=space.learner,
        matcher=space.matcher,
        rng=random.Random(next(_SEEDS)),
        now=NOW,
    )
    (line,) = vault.look().applied
    assert (line.kind, line.verdicts) == (ChangeKind.MISSING, {"retire": group.cards})
    assert vault.look().missing == ()
