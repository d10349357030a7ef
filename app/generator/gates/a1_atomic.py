"""A1: one card, one thing."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates import thresholds as limits
from app.generator.gates.reading import collapsed, is_basic, sentence_count, whole
from app.text import normalise

_LIST_LINE = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S", re.MULTILINE)
_SECOND_QUESTION = re.compile(
    r",? and (?:why|how|when|where|what|which|who|in what)\b(?! (?:not|many|much)\b.{0,12}\?)"
)


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses answers of several statements and questions that ask twice."""
    if not is_basic(draft):
        return _cloze(draft)
    question = normalise(draft.question).text
    second = _SECOND_QUESTION.search(question)
    if second and not question.startswith(("between ", "in what", "and ")):
        return limits.QUESTIONS.finding(2, second.group())
    marks = collapsed(draft.question).count("?")
    if marks > limits.QUESTIONS.value:
        return limits.QUESTIONS.finding(marks, draft.question)
    return _answer(collapsed(draft.answer))


def _answer(answer: str) -> Finding | None:
    lines = _LIST_LINE.findall(answer)
    if lines:
        return limits.LIST_LINES.finding(len(lines), lines[0].strip())
    if answer.count(";") > limits.SEMICOLONS.value:
        return limits.SEMICOLONS.finding(answer.count(";"), answer)
    sentences = sentence_count(answer)
    return limits.ANSWER_SENTENCES.finding(sentences, answer) if sentences > limits.ANSWER_SENTENCES.value else None


def _cloze(draft: Draft) -> Finding | None:
    """Each line of a list is one thing; running text is held to two sentences."""
    worst = max(whole(draft).splitlines() or [""], key=sentence_count)
    count = sentence_count(worst)
    return limits.CLOZE_SENTENCES.finding(count, worst) if count > limits.CLOZE_SENTENCES.value else None
