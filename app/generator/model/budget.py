"""How the tokens of a context are shared out between prompt and reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.generator.model.seam import Message, Role
from app.generator.model.tokens import most_tokens

TOKENS_PER_CARD = 200
"""Quote, question and answer of ordinary length with the names of their fields."""

LEAST_REPLY = 300
MOST_PASSAGE = 2400
"""Longer passages fit many contexts, yet a model then asks about their beginning and end and forgets the middle."""

TOKENS_PER_FACT = 24
"""A point of a dense list; a text has hardly more facts than it has these, and a model asked for more makes some up."""

_FRAME = 100
_LEAST_PASSAGE = 120
_MARGIN = 64
_EMPTY_PROMPT = most_tokens([Message(Role.USER, "")])


@dataclass(frozen=True, slots=True)
class Budget:
    """Tokens for the text of a passage, and how many cards the reply has room for."""

    passage: int
    cards: int

    @property
    def reply(self) -> int:
        """Tokens that a reply may have."""
        return tokens_for(self.cards)


def budget_of(context_length: int, constant: Sequence[Message], most: int, *, tail: int = 0) -> Budget:
    """What is left of a context after its constant part and a tail of so many tokens: a third at most for the reply."""
    free = context_length - most_tokens(constant) - _FRAME - _MARGIN - tail
    cards = max(1, min(most, (max(free // 2, LEAST_REPLY) - _FRAME) // TOKENS_PER_CARD))
    return Budget(min(max(free - tokens_for(cards), _LEAST_PASSAGE), MOST_PASSAGE), cards)


def tokens_for(cards: int) -> int:
    """Tokens that a reply with so many cards may take."""
    return _FRAME + TOKENS_PER_CARD * cards


def cards_worth(text: str, most: int) -> int:
    """How many cards a text is good for, at least 1 and at most `most`."""
    return min(most, 1 + tokens_of_text(text) // TOKENS_PER_FACT)


def tokens_of_text(text: str) -> int:
    """Tokens that a text takes at most, in a message with others."""
    return most_tokens([Message(Role.USER, text)]) - _EMPTY_PROMPT
