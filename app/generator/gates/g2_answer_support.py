"""G2: the words of the answer come from the section, and most of them from the quote's sentence.

Numbers, negations, code and formulas are left to G3, which compares them letter by letter. An answer in another
language than the section's has no words to look up: rule G7 says so.
"""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, context, prose, quoted_sentence, support, whole
from app.generator.gates.spoken import is_english, spoken, telling, telling_words_of
from app.generator.gates.thresholds import (
    ANSWER_IN_QUOTE,
    ANSWER_IN_SECTION,
    INFLECTED_WORDS,
    LONE_FOREIGN_WORD,
    Threshold,
)
from app.generator.gates.tongues import denies

_PRONOUNS = frozenset(("one",))
"""Stands for a noun of the question: "Which drops? Large ones"."""


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses an answer in other words than the section's; doubts one with a single word of its own, or one whose words
    are not in quote or question."""
    languages = spoken(draft, section)
    if languages.foreign:
        return None
    told = telling(prose("\n".join(answers(draft))), languages.card)
    words = [
        word for word in told if not word[0].isdigit() and not denies(word, languages.card) and word not in _PRONOUNS
    ]
    text = telling_words_of(context(section), languages.card)
    in_section = support(words, text)
    if in_section < ANSWER_IN_SECTION.value:
        return _limit(words, text, in_section, languages.card).finding(in_section, _missing(words, text))
    sentence = quoted_sentence(section.text, draft.quote_start, draft.quote_end)
    near = frozenset().union(
        *(telling_words_of(each, languages.card) for each in (draft.quote, sentence, whole(draft)))
    )
    in_quote = support(words, near)
    if in_quote < ANSWER_IN_QUOTE.value:
        return ANSWER_IN_QUOTE.finding(in_quote, _missing(words, near))
    return None


def _limit(words: list[str], text: frozenset[str], in_section: float, language: str) -> Threshold:
    """Which limit was not kept. Other languages join words and bend verbs in ways that no stemmer undoes."""
    if not is_english(language) and in_section > INFLECTED_WORDS.value:
        return INFLECTED_WORDS
    alone = sum(word not in text for word in words) == 1
    return LONE_FOREIGN_WORD if alone and in_section > LONE_FOREIGN_WORD.value else ANSWER_IN_SECTION


def _missing(words: list[str], known: frozenset[str]) -> str:
    return ", ".join(word for word in dict.fromkeys(words) if word not in known)
