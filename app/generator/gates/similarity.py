"""How alike two cards are: what their questions name, what their answers say, where their quotes stand.

Bags of words call "default port of HTTP" and "default port of HTTPS" nearly the same question, and two wordings of one
question different. So words that change nothing are left out, and one thing named instead of another weighs all.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.cards import cloze
from app.domain import CardKind
from app.errors import InvalidInputError
from app.generator.gates.vocabulary import FILLERS, is_negation
from app.text import code_and_maths, content_words, normalise, stem, token_f1, words

_CAPITALISED = re.compile(r"\b[^\W\d_]*[A-Z][^\W_]*\b")
_NUMBER = re.compile(r"(?:(?<![\w.)])-)?\d+(?:[.,]\d+)*")
_WAYS_OF_ASKING = ("why", "how", "when", "where", "who")
_CONTRASTS = frozenset(
    stem(word)
    for word in """
    before after more less most least first last start end begin maximum minimum max min increase decrease upper lower
    high low higher lower above below over under input output train test training testing forward backward encoder
    decoder encode decode positive negative true false left right advantage disadvantage pro con internal external
    large small strong weak global local supervised unsupervised source target same different with without
    """.split()
)


@dataclass(frozen=True, slots=True)
class QuestionKey:
    """What a question asks: the stems it names, those of them that are names or contrasts, and the way it asks."""

    stems: frozenset[str]
    specific: frozenset[str]
    way: str


@lru_cache(maxsize=4096)
def question_key(question: str) -> QuestionKey:
    """The key of a question in markdown."""
    stems = content_words(question)
    telling = frozenset(word for word in stems if word not in FILLERS) or frozenset(stems)
    formulas = frozenset(_formulas(question))
    all_words = words(question)
    specific = {word for word in telling if word in _CONTRASTS or any(letter.isdigit() for letter in word)}
    for match in list(_CAPITALISED.finditer(question)):
        if match.start() > 0 or any(letter.isupper() for letter in match.group()[1:]):
            specific |= set(content_words(match.group())) & telling
    negation = frozenset({"not"} if any(is_negation(word) for word in all_words) else ())
    way = next((word for word in all_words if word in _WAYS_OF_ASKING), "what")
    return QuestionKey(telling | formulas | negation, frozenset(specific) | formulas | negation, way)


def question_similarity(left: QuestionKey, right: QuestionKey) -> float:
    """From 0 to 1: the Jaccard index of what is named; 0 where the ways of asking or the things named differ.

    Things named differ where each side has a word that the other has not, or where one alone has a name, a number,
    a formula, a negation or one end of a contrast.
    """
    only_left, only_right = left.stems - right.stems, right.stems - left.stems
    if left.way != right.way or (only_left and only_right):
        return 0.0
    if (only_left & left.specific) | (only_right & right.specific):
        return 0.0
    union = len(left.stems | right.stems)
    return len(left.stems & right.stems) / union if union else 0.0


def different_subjects(left: QuestionKey, right: QuestionKey) -> bool:
    """Whether each question names something specific that the other does not."""
    return bool(left.specific - right.stems) and bool(right.specific - left.stems)


def answer_similarity(left: str, right: str) -> float:
    """The F1 of two answers' words; 0 where a number, formula, negation or contrast differs."""
    if normalise(left).text == normalise(right).text:
        return 1.0
    return token_f1(left, right) if _literals(left) == _literals(right) else 0.0


@lru_cache(maxsize=4096)
def _literals(answer: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, tuple[str, ...]]:
    plain = normalise(answer).text
    return (
        tuple(sorted(_NUMBER.findall(plain))),
        tuple(sorted(_formulas(answer))),
        any(is_negation(word) for word in words(answer)),
        tuple(sorted(_CONTRASTS.intersection(content_words(answer)) | _hedges(answer))),
    )


def _hedges(answer: str) -> set[str]:
    """ "May" and "must" turn one claim into another, though they are stop words elsewhere."""
    return {"may", "might", "must", "always", "sometimes", "often", "rarely"}.intersection(words(answer))


def _formulas(text: str) -> list[str]:
    bodies = (text[span.body_start : span.body_end] for span in code_and_maths(text) if span.kind == "maths")
    return [re.sub(r"\s", "", normalise(body).text) for body in bodies]


def overlap(left: tuple[int, int], right: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    shared = min(left[1], right[1]) - max(left[0], right[0])
    union = max(left[1], right[1]) - min(left[0], right[0])
    return shared / union if shared > 0 else 0.0


def asked_text(kind: CardKind, question: str) -> str:
    """What is compared of a question: a cloze is compared filled in."""
    if kind is CardKind.BASIC:
        return question
    try:
        return cloze.shown(question)
    except InvalidInputError:
        return question
