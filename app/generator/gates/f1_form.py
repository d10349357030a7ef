"""F1: a question is a question of reasonable length, an answer is short, a cloze hides little and shows enough."""

import re

from app.cards import cloze
from app.domain import Draft, Finding, Section
from app.errors import InvalidInputError
from app.generator.gates import thresholds as limits
from app.generator.gates.reading import answers, asked, is_basic, length, whole, word_count
from app.text import content_words, normalise, words

_LONG_DELETION = 8
_LABELLED = re.compile(r":\W*\{\{c")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses what has not the form of a card, whatever it says."""
    return _question(draft) or _answer(draft) if is_basic(draft) else _cloze(draft)


def _question(draft: Draft) -> Finding | None:
    plain = normalise(draft.question).text.rstrip("\"')] ")
    if not plain.endswith("?"):
        return limits.QUESTION_MARK.finding(0, draft.question[-40:])
    size = length(draft.question)
    if size < limits.QUESTION_LEAST.value:
        return limits.QUESTION_LEAST.finding(size, draft.question)
    return limits.QUESTION_MOST.finding(size, draft.question) if size > limits.QUESTION_MOST.value else None


def _answer(draft: Draft) -> Finding | None:
    count, size = word_count(draft.answer), length(draft.answer)
    if count < limits.ANSWER_WORDS_LEAST.value:
        return limits.ANSWER_WORDS_LEAST.finding(count, draft.answer)
    if count > limits.ANSWER_WORDS_MOST.value:
        return limits.ANSWER_WORDS_MOST.finding(count, draft.answer)
    return limits.ANSWER_MOST.finding(size, draft.answer) if size > limits.ANSWER_MOST.value else None


def _cloze(draft: Draft) -> Finding | None:
    try:
        cloze.validate(draft.question)
    except InvalidInputError as error:
        return limits.CLOZE_WELL_FORMED.finding(0, error.message)
    longest = max(answers(draft), key=word_count)
    if word_count(longest) > limits.DELETION_WORDS_MOST.value:
        return limits.DELETION_WORDS_MOST.finding(word_count(longest), longest)
    visible = asked(draft)
    hidden, shown = word_count(longest), len(words(visible))
    continues = hidden >= _LONG_DELETION and not _LABELLED.search(draft.question)
    if continues and hidden > limits.CLOZE_HIDDEN_MOST.value * shown:
        return limits.CLOZE_HIDDEN_MOST.finding(hidden / max(1, shown), longest)
    if len(content_words(visible)) < limits.CLOZE_REST_LEAST.value:
        return limits.CLOZE_REST_LEAST.finding(len(content_words(visible)), visible)
    size = length(whole(draft))
    return limits.CLOZE_MOST.finding(size, visible) if size > limits.CLOZE_MOST.value else None
