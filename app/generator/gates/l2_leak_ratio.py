"""L2: question and answer are not the same sentence twice."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic
from app.generator.gates.thresholds import LEAK_RATIO
from app.text import content_words, jaccard


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts an answer that mostly repeats the question."""
    if not is_basic(draft):
        return None
    question, answer = set(content_words(draft.question)), set(content_words(draft.answer))
    share = jaccard(question, answer)
    return LEAK_RATIO.finding(share, ", ".join(sorted(question & answer))) if share >= LEAK_RATIO.value else None
