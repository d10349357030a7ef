"""Which language a card and its section are in, and which of its words tell something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import CardKind, Draft, Section
from app.generator.gates.spoken import Spoken, spoken, telling
from app.generator.gates.tongues import NUMBERS, TONGUES, UNITS
from app.generator.language import brief_language_of, is_other_language, language_apart
from app.generator.small_words import STOP_WORDS_OF

ENGLISH = "# Ports\n\nA port is a number that the system gives to a process. It is written after the address."
GERMAN = "# Ports\n\nEin Port ist eine Zahl, die das System einem Prozess gibt. Er wird nach der Adresse geschrieben."
CODE = "# Ports\n\n`443` HTTPS, `80` HTTP"


def languages(question: str, answer: str, text: str) -> Spoken:
    section = Section("ports", "Ports", 1, ("Ports",), 1, 3, text)
    return spoken(Draft(CardKind.BASIC, question, answer, "", 0, 0, "test"), section)


@pytest.mark.parametrize(
    ("question", "answer", "text", "wanted"),
    [
        ("Was gibt das System einem Prozess?", "Eine Zahl", ENGLISH, Spoken("English", "German", True)),
        ("What does the system give to a process?", "A number", GERMAN, Spoken("German", "English", True)),
        ("Was gibt das System einem Prozess?", "Eine Zahl", GERMAN, Spoken("German", "German", False)),
        ("What does the system give to a process?", "A number", ENGLISH, Spoken("English", "English", False)),
        ("系统给进程什么？", "端口", ENGLISH, Spoken("English", "Chinese", True)),
        ("Die casting: port of the mould?", "443", ENGLISH, Spoken("English", "English", False)),
        ("Port HTTPS?", "443", ENGLISH, Spoken("English", "English", False)),
        ("Was ist der Port von HTTPS?", "443", CODE, Spoken("", "German", False)),
    ],
)
def test_a_card_is_foreign_only_where_that_is_certain(question: str, answer: str, text: str, wanted: Spoken) -> None:
    assert languages(question, answer, text) == wanted


def test_units_and_borrowed_words_do_not_speak_for_a_language() -> None:
    assert language_apart("Combien de temps une batterie de 2 Ah fournit-elle 1 A ?", "English") == "French"
    assert language_apart("Who lost the war for the sea, and how many men had to die in it?", "English") == ""
    assert language_apart("Der Port steht nach der Adresse.", "") == ""


def test_a_short_card_in_a_language_that_was_not_asked_for_is_noticed() -> None:
    assert is_other_language("Was gibt das System einem Prozess?\nEine Zahl", "english")
    assert is_other_language("What does the system give to a process?\nA number", "German")
    assert not is_other_language("Was ist ein Port?\nEine Zahl", "German")
    assert not is_other_language("Was ist ein Port?\nEine Zahl", "Elvish")


def test_near_relations_are_not_told_apart() -> None:
    assert language_apart("Hva er og hvordan virker en port mellom to maskiner?", "Danish") == ""
    assert language_apart("一つのポートは何ですか。", "Chinese") == ""


def test_two_words_are_too_few_to_name_a_language() -> None:
    assert brief_language_of("der Port") == ""
    assert brief_language_of("Was ist der Port von HTTPS?") == "German"


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Die Nadel des Kompasses", "German", ("nadel", "kompass")),
        ("L'énergie d'une batterie", "French", ("énerg", "batter")),
        ("las aceitunas verdes", "Spanish", ("aceitun", "verd")),
        ("what the needles are", "English", ("needl",)),
        ("what the needles are", "", ("needl",)),
        ("der Port", "Klingon", ("der", "port")),
    ],
)
def test_words_that_tell_something(text: str, language: str, wanted: tuple[str, ...]) -> None:
    assert telling(text, language) == wanted


@pytest.mark.parametrize(
    ("language", "phrase"),
    [
        ("German", "es könnte vermutlich so sein"),
        ("French", "il pourrait peut-être pleuvoir"),
        ("Spanish", "quizás podría llover"),
    ],
)
def test_what_supposes_also_guards(language: str, phrase: str) -> None:
    tongue = TONGUES[language]
    supposed = tongue.supposing.findall(phrase)
    assert len(supposed) == 2
    assert all(tongue.guarding.fullmatch(word) for word in supposed)


def test_the_lists_of_a_language_agree_with_each_other() -> None:
    for name, tongue in TONGUES.items():
        assert name in STOP_WORDS_OF
        assert all(word == word.casefold() for word in (*tongue.negations, *tongue.either))
    assert {"hour", "minute", "%"} <= set(UNITS.values())
    assert NUMBERS["drei"] == NUMBERS["trois"] == NUMBERS["tres"] == "3"


@given(st.text(max_size=60), st.sampled_from(["", "English", "German", "Chinese", "Elvish"]))
def test_any_text_can_be_asked_about(text: str, home: str) -> None:
    assert language_apart(text, home) != home or not home
    assert all(telling(text, home))
