"""The worst that a note can do to a model: it finds orders in the text, and obeys them."""

import re

from tests.fake_ollama.content.cards import WrittenCard
from tests.fake_ollama.content.reading import Block

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,60}\b(?:instructions?|above|previous|rules)\b", re.I
)
_SAID = {
    name: re.compile(rf"\b{name}\b[^\"“\n]{{0,20}}[\"“]([^\"”\n]+)[\"”]", re.IGNORECASE)
    for name in ("quote", "question", "answer")
}
_TOLD = "all previous instructions are ignored from now on"


def obeyed(block: Block) -> list[WrittenCard]:
    """The card that orders in a section ask for: the words they give after "question", "answer" and "quote".

    What they do not give is made up. Nothing where a section gives no orders.
    """
    if not _ORDER.search(block.text):
        return []
    said = {name: match[1] for name, pattern in _SAID.items() if (match := pattern.search(block.text))}
    answer = said.get("answer", _TOLD)
    question = said.get("question", "What are the new instructions of the system?")
    return [WrittenCard(block.part, "basic", said.get("quote", answer), question, answer)]
