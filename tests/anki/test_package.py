"""Packages as the real Anki takes them in: everything arrives whole, once, and harmless."""

import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.anki.ids import BASIC_NOTE_TYPE, CLOZE_NOTE_TYPE
from app.anki.package import write_package
from app.anki.rows import ExportCard, Link
from app.domain import CardKind
from app.errors import InvalidInputError, UnavailableError
from tests.anki.desktop import Desktop, Imported
from tests.samples import NOW

MakeCard = Callable[..., ExportCard]


def several(make_card: MakeCard) -> list[ExportCard]:
    """One card of each kind, in three decks."""
    return [
        make_card(
            id="basic",
            question="What is the derivative of $x^2$?",
            answer="It is $2x$:\n\n```python\ndef slope(x):\n    return 2 * x\n```",
            quote="the derivative of $x^2$ is $2x$",
            source="Calculus › Derivatives <first>, lines 3–9",
            deck=("Torchdeck", "Calculus", "Derivatives"),
            tags=("concept::derivative", "note::Calculus", "topic::calculus"),
            links=(Link("Derivative", "http://127.0.0.1:8000/concepts/derivative"),),
        ),
        make_card(
            id="cloze",
            kind=CardKind.CLOZE,
            question="**Osmosis** moves {{c1::water}} through a {{c2::membrane}}.",
            answer="water; membrane",
        ),
        make_card(
            id="ordered",
            kind=CardKind.ORDERED,
            question="Digestion:\n\n1. {{c1::mouth}}\n2. {{c2::stomach}}\n3. {{c3::gut}}",
            answer="mouth; stomach; gut",
            deck=("Torchdeck", "Digestion"),
            tags=("note::Digestion", "retired"),
            retired=True,
        ),
    ]


def collection(file: Path, query: str) -> list[tuple[object, ...]]:
    """Rows of the package's own database."""
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(file) as archive:
        connection.deserialize(archive.read("collection.anki2"))
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_every_note_field_tag_deck_and_cloze_arrives_whole(
    make_card: MakeCard, desktop: Desktop, tmp_path: Path
) -> None:
    file = tmp_path / "deck.apkg"
    report = write_package(several(make_card), file, now=NOW)
    assert (report.notes, report.anki_cards, report.retired) == (3, 6, 1)
    assert report.size_bytes == file.stat().st_size

    assert desktop.take(file) == Imported(new=3, updated=0, duplicate=0, conflicting=0)
    arrived = desktop.notes()
    assert {guid: note.note_type for guid, note in arrived.items()} == {
        "basic": "Torchdeck Basic",
        "cloze": "Torchdeck Cloze",
        "ordered": "Torchdeck Cloze",
    }
    written = dict(collection(file, "select guid, flds from notes"))
    assert {guid: "\x1f".join(note.fields.values()) for guid, note in arrived.items()} == written
    assert arrived["basic"].decks == ("Torchdeck::Calculus::Derivatives",)
    assert arrived["cloze"].decks == ("Torchdeck::Membranes::Osmosis",) * 2
    assert arrived["ordered"].decks == ("Torchdeck::Digestion",) * 3
    assert arrived["basic"].tags == ("concept::derivative", "note::Calculus", "topic::calculus")
    assert arrived["ordered"].tags == ("note::Digestion", "retired")
    assert {guid: note.ordinals for guid, note in arrived.items()} == {
        "basic": (0,),
        "cloze": (0, 1),
        "ordered": (0, 1, 2),
    }


