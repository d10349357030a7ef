"""Reply schemas: what is enforced, what is ignored, what is refused; thinking."""

import copy
import json
import urllib.error
from typing import Any

import pytest

from tests.fake_ollama import InstalledModel
from tests.fake_ollama.asking import CARDS, VERDICT, cards, lines, messages, playing, text_of


def _schema(**card_fields: dict[str, Any]) -> dict[str, Any]:
    """The schema of cards with some fields changed or added."""
    schema = copy.deepcopy(CARDS)
    schema["properties"]["cards"]["items"]["properties"].update(card_fields)
    return schema


def _limited(**limits: int) -> dict[str, Any]:
    schema = copy.deepcopy(CARDS)
    schema["properties"]["cards"].update(limits)
    return schema


def _unordered() -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in ("question", "answer", "quote")}
    return {"type": "object", "properties": {"cards": {"type": "array", "items": {"properties": fields}}}}


def test_fields_come_in_the_schemas_order() -> None:
    with playing() as fake:
        assert [*cards(fake, format=_unordered())[0]] == ["question", "answer", "quote"]


def test_imported_models_sort_the_names() -> None:
    with playing(models=[InstalledModel(path="native")]) as fake:
        assert [*cards(fake, format=_unordered())[0]] == ["answer", "question", "quote"]


def test_names_are_found_by_their_ends() -> None:
    parts = _schema(e_part={"type": "integer"})
    two = messages()[1]["content"] + "\n\nPart 2\nSection: Membranes › Diffusion\n~~~~~\n"
    two += "Diffusion is the net movement of particles to a lower concentration.\n~~~~~\n"
    with playing() as fake:
        found = cards(fake, format=parts, messages=[{"role": "user", "content": two}])
    assert {card["e_part"] for card in found} == {1, 2}
    assert found[-1]["c_question"] == "What is diffusion?"


def test_lengths_and_numbers_are_enforced_even_in_the_middle_of_a_word() -> None:
    short = _schema(d_answer={"type": "string", "maxLength": 20})
    with playing() as fake:
        assert {len(card["d_answer"]) for card in cards(fake, format=short)} == {20}
        assert len(cards(fake, format=_limited(maxItems=1))) == 1
        assert cards(fake, format=_limited(maxItems=0)) == []


def test_a_grammar_without_an_escape_forces_cards_out_of_nothing() -> None:
    with playing(content="empty") as fake:
        assert len(cards(fake, format=_limited(minItems=2))) == 2


def test_what_the_engine_does_not_know_is_ignored() -> None:
    schema = _limited(uniqueItems=True)
    schema["properties"]["cards"]["items"]["not"] = {"required": ["a_quote"]}
    with playing() as fake:
        assert cards(fake, format=schema)


def test_any_other_schema_is_filled_as_its_grammar_would_let_it() -> None:
    fields = {
        "town": {"type": "string", "minLength": 12, "maxLength": 14},
        "size": {"enum": ["big", "small"]},
        "rivers": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/River"}},
        "since": {"anyOf": [{"type": "integer", "minimum": 1200}, {"type": "null"}]},
    }
    schema = {"type": "object", "properties": fields, "$defs": {"River": {"const": "Elbe"}}}
    with playing() as fake:
        value = json.loads(text_of(lines(fake, format=schema)))
    assert list(value) == list(fields)
    assert 12 <= len(value.pop("town")) <= 14
    assert value == {"size": "big", "rivers": ["Elbe", "Elbe"], "since": 1200}


def test_local_references_are_followed() -> None:
    card = CARDS["properties"]["cards"]["items"]
    array = {"type": "array", "items": {"$ref": "#/$defs/Card"}}
    with playing() as fake:
        assert cards(fake, format={"type": "object", "properties": {"cards": array}, "$defs": {"Card": card}})


