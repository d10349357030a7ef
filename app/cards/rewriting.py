"""A card's own words carried over to a changed passage, for where no writer has new ones."""

import re

from app.cards.cloze import parse
from app.cards.wording import Difference, aligned
from app.cards.words import placed_words
from app.domain import CardKind


def rewrite(
    kind: CardKind, question: str, answer: str, quote: str, passage: str, difference: Difference
) -> tuple[str, str]:
    """Question and answer with the words that were exchanged between quote and passage.

    An answer that stands in the quote becomes what stands in its place in the passage, between the same neighbours.
    The answer of a text with deletions is what it hides.
    """
    new_question = exchanged_in(question, difference)
    if kind is not CardKind.BASIC:
        return new_question, "; ".join(deletion.words for deletion in parse(new_question))
    carried = _carried(answer, quote, passage)
    return new_question, carried if carried is not None else exchanged_in(answer, difference)


def exchanged_in(text: str, difference: Difference) -> str:
    """A text with every exchanged phrase that it holds in its new form."""
    for old, new in difference.exchanged:
        if old and new:
            text = new.join(re.split(rf"(?<!\w){re.escape(old)}(?!\w)", text))
    return text


def _carried(answer: str, quote: str, passage: str) -> str | None:
    """What stands in the passage where the answer stood in the quote; None where either place is not certain."""
    wanted = [word.key for word, _, _ in placed_words(answer)]
    before, after = list(placed_words(quote)), list(placed_words(passage))
    keys = [word.key for word, _, _ in before]
    starts = [at for at in range(len(keys) - len(wanted) + 1) if keys[at : at + len(wanted)] == wanted]
    if not wanted or len(starts) != 1:
        return None
    match_of = {
        block.a + step: block.b + step
        for block in aligned([word for word, _, _ in before], [word for word, _, _ in after])
        for step in range(block.size)
    }
    first, last = starts[0], starts[0] + len(wanted) - 1
    left = match_of[first - 1] + 1 if first - 1 in match_of else match_of.get(first, 0 if first == 0 else None)
    right = match_of[last + 1] - 1 if last + 1 in match_of else (len(after) - 1 if last == len(keys) - 1 else None)
    if left is None or right is None or left > right:
        return None
    text = passage[after[left][1] : after[right][2]]
    return text if "\n" not in text else None
