"""What gates count: words, characters and sentences as a reader would."""

import pytest

from app.generator.gates.reading import collapsed, length, sentence_count, word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a formula $\\frac{1}{1 + e^{-x}}$ is one", 5),
        ("`x = 1`", 3),
        ("state-of-the-art **models**", 2),
        ("∞", 1),
        ("梯度下降", 4),
        ("", 0),
    ],
)
def test_words(text: str, count: int) -> None:
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One.", 1),
        ("One. Two.", 2),
        ("Uses tokens, e.g. Words or bytes.", 1),
        ("See Fig. 3 and eq. 4. Then stop.", 2),
        ("About 0.25 of it, i.e. Little.", 1),
        ("It is $f(x) = 1. Y$ there.", 1),
        ("什么。是。", 2),
        ("**Bold ends.** *Next begins.*", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert sentence_count(text) == count


def test_length_counts_wide_characters_twice_and_formulas_once() -> None:
    assert length("梯度") == 4
    assert length("**ab** $\\alpha\\beta$") == 4
    assert collapsed("a $x$ b") == "a 𝑥 b"
