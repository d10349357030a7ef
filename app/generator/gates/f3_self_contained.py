"""F3: the question can be understood a year later, away from its section."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import asked, is_basic
from app.generator.gates.spoken import is_english, spoken, telling
from app.generator.gates.thresholds import SELF_CONTAINED, TOPIC_LEAST
from app.generator.gates.tongues import TONGUES
from app.generator.gates.vocabulary import topics
from app.text import code_and_maths, normalise

_POINTER = re.compile(r"\b(?:this|these|those)\b(?! (?:is|are) called)")
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them|he(?! initiali[sz])|she|his|her|him)\b")
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be) it (?:[^\W\d_]+ ){1,2}(?:to|that|for)\b|\bit (?:rain|snow|hail|thunder|take)s?\b"
)
_BARE = re.compile(
    r"\bthe (?:example|figure|table|diagram|snippet|picture|illustration|plot|exercise)\b"
    r"(?! (?:of|for|that|which|in|about|where|showing|with)\b)"
)
_NAMELESS = re.compile(
    r"\b(?:of|for|in|by|with) the (?:algorithm|model|method|technique|function|approach|process|procedure|concept|layer"
    r"|network|architecture|formula|equation)\W*$"
)
_STEP = re.compile(r"\b(?:step|line|item|point|row|level) (?:\d+|one|two|three|four|five)\b(?! of)")
_OPENING_POINTER = re.compile(r"^\W*(?:this|these|those|it|its|they|their|here|such)\b")


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question with a pointer to something outside it, or without any word that names a topic."""
    text = asked(draft)
    plain = normalise(text).text
    language = spoken(draft, section).card
    if is_english(language):
        pointer = _dangling(plain) if is_basic(draft) else _OPENING_POINTER.search(plain)
    else:
        pointer = TONGUES[language].dangling.search(plain) if is_basic(draft) and language in TONGUES else None
    if pointer:
        return SELF_CONTAINED.finding(1, pointer.group())
    named = len(topics(text) if is_english(language) else telling(text, language)) + len(code_and_maths(text))
    return TOPIC_LEAST.finding(named, text) if named < TOPIC_LEAST.value else None


def _dangling(question: str) -> re.Match[str] | None:
    """A pointing word, a pronoun before anything it could stand for, or "the example" or "the method" of nothing."""
    pronoun = _PRONOUN.search(_EXPLETIVE.sub(" ", question))
    unexplained = pronoun if pronoun and not topics(question[: pronoun.start()]) else None
    nameless = _NAMELESS.search(question) if len(topics(question)) < 2 else None
    step = _STEP.search(question) if len(topics(question)) < 2 else None
    return _POINTER.search(question) or unexplained or _BARE.search(question) or nameless or step
