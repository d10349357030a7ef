"""G6: the card speaks of what its quote speaks of.

A swapped subject ("Gini" for "entropy") leaves every word in the section. It shows where the section marks its terms:
the card names one that the quote's sentence does not have, and that sentence begins with one that the card does not
name. What is only told apart by the order of words is not seen.
"""

import re
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, quoted_sentence, whole
from app.generator.gates.spoken import spoken
from app.generator.gates.thresholds import SUBJECT
from app.generator.gates.vocabulary import GENERIC
from app.text import content_words, words

_MARKED = re.compile(
    r"\*\*(?P<bold>[^*\n]{2,60})\*\*|^\s*\|\s*(?P<cell>[^|\n]{2,60}?)\s*\||`(?P<code>[^`\n]{2,60})`", re.MULTILINE
)
_OPENING_WORDS = 4


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a card about one marked term of the section whose quote is about another one."""
    terms = _terms(section.text) - _stems("\n".join(section.heading_path)) - GENERIC
    if not terms or spoken(draft, section).foreign:
        return None
    sentence = content_words(quoted_sentence(section.text, draft.quote_start, draft.quote_end))
    card = frozenset(stem for text in (whole(draft), *answers(draft)) for stem in content_words(text))
    named = card & terms - frozenset(sentence)
    passed_over = [stem for stem in sentence[:_OPENING_WORDS] if stem in terms and stem not in card]
    if not named or not passed_over:
        return None
    asked, quoted = _as_written(min(named), whole(draft), draft.answer), _as_written(passed_over[0], section.text)
    return SUBJECT.finding(f"asks about {asked}, quotes {quoted}", draft.quote)


def _as_written(wanted: str, *texts: str) -> str:
    """The first word of a text that has this stem."""
    return next((word for text in texts for word in words(text) if wanted in content_words(word)), wanted)


@lru_cache(maxsize=64)
def _terms(text: str) -> frozenset[str]:
    """The stems of bold words, code spans and first cells of table rows: what a section sets side by side."""
    return frozenset(stem for match in _MARKED.finditer(text) for stem in content_words(match[match.lastgroup or 0]))


@lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
