"""G5 for German, French and Spanish: a denial or a supposition of the quote that the card has lost, or one it adds.

Where a "nicht" or "pas" stands in its sentence says little about what it governs, so a clause is taken as a whole: the
card has most of its words, among them one of the answer's, and none that denies. That is less sure than the rule for
English, and only ever doubts.
"""

from collections.abc import Iterator

from app.domain import Draft
from app.generator.gates.reading import is_basic, whole
from app.generator.gates.spoken import telling
from app.generator.gates.tongues import Tongue
from app.text import normalise, words

_MOST_OF_IT = 0.6  # a verb may be the one word of three that two endings hide from the stemmer
_LEAST_WORDS = 2


def changed_claim(quote: str, draft: Draft, language: str, tongue: Tongue) -> str:
    """The claim of the quote (normalised) that the card changes, as it reads; empty where there is none."""
    card = normalise(f"{draft.question}\n{draft.answer}" if is_basic(draft) else whole(draft)).text
    spoken = frozenset(words(quote))
    denied = _denies(card, tongue) or not spoken.issuperset(tongue.denying.findall(card))
    named = frozenset(telling(card, language))
    answered = frozenset(telling(draft.answer, language)) if is_basic(draft) else named
    for clause in _clauses(quote, tongue):
        told = tongue.supposing.sub(" ", clause)
        stems = [stem for stem in telling(told, language) if stem not in tongue.negations]
        if answered.isdisjoint(stems) or len(stems) < _LEAST_WORDS:
            continue
        if sum(stem in named for stem in stems) < _MOST_OF_IT * len(stems):
            continue
        if _denies(clause, tongue) and not denied and not tongue.exception.search(clause):
            return clause
        supposed = tongue.supposing.search(clause)
        if supposed and not tongue.guarding.search(card) and not denied:
            return clause
    return _added(quote, draft, tongue)


def _clauses(quote: str, tongue: Tongue) -> Iterator[str]:
    """The clauses of a sentence; one that only joins ("sondern", "mais") begins a new one."""
    at = 0
    for end in [*(match.span() for match in tongue.clause_end.finditer(quote)), (len(quote), len(quote))]:
        if quote[at : end[0]].strip():
            yield quote[at : end[0]].strip()
        at = end[1]


def _denies(text: str, tongue: Tongue) -> bool:
    return not tongue.negations.isdisjoint(words(tongue.harmless.sub(" ", text)))


def _added(quote: str, draft: Draft, tongue: Tongue) -> str:
    """A negation of the answer that nothing in the quote speaks for; "nein" alone is rule F4's."""
    answer = normalise(draft.answer).text
    if not is_basic(draft) or tongue.yes_or_no.search(answer) or tongue.yes_or_no.fullmatch(f"{answer} "):
        return ""
    spoken = _denies(quote, tongue) or tongue.denying.search(quote) or not tongue.negations.isdisjoint(words(quote))
    return next((word for word in words(answer) if word in tongue.negations and not spoken), "")
