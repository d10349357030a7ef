"""Cards that break one rule each, so that whoever judges cards can be shown a known bad one.

A spoiler changes a good card as little as its rule allows; other rules may notice it as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.fake_ollama.content.cards import WrittenCard

Spoiler = Callable[[WrittenCard, WrittenCard], list[WrittenCard]]


def spoilt(cards: Sequence[WrittenCard], rule: str, title: str) -> list[WrittenCard]:
    """Cards in place of good ones, each breaking the rule. Raises KeyError for a rule that has no spoiler.

    Only cards with a question and an answer are spoilt; gaps are left out.
    """
    asked = [card for card in cards if card.kind == "basic"]
    if rule == "T1":
        return [replace(card, question="What matters?", answer=title or card.answer) for card in asked]
    spoiler = SPOILERS[rule]
    return [spoiled for index, card in enumerate(asked) for spoiled in spoiler(card, asked[(index + 1) % len(asked)])]


def _one(change: Callable[[WrittenCard], WrittenCard]) -> Spoiler:
    return lambda card, _: [change(card)]


def _subject(card: WrittenCard) -> str:
    """What a question asks about: its words after the verb."""
    return card.question.removeprefix("What is ").removeprefix("What are ").removeprefix("the ").rstrip("?")


def _paraphrase(card: WrittenCard) -> WrittenCard:
    return replace(card, quote=" ".join(reversed(card.quote.split())))


def _foreign_answer(card: WrittenCard) -> WrittenCard:
    return replace(card, answer="a bureaucratic arrangement between helicopter insurers and reluctant librarians")


def _foreign_number(card: WrittenCard) -> WrittenCard:
    return replace(card, answer=f"{card.answer}, 7316 in all")


def _foreign_question(card: WrittenCard) -> WrittenCard:
    return replace(card, question="Which volcanic islands attract migrating seabirds during stormy winters?")


def _leak(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"What is described as {card.answer}?")


def _echo(card: WrittenCard) -> WrittenCard:
    words = card.answer.split()
    return replace(card, question=f"What is {' '.join(words[: max(1, len(words) - 2)])}?")


def _formless(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"Explain {_subject(card)}.")


def _source_talk(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"According to the text, {card.question[:1].lower()}{card.question[1:]}")


def _pointing(card: WrittenCard) -> WrittenCard:
    return replace(card, question="What is this in the example?")


def _binary(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"Is {_subject(card)} {card.answer.split(',')[0]}?", answer="Yes")


def _artefact(card: WrittenCard) -> WrittenCard:
    return replace(card, answer="[insert answer here]")


def _two_questions(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"{card.question.rstrip('?')}, and why is {_subject(card)} so?")


def _enumeration(card: WrittenCard) -> WrittenCard:
    return replace(card, question=f"What are the three types of {_subject(card)}?")


def _twice(card: WrittenCard, _: WrittenCard) -> list[WrittenCard]:
    return [card, card]


def _same_fact(card: WrittenCard, _: WrittenCard) -> list[WrittenCard]:
    return [card, replace(card, question=f"How would you define {_subject(card)}?")]


def _interfering(card: WrittenCard, other: WrittenCard) -> list[WrittenCard]:
    near = f"What exactly is {_subject(card)}?"
    return [card, replace(other, question=near)]


def _wrong_answer(card: WrittenCard, other: WrittenCard) -> list[WrittenCard]:
    """A card whose answer is true of something else in the section: lexically it is sound."""
    return [replace(other, question=card.question)] if other is not card else []


def _german(card: WrittenCard) -> WrittenCard:
    return replace(
        card,
        question=f"Was versteht man in diesem Zusammenhang unter dem Begriff {_subject(card)}?",
        answer="Das ist ein Vorgang, bei dem sich etwas mit der Zeit und durch eine andere Sache verändert",
    )


SPOILERS: dict[str, Spoiler] = {
    "G1": _one(_paraphrase),
    "G2": _one(_foreign_answer),
    "G3": _one(_foreign_number),
    "G4": _one(_foreign_question),
    "L1": _one(_leak),
    "L2": _one(_echo),
    "F1": _one(_formless),
    "F2": _one(_source_talk),
    "F3": _one(_pointing),
    "F4": _one(_binary),
    "F5": _one(_artefact),
    "A1": _one(_two_questions),
    "A2": _one(_enumeration),
    "D1": _twice,
    "D2": _same_fact,
    "D3": _interfering,
    "R1": _wrong_answer,
    "language": _one(_german),
}
RULES = (*SPOILERS, "T1")
