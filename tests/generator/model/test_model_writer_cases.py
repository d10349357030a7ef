"""What the writer does with long sections, several sections, many cards, wishes and a built-in writer that fails."""

import asyncio
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Section
from app.generator.model.seam import ModelInfo, ModelMissingError, ServerFaultError
from app.generator.model.tokens import most_tokens
from app.generator.model.writer import ModelWriter
from app.generator.writer import SectionContext, WriterReply, WritingTask
from tests.generator.model.scripted import (
    INFO,
    Call,
    ScriptedModel,
    card,
    cards,
    model_writer,
    section,
    settings,
    task,
)
from tests.generator.model.stones import FACTS, NAMES, long_task, quoting

# ---------------------------------------------------------------------------------------- long sections


async def test_a_long_section_is_asked_about_in_parts_and_every_part_gets_cards() -> None:
    model = ScriptedModel([quoting])
    of = long_task(200)
    (reply,) = await model_writer(model, cards_per_section=12).write([of])
    assert len(model.calls) > 2
    shown = [int(n) for call in model.calls for n in re.findall(r"Stone number (\d+) is called", call.last)]
    assert shown == list(range(200))
    assert len({call.last.split("\n\n")[0] for call in model.calls}) == 1
    assert len(reply.drafts) <= 12
    third = len(of.section.text) // 3
    assert {draft.quote_start // (third + 1) for draft in reply.drafts} == {0, 1, 2}
    assert [draft.quote_start for draft in reply.drafts] == sorted(draft.quote_start for draft in reply.drafts)


async def test_a_part_that_fails_is_named_and_the_others_keep_their_cards() -> None:
    model = ScriptedModel([quoting, "no JSON", "no JSON", quoting])
    (reply,) = await model_writer(model).write([long_task(120)])
    assert reply.fallback is None
    assert reply.drafts
    (lost,) = [each for each in reply.rejections if each.finding.rule == "PART"]
    assert lost.finding.measured == "not JSON"
    assert lost.finding.span.startswith("Stone number ")


async def test_a_server_that_dies_meanwhile_is_not_asked_about_the_other_parts() -> None:
    model = ScriptedModel([quoting, ServerFaultError("It crashed.")])
    (reply,) = await model_writer(model).write([long_task(200)])
    assert len(model.calls) == 1 + 3
    assert reply.drafts
    lost = [each.finding for each in reply.rejections if each.finding.rule == "PART"]
    assert len(lost) > 1
    assert {finding.measured for finding in lost} == {"server fault"}


@pytest.mark.parametrize("context", [2048, 4096, 8192, 131_072])
async def test_every_call_fits_the_context(context: int) -> None:
    model = ScriptedModel([quoting])
    writer = model_writer(model, context_length=context)
    asked = tuple(f"Who found stone number {n}?" for n in range(60))
    for of in (long_task(60), long_task(3, instruction="numbers " * 60), task(long_task(9).section.text, asked=asked)):
        await writer.write([of])
    for call in model.calls:
        assert most_tokens(call.messages) + call.max_tokens + 32 <= min(context, INFO.context_length)


# ------------------------------------------------------------------------------------------- many cards


async def test_more_cards_than_a_section_may_have_are_rejected_and_kept_to_be_seen() -> None:
    everything = cards(*(card(FACTS[n], f"Who found stone number {n}?", NAMES[n]) for n in range(7)))
    (reply,) = await model_writer(ScriptedModel([everything]), cards_per_section=5).write([long_task(7)])
    assert [draft.question for draft in reply.drafts] == [f"Who found stone number {n}?" for n in range(5)]
    assert [(each.finding.rule, each.question) for each in reply.rejections] == [
        ("MOST", "Who found stone number 5?"),
        ("MOST", "Who found stone number 6?"),
    ]


async def test_a_short_text_is_asked_for_few_cards_unless_the_learner_wishes_for_more() -> None:
    model = ScriptedModel([quoting])
    writer = model_writer(model)
    await writer.write([long_task(1)])
    await writer.write([long_task(1, instruction="as many as you can")])
    few, many = (call.schema["properties"]["cards"]["maxItems"] for call in model.calls)  # type: ignore[index]
    assert few < many == 8
    assert "The learner's wish for these cards: as many as you can" in model.calls[1].last
    assert model.calls[0].messages[:-1] == model.calls[1].messages[:-1]


async def test_an_entry_that_is_no_card_is_rejected_and_kept_to_be_seen() -> None:
    reply_text = cards(card(FACTS[0], "Who found stone number 0?", NAMES[0]), {"c_question": "Who?", "a_quote": 5})
    (reply,) = await model_writer(ScriptedModel([reply_text])).write([long_task(2)])
    assert len(reply.drafts) == 1
    assert [(each.finding.rule, each.question) for each in reply.rejections] == [("FORM", "Who?")]


# ------------------------------------------------------------------------------------- several sections


def siblings() -> list[WritingTask]:
    context = SectionContext(note_title="Rocks")
    return [
        WritingTask(section(f"### {name}\n\n{FACTS[n]}", "Rocks", "Stones", name, key=name), context)
        for n, name in enumerate(("Red", "Green", "Blue"))
    ]


async def test_a_card_goes_to_the_part_it_names_or_to_the_one_its_quote_is_from() -> None:
    together = cards(
        card(FACTS[0], "Who found stone number 0?", NAMES[0], a_part=1),
        card(FACTS[2], "Who found stone number 2?", NAMES[2], a_part=1),
        card(FACTS[1], "Who found stone number 1?", NAMES[1], a_part=3),
        card("Nobody knows.", "Who knows?", "nobody", a_part=2),
    )
    model = ScriptedModel([together])
    writer = model_writer(model)
    (batch,) = writer.batches(siblings())
    replies = await writer.write(batch)
    assert [[draft.question[-2] for draft in reply.drafts] for reply in replies] == [["0"], ["1"], ["2"]]
    assert [[each.section_key for each in reply.rejections] for reply in replies] == [[], ["Green"], []]
    assert [reply.effort.calls for reply in replies] == [1, 0, 0]


async def test_a_call_for_several_that_fails_is_a_fallback_for_each() -> None:
    writer = model_writer(ScriptedModel([ModelMissingError("It is gone.")]))
    replies = await writer.write(siblings())
    assert [reply.fallback.fault if reply.fallback else "" for reply in replies] == ["model missing"] * 3
    assert [reply.effort.calls for reply in replies] == [1, 0, 0]
    assert writer.stopped is None


async def test_sections_with_nothing_to_learn_cost_no_call() -> None:
    model = ScriptedModel([quoting])
    bare = task("## Stones", "Rocks", "Stones")
    first, second = await model_writer(model).write([bare, long_task(2)])
    assert first == WriterReply(())
    assert second.drafts
    assert len(model.calls) == 1
    assert await model_writer(model).write([bare]) == (WriterReply(()),)


# ----------------------------------------------------------------------------------- runs and their seeds


async def test_the_same_run_asks_with_the_same_seeds_in_any_order() -> None:
    async def seeds(order: list[int], seed: int) -> dict[str, int]:
        model = ScriptedModel([quoting])
        writer = model_writer(model, seed)
        for n in order:
            await writer.write([long_task(n)])
        return {call.last: call.seed for call in model.calls}

    assert await seeds([1, 2, 3], 5) == await seeds([3, 1, 2], 5)
    assert await seeds([1, 2, 3], 5) != await seeds([1, 2, 3], 6)
    assert all(0 <= each < 2**31 for each in (await seeds([1, 2, 3], 5)).values())


async def test_a_server_that_recovers_is_asked_on() -> None:
    fault = ServerFaultError("It crashed.")
    model = ScriptedModel([*[fault] * 6, quoting, *[fault] * 6, quoting])
    writer = model_writer(model)
    outcomes = []
    for _ in range(6):
        (reply,) = await writer.write([long_task(2)])
        outcomes.append(bool(reply.fallback))
    assert outcomes == [True, True, False, True, True, False]
    assert writer.stopped is None


async def test_sections_under_way_stop_trying_once_the_server_is_given_up() -> None:
    model = ScriptedModel([ServerFaultError("It crashed.")], seconds=0.01)
    writer = model_writer(model)
    replies = await asyncio.gather(*(writer.write([long_task(n)]) for n in range(1, 13)))
    assert all(reply.fallback and reply.drafts for (reply,) in replies)
    assert len(model.calls) <= 12 * 3
    assert writer.stopped is not None
    before = len(model.calls)
    await writer.write([long_task(1)])
    assert len(model.calls) == before


async def test_tokens_are_told_while_they_come() -> None:
    heard: list[int] = []
    writer = ModelWriter(
        ScriptedModel([quoting]), settings(), _Failing(), rng=random.Random(1), info=INFO, on_tokens=heard.append
    )
    await writer.write([long_task(2)])
    assert heard
    assert heard[0] > 0


def test_the_smaller_context_and_at_least_one_call_at_once_count() -> None:
    info = ModelInfo("m", "d", 2048, 0)
    writer = ModelWriter(ScriptedModel(), settings(), _Failing(), rng=random.Random(1), info=info)
    assert (writer.model, writer.digest, writer.concurrency) == ("m", "d", 1)


class _Failing:
    """A built-in writer that stumbles over everything."""

    name = "extractive"
    model = ""

    def write(self, section: Section, context: SectionContext) -> WriterReply:
        raise ValueError("a rule stumbled")


async def test_a_built_in_writer_that_stumbles_is_reported_and_ends_nothing() -> None:
    model = ScriptedModel(["no JSON"])
    writer = ModelWriter(model, settings(), _Failing(), rng=random.Random(1), info=INFO)
    first, second = await writer.write([long_task(1), long_task(2)])
    for reply in (first, second):
        assert reply.fallback is not None
        assert (reply.drafts, [each.finding.rule for each in reply.rejections]) == ((), ["FAULT"])


# --------------------------------------------------------------------------------------- any reply at all

GOOD = cards(
    card(FACTS[0], "Who found stone number 0?", NAMES[0]),
    card(FACTS[1], "Stone number 1 was found by {{c1::" + NAMES[1] + "}}.", NAMES[1], "cloze"),
)


SPLINTERS = ["", '"', "}", "]}", "\\", "\n", "…", "{{c1::", "cards", "\ud800", "x" * 600]


@given(st.data())
async def test_whatever_a_model_says_every_draft_is_grounded_and_nothing_is_raised(data: st.DataObject) -> None:
    def spoil(_: Call) -> str:
        text = GOOD
        for _ in range(data.draw(st.integers(0, 4))):
            at = data.draw(st.integers(0, len(text)))
            piece = data.draw(
                st.sampled_from(["", '"', "}", "]}", "\\", "\n", "…", "{{c1::", "cards", "\ud800", "x" * 600])
            )
            text = text[:at] + piece + text[at + data.draw(st.integers(0, 12)) :]
        return text

    of = long_task(3)
    (reply,) = await model_writer(ScriptedModel([spoil])).write([of])
    for draft in reply.drafts:
        assert of.section.text[draft.quote_start : draft.quote_end] == draft.quote
        assert draft.quote.strip()
    for rejection in reply.rejections:
        f"{rejection.question}{rejection.answer}{rejection.finding}".encode()
    assert reply.fallback is not None or reply.author is None
