"""The model answers its own questions from the section alone; where it differs the card is doubted, never lost."""

import json
from typing import Any

import pytest

from app.generator.model.seam import Finish, ServerUnavailableError
from app.generator.model.second_look import agreement
from app.generator.writer import WriterReply
from tests.generator.model.scripted import Line, ScriptedModel, card, cards, completion, model_writer, task

SAND = """## Sand

Sand is mostly quartz, because quartz is hard. It melts at 1,713 degrees. A dune is a hill of sand.
"""
WRITTEN = cards(
    card("Sand is mostly quartz, because quartz is hard.", "Why is sand mostly quartz?", "quartz is hard"),
    card("It melts at 1,713 degrees.", "At how many degrees does sand melt?", "1,713 degrees"),
    card("A dune is a hill of sand.", "A {{c1::dune}} is a hill of {{c2::sand}}.", "dune; sand", "cloze"),
)


def look(answer: str, unanswerable: bool = False) -> str:
    return json.dumps({"a_answer": answer, "b_unanswerable": unanswerable})


async def looked(*lines: Line) -> tuple[WriterReply, ScriptedModel]:
    model = ScriptedModel([WRITTEN, *lines])
    (reply,) = await model_writer(model, second_look=True).write([task(SAND)])
    return reply, model


def doubts(reply: WriterReply) -> dict[int, str]:
    return {index: finding.measured for index, finding in reply.doubts}


async def test_answers_that_agree_leave_no_doubt() -> None:
    reply, model = await looked(look("Because quartz is hard."), look("at 1,713 degrees"), look("dune; sand"))
    assert (len(reply.drafts), doubts(reply)) == (3, {})
    assert (reply.effort.calls, reply.effort.finish) == (4, "stop")
    assert [call.last.rsplit("Question: ", 1)[1] for call in model.calls[1:]] == [
        "Why is sand mostly quartz?",
        "At how many degrees does sand melt?",
        "A […] is a hill of […].",
    ]
    assert {call.temperature for call in model.calls[1:]} == {0.0}
    assert len({call.messages[:-1] for call in model.calls[1:]}) == 1


async def test_disagreement_and_no_answer_are_doubts_of_rule_r1() -> None:
    reply, _ = await looked(look("It is yellow."), look("at 900 degrees"), look("", unanswerable=True))
    assert len(reply.drafts) == 3
    assert doubts(reply) == {0: "0.00", 1: "0.00", 2: "unanswerable"}
    assert {finding.rule for _, finding in reply.doubts} == {"R1"}
    assert reply.doubts[0][1].span == "It is yellow."


async def test_a_look_that_fails_loses_no_card_and_doubts_it() -> None:
    reply, model = await looked("no JSON", "no JSON", look("1,713 degrees"), look("dune; sand"))
    assert (len(reply.drafts), doubts(reply)) == (3, {0: "not done"})
    assert (len(model.calls), reply.effort.retries) == (5, 1)


async def test_a_server_that_dies_meanwhile_is_not_asked_about_the_other_cards() -> None:
    reply, model = await looked(ServerUnavailableError("Nothing listens there."))
    assert len(reply.drafts) == 3
    assert doubts(reply) == {0: "not done", 1: "not done", 2: "not done"}
    assert len(model.calls) == 1 + 3
    assert reply.fallback is None


async def test_a_cut_look_is_asked_again() -> None:
    reply, _ = await looked(
        completion('{"a_an', Finish.LENGTH), look("quartz is hard"), look("1713"), look("dune; sand")
    )
    assert (doubts(reply), reply.effort.retries) == ({}, 1)


async def test_no_cards_no_looks() -> None:
    model = ScriptedModel([cards()])
    (reply,) = await model_writer(model, second_look=True).write([task(SAND)])
    assert (reply.drafts, reply.doubts, len(model.calls)) == ((), (), 1)


@pytest.mark.parametrize(
    ("answer", "second", "agree"),
    [
        ("quartz is hard", "Quartz is hard.", True),
        ("vanishing gradients", "It suffers from vanishing gradients where many layers follow one another.", True),
        ("16 m", "The range reaches 16 m in the bay.", True),
        ("16 m", "The range reaches 15 m in the bay.", False),
        ("16 m", "16 m, measured in 2004", True),
        ("16 m and 12 m", "16 m", False),
        ("∞", "∞", True),
        ("∞", "0", False),
        ("1,713 degrees", "about 1,713 degrees Celsius", True),
        ("sun and moon pull along one line", "sun and moon pull at right angles", True),  # too near for words alone
        ("the encoder", "the decoder", False),
        ("$x^2$", "$x^2$", True),
        ("硬い石英", "硬い石英です", True),
        ("quartz", "", False),
        ("it does", "it does", True),
        ("it does", "yellow sand", False),
    ],
)
def test_agreement(answer: str, second: str, agree: bool) -> None:
    assert (agreement(answer, second) >= 0.5) is agree


def test_more_of_anything_said_never_raises_an_error() -> None:
    values: list[Any] = ["", " ", "…", "1", "a; b", "\u2060"]
    assert all(0 <= agreement(one, other) <= 1 for one in values for other in values)
