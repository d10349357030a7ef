"""Names inside questions: case, number, article; and the English helpers behind them."""

import pytest

from app.generator.extractive import verbs
from app.generator.extractive.casing import inner_case
from app.generator.extractive.naming import name_of
from app.generator.extractive.nouns import article_for, is_plural, singular
from app.generator.extractive.plain import plain


@pytest.mark.parametrize(
    ("title", "evidence", "phrase", "be"),
    [
        ("Cell Membrane", "The cell membrane is thin.", "the cell membrane", "is"),
        ("Hash Tables", "They map keys.", "hash tables", "are"),
        ("Recurrent Neural Network (RNN)", "RNNs are networks with loops.", "recurrent neural networks (RNNs)", "are"),
        ("Gated Unit (GU)", "A GU is small.", "a gated unit (GU)", "is"),
        ("Huber Loss", "A loss that forgives outliers.", "Huber loss", "is"),
        ("NumPy", "NumPy is a library.", "NumPy", "is"),
        ("Perceptron", "A perceptron sums its inputs.", "a perceptron", "is"),
        ("Photosynthesis", "Photosynthesis is a process.", "photosynthesis", "is"),
        ("The French Revolution", "Before the French Revolution began.", "the French Revolution", "is"),
        ("Smith v Jones (1901)", "A case.", "Smith v Jones (1901)", "is"),
    ],
)
def test_names(title: str, evidence: str, phrase: str, be: str) -> None:
    name = name_of(title, evidence)
    assert (name.phrase, name.be) == (phrase, be)


def test_formulas_are_no_evidence_for_case() -> None:
    assert inner_case("Tanh", r"$\tanh(x)$ and then Tanh again.") == "Tanh"


@pytest.mark.parametrize(
    ("word", "plural", "one"),
    [
        ("strategies", True, "strategy"),
        ("loss", False, "loss"),
        ("matrices", True, "matrix"),
        ("HTTPS", False, "HTTPS"),
        ("analysis", False, "analysis"),
        ("CNNs", True, "CNN"),
    ],
)
def test_number(word: str, plural: bool, one: str) -> None:
    assert is_plural(word) is plural
    assert singular(word) == one


@pytest.mark.parametrize(
    ("text", "article"), [("GRU", "a"), ("LSTM", "an"), ("unit", "a"), ("epoch", "an"), ("hour", "an")]
)
def test_article_goes_by_sound(text: str, article: str) -> None:
    assert article_for(text) == article


@pytest.mark.parametrize(
    ("lemma", "form"), [("carry", "carries"), ("pass", "passes"), ("have", "has"), ("use", "uses")]
)
def test_third_person_and_back(lemma: str, form: str) -> None:
    assert verbs.third_person(lemma) == form
    if lemma != "have":
        assert verbs.from_third_person(form) == lemma


@pytest.mark.parametrize(
    ("past", "lemma"), [("stormed", "storm"), ("began", "begin"), ("stopped", "stop"), ("red", None)]
)
def test_simple_past(past: str, lemma: str | None) -> None:
    assert verbs.from_past(past) == lemma


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**Bold** and *soft* and ==marked==", "Bold and soft and marked"),
        ("[[Page|alias]] and [text](http://x.org/a_(b))", "alias and text"),
        ("$a*b*c$ and `x*y*z` stay", "$a*b*c$ and `x*y*z` stay"),
        ("a **$k$ means** b", "a $k$ means b"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("a workshop 🏭. Next", "a workshop. Next"),
    ],
)
def test_plain_text(markdown: str, shown: str) -> None:
    assert plain(markdown) == shown
