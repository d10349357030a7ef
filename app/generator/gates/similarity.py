"""How alike two cards are: what their questions name, what their answers say, where their quotes stand.

Bags of words call "default port of HTTP" and "default port of HTTPS" nearly the same question, and two wordings of one
question different. So words that change nothing are left out, and one thing named instead of another weighs all.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.cards import cloze
from app.domain import CardKind
from app.errors import InvalidInputError
from app.generator.gates.vocabulary import ASKING, FILLERS
from app.text import code_and_maths, content_words, normalise, stem, token_f1, words
from app.text.meaning import is_negation

_NAME = re.compile(r"\b[^\W_]+(?:-[^\W_]+)+|\b[^\W\d_]*[A-Z][^\W_]*\b")
_COMPARISON = re.compile(r"[<>=≤≥≠]")
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

_AT_LEAST_HALF = 0.5
_NEXT_TO_NOTHING = 0.2


@dataclass(frozen=True, slots=True)
class QuestionKey:
    """What a question asks: the stems it names, what of them is its subject, what tells apart, and the way it asks.

    A stem that comes a second time is another element ("shot·2"), so that "In one-shot and few-shot learning, what is
    one-shot learning?" is not the same as its sister.
    """

    stems: frozenset[str]
    subject: frozenset[str]
    specific: frozenset[str]
    way: str


@lru_cache(maxsize=4096)
def question_key(question: str) -> QuestionKey:
    """The key of a question in markdown."""
    stems = content_words(question)
    telling = [word for word in stems if word not in FILLERS] or stems
    specific = {word for word in telling if _is_specific(word)}
    for match in _NAME.finditer(question):
        if "-" in match.group() or match.start() > 0 or any(letter.isupper() for letter in match.group()[1:]):
            specific.update(content_words(match.group()))
    all_words = words(question)
    signs = frozenset([*_formulas(question), *_COMPARISON.findall(normalise(question).text)])
    signs |= {"not"} if any(is_negation(word) for word in all_words) else set()
    numbered = _numbered(telling)
    way = next((word for word in all_words if word in _WAYS_OF_ASKING), "what")
    named = frozenset(numbered) | signs
    subject = frozenset(word for word in telling if word not in ASKING or word in _CONTRASTS) | signs
    telling_apart = signs | {each for each, word in numbered.items() if word in specific}
    return QuestionKey(named, subject or named, telling_apart, way)


def _numbered(stems: Sequence[str]) -> dict[str, str]:
    """Each stem under a name of its own: the second "shot" is "shot·2"."""
    seen = Counter[str]()
    named = {}
    for word in stems:
        seen[word] += 1
        named[word if seen[word] == 1 else f"{word}·{seen[word]}"] = word
    return named


def _is_specific(word: str) -> bool:
    """Numbers, ends of a contrast, and what is asked for ("limitation", "purpose") tell questions apart."""
    return word in _CONTRASTS or word in ASKING - FILLERS or any(letter.isdigit() for letter in word)


def question_similarity(left: QuestionKey, right: QuestionKey) -> float:
    """How much two questions read alike, from 0 to 1: every word counts, also the way of asking."""
    return _alike(left.stems, right.stems, left.specific | right.specific) if left.way == right.way else 0.0


def subject_similarity(left: QuestionKey, right: QuestionKey) -> float:
    """How much two questions are about the same, from 0 to 1, whatever is asked of it: their answers must decide."""
    return _alike(left.subject, right.subject, left.specific | right.specific)


def _alike(left: frozenset[str], right: frozenset[str], specific: frozenset[str]) -> float:
    """The Jaccard index; 0 where each side has a word of its own, or one has a word that tells apart.

    Such words are names, numbers, formulas, negations and the ends of a contrast.
    """
    only_left, only_right = left - right, right - left
    if (only_left and only_right) or (only_left | only_right) & specific:
        return 0.0
    return len(left & right) / len(left | right) if left else 0.0


def different_subjects(left: QuestionKey, right: QuestionKey) -> bool:
    """Whether each question names something specific that the other does not."""
    only_left, only_right = left.specific & left.subject - right.stems, right.specific & right.subject - left.stems
    return bool(only_left) and bool(only_right)


def may_ask_the_same(left: QuestionKey, right: QuestionKey, *, one_word: bool) -> bool:
    """Whether nothing specific speaks against two questions, whose answers agree, asking the same in other words.

    A `one_word` answer ("TCP") ends many different questions: these must share half of what the shorter one names.
    """
    if different_subjects(left, right) or ("not" in left.specific) is not ("not" in right.specific):
        return False
    shared = len(left.subject & right.subject)
    return not one_word or 2 * shared >= min(len(left.subject), len(right.subject))


def answer_similarity(left: str, right: str) -> float:
    """The F1 of two answers' words; 0 where numbers, formulas, negations or hedges differ, or contrasts clash."""
    if normalise(left).text == normalise(right).text:
        return 1.0
    if _literals(left) != _literals(right):
        return 0.0
    ours, theirs = _contrasts(left), _contrasts(right)
    return 0.0 if ours - theirs and theirs - ours else token_f1(left, right)


def says_more(left: str, right: str) -> bool:
    """Whether one answer is the other with a few words more: no number, formula, negation or hedge more or less, and
    at least half of the words of both in common."""
    ours, theirs = Counter(content_words(left)), Counter(content_words(right))
    contained = bool(ours and theirs) and (ours <= theirs or theirs <= ours)
    return contained and _literals(left) == _literals(right) and token_f1(left, right) >= _AT_LEAST_HALF


def contradict(left: str, right: str) -> bool:
    """Whether two answers to one question can hardly both be meant: each has a number or formula that the other has
    not, one denies, a contrast clashes, or they share next to nothing."""
    ours, theirs = _literals(left), _literals(right)
    for mine, yours in ((set(ours[0]), set(theirs[0])), (set(ours[1]), set(theirs[1]))):
        if mine - yours and yours - mine:
            return True
    clash = _contrasts(left) - _contrasts(right) and _contrasts(right) - _contrasts(left)
    return ours[2] is not theirs[2] or bool(clash) or token_f1(left, right) < _NEXT_TO_NOTHING


@lru_cache(maxsize=4096)
def _literals(answer: str) -> tuple[tuple[str, ...], tuple[str, ...], bool, frozenset[str]]:
    return (
        tuple(sorted(_NUMBER.findall(normalise(answer).text))),
        tuple(sorted(_formulas(answer))),
        any(is_negation(word) for word in words(answer)),
        _hedges(answer),
    )


def _contrasts(answer: str) -> frozenset[str]:
    return _CONTRASTS.intersection(content_words(answer))


def _hedges(answer: str) -> frozenset[str]:
    """ "May" and "must" turn one claim into another, though they are stop words elsewhere."""
    return frozenset({"may", "might", "must", "always", "sometimes", "often", "rarely"}.intersection(words(answer)))


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
