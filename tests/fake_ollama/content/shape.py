"""What a reply schema asks for, found by the ends of its names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CardShape:
    """An object with one array of cards. Names are the schema's own; an empty one is not asked for.

    `order` is the order in which the fields of a card are written.
    """

    array: str
    quote: str
    kind: str
    question: str
    answer: str
    part: str
    kinds: tuple[str, ...]
    order: tuple[str, ...]
    least: int
    most: int
    longest: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class VerdictShape:
    """A second look: an answer, and whether the section does not answer the question at all."""

    answer: str
    unanswerable: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesShape:
    """Verdicts on old cards: an array of objects, whose fields are written in this `order`."""

    array: str
    card: str
    verdict: str
    quote: str
    question: str
    answer: str
    order: tuple[str, ...]


def resolved(schema: Schema, root: Schema | None = None) -> Schema:
    """A schema with its local `$ref` followed."""
    top = schema if root is None else root
    while isinstance(reference := schema.get("$ref"), str):
        target: Any = top
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def card_shape(schema: Schema, *, alphabetical: bool) -> CardShape | None:
    """The cards that a schema asks for, or None where it asks for something else."""
    for name, each in resolved(schema).get("properties", {}).items():
        array = resolved(each, schema)
        if array.get("type") != "array":
            continue
        fields = resolved(array.get("items", {}), schema).get("properties", {})
        inner = {key: resolved(value, schema) for key, value in fields.items()}
        kind, question = _ending(inner, "kind"), _ending(inner, "question")
        if not question or _ending(inner, "verdict"):
            continue
        return CardShape(
            name,
            _ending(inner, "quote"),
            kind,
            question,
            _ending(inner, "answer"),
            _ending(inner, "part"),
            tuple(inner.get(kind, {}).get("enum", ())),
            tuple(sorted(inner) if alphabetical else inner),
            int(array.get("minItems", 0)),
            int(array.get("maxItems", 100)),
            {key: int(value["maxLength"]) for key, value in inner.items() if "maxLength" in value},
        )
    return None


def changes_shape(schema: Schema, *, alphabetical: bool) -> ChangesShape | None:
    """The verdicts on old cards that a schema asks for, or None."""
    for name, each in resolved(schema).get("properties", {}).items():
        fields = resolved(resolved(each, schema).get("items", {}), schema).get("properties", {})
        verdict = _ending(fields, "verdict")
        if verdict:
            card, quote, question, answer = (_ending(fields, end) for end in ("card", "quote", "question", "answer"))
            order = tuple(sorted(fields) if alphabetical else fields)
            return ChangesShape(name, card, verdict, quote, question, answer, order)
    return None


def verdict_shape(schema: Schema, *, alphabetical: bool) -> VerdictShape | None:
    """The second look that a schema asks for, or None."""
    fields = resolved(schema).get("properties", {})
    unanswerable = _ending(fields, "unanswerable")
    answers = {name: value for name, value in fields.items() if name != unanswerable}
    answer = _ending(answers, "answer")
    if not unanswerable or not answer:
        return None
    return VerdictShape(answer, unanswerable, tuple(sorted(fields) if alphabetical else fields))


def _ending(names: Mapping[str, object], end: str) -> str:
    return next((name for name in names if name.lower().endswith(end)), "")
