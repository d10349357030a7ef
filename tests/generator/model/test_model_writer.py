"""The writer over a scripted model: what each kind of reply and fault comes to."""

import re

from app.domain import Author, CardKind
from app.generator.model.seam import (
    ContextOverflowError,
    Finish,
    ModelMissingError,
    ModelTimeoutError,
    ServerBusyError,
    ServerFaultError,
    ServerUnavailableError,
)
from tests.generator.model.scripted import ScriptedModel, card, cards, completion, model_writer, task

RELU = """## ReLU

**ReLU** is the activation function that returns its input where that is positive and zero elsewhere.

- Advantage: ReLU does not saturate for positive inputs, so deep networks keep their gradients.
- Pitfall: A dying ReLU receives only negative inputs, so its weights stop changing.
"""
ADVANTAGE = card(
    "ReLU does not saturate for positive inputs, so deep networks keep their gradients.",
    "Why do deep networks with ReLU keep their gradients?",
    "ReLU does not saturate for positive inputs.",
)
PITFALL = card(
    "A dying ReLU receives only negative inputs, so its weights stop changing.",
    "A dying ReLU receives only {{c1::negative}} inputs, so its {{c2::weights}} stop changing.",
    "negative; weights",
    "cloze",
)


async def test_cards_become_drafts_in_the_order_of_the_text() -> None:
    model = ScriptedModel([cards(PITFALL, ADVANTAGE)])
    writer = model_writer(model)
    (reply,) = await writer.write([task(RELU)])
    assert [draft.kind for draft in reply.drafts] == [CardKind.BASIC, CardKind.CLOZE]
    assert all(RELU[draft.quote_start : draft.quote_end] == draft.quote for draft in reply.drafts)
    assert {draft.rule for draft in reply.drafts} == {writer.prompt_version} == {"cards-1"}
    assert (reply.author, reply.fallback, reply.rejections) == (None, None, ())
    assert (reply.effort.calls, reply.effort.retries, reply.effort.finish) == (1, 0, "stop")
    assert reply.effort.prompt_tokens == 100


async def test_an_empty_list_is_an_answer() -> None:
    model = ScriptedModel([cards()])
    (reply,) = await model_writer(model).write([task(RELU)])
    assert (reply.drafts, reply.fallback, len(model.calls)) == ((), None, 1)


async def test_a_card_without_its_quote_is_rejected_by_g1_and_the_others_stay() -> None:
    made_up = card("ReLU was invented by a famous researcher.", "Who invented ReLU?", "A famous researcher")
    (reply,) = await model_writer(ScriptedModel([cards(made_up, ADVANTAGE)])).write([task(RELU)])
    assert [draft.question for draft in reply.drafts] == [ADVANTAGE["c_question"]]
    assert [(each.finding.rule, each.question) for each in reply.rejections] == [("G1", "Who invented ReLU?")]
    assert reply.rejections[0].finding.span == made_up["a_quote"]


async def test_an_unusable_reply_is_asked_for_once_more_with_another_seed() -> None:
    model = ScriptedModel(["no JSON at all", cards(ADVANTAGE)])
    (reply,) = await model_writer(model).write([task(RELU)])
    assert len(reply.drafts) == 1
    assert (reply.effort.calls, reply.effort.retries) == (2, 1)
    first, second = model.calls
    assert first.seed != second.seed
    assert first.messages == second.messages


async def test_after_a_second_unusable_reply_the_built_in_writer_takes_the_section() -> None:
    model = ScriptedModel(["{", "{"])
    (reply,) = await model_writer(model).write([task(RELU)])
    assert len(model.calls) == 2
    assert reply.author == Author("extractive")
    assert reply.fallback is not None
    assert reply.fallback.fault == "not JSON"
    assert reply.drafts


async def test_a_reply_cut_at_its_limit_is_asked_for_with_fewer_cards() -> None:
    model = ScriptedModel([completion('{"cards": [{"a_quo', Finish.LENGTH), cards(ADVANTAGE)])
    (reply,) = await model_writer(model).write([task(RELU)])
    assert len(reply.drafts) == 1
    first, second = model.calls
    most, fewer = (int(re.findall(r"Here at most (\d+) cards?\.$", call.last)[0]) for call in (first, second))
    assert fewer == most // 2 >= 1
    assert first.max_tokens == second.max_tokens


async def test_passing_faults_are_waited_for_and_asked_again() -> None:
    model = ScriptedModel([ServerBusyError("busy"), ServerFaultError("crash"), cards(ADVANTAGE)])
    (reply,) = await model_writer(model).write([task(RELU)])
    assert len(reply.drafts) == 1
    assert reply.effort.retries == 2
    assert len({call.messages for call in model.calls}) == 1
    assert len({call.seed for call in model.calls}) == 3


async def test_other_faults_are_not_asked_again() -> None:
    for error in (ModelMissingError("gone", advice="pull it"), ModelTimeoutError("slow"), ContextOverflowError("long")):
        model = ScriptedModel([error])
        (reply,) = await model_writer(model).write([task(RELU)])
        assert len(model.calls) == 1
        assert reply.fallback is not None
        assert (reply.fallback.message, reply.fallback.advice) == (error.message, error.advice)
        assert reply.drafts


async def test_after_three_sections_that_the_server_failed_nothing_is_asked_any_more() -> None:
    model = ScriptedModel([ServerUnavailableError("Nothing listens there.", advice="Start it.")])
    writer = model_writer(model)
    for _ in range(3):
        assert writer.stopped is None
        await writer.write([task(RELU)])
    asked = len(model.calls)
    (reply,) = await writer.write([task(RELU)])
    assert len(model.calls) == asked == 9
    assert reply.fallback is not None
    assert writer.stopped == reply.fallback
    assert "Nothing listens there." in reply.fallback.message
    assert reply.fallback.advice == "Start it."
    assert (reply.effort.calls, bool(reply.drafts)) == (0, True)
