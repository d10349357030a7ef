"""Which models are fit for the job, what releases are known for, and how many tokens a text may be."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generator.model.seam import Message, Role
from app.generator.model.tokens import likely_tokens, most_tokens
from app.generator.ollama.answers import Fitness, Grade
from app.generator.ollama.fitness import judge, parameter_count, preference
from app.generator.ollama.versions import known_of, release_of


def rows() -> list[tuple[str, ...]]:
    table = Path(__file__).with_name("fitness.md").read_text("utf-8").splitlines()
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table if line.startswith("|")]
    return cells[2:]


def judged(name: str, capabilities: str, context: str, parameters: str, quantisation: str) -> Fitness:
    return judge(
        name,
        capabilities=tuple(each.strip() for each in capabilities.split(",") if each),
        context_length=int(context) if context else None,
        parameters=parameter_count(parameters),
        quantisation=quantisation,
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_model_gets_its_grade_and_a_reason(row: tuple[str, ...]) -> None:
    fit = judged(*row[:5])
    assert fit.grade is Grade[row[5]]
    assert row[6] in fit.why
    assert fit.why.endswith(".")
    assert fit.fit == (row[5] in ("GOOD", "FAIR"))


def test_the_fittest_come_first_and_of_those_the_middle_sized() -> None:
    models = [(judged(*row[:5]), parameter_count(row[3]), row[0]) for row in rows()]
    random.Random(3).shuffle(models)
    ordered = [name for _, _, name in sorted(models, key=lambda each: preference(each[0], each[1]))]
    assert ordered[:2] == ["llama3.1:8b", "mistral:7b"]
    grades = [next(fit.grade for fit, _, each in models if each == name) for name in ordered]
    assert grades == sorted(grades)


@pytest.mark.parametrize(
    ("words", "count"),
    [("8.0B", 8e9), ("268.10M", 268.1e6), ("8x7B", 56e9), ("1.1T", 1.1e12), ("7b", 7e9), ("", None), ("big", None)],
)
def test_a_count_of_parameters_is_read_from_words(words: str, count: float | None) -> None:
    assert parameter_count(words) == (pytest.approx(count) if count else None)


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("0.32.4", (0, 32, 4)),
        ("v0.33.0-rc2", (0, 33, 0)),
        ("0.5", (0, 5, 0)),
        ("0.0.0", None),
        ("", None),
        ("main-3f2a", None),
    ],
)
def test_a_version_is_its_numbers(version: str, release: tuple[int, int, int] | None) -> None:
    assert release_of(version) == release


def test_what_a_release_is_known_for() -> None:
    assert known_of((0, 4, 7), thinks=False).grave
    assert any("without saying so" in words for words in known_of((0, 12, 5), thinks=False).words)
    assert not any("without saying so" in words for words in known_of((0, 12, 6), thinks=False).words)
    assert any("counts" in words for words in known_of((0, 30, 0), thinks=False).words)
    assert any("17871" in words for words in known_of((0, 32, 4), thinks=True).words)
    assert known_of((0, 32, 4), thinks=False).words == ()
    assert known_of((0, 33, 0), thinks=True).words == ()


# Texts, and the range of tokens per character that is assumed for their kind: least with a vocabulary as large as
# Llama 3's, most with one as small as Mistral 7B's first.
SAMPLES = {
    "English": ("The green pigment of a leaf absorbs red and blue light, and reflects green. ", 0.21, 0.26),
    "German": ("Das Blattgrün nimmt rotes und blaues Licht auf und wirft grünes zurück. ", 0.26, 0.33),
    "code": ("for i in range(10):\n    total += x[i] * w[i]  # sum\n", 0.25, 0.45),
    "Chinese": ("叶绿素吸收红光和蓝光，反射绿光。", 0.6, 1.3),
    "Russian": ("Хлорофилл поглощает красный и синий свет. ", 0.3, 0.5),
    "numbers": ("3.14159 2.71828 1.41421 1.73205 ", 0.4, 1.0),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_upper_estimate_is_above_and_the_likely_one_never_far_above_what_models_need(kind: str) -> None:
    sample, least, most = SAMPLES[kind]
    messages = [Message(Role.USER, sample * 100)]
    characters = len(sample) * 100
    assert most_tokens(messages) >= most * characters
    assert most_tokens(messages) <= 2.2 * most * characters, "nor so far above that the context stands half empty"
    assert 0.7 * likely_tokens(messages) <= least * characters


@given(st.lists(st.text(max_size=80), max_size=4))
def test_estimates_are_in_order_and_grow_with_the_text(texts: list[str]) -> None:
    messages = [Message(Role.USER, text) for text in texts]
    assert 0 < likely_tokens(messages) <= most_tokens(messages)
    more = [*messages, Message(Role.USER, "one more")]
    assert most_tokens(more) > most_tokens(messages)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_is_too_odd_to_be_counted(text: str) -> None:
    assert most_tokens([Message(Role.USER, text)]) >= len(text.split()) / 4
