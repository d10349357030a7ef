"""F4: a question that yes or no answers is guessed right half of the time."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, is_basic
from app.generator.gates.spoken import is_english, spoken
from app.generator.gates.thresholds import BINARY
from app.generator.gates.tongues import TONGUES, Tongue
from app.text import normalise

_VERB = (
    r"(?:is|are|was|were|am|does|do|did|can|could|will|would|should|shall|may|might|must|has|have|had"
    r"|isn't|aren't|doesn't|don't)"
)
_YES_NO_QUESTION = re.compile(rf"^\W*(?:[^?]*, )?{_VERB}\b (?!.*\b(?:or)\b)|^\W*true or false\b")
_CLAUSE_FIRST = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b")
_YES_NO = re.compile(r"^\W*(?:yes|no|true|false)\W*(?:[,.;:-]\s|$)")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses yes/no questions and answers; a choice ("Is it A or B?") and code (`True`) are none."""
    language = spoken(draft, section).card
    tongue = TONGUES.get(language)
    for answer in answers(draft):
        plain = normalise(answer).text
        if "`" not in answer and (_YES_NO.search(plain) or (tongue and tongue.yes_or_no.search(plain))):
            return BINARY.finding(1, answer)
    if not is_basic(draft):
        return None
    question = normalise(draft.question).text
    if is_english(language):
        binary = _YES_NO_QUESTION.search(question) is not None and not _CLAUSE_FIRST.search(question)
    else:
        binary = tongue is not None and _is_binary(question, tongue)
    return BINARY.finding(1, draft.question) if binary else None


def _is_binary(question: str, tongue: Tongue) -> bool:
    """Whether a question begins with its verb, has no word that asks, and offers nothing to choose from."""
    chosen = not tongue.either.isdisjoint(question.split())
    return bool(tongue.binary_question.search(question)) and not chosen and not tongue.question_word.search(question)
