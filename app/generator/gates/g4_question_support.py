"""G4: the question speaks of what the section and its headings speak of."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import asked, context, support, vocabulary_of
from app.generator.gates.thresholds import QUESTION_IN_SECTION
from app.generator.gates.vocabulary import ASKING
from app.text import content_words


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question most of whose words are foreign; words that only do the asking do not count."""
    words = [word for word in content_words(asked(draft)) if word not in ASKING]
    known = vocabulary_of(context(section))
    share = support(words, known)
    if share >= QUESTION_IN_SECTION.value:
        return None
    return QUESTION_IN_SECTION.finding(share, ", ".join(word for word in words if word not in known))
