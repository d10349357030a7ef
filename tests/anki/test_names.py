"""Deck names and tags arrive in Anki letter by letter, whatever a note or heading is called."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.anki.decks import DeckTree
from app.anki.ids import Instants, deck_id
from app.anki.names import deck_name, deck_part, tag
from app.anki.package import write_package
from app.anki.rows import ExportCard
from tests.anki.desktop import Desktop
from tests.samples import NOW


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("ReLU", "ReLU"),
        ("std::vector", "std:vector"),
        ("  Types:  ", "Types"),
        (":::", "Untitled"),
        ("", "Untitled"),
        ("one\ttwo\nthree", "one two three"),
        ("x" * 300, "x" * 99 + "…"),
    ],
)
def test_a_heading_is_one_level_of_a_deck(heading: str, part: str) -> None:
    assert deck_part(heading) == part


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Linear models", "note::Linear_models"),
        ("C++: std::vector", "note::C++:_std:vector"),
        ('The "best" (of) all*', "note::The_best_of_all"),
        ("Nets & layers (deep)", "note::Nets_layers_deep"),
        ("\u3000wide\u3000space", "note::wide_space"),
        ("", "note::untitled"),
    ],
)
def test_a_title_is_one_tag(title: str, expected: str) -> None:
    assert tag("note", title) == expected


titles = st.lists(st.text(max_size=30), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(titles=titles)
def test_names_arrive_as_written(titles: list[str], make_card: Callable[..., ExportCard]) -> None:
    cards = [
        make_card(id=f"card-{number}", deck=("Deck", str(number), deck_part(title)), tags=(tag("note", title),))
        for number, title in enumerate(titles)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "deck.apkg"
        write_package(cards, file, now=NOW)
        anki = Desktop(Path(folder) / "anki.anki2")
        try:
            anki.take(file)
            arrived = anki.notes()
        finally:
            anki.col.close()
    for card in cards:
        assert arrived[card.id].decks == (deck_name(card.deck),)
        assert [each.casefold() for each in arrived[card.id].tags] == [each.casefold() for each in card.tags]


def test_letter_case_makes_no_second_deck() -> None:
    tree = DeckTree()
    first = tree.claim(("Torchdeck", "ReLU"))
    assert tree.claim(("torchdeck", "RELU")) == first
    assert [name for _, name in tree] == ["Torchdeck", "Torchdeck::ReLU"]


def test_a_deck_keeps_its_id_for_ever() -> None:
    assert deck_id(("Torchdeck", "Membranes")) == 1106122279920


@given(st.lists(st.integers(0, 50), max_size=200))
def test_no_two_rows_share_an_id(wanted: list[int]) -> None:
    instants = Instants()
    claimed = [instants.claim(each) for each in wanted]
    assert len(set(claimed)) == len(claimed)
    assert all(got >= want for got, want in zip(claimed, wanted, strict=True))
