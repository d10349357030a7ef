"""Verdicts on old cards: an honest reader of the changed section, and one that calls every change a reword."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fake_ollama.content.cards import sentences, written
from tests.fake_ollama.content.reading import Block

HONEST = "honest"
LYING = "reword"

_OLD_CARD = re.compile(
    r"^Old card (?P<number>\d+) \((?P<kind>\w+)\)\nAsked: (?P<asked>.*)\n"
    r"Answered: (?P<answered>.*)\nLost words: (?P<lost>.*)$",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*|[<>=−]|\\\w+")
_WEIGHTY = frozenset(
    "not no never cannot may might can must should often always rarely all most only if unless except".split()
)
_LITTLE = frozenset("a an the is are was were of in on to it and that which this also so therefore thus".split())
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class OldCard:
    """An old card as a prompt shows it."""

    number: int
    kind: str
    asked: str
    answered: str
    lost: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, before it is put into the schema's fields."""

    card: int
    verdict: str
    quote: str = ""
    question: str = ""
    answer: str = ""


def old_cards(message: str) -> list[OldCard]:
    """The old cards that a message tells of."""
    return [
        OldCard(int(match["number"]), match["kind"], match["asked"], match["answered"], match["lost"])
        for match in _OLD_CARD.finditer(message)
    ]


def judged(card: OldCard, blocks: Sequence[Block], manner: str) -> Judged:
    """What becomes of a card by the sentence of the section that is most like its lost words."""
    near, block = _nearest(card.lost, blocks, least=_ALIKE if manner == HONEST else 0.0)
    if not near or block is None:
        return Judged(card.number, "retire")
    if manner == LYING:
        return Judged(card.number, "reword", near, card.asked, card.answered)
    gone, come = set(_words(card.lost)) - set(_words(near)), set(_words(near)) - set(_words(card.lost))
    if not any(_weighs(word) for word in gone | come) and set(_words(card.answered)) <= set(_words(near)) | _LITTLE:
        return Judged(card.number, "reword" if gone else "keep", near, card.asked, card.answered)
    question, answer = _new_words(card, near, block)
    return Judged(card.number, "replace", near, question, answer) if answer else Judged(card.number, "retire")


def _new_words(card: OldCard, near: str, block: Block) -> tuple[str, str]:
    """What the sentence says where the answer stood; else a card of its own about it; else nothing."""
    before, answer, after = card.lost.partition(card.answered)
    if answer and near.startswith(before) and near.endswith(after) and len(near) > len(before) + len(after):
        return card.asked, near[len(before) : len(near) - len(after)].strip()
    own = next((each for each in written(block, ("basic",)) if each.quote == near), None)
    return (own.question, own.answer) if own is not None else ("", "")


def _nearest(lost: str, blocks: Sequence[Block], least: float) -> tuple[str, Block | None]:
    best: tuple[float, str, Block | None] = (least, "", None)
    wanted = set(_words(lost)) - _LITTLE
    for block in blocks:
        for sentence in sentences(block.text):
            here = set(_words(sentence)) - _LITTLE
            share = len(wanted & here) / max(1, len(wanted | here))
            if share > best[0]:
                best = (share, sentence, block)
    return best[1], best[2]


def _weighs(word: str) -> bool:
    return word in _WEIGHTY or any(letter.isdigit() for letter in word) or not word[0].isalpha()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
