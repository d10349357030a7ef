"""What the model is to reply, as types and as JSON schemas for the server.

Some servers generate the fields of an object in the order of the schema, others in alphabetical order. The names here
sort into the wanted order: first the words that prove the answer, then the card. Lengths in the schema only stop a
model that runs away; the real limits are the gates'.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.generator.model.seam import Schema

LONGEST_TEXT = 500
"""Characters of one field. Larger repetitions are refused by some servers, and multiply with other rules."""

_LENIENT = 4 * LONGEST_TEXT
_Text = Annotated[str, Field(max_length=_LENIENT)]
_KEPT = ("type", "enum", "minimum", "maximum")


class _Reply(BaseModel):
    """An object of a reply. Its fields may come in any order, and without the letter that sorts them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _without_letters(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {str(name).rpartition("_")[2].casefold(): value for name, value in given.items()}


class CardReply(_Reply):
    """One card as the model writes it; `part` counts the passages of a call from 1."""

    part: Annotated[int, Field(ge=1, le=99)] = 1
    quote: _Text
    kind: Literal["basic", "cloze"] = "basic"
    question: _Text
    answer: _Text = ""


class VerdictReply(_Reply):
    """What the model would have become of one old card; `card` is the number it was given under."""

    card: Annotated[int, Field(ge=1, le=99)]
    verdict: Literal["keep", "reword", "replace", "retire"]
    quote: _Text = ""
    question: _Text = ""
    answer: _Text = ""


class LookReply(_Reply):
    """The answer of a second look: what the section says, or that it does not say."""

    answer: _Text = ""
    unanswerable: bool = False


_CARD_NAMES = {"part": "a_part", "quote": "a_quote", "kind": "b_kind", "question": "c_question", "answer": "d_answer"}
_VERDICT_NAMES = {
    "card": "a_card",
    "verdict": "b_verdict",
    "quote": "c_quote",
    "question": "d_question",
    "answer": "e_answer",
}
_LOOK_NAMES = {"answer": "a_answer", "unanswerable": "b_unanswerable"}


@lru_cache(maxsize=64)
def cards_schema(most: int, parts: int = 1) -> Schema:
    """The schema of a reply with at most `most` cards (none is allowed) about `parts` passages."""
    return _object({"cards": _cards(most, parts)})


@lru_cache(maxsize=64)
def changes_schema(old_cards: int, most: int) -> Schema:
    """The schema of a reply about a changed section: a verdict on each of its old cards, then at most `most` cards."""
    fields = _fields(VerdictReply, _VERDICT_NAMES)
    fields["a_card"]["maximum"] = old_cards
    verdicts = {"type": "array", "minItems": old_cards, "maxItems": old_cards, "items": _object(fields)}
    return _object({"a_verdicts": verdicts, "b_cards": _cards(most, 1)})


@lru_cache(maxsize=1)
def look_schema() -> Schema:
    """The schema of the reply to a second look."""
    return _object(_fields(LookReply, _LOOK_NAMES))


def _cards(most: int, parts: int) -> dict[str, object]:
    fields = _fields(CardReply, _CARD_NAMES)
    if parts > 1:
        fields["a_part"]["maximum"] = parts
    else:
        del fields["a_part"]
    return {"type": "array", "minItems": 0, "maxItems": max(1, min(most, LONGEST_TEXT)), "items": _object(fields)}


def _object(fields: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": dict(fields), "required": list(fields)}


def _fields(model: type[BaseModel], names: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """A flat model's properties under the names that sort them, without references, titles and defaults."""
    raw = model.model_json_schema()["properties"]
    fields = {name: {key: raw[field][key] for key in _KEPT if key in raw[field]} for field, name in names.items()}
    for field in fields.values():
        if field == {"type": "string"}:
            field["maxLength"] = LONGEST_TEXT
    return dict(sorted(fields.items()))
