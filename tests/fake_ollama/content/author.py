"""Writes the whole reply to a call: cards, verdicts on old cards, a second look, or plain words without a schema."""

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fake_ollama.content import reading
from tests.fake_ollama.content.cards import WrittenCard, sentences, written
from tests.fake_ollama.content.filler import filled
from tests.fake_ollama.content.injection import obeyed
from tests.fake_ollama.content.reading import Block
from tests.fake_ollama.content.shape import (
    CardShape,
    ChangesShape,
    VerdictShape,
    card_shape,
    changes_shape,
    verdict_shape,
)
from tests.fake_ollama.content.spoilers import spoilt
from tests.fake_ollama.content.verdicts import HONEST, judged, old_cards

_REMEMBERED = 50_000
_LEAST_SHARED_WORDS = 2
_GAP = re.compile(r"\{\{c\d+::.*?\}\}")
_JOINER = "\u2060"
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(slots=True)
class Author:
    """Writes replies, and remembers the cards it wrote so that it can answer their questions later."""

    content: str = "extractive"
    second_look: str = "agree"
    verdicts: str = HONEST
    _memory: OrderedDict[str, str] = field(init=False, default_factory=OrderedDict)

    def reply(self, message: str, schema: object, *, alphabetical: bool, spoil: str = "") -> str:
        """The text of a reply to the last user message, in the shape that `schema` asks for.

        `spoil` names the rule that every card is to break.
        """
        if not isinstance(schema, Mapping):
            return "{}" if schema == "json" else "This is a fake server: there is no model that could answer."
        cards = card_shape(schema, alphabetical=alphabetical)
        changes = changes_shape(schema, alphabetical=alphabetical)
        if cards is not None and changes is not None:
            told = {changes.array: self._judged(message, changes)}
            return as_text(told | {cards.array: [_fields(card, cards) for card in self._new(message, cards)]})
        if cards is not None:
            return as_text({cards.array: [_fields(card, cards) for card in self.cards(message, cards, spoil)]})
        verdict = verdict_shape(schema, alphabetical=alphabetical)
        if verdict is not None:
            return as_text(self._verdict(message, verdict))
        return as_text(filled(schema, schema, alphabetical=alphabetical))

    def cards(self, message: str, shape: CardShape, spoil: str = "") -> list[WrittenCard]:
        """The cards for the sections of a message: as many as the schema allows, and at least what it demands."""
        found: list[WrittenCard] = []
        for block in reading.blocks(message):
            good = self._about(block, shape)
            self._remember(good)
            found += spoilt(good, spoil, block.title) if spoil else good
        found += [WrittenCard(1, "basic", "", "", "")] * (shape.least - len(found))
        return found[: shape.most]

    def _judged(self, message: str, shape: ChangesShape) -> list[dict[str, Any]]:
        found = []
        for card in old_cards(message):
            made = judged(card, reading.blocks(message), self.verdicts)
            values: dict[str, Any] = {
                shape.card: made.card,
                shape.verdict: made.verdict,
                shape.quote: made.quote,
                shape.question: made.question,
                shape.answer: made.answer,
            }
            found.append({name: values.get(name, "") for name in shape.order})
        return found

    def _new(self, message: str, shape: CardShape) -> list[WrittenCard]:
        """Cards about what a message says is new in a section; about all of it where it does not say."""
        fresh = reading.fresh(message)
        cards = self.cards(message, shape)
        return [card for card in cards if not fresh or any(" ".join(card.quote.split()) in line for line in fresh)]

    def _about(self, block: Block, shape: CardShape) -> list[WrittenCard]:
        if self.content == "empty":
            return []
        orders = obeyed(block) if self.content == "instructed" else []
        return orders or written(block, shape.kinds)

    def _remember(self, cards: Iterable[WrittenCard]) -> None:
        for card in cards:
            self._memory[_as_asked(card.question)] = card.answer
        while len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)

    def _verdict(self, message: str, shape: VerdictShape) -> dict[str, Any]:
        question = reading.question(message)
        answer = self._memory.get(_as_asked(question)) or _nearest_sentence(question, message)
        if self.second_look == "disagree":
            answer = "something else altogether"
        elif self.second_look == "unanswerable":
            answer = ""
        values: dict[str, Any] = {shape.answer: answer, shape.unanswerable: not answer}
        return {name: values.get(name, "") for name in shape.order}


def _as_asked(question: str) -> str:
    """A question as a prompt may put it: on one line, gaps as […], without the joiners that defuse control tokens."""
    return " ".join(_GAP.sub("[…]", question).replace(_JOINER, "").split())


def as_text(value: object) -> str:
    """JSON the way a constrained model tends to write it."""
    return json.dumps(value, ensure_ascii=False)


def _fields(card: WrittenCard, shape: CardShape) -> dict[str, Any]:
    """A card in the schema's fields and order; strings stop where the grammar closes them."""
    kind = card.kind if card.kind in shape.kinds else next(iter(shape.kinds), card.kind)
    values: dict[str, Any] = {
        shape.quote: card.quote,
        shape.kind: kind,
        shape.question: card.question,
        shape.answer: card.answer,
        shape.part: card.part,
    }
    said = {name: values.get(name, "") for name in shape.order}
    return {
        name: value[: shape.longest[name]] if isinstance(value, str) and name in shape.longest else value
        for name, value in said.items()
    }


def _nearest_sentence(question: str, message: str) -> str:
    """The sentence of the sections that shares most words with a question; empty where hardly any does."""
    wanted = set(_WORD.findall(question.casefold()))
    best, most = "", _LEAST_SHARED_WORDS - 1
    for block in reading.blocks(message):
        for sentence in sentences(block.text):
            shared = len(wanted & set(_WORD.findall(sentence.casefold())))
            if shared > most:
                best, most = sentence, shared
    return best
