"""R1, the second look: the model answers a card's question from the section alone; where it differs, the card waits.

Round-trip filtering as in Alberti et al. 2019 (arXiv 1906.05416), with the SQuAD F1 of the two answers. Lexical gates
pass a swapped subject or a question with two answers; this finds some of them.
"""

import re
from collections.abc import Callable, Sequence

from app.cards import cloze
from app.domain import CardKind, Draft, Finding
from app.errors import InvalidInputError
from app.generator.gates.thresholds import ROUND_TRIP
from app.generator.model.asking import Asker, Prompt, added
from app.generator.model.faults import Trouble
from app.generator.model.prompting import Passage, ask_again
from app.generator.model.reply import read_look
from app.generator.model.schema import LookReply, look_schema
from app.generator.model.seam import Message
from app.generator.writer import Effort
from app.text import content_words, normalise, token_f1

MOST_TOKENS = 250
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


async def second_look(
    asker: Asker,
    constant: Sequence[Message],
    drafts: Sequence[Draft],
    passage_for: Callable[[Draft], Passage],
    *,
    given_up: Callable[[], bool],
) -> tuple[tuple[tuple[int, Finding], ...], Effort]:
    """Findings by the draft's index, and what the looks cost. A draft that could not be looked at is doubted too."""
    doubts: list[tuple[int, Finding]] = []
    effort = Effort()
    broken: Trouble | None = None
    for index, draft in enumerate(drafts):
        if broken is None and given_up():
            broken = Trouble("not asked", "The model was not asked any more.")
        result: LookReply | Trouble | None = broken
        if result is None:
            result, spent = await _look(asker, ask_again(constant, passage_for(draft), asked(draft)), draft)
            effort = added(effort, spent)
        if isinstance(result, Trouble) and result.of_server:
            broken = result
        if (finding := _finding(draft, result)) is not None:
            doubts.append((index, finding))
    return tuple(doubts), effort


async def _look(asker: Asker, messages: Sequence[Message], draft: Draft) -> tuple[LookReply | Trouble, Effort]:
    prompt = Prompt(messages, look_schema(), MOST_TOKENS)
    return await asker.ask(lambda _: prompt, read_look, about=f"look\0{draft.question}", temperature=0.0)


def asked(draft: Draft) -> str:
    """What a learner sees of the draft before the answer."""
    if draft.kind is CardKind.BASIC:
        return draft.question
    try:
        return cloze.emptied(draft.question)
    except InvalidInputError:
        return draft.question


def agreement(answer: str, second: str) -> float:
    """How far a second answer says the same, from 0 to 1: the same words or numbers, or more than the first said."""
    first_plain, second_plain = normalise(answer).text.rstrip(" ."), normalise(second).text.rstrip(" .")
    if not second_plain:
        return 0.0
    if numbers := _numbers(first_plain):
        return 1.0 if numbers <= _numbers(second_plain) else 0.0
    wanted = set(content_words(answer))
    if not wanted:  # a sign or a word like "it": letter by letter then
        return 1.0 if first_plain in second_plain else 0.0
    return 1.0 if wanted <= set(content_words(second)) else token_f1(answer, second)


def _numbers(plain: str) -> set[str]:
    """The numbers of a normalised text; 1,000 is 1000."""
    return {_THOUSANDS.sub("", number) for number in _NUMBER.findall(plain)}


def _finding(draft: Draft, result: LookReply | Trouble) -> Finding | None:
    if isinstance(result, Trouble):
        return ROUND_TRIP.finding("not done", result.message)
    if result.unanswerable:
        return ROUND_TRIP.finding("unanswerable", result.answer)
    share = agreement(draft.answer, result.answer)
    return ROUND_TRIP.finding(share, result.answer) if share < ROUND_TRIP.value else None
