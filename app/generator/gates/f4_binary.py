"""F4: a question that yes or no answers is guessed right half of the time."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, is_basic
from app.generator.gates.thresholds import BINARY
from app.generator.language import language_of
from app.text import normalise

_VERB = (
    r"(?:is|are|was|were|am|does|do|did|can|could|will|would|should|shall|may|might|must|has|have|had"
    r"|isn't|aren't|doesn't|don't)"
)
_YES_NO_QUESTION = re.compile(rf"^\W*(?:[^?]*, )?{_VERB}\b (?!.*\b(?:or)\b)|^\W*true or false\b")
# "Was ist …", "Do czego …", "Am wievielten …": no yes or no is asked in German or Polish.
_OTHER_LANGUAGE = re.compile(r"^\W*(?:[^?]*, )?(?:was|do|am|are|had)\b(?!.*\b(?:the|of|to|by|for|with|from|it)\b)")
_CLAUSE_FIRST = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
_YES_NO = re.compile(r"^\W*(?:yes|no|true|false)\W*(?:[,.;:-]\s|$)")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses yes/no questions and answers; a choice ("Is it A or B?") and code (`True`) are none."""
    binary = [answer for answer in answers(draft) if _YES_NO.search(normalise(answer).text) and "`" not in answer]
    if binary:
        return BINARY.finding(1, binary[0])
    question = normalise(draft.question).text
    asked = is_basic(draft) and _YES_NO_QUESTION.search(question) and not _CLAUSE_FIRST.search(question)
    if asked and not (_OTHER_LANGUAGE.search(question) and language_of(section.text) != "English"):
        return BINARY.finding(1, draft.question)
    return None
