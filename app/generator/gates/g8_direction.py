"""G8: what the quote says of one thing, the card does not say of the other: causes stay causes, subjects subjects.

Two patterns tell the direction by the order of words alone. A connective ("because", ", so") parts a sentence in cause
and effect, and a question that asks why holds the effect. A verb that quote and question share has its subject before
it and its object after it, the other way round in a passive. Where the order says nothing, nothing is said.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic, quoted_sentence
from app.generator.gates.spoken import is_english, spoken
from app.generator.gates.thresholds import DIRECTION
from app.generator.gates.vocabulary import ASKING
from app.text import content_words, normalise, words

_CAUSE_LAST = re.compile(r"^(?P<effect>.{8,}?),? because (?P<cause>.+)$|^(?P<e2>.{8,}?), since (?!\d)(?P<c2>.+)$")
_CAUSE_FIRST = re.compile(
    r"^because (?P<cause>[^,]+), (?P<effect>.+)$"
    r"|^(?P<c2>.+?)(?:, so (?!that|far|long|much|many)|[,;] (?:which|that) is why |[,;] (?:and )?(?:therefore|hence) )"
    r"(?P<e2>.+)$"
)
_CONNECTIVE = re.compile(r"\b(?:because|since|so|therefore|hence|why|although|but|while)\b")
_ASKS_FOR_CAUSE = re.compile(
    r"^\W*(?:why\b|(?:what|which) (?:is|are|was|were) (?:the|a|one) (?:causes?|reasons?) (?:of|for)\b)"
)
_ASKS_FOR_EFFECT = re.compile(
    r"^\W*what (?:is|are|was|were) (?:the|an?|one) (?:effects?|consequences?|results?) (?:of|for)\b"
)
_SUBJECT_ASKED = re.compile(
    r"^\W*(?:what|who) (?P<verb>[a-z]{3,}) (?P<named>(?!.*\b(?:does|do|did|is|are|was|were|can|has|have)\b).+)$"
)
_OBJECT_ASKED = re.compile(
    r"^\W*(?:what|whom?|which [a-z]+) (?:does|do|did|can|could|will|would|may|might) (?P<named>.+?) (?P<verb>[a-z]{3,})"
    r"(?: (?:to|from|in|into|on|about|of|at|with|for))?\W*$"
)
_AGENT_ASKED = re.compile(r"^\W*(?:what|whom?) (?:is|are|was|were) (?P<named>.+?) (?P<verb>[a-z]{3,}) (?:by|from)\W*$")
_NO_VERB = frozenset("does did can could will would may might must are was were has have had should the".split())
_BEFORE_A_NOUN = frozenset("a an the of this that each its their no by in for".split())
_LEAST_OF_THE_OTHER_SIDE = 0.5


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about a verb: its stem, the stems of what is named, and whether that is the verb's subject."""

    verb: str
    named: frozenset[str]
    is_subject: bool


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a card that gives the cause as the effect, or the object as the subject."""
    if not is_basic(draft):
        return None
    languages = spoken(draft, section)
    if languages.foreign or not is_english(languages.card):
        return None
    sentence = quoted_sentence(section.text, draft.quote_start, draft.quote_end)
    answer = frozenset(content_words(draft.answer))
    question = normalise(draft.question).text
    if answer and (_cause_turned(question, answer, sentence) or _verb_turned(question, answer, sentence)):
        return DIRECTION.finding(1, draft.quote)
    return None


def _cause_turned(question: str, answer: frozenset[str], sentence: str) -> bool:
    """Whether the answer is what the question should be about: "why is it less dense? It rises"."""
    for_cause, for_effect = _ASKS_FOR_CAUSE.search(question), _ASKS_FOR_EFFECT.search(question)
    sides = _cause_and_effect(sentence) if for_cause or for_effect else None
    if sides is None:
        return False
    wanted, given = sides if for_cause else sides[::-1]
    asked = frozenset(content_words(question))
    only_wanted = wanted - given
    turned = answer <= given and answer.isdisjoint(only_wanted)
    return bool(only_wanted) and turned and len(asked & only_wanted) >= _LEAST_OF_THE_OTHER_SIDE * len(only_wanted)


@lru_cache(maxsize=256)
def _cause_and_effect(sentence: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The stems of the cause and of the effect; None where no single connective tells them."""
    found = _CAUSE_FIRST.match(sentence) or _CAUSE_LAST.match(sentence)
    if found is None:
        return None
    parts = found.groupdict()
    cause, effect = parts["cause"] or parts["c2"], parts["effect"] or parts["e2"]
    if _CONNECTIVE.search(cause) or _CONNECTIVE.search(effect):
        return None
    return frozenset(content_words(cause)), frozenset(content_words(effect))


def _verb_turned(question: str, answer: frozenset[str], sentence: str) -> bool:
    """Whether question and answer stand on the wrong sides of their verb in the quote, with every word they have."""
    asked = _asked(question)
    if asked is None or not asked.named or not asked.named.isdisjoint(answer):
        return False
    spoken_words = words(sentence)
    stems = [(content_words(word) or [""])[0] for word in spoken_words]
    if stems.count(asked.verb) != 1:
        return False
    at = stems.index(asked.verb)
    if spoken_words[at - 1 : at] and spoken_words[at - 1] in _BEFORE_A_NOUN:
        return False
    before, after = frozenset(stems[:at]), frozenset(stems[at + 1 :])
    passive = "by" in spoken_words[at + 1 : at + 3]
    if asked.is_subject is not passive:  # the quote has it before the verb
        before, after = after, before
    return asked.named <= before - after and answer <= after - before


def _asked(question: str) -> _Asked | None:
    for pattern, is_subject in ((_OBJECT_ASKED, True), (_AGENT_ASKED, False), (_SUBJECT_ASKED, False)):
        found = pattern.match(question)
        if found and found["verb"] not in _NO_VERB:
            verb = content_words(found["verb"])
            named = frozenset(content_words(found["named"])) - (ASKING - frozenset(verb))
            return _Asked(verb[0], named, is_subject) if verb else None
    return None
