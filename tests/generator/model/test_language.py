"""The wrong language is noticed, and the right one is never taken for wrong because of its English terms."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generator.language import certain_language_of, is_other_language, language_of

_LINE = re.compile(r"^([A-Z]\w+|\?): (.+)$", re.MULTILINE)
SAMPLES = _LINE.findall(Path(__file__).with_name("languages.md").read_text("utf-8"))
ENGLISH = [text for name, text in SAMPLES if name == "English"]


@pytest.mark.parametrize(("name", "text"), SAMPLES)
def test_samples(name: str, text: str) -> None:
    assert language_of(text) == ("" if name == "?" else name)


@pytest.mark.parametrize(("name", "text"), [sample for sample in SAMPLES if sample[0] != "?"])
def test_each_is_noticed_as_wrong_only_beside_another(name: str, text: str) -> None:
    assert not is_other_language(text, name)
    assert is_other_language(text, "English") == (name != "English")
    assert is_other_language(ENGLISH[0], name) == (name != "English")


@pytest.mark.parametrize("wanted", ["", "Klingon", "Deutsch", "the language of the note"])
def test_a_language_that_is_not_known_is_never_missed(wanted: str) -> None:
    assert not is_other_language(ENGLISH[0], wanted)


def test_the_name_of_a_language_is_read_in_any_case() -> None:
    assert is_other_language(ENGLISH[0], " german ")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hvad er det, og hvorfor er den ikke til at få? Den er på vej til det.", "Norwegian"),
        ("学習率は勾配降下の一歩の大きさを決める。", "Chinese"),
        ("Скорость обучения определяет длину каждого шага.", "Ukrainian"),
    ],
)
def test_near_kin_are_not_told_apart(text: str, wanted: str) -> None:
    assert not is_other_language(text, wanted)


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Die Lernrate bestimmt, wie weit jeder Schritt geht. Ist sie zu groß, springt der Verlust.", "German"),
        ("学习率决定每一步梯度下降走多远，步子太大会跳过最低点。", "Chinese"),
        ("Скорость обучения определяет длину каждого шага градиентного спуска.", ""),
        ("Læringsraten er det, som bestemmer, hvor stor en skridtlængde er, og den er ikke for stor.", ""),
        ("La taxa d'aprenentatge decideix la mida de cada pas. Si és massa gran, la pèrdua no baixa.", ""),
    ],
)
def test_a_language_is_only_named_to_a_model_where_it_is_certain(text: str, certain: str) -> None:
    assert certain_language_of(text) == certain


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_has_an_answer(text: str, wanted: str) -> None:
    assert isinstance(language_of(text), str)
    assert not (language_of(text) == "" and is_other_language(text, wanted))
