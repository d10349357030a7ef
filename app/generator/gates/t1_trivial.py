"""T1: a question worth asking."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic
from app.generator.gates.thresholds import HEADING_TOPICS, QUESTION_WORDS
from app.generator.gates.vocabulary import topics
from app.text import normalise, words


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question of two words, and one that leads to nothing but the heading."""
    if not is_basic(draft):
        return None
    count = len(words(draft.question))
    if count < QUESTION_WORDS.value:
        return QUESTION_WORDS.finding(count, draft.question)
    headings = {normalise(heading).text for heading in (*section.heading_path, section.title)}
    telling = topics(draft.question)
    if normalise(draft.answer).text.rstrip(".") in headings and len(telling) < HEADING_TOPICS.value:
        return HEADING_TOPICS.finding(len(telling), draft.answer)
    return None
