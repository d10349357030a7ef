"""T1: a question worth asking."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, is_basic
from app.generator.gates.thresholds import DELETION_TELLING, HEADING_TOPICS, QUESTION_WORDS
from app.generator.gates.vocabulary import topics
from app.text import code_and_maths, content_words, normalise, words
from app.text.meaning import is_negation


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question of two words, one that leads to nothing but the heading, and a gap for "the"."""
    if not is_basic(draft):
        return _empty_gap(draft)
    count = len(words(draft.question))
    if count < QUESTION_WORDS.value:
        return QUESTION_WORDS.finding(count, draft.question)
    headings = {normalise(heading).text for heading in (*section.heading_path, section.title)}
    telling = topics(draft.question)
    if normalise(draft.answer).text.rstrip(".") in headings and len(telling) < HEADING_TOPICS.value:
        return HEADING_TOPICS.finding(len(telling), draft.answer)
    return None


def _empty_gap(draft: Draft) -> Finding | None:
    """A deletion of nothing but words like "the" and "is"; formulas and negations may be what matters."""
    for hidden in answers(draft):
        plain = words(hidden)
        if plain and not content_words(hidden) and not code_and_maths(hidden) and not any(map(is_negation, plain)):
            return DELETION_TELLING.finding(0, hidden)
    return None
