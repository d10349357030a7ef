"""A changed section: which part of it is asked about, and how the model is told of the old cards and of what is new."""

from collections.abc import Sequence
from dataclasses import replace

from app.cards.wording import overlap_of_words
from app.generator.model.budget import TOKENS_PER_CARD, tokens_of_text
from app.generator.model.fencing import one_line
from app.generator.model.prompting import Passage, block_of, wishes
from app.generator.model.seam import Message, Role
from app.generator.writer import OldCardText, WritingTask

_LONGEST_QUESTION = 300
_LONGEST_ANSWER = 240
_LONGEST_QUOTE = 300


def told_in(room: float, task: WritingTask) -> WritingTask:
    """The task with so many of its old cards as fit into so many tokens; what is not told is left to the rules."""
    kept: list[OldCardText] = []
    for card in task.old_cards:
        room -= tokens_of_text(told_card(len(kept) + 1, card)) + TOKENS_PER_CARD
        if room < 0:
            break
        kept.append(card)
    return replace(task, old_cards=tuple(kept))


def tokens_told(task: WritingTask) -> int:
    """Tokens that the old cards and the new stretches of a task take in a prompt, at most."""
    lines = [told_card(number, card) for number, card in enumerate(task.old_cards, 1)]
    lines += [task.section.text[start:end] for start, end in task.fresh]
    return tokens_of_text("\n\n".join(lines)) if lines else 0


def new_text(passage: Passage) -> str:
    """What of a passage may be new: all of it where nothing is known to be old."""
    fresh = passage.task.fresh
    if not fresh:
        return passage.text
    text = passage.task.section.text
    return "\n".join(text[max(start, passage.start) : min(end, passage.end)] for start, end in fresh)


def parts_to_ask(passages: Sequence[Passage]) -> list[tuple[Passage, tuple[OldCardText, ...]]]:
    """The passages of one section that have something new or are nearest to what an old card lost, with those cards.

    All of them where nothing is known to be old.
    """
    task = passages[0].task
    cards: dict[int, list[OldCardText]] = {}
    for card in task.old_cards:
        at = max(range(len(passages)), key=lambda number: overlap_of_words(card.quote, passages[number].text))
        cards.setdefault(at, []).append(card)
    return [
        (passage, tuple(cards.get(at, ())))
        for at, passage in enumerate(passages)
        if at in cards or not task.fresh or _has_fresh(passage)
    ]


def _has_fresh(passage: Passage) -> bool:
    return any(start < passage.end and passage.start < end for start, end in passage.task.fresh)


def ask_about_changes(
    constant: Sequence[Message],
    passage: Passage,
    cards: Sequence[OldCardText],
    *,
    quota: int,
    most: int,
    language: str = "",
) -> list[Message]:
    """The messages of one call about a changed passage and its old cards; they are numbered from 1 here."""
    tail = "Judge each old card, then write cards for what is new"
    tail += f" in {one_line(language, 40)}." if language else "."
    if quota < most:
        tail += f" Here at most {quota} {'card' if quota == 1 else 'cards'}."
    told = [told_card(number, card) for number, card in enumerate(cards, 1)]
    return [*constant, Message(Role.USER, "\n\n".join([block_of(passage), *told, *wishes([passage]), tail]))]


def told_card(number: int, card: OldCardText) -> str:
    """An old card as the prompt shows it: a line for each of its texts."""
    kind = "basic" if card.kind == "basic" else "cloze"
    lines = [f"Old card {number} ({kind})", f"Asked: {one_line(card.question, _LONGEST_QUESTION)}"]
    lines.append(f"Answered: {one_line(card.answer, _LONGEST_ANSWER)}")
    return "\n".join([*lines, f"Lost words: {one_line(card.quote, _LONGEST_QUOTE)}"])
