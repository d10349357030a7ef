"""Cloze texts are read as Anki reads them, asked in turn, and refused in words when they are malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.cloze import asked_index, blank, delete, deletions, emptied, hidden, parse, reveal, shown, validate
from app.errors import InvalidInputError

LAYERS = "A CNN has {{c1::convolutional}}, {{c2::pooling::shrinks}} and {{c3::dense}} layers."

WORDS = st.text(st.sampled_from("ab }{:\\$é…-") | st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip().replace("\u2060", "").strip()) and "\u2060" not in text
)


def test_one_deletion_is_asked_and_the_others_are_shown() -> None:
    assert deletions(LAYERS) == ("convolutional", "pooling", "dense")
    assert blank(LAYERS, 0) == "A CNN has […], pooling and dense layers."
    assert blank(LAYERS, 1) == "A CNN has convolutional, [shrinks] and dense layers."
    assert reveal(LAYERS, 2) == "A CNN has convolutional, pooling and **dense** layers."
    assert shown(LAYERS) == "A CNN has convolutional, pooling and dense layers."
    assert emptied(LAYERS) == "A CNN has […], [shrinks] and […] layers."
    assert hidden(LAYERS) == "convolutional; pooling; dense"


def test_reviews_take_turns() -> None:
    assert [asked_index(LAYERS, reps) for reps in range(5)] == [0, 1, 2, 0, 1]


def test_equal_numbers_are_asked_together_and_numbers_may_have_gaps() -> None:
    text = "{{c7::b}} of {{c2::a}} and {{c7::c}}"
    assert deletions(text) == ("a", "b; c")
    assert blank(text, 1) == "[…] of a and […]"
    assert reveal(text, 1) == "**b** of a and **c**"


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        ("$f(x) = {{c1::\\max(0, x)}}$", "$f(x) = [\\ldots]$", "$f(x) = \\max(0, x)$"),
        ("$f = {{c1::x::a letter}}$", "$f = [\\text{a letter}]$", "$f = x$"),
        ("use `torch.{{c1::relu}}(x)`", "use `torch.[…](x)`", "use `torch.relu(x)`"),
        ("it is **{{c1::bold}}** already", "it is **[…]** already", "it is **bold** already"),
        ("the range {{c1::$(0, 1)$}}", "the range […]", "the range **$(0, 1)$**"),
        ("run {{c1::`make`}}", "run […]", "run `make`"),
        ("1. {{c1::one\n   more}}", "1. […]", "1. one\n   more"),
    ],
)
def test_marks_do_not_break_code_maths_or_bold(text: str, front: str, back: str) -> None:
    assert blank(text, 0) == front
    assert reveal(text, 0) == back


def test_a_formula_keeps_its_braces() -> None:
    formula = r"\frac{1}{1 + e^{-x}}"
    text = rf"$\sigma(x) = {delete(formula, 1)}$"
    assert "}}}" not in text
    assert deletions(text)[0].replace(" ", "") == r"\frac{1}{1+e^{-x}}"


def test_code_keeps_its_colons_though_anki_would_see_a_hint() -> None:
    text = delete("std::vector", 1)
    assert "std::vector" not in text
    assert deletions(text) == ("std::vector",)
    assert parse(text)[0].hint == ""


@given(WORDS, st.integers(1, 500))
def test_what_is_deleted_comes_back(hidden_words: str, number: int) -> None:
    text = f"before {delete(hidden_words, number)} after"
    (found,) = parse(text)
    assert found.number == number
    assert found.hint == ""
    assert found.words.replace(" ", "") == "".join(hidden_words.strip().replace(" ", "").split(" "))
    assert shown(text) == f"before {found.words} after"


@given(st.lists(st.tuples(st.integers(1, 9), st.text("abc ", min_size=1).filter(str.strip)), min_size=1, max_size=8))
def test_every_index_hides_its_own_words_and_shows_the_rest(parts: list[tuple[int, str]]) -> None:
    text = " | ".join(delete(words, number) for number, words in parts)
    numbers = sorted({number for number, _ in parts})
    assert len(deletions(text)) == len(numbers)
    for index, asked in enumerate(numbers):
        expected = ["[…]" if number == asked else words.strip() for number, words in parts]
        assert blank(text, index).split(" | ") == expected
        assert reveal(text, index).replace("**", "") == shown(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("open {{c1::words", "never closed"),
        ("{{c1::a {{c2::b}} }}", "another deletion"),
        ("{{c1::}}", "is empty"),
        ("{{c1:: ::hint}}", "is empty"),
        ("{{c0::zero}}", "number 0"),
        ("{{c999::many}}", "number 999"),
        ("${{c1::\\frac{a}{b}}}$", "formula's braces"),
    ],
)
def test_a_malformed_text_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidInputError, match=reason) as refused:
        parse(text)
    assert refused.value.advice


@pytest.mark.parametrize("text", ["", "plain words", "a {{ template }} and {{user.name}}", "$\\frac{a}{{b}}$"])
def test_a_text_without_deletions_is_no_cloze(text: str) -> None:
    assert parse(text) == ()
    with pytest.raises(InvalidInputError, match="Nothing is hidden"):
        validate(text)
    with pytest.raises(InvalidInputError):
        asked_index(text, 0)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_other_index(index: int) -> None:
    with pytest.raises(IndexError):
        blank(LAYERS, index)


def test_a_deletion_can_not_be_put_into_another() -> None:
    with pytest.raises(InvalidInputError):
        delete("a {{c1::b}}", 2)
    with pytest.raises(InvalidInputError):
        delete("  ", 1)
