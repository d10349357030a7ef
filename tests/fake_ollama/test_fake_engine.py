"""A real engine with random weights: valid by its grammar, meaningless by its words."""

import json
import random
from importlib.util import find_spec

import pytest

from app.domain import ModelSettings, Section
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.model.writer import ModelWriter
from app.generator.ollama.adapter import OllamaModel
from app.generator.writer import SectionContext, WritingTask
from tests.fake_ollama import Fault, InstalledModel, fake_ollama
from tests.fake_ollama.asking import CARDS, OSMOSIS, VERDICT, lines, text_of
from tests.fake_ollama.engine.grammar import LONGEST_STRING, MOST_ITEMS, gbnf

needs_engine = pytest.mark.skipif(
    find_spec("llama_cpp") is None or find_spec("gguf") is None,
    reason="the engine is not installed: pip install -e '.[engine]' (it compiles for about ten minutes)",
)


def test_grammars_keep_the_schemas_order_and_close_every_string() -> None:
    grammar = gbnf(VERDICT)
    assert grammar.index("a_answer") < grammar.index("b_unanswerable")
    assert f"char{{1,{LONGEST_STRING}}}" in grammar
    assert '("true" | "false")' in grammar


def test_grammars_allow_no_cards_unless_some_are_demanded() -> None:
    none_or_one = {"type": "array", "maxItems": 1, "items": {"type": "boolean"}}
    assert gbnf(none_or_one).startswith('root ::= "[" (("true"')
    assert ")? " in gbnf(none_or_one)
    assert ")? " not in gbnf({**none_or_one, "minItems": 1})
    assert gbnf({**none_or_one, "maxItems": 0}).startswith('root ::= "[]"')


def test_grammars_list_small_ranges_of_numbers() -> None:
    assert '("1" | "2" | "3")' in gbnf({"type": "integer", "minimum": 1, "maximum": 3})


def test_what_no_grammar_was_written_for_is_an_error() -> None:
    with pytest.raises(ValueError, match="no grammar"):
        gbnf({"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}]}}})


@needs_engine
def test_noise_has_the_shape_of_the_schema() -> None:
    replies = []
    with fake_ollama(content="engine") as fake:
        for seed in range(6):
            reply = lines(fake, options={"num_ctx": 8192, "seed": seed})
            assert reply[-1]["done_reason"] == "stop"
            replies.append(json.loads(text_of(reply))["cards"])
    written = [card for cards in replies for card in cards]
    assert written
    assert all(len(cards) <= MOST_ITEMS for cards in replies)
    assert all(set(card) == set(CARDS["properties"]["cards"]["items"]["properties"]) for card in written)
    assert {card["b_kind"] for card in written} <= {"basic", "cloze"}


@needs_engine
def test_imported_models_are_sampled_in_alphabetical_order() -> None:
    unordered = {"type": "object", "properties": {"b": {"type": "boolean"}, "a": {"type": "boolean"}}}
    with fake_ollama(content="engine", models=[InstalledModel(path="native")]) as fake:
        assert list(json.loads(text_of(lines(fake, format=unordered)))) == ["a", "b"]


@needs_engine
def test_the_limit_of_tokens_cuts_the_engine_too() -> None:
    with fake_ollama(content="engine") as fake:
        assert lines(fake, options={"num_predict": 5})[-1]["done_reason"] == "length"


@needs_engine
def test_faults_befall_the_engine_too() -> None:
    with fake_ollama(content="engine", faults=[Fault("fenced", nth=(1,))]) as fake:
        assert text_of(lines(fake)).startswith("```json")
        json.loads(text_of(lines(fake)))


@needs_engine
async def test_no_noise_becomes_a_card() -> None:
    section = Section("osmosis", "Osmosis", 2, ("Membranes", "Osmosis"), 1, len(OSMOSIS.splitlines()), OSMOSIS)
    with fake_ollama(content="engine") as fake:
        settings = ModelSettings(fake.url, "llama3.1:8b", 8192, 1, "", 4, False, "")
        model = OllamaModel(settings)
        try:
            info = await model.describe()
            writer = ModelWriter(model, settings, ExtractiveWriter(), rng=random.Random(3), info=info)
            replies = [(await writer.write([WritingTask(section, SectionContext("Membranes"))]))[0] for _ in range(4)]
        finally:
            await model.close()
        assert {record.status for record in fake.requests()} == {200}
    by_the_model = [draft for reply in replies if reply.fallback is None for draft in reply.drafts]
    assert by_the_model == []
    assert any(reply.rejections or reply.fallback for reply in replies)
