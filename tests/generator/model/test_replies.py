"""A reply's text becomes cards or a fault with a name; cases in replies.md."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.generator.model.faults import Trouble
from app.generator.model.reply import LONGEST_REPLY, CardsReply, read_cards, read_look
from app.generator.model.seam import Finish
from tests.generator.model.scripted import card, cards, completion

_CASE = re.compile(r"^### (?P<name>[^\n]+?) → (?P<wanted>[^\n]+)\n~~~~\n(?P<text>.*?)\n~~~~$", re.MULTILINE | re.DOTALL)
CASES = list(_CASE.finditer(Path(__file__).with_name("replies.md").read_text("utf-8")))
GOOD = cards(card("Sand is quartz.", "What is sand?", "quartz"))


def in_words(found: CardsReply | Trouble) -> str:
    if isinstance(found, Trouble):
        return found.fault
    count = f"{len(found.cards)} {'card' if len(found.cards) == 1 else 'cards'}"
    return ", ".join(filter(None, (count, f"{len(found.bad)} bad" if found.bad else "", found.wrapping)))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_replies(case: re.Match[str]) -> None:
    assert in_words(read_cards(completion(case["text"]))) == case["wanted"]


def test_all_cases_are_read() -> None:
    assert len(CASES) == Path(__file__).with_name("replies.md").read_text("utf-8").count("\n### ")


@pytest.mark.parametrize(
    ("text", "finish", "fault"),
    [
        ("", Finish.STOP, "empty"),
        (" \n\t", Finish.STOP, "white space"),
        (GOOD, Finish.LENGTH, "cut"),
        (GOOD, Finish.INCOMPLETE, "incomplete"),
        ('{"cards": [' + " \n" * 300, Finish.LENGTH, "white space"),
        ('{"cards": [' + " \n" * 300, Finish.INCOMPLETE, "white space"),
        ('{"cards": [' + " \n" * 300, Finish.STOP, "white space"),
        (GOOD + " " * LONGEST_REPLY, Finish.STOP, "too large"),
    ],
)
def test_how_a_reply_ended_decides_first(text: str, finish: Finish, fault: str) -> None:
    assert in_words(read_cards(completion(text, finish))) == fault


def test_white_space_around_whole_json_is_no_fault() -> None:
    assert in_words(read_cards(completion(f"\n\n{GOOD}{' ' * 5000}"))) == "1 card"


def test_a_bad_card_says_why_and_what_it_was() -> None:
    found = read_cards(completion(cards(card("Sand", "What is sand?", "quartz", kind="poem"), card("a", "b", "c"))))
    assert isinstance(found, CardsReply)
    (bad,) = found.bad
    assert bad.reason.startswith("kind: ")
    assert (bad.question, bad.answer) == ("What is sand?", "quartz")


HUGE = {
    "brackets": "[" * LONGEST_REPLY,
    "objects": '{"a":' * (LONGEST_REPLY // 5),
    "closed brackets": "[" * (LONGEST_REPLY // 2) + "]" * (LONGEST_REPLY // 2),
    "quotation marks": '{"' * (LONGEST_REPLY // 2),
    "backslashes": '{"cards": "' + "\\" * (LONGEST_REPLY - 20),
    "fences": "```\n" * (LONGEST_REPLY // 4),
    "a long number": '{"cards": ' + "9" * (LONGEST_REPLY - 20) + "}",
    "half objects": '{"a": 1, ' * (LONGEST_REPLY // 9),
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_huge_and_deep_replies_are_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    assert isinstance(read_cards(completion(text)), Trouble)
    assert time.process_time() - began < 5


def test_ten_thousand_cards_are_read_up_to_a_limit() -> None:
    entry = '{"a_quote":"q","c_question":"w"}'
    found = read_cards(completion(f'{{"cards": [{",".join([entry] * 10_000)}]}}'))
    assert isinstance(found, CardsReply)
    assert len(found.cards) == 500


@given(st.integers(0, len(GOOD) - 1))
def test_no_part_of_a_reply_passes_for_a_whole(end: int) -> None:
    assert isinstance(read_cards(completion(GOOD[:end])), Trouble)


@given(st.text(st.sampled_from('{}[]",:\\ ab1cards_quote`~\n') | st.characters(), max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_cards(completion(text)), CardsReply | Trouble)


@pytest.mark.parametrize(
    ("text", "answer", "unanswerable"),
    [
        ('{"a_answer": "quartz", "b_unanswerable": false}', "quartz", False),
        ('```json\n{"unanswerable": true, "answer": ""}\n```', "", True),
    ],
)
def test_a_second_look_is_read(text: str, answer: str, unanswerable: bool) -> None:
    look = read_look(completion(text))
    assert not isinstance(look, Trouble)
    assert (look.answer, look.unanswerable) == (answer, unanswerable)


def test_a_second_look_without_its_form_is_a_fault() -> None:
    look = read_look(completion('{"a_answer": {"deep": 1}}'))
    assert isinstance(look, Trouble)
    assert look.fault == "wrong form"
