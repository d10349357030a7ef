"""G4: the question speaks of what the section and its headings speak of."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import asked, context, support
from app.generator.gates.spoken import spoken, telling, telling_words_of
from app.generator.gates.thresholds import QUESTION_IN_SECTION
from app.generator.gates.vocabulary import ASKING


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question most of whose words are foreign; words that only do the asking do not count."""
    languages = spoken(draft, section)
    if languages.foreign:
        return None
    words = [word for word in telling(asked(draft), languages.card) if word not in ASKING]
    known = telling_words_of(context(section), languages.card)
    share = support(words, known)
    if share >= QUESTION_IN_SECTION.value:
        return None
    return QUESTION_IN_SECTION.finding(share, ", ".join(word for word in words if word not in known))
