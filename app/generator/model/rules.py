"""The gates' limits as a prompt tells them, grouped by what they are about; the sentences are the gates' own."""

from app.generator.gates import thresholds as limits
from app.generator.gates.thresholds import Threshold

GROUPS: tuple[tuple[str, tuple[Threshold, ...]], ...] = (
    (
        "Quote",
        (
            limits.QUOTE_VERBATIM,
            limits.QUOTE_LEAST,
            limits.QUOTE_WORDS,
            limits.QUOTE_MOST,
            limits.SUBJECT,
            limits.ANSWER_IN_QUOTE,
            limits.QUOTED_NUMBERS,
        ),
    ),
    (
        "Question",
        (
            limits.QUESTION_MARK,
            limits.QUESTION_LEAST,
            limits.QUESTION_MOST,
            limits.QUESTION_WORDS,
            limits.TOPIC_LEAST,
            limits.SELF_CONTAINED,
            limits.SOURCE_TALK,
            limits.QUESTION_IN_SECTION,
            limits.BINARY,
            limits.QUESTIONS,
            limits.ENUMERATION,
            limits.HEADING_TOPICS,
        ),
    ),
    (
        "Answer",
        (
            limits.ANSWER_IN_SECTION,
            limits.LITERALS,
            limits.CLAIMS,
            limits.LEAK,
            limits.LEAK_RATIO,
            limits.ANSWER_WORDS_LEAST,
            limits.ANSWER_WORDS_MOST,
            limits.ANSWER_MOST,
            limits.ANSWER_SENTENCES,
            limits.SEMICOLONS,
            limits.LIST_LINES,
        ),
    ),
    (
        "Cloze",
        (
            limits.CLOZE_WELL_FORMED,
            limits.DELETION_WORDS_MOST,
            limits.DELETION_TELLING,
            limits.CLOZE_REST_LEAST,
            limits.CLOZE_HIDDEN_MOST,
            limits.CLOZE_SENTENCES,
        ),
    ),
)

LEFT_OUT = (limits.CLOZE_MOST, limits.LIST_QUOTE_MOST, limits.TRANSLATED, limits.DIRECTION)
"""The form of the reply ends a text long before the first two; the others are not mended by telling a writer."""


def rules_in_words() -> str:
    """Every limit's sentence, once, one paragraph for each group; what stands in no group is for all cards."""
    placed = {limit for _, group in GROUPS for limit in (*group, *LEFT_OUT)}
    rest = tuple(limit for limit in limits.TABLE if limit not in placed)
    lines, told = [], set[str]()
    for name, group in (*GROUPS, ("All cards", rest)):
        sentences = [each for each in dict.fromkeys(limit.sentence for limit in group) if each not in told]
        told.update(sentences)
        lines.append(f"{name}: {' '.join(sentences)}")
    return "\n".join(lines)