def test_a_basic_note_reads_as_it_should(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    write_package(several(make_card), tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    note = desktop.notes()["basic"]
    assert r"\(x^2\)" in note.fields["Question"]
    assert "<pre" in note.fields["Answer"]
    assert 'style="' in note.fields["Answer"]
    assert note.fields["Source"] == "Calculus › Derivatives &lt;first&gt;, lines 3–9"
    assert note.fields["Concepts"] == '<a href="http://127.0.0.1:8000/concepts/derivative">Derivative</a>'

    asked, answered = desktop.faces("basic")
    assert "2x" not in asked
    for shown in (r"\(x^2\)", r"\(2x\)", "blockquote", "Derivatives &lt;first&gt;", "/concepts/derivative"):
        assert shown in answered


def test_a_cloze_asks_one_deletion_and_shows_the_others(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    write_package(several(make_card), tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    asked, answered = desktop.faces("ordered", ordinal=1)
    assert "mouth" in asked
    assert "stomach" not in asked.replace('data-cloze="stomach"', "")
    assert "stomach" in answered
    assert "blockquote" in answered


def test_a_later_export_updates_and_never_doubles(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    first, second = tmp_path / "first.apkg", tmp_path / "second.apkg"
    cards = several(make_card)
    write_package(cards, first, now=NOW)
    desktop.take(first)
    assert desktop.take(first) == Imported(new=0, updated=0, duplicate=3, conflicting=0)

    edited = replace(
        cards[1],
        question="It moves {{c1::water}}.",
        tags=("retired",),
        retired=True,
        changed_at=NOW + timedelta(days=1),
    )
    added = make_card(id="added")
    write_package([cards[0], edited, cards[2], added], second, now=NOW + timedelta(days=2))
    assert desktop.take(second) == Imported(new=1, updated=1, duplicate=2, conflicting=0)
    arrived = desktop.notes()
    assert set(arrived) == {"basic", "cloze", "ordered", "added"}
    assert "It moves {{c1::water}}" in arrived["cloze"].fields["Text"]
    assert arrived["cloze"].tags == ("retired",)
    assert [each.name for each in desktop.col.models.all_names_and_ids() if "Torchdeck" in each.name] == [
        "Torchdeck Basic",
        "Torchdeck Cloze",
    ]


def test_only_a_cards_own_change_counts_as_newer(make_card: MakeCard, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    card = make_card(changed_at=NOW - timedelta(days=30, microseconds=-7))
    write_package([card], file, now=NOW)
    assert collection(file, "select mod from notes") == [(int(card.changed_at.timestamp()),)]


def test_a_learners_own_style_survives_the_next_import(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    write_package([make_card()], tmp_path / "first.apkg", now=NOW)
    desktop.take(tmp_path / "first.apkg")
    note_type = desktop.col.models.by_name("Torchdeck Basic")
    assert note_type is not None
    note_type["css"] = ".card { font-size: 40px; }"
    desktop.col.models.update_dict(note_type)

    write_package([make_card(changed_at=NOW + timedelta(days=9))], tmp_path / "later.apkg", now=NOW + timedelta(days=9))
    assert desktop.take(tmp_path / "later.apkg").updated == 1
    assert desktop.col.models.by_name("Torchdeck Basic")["css"] == ".card { font-size: 40px; }"
    assert len(desktop.notes()) == 1


def test_note_types_and_decks_keep_their_ids(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    write_package(several(make_card), tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    ids = {each.name: each.id for each in desktop.col.models.all_names_and_ids()}
    assert (ids["Torchdeck Basic"], ids["Torchdeck Cloze"]) == (BASIC_NOTE_TYPE, CLOZE_NOTE_TYPE)


HOSTILE = """<script>alert(1)</script><iframe src="http://example.org"></iframe>
<img src=x onerror=alert(1)> [click](javascript:alert(1)) [sound:../../secret.mp3] [latex]\\input{/etc/passwd}[/latex]
`{{c1::not a deletion}}` {{Question}} {{c7::neither}} \x00 \x1f \x1b $\\frac{a}{b^{c}}$
<style>*{display:none}</style> ]]> -->
"""


@pytest.mark.parametrize("kind", [CardKind.BASIC, CardKind.CLOZE])
def test_hostile_text_is_shown_and_does_nothing(
    kind: CardKind, make_card: MakeCard, desktop: Desktop, tmp_path: Path
) -> None:
    question = HOSTILE if kind is CardKind.BASIC else HOSTILE.replace("{{c7::neither}}", "{{c2::hidden}}")
    card = make_card(
        kind=kind,
        question=question,
        answer=HOSTILE,
        quote=HOSTILE,
        source=HOSTILE,
        links=(Link(HOSTILE, 'http://127.0.0.1:8000/concepts/"onclick="alert(1)'),),
    )
    write_package([card], tmp_path / "deck.apkg", now=NOW)
    assert desktop.take(tmp_path / "deck.apkg").new == 1
    note = desktop.notes()[card.id]
    everything = "".join(note.fields.values())
    for danger in (
        "<script",
        "<iframe",
        "<img",
        "<style",
        'javascript:alert(1)"',
        "[sound:",
        "[latex]",
        "\x00",
        '"onclick',
    ):
        assert danger not in everything.lower()
    assert desktop.col.db.scalar("select flds from notes").count("\x1f") == len(note.fields) - 1
    for face in desktop.faces(card.id, note.ordinals[-1]):
        assert "secret.mp3" in face  # shown as text, where Anki's own sound tag would have been taken out
        assert "<script" not in face


def test_the_same_cards_at_the_same_time_give_the_same_bytes(make_card: MakeCard, tmp_path: Path) -> None:
    write_package(several(make_card), tmp_path / "one.apkg", now=NOW)
    write_package(several(make_card), tmp_path / "two.apkg", now=NOW)
    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "two.apkg").read_bytes()


def test_the_file_is_compressed(make_card: MakeCard, tmp_path: Path) -> None:
    write_package([make_card(id=f"card-{number}") for number in range(300)], tmp_path / "deck.apkg", now=NOW)
    with zipfile.ZipFile(tmp_path / "deck.apkg") as archive:
        entry = archive.getinfo("collection.anki2")
        assert archive.testzip() is None
    assert entry.compress_size < entry.file_size / 4


def test_without_cards_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no cards to export"):
        write_package([], tmp_path / "deck.apkg", now=NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("deck.zip", "does not end in .apkg"),
        ("missing/deck.apkg", "no folder"),
        ("folder.apkg", "is a folder"),
        ("note.md/deck.apkg", "no folder"),
    ],
)
def test_a_bad_target_is_refused_in_words(name: str, said: str, make_card: MakeCard, tmp_path: Path) -> None:
    (tmp_path / "folder.apkg").mkdir()
    (tmp_path / "note.md").touch()
    with pytest.raises(InvalidInputError, match=said) as refused:
        write_package([make_card()], tmp_path / name, now=NOW)
    assert refused.value.advice


def test_a_failure_leaves_the_old_file_and_no_half_one(make_card: MakeCard, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    write_package([make_card()], file, now=NOW)
    before = file.read_bytes()

    def cards() -> Iterator[ExportCard]:
        yield make_card()
        raise OSError(28, "No space left on device")

    with pytest.raises(UnavailableError, match="No space left"):
        write_package(cards(), file, now=NOW)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_deck_of_several_batches_arrives_in_order(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    cards = [make_card(id=f"card-{number:04}", question=f"Number {number}?") for number in range(1_203)]
    assert write_package(iter(cards), tmp_path / "deck.apkg", now=NOW).notes == len(cards)
    assert desktop.take(tmp_path / "deck.apkg").new == len(cards)
    rows = desktop.col.db.all("select n.guid from notes n join cards c on c.nid = n.id order by c.due")
    assert [guid for (guid,) in rows] == [card.id for card in cards]
