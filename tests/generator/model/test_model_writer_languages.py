"""The language of the cards: the settings' one, or the note's own."""

from tests.generator.model.scripted import ScriptedModel, card, cards, model_writer, task
from tests.generator.model.stones import long_task

NOTE = """## Sand

Der Sand ist meist Quarz, weil Quarz hart ist und sich im Wasser nicht löst. Eine Düne ist ein Hügel aus Sand, den der
Wind gebaut hat.
"""
GERMAN = card(
    "weil Quarz hart ist und sich im Wasser nicht löst", "Warum ist der Sand meist Quarz?", "weil Quarz hart ist"
)
ENGLISH = card("weil Quarz hart ist", "Why is the sand of the world mostly made of quartz?", "because quartz is hard")


async def test_cards_in_another_language_than_the_notes_are_asked_for_again() -> None:
    model = ScriptedModel([cards(ENGLISH, ENGLISH), cards(GERMAN)])
    (reply,) = await model_writer(model).write([task(NOTE)])
    assert [draft.question for draft in reply.drafts] == [GERMAN["c_question"]]
    assert reply.effort.retries == 1


async def test_one_card_in_another_language_among_many_is_rejected_alone() -> None:
    model = ScriptedModel([cards(GERMAN, ENGLISH, {**GERMAN, "c_question": "Warum löst sich der Quarz nicht auf?"})])
    (reply,) = await model_writer(model).write([task(NOTE)])
    assert (len(reply.drafts), reply.effort.calls) == (2, 1)
    assert [(each.finding.rule, each.finding.measured) for each in reply.rejections] == [("LANG", "English for German")]


async def test_the_language_of_the_settings_counts_where_there_is_one() -> None:
    (reply,) = await model_writer(ScriptedModel([cards(ENGLISH)]), language="English").write([task(NOTE)])
    assert [draft.question for draft in reply.drafts] == [ENGLISH["c_question"]]


async def test_the_language_is_named_last_where_it_is_not_english() -> None:
    model = ScriptedModel([cards()])
    await model_writer(model).write([task(NOTE)])
    await model_writer(model).write([long_task(2)])
    await model_writer(model, language="French").write([long_task(2)])
    await model_writer(model).write([task("## Песок\n\nПесок состоит в основном из кварца, потому что кварц твёрдый.")])
    tails = [call.last.rsplit("\n\n", 1)[1] for call in model.calls]
    assert [tail.split(".")[0] for tail in tails] == [
        "Write the cards for this section in German",
        "Write the cards for this section",
        "Write the cards for this section in French",
        "Write the cards for this section in the section's own language",
    ]
    assert model.calls[0].messages[:-1] == model.calls[1].messages[:-1]
