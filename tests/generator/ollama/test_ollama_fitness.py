"""Which models are fit for the job, and what releases are known for."""

import random
from pathlib import Path

import pytest

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
