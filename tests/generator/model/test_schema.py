"""The schemas hold to what every server understands."""

from collections.abc import Iterator, Mapping

import pytest

from app.generator.model.schema import LONGEST_TEXT, CardReply, LookReply, cards_schema, look_schema
from app.generator.model.seam import Schema

SCHEMAS = [cards_schema(8), cards_schema(1), cards_schema(40, 4), look_schema()]


def objects(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from objects(inner)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_only_plain_keywords_and_no_large_repetition(schema: Schema) -> None:
    allowed = {
        "type",
        "properties",
        "required",
        "items",
        "enum",
        "minItems",
        "maxItems",
        "maxLength",
        "minimum",
        "maximum",
    }
    for each in objects(schema):
        if "type" in each and isinstance(each["type"], str):
            assert set(each) <= allowed
            assert all(int(str(each.get(name, 0))) <= LONGEST_TEXT for name in ("maxItems", "maxLength"))
            assert each["type"] != "string" or "maxLength" in each or "enum" in each


@pytest.mark.parametrize("schema", SCHEMAS)
def test_alphabetical_order_is_the_order_and_everything_is_required(schema: Schema) -> None:
    for each in objects(schema):
        if each.get("type") == "object":
            names = list(each["properties"])  # type: ignore[call-overload]
            assert names == sorted(names) == each["required"]


def test_the_quote_comes_before_the_card_and_the_list_may_be_empty() -> None:
    cards = cards_schema(8)["properties"]["cards"]  # type: ignore[index]
    assert (cards["minItems"], cards["maxItems"]) == (0, 8)
    assert list(cards["items"]["properties"]) == ["a_quote", "b_kind", "c_question", "d_answer"]
    several = cards_schema(8, 3)["properties"]["cards"]["items"]  # type: ignore[index]
    assert next(iter(several["properties"])) == "a_part"


def test_what_the_schema_allows_the_reader_takes() -> None:
    card = {"a_part": 2, "a_quote": "x" * 500, "b_kind": "cloze", "c_question": "y" * 500, "d_answer": "z" * 500}
    assert CardReply.model_validate(card).part == 2
    assert LookReply.model_validate({"a_answer": "x" * 500, "b_unanswerable": True}).unanswerable