@pytest.mark.parametrize(("version", "status", "words"), [("0.29.1", 500, "invalid JSON"), ("0.32.4", 400, "$ref")])
def test_dangling_references_are_refused_by_release(version: str, status: int, words: str) -> None:
    with playing(version=version) as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, format={"type": "object", "properties": {"cards": {"$ref": "#/$defs/Missing"}}})
    assert refused.value.code == status
    assert words in refused.value.read().decode()


def test_open_patterns_are_refused_by_old_releases_and_let_anything_pass_later() -> None:
    loose = _schema(c_question={"type": "string", "pattern": "[?]"})
    with playing(version="0.29.1") as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, format=loose)
    assert refused.value.code == 500
    with playing() as fake:
        assert cards(fake, format=loose)


def test_huge_repetitions_are_refused() -> None:
    with playing() as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, format=_schema(d_answer={"type": "string", "maxLength": 2000}))
    assert refused.value.code == 400


def test_a_format_that_is_no_schema_is_refused() -> None:
    with playing() as fake, pytest.raises(urllib.error.HTTPError, match="500"):
        lines(fake, format="yaml")


def test_thinking_models_think_unless_told_not_to() -> None:
    with playing() as fake:
        thinking = lines(fake, model="qwen3:8b")
        plain = lines(fake, model="qwen3:8b", think=False)
    assert "".join(line["message"].get("thinking", "") for line in thinking).startswith("The learner wants")
    assert json.loads(text_of(thinking)) == json.loads(text_of(plain))
    assert not any("thinking" in line["message"] for line in plain)
    assert thinking[-1]["eval_count"] > plain[-1]["eval_count"]


def test_thoughts_use_up_the_limit_of_tokens() -> None:
    with playing() as fake:
        reply = lines(fake, model="qwen3:8b", options={"num_ctx": 4096, "num_predict": 10})
    assert text_of(reply) == ""
    assert reply[-1]["done_reason"] == "length"


def test_think_is_refused_by_models_that_can_not() -> None:
    with playing() as fake:
        with pytest.raises(urllib.error.HTTPError) as refused:
            lines(fake, think=True)
        assert json.load(refused.value) == {"error": '"llama3.1:8b" does not support thinking'}
        assert cards(fake, think=False)


@pytest.mark.parametrize(
    ("mode", "answer", "unanswerable"),
    [("agree", "the diffusion of water", False), ("disagree", "something else", False), ("unanswerable", "", True)],
)
def test_a_second_look_answers_from_memory_or_as_told(mode: str, answer: str, unanswerable: bool) -> None:
    asked = messages(tail="Answer from the section alone.\nQuestion: What is osmosis?")
    with playing(second_look=mode) as fake:
        cards(fake)
        verdict = json.loads(text_of(lines(fake, messages=asked, format=VERDICT)))
    assert verdict["a_answer"].startswith(answer)
    assert verdict["b_unanswerable"] is unanswerable


def test_a_second_look_knows_a_gap_by_its_brackets() -> None:
    gap = "A **semipermeable membrane** of a cell lets water pass but keeps the sugar inside.\n"
    asked = "A […] of a cell lets water pass but keeps the sugar inside."
    with playing() as fake:
        assert "{{c1::" in cards(fake, messages=messages(gap))[0]["c_question"]
        look = messages(gap, tail=f"Question: {asked}")
        assert json.loads(text_of(lines(fake, messages=look, format=VERDICT)))["a_answer"] == "semipermeable membrane"


def test_a_second_look_at_a_foreign_card_takes_the_nearest_sentence() -> None:
    asked = messages(tail="Question: Which unit is osmotic pressure given in?")
    foreign = messages(tail="Question: Who invented the steam engine?")
    with playing() as fake:
        near = json.loads(text_of(lines(fake, messages=asked, format=VERDICT)))
        far = json.loads(text_of(lines(fake, messages=foreign, format=VERDICT)))
    assert "pascals" in near["a_answer"]
    assert far == {"a_answer": "", "b_unanswerable": True}
