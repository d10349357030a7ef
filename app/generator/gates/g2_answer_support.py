"""G2: the words of the answer come from the section, and most of them from the quote's sentence.

Numbers, negations, code and formulas are left to G3, which compares them letter by letter.
"""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, context, prose, quoted_sentence, support, vocabulary_of, whole
from app.generator.gates.thresholds import ANSWER_IN_QUOTE, ANSWER_IN_SECTION, LONE_FOREIGN_WORD
from app.text import content_words
from app.text.meaning import is_negation


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses an answer in other words than the section's; doubts one with a single word of its own, or one whose words
    are not in quote or question."""
    told = content_words(prose("\n".join(answers(draft))))
    words = [word for word in told if not word[0].isdigit() and not is_negation(word)]
    text = vocabulary_of(context(section))
    in_section = support(words, text)
    if in_section < ANSWER_IN_SECTION.value:
        foreign = sum(word not in text for word in words)
        limit = LONE_FOREIGN_WORD if foreign == 1 and in_section > LONE_FOREIGN_WORD.value else ANSWER_IN_SECTION
        return limit.finding(in_section, _missing(words, text))
    sentence = quoted_sentence(section.text, draft.quote_start, draft.quote_end)
    near = vocabulary_of(draft.quote) | vocabulary_of(sentence) | vocabulary_of(whole(draft))
    in_quote = support(words, near)
    if in_quote < ANSWER_IN_QUOTE.value:
        return ANSWER_IN_QUOTE.finding(in_quote, _missing(words, near))
    return None


def _missing(words: list[str], known: frozenset[str]) -> str:
    return ", ".join(word for word in dict.fromkeys(words) if word not in known)
