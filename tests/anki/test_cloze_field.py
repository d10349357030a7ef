"""Cloze markdown becomes text that Anki hides and shows as the learner meant it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.anki.cloze import cloze_field
from app.anki.package import write_package
from app.anki.rows import ExportCard
from app.cards.cloze import delete
from app.domain import CardKind
from tests.anki.desktop import Desktop
from tests.samples import NOW


def text_of(markup: str) -> str:
    """What a browser shows of simple HTML."""
    import html

    markup = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def test_each_number_is_one_anki_card() -> None:
    markup, ordinals = cloze_field("{{c1::ReLU}} is {{c2::zero}} or {{c1::x}}, then {{c4::more}}", "")
    assert ordinals == (0, 1, 3)
    assert re.findall(r"\{\{c(\d)::", markup) == ["1", "2", "1", "4"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**{{c1::Osmosis}}** moves water", "<strong>{{c1::Osmosis}}</strong>"),
        ("{{c1::**Osmosis**}} moves water", "{{c1::<strong>Osmosis</strong>}}"),
        ("{{c1::_Osmosis_}} moves water", "{{c1::<em>Osmosis</em>}}"),
        ("It moves {{c1::water::a liquid}}", "{{c1::water::a liquid}}"),
        (r"The sum is {{c1::$\sum x$}}", r"{{c1::\(\sum x\)}}"),
        (r"$f(x) = {{c1::\max(0, x)}}$", r"\(f(x) = {{c1::\max(0, x)}}\)"),
    ],
)
def test_marks_and_formulas_stay_around_a_deletion(markdown: str, expected: str) -> None:
    assert expected in cloze_field(markdown, "")[0]


@pytest.mark.parametrize(
    ("markdown", "hidden"),
    [
        (r"$ {{c1::x^{2} }} $ is a square", "x^{2}"),
        (r"A fraction: {{c1::$\frac{a}{b^{c} }$}}", r"\(\frac{a}{b^{c} }\)"),
        ("Call " + delete("`std::max`", 1), "std::max"),
        ("Write " + delete("`{{ name }}`", 1), "{{ name } }"),
        ("Hide " + delete("a } or b }", 1) + " here", "a } or b }"),
    ],
)
def test_braces_and_colons_of_the_learner_do_not_end_a_deletion(
    markdown: str, hidden: str, make_card: Callable[..., ExportCard], desktop: Desktop, tmp_path: Path
) -> None:
    card = make_card(kind=CardKind.CLOZE, question=markdown)
    write_package([card], tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    asked, answered = desktop.faces(card.id)
    assert "[...]" in asked
    assert hidden not in text_of(asked)
    assert hidden in text_of(answered)


def test_a_literal_opening_is_shown_not_hidden(
    make_card: Callable[..., ExportCard], desktop: Desktop, tmp_path: Path
) -> None:
    card = make_card(kind=CardKind.CLOZE, question="In Anki `{{c9` opens, as in {{c1::a note}} with {{c")
    write_package([card], tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    assert desktop.notes()[card.id].ordinals == (0,)
    assert "{{c9" in text_of(desktop.faces(card.id)[0])


def test_a_text_without_deletions_hides_its_answer(
    make_card: Callable[..., ExportCard], desktop: Desktop, tmp_path: Path
) -> None:
    card = make_card(kind=CardKind.CLOZE, question="Water moves by {{c1::osmosis", answer="osmosis")
    write_package([card], tmp_path / "deck.apkg", now=NOW)
    desktop.take(tmp_path / "deck.apkg")
    asked, answered = desktop.faces(card.id)
    assert text_of(asked).endswith("[...]")
    assert text_of(answered).split("Membranes")[0].count("osmosis") >= 2


def test_a_deletion_in_a_link_target_still_gives_its_card() -> None:
    markup, ordinals = cloze_field("See [the page](http://example.org/{{c1::page}})", "")
    assert ordinals == (0,)
    assert "{{c1::page}}" in markup


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cc", "Cf")), min_size=1, max_size=40)


@given(before=words, hidden=words.filter(str.strip), after=words)
def test_every_deletion_comes_through_once(before: str, hidden: str, after: str) -> None:
    assume("{{c" not in hidden)
    markup, ordinals = cloze_field(f"{before} {delete(hidden, 1)} {after}", "")
    assert ordinals == (0,)
    assert markup.count("{{") == markup.count("}}") == 1
    assert markup.index("{{c1::") < markup.index("}}")
