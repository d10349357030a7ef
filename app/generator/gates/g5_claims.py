"""G5: the card claims what its quote claims, no less guarded and not the opposite.

Certain is only one thing: the quote denies, outright and in the very words of the card, what the card asserts. All else
is doubted.

"May" read as "is", or a lost "not", leaves a card whose every word stands in the section and whose statement is wrong.
The words that the quote denies or only supposes are looked for in the card: where most of them are there and no word of
the card denies or guards them, the claim was changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.g5_in_tongues import changed_claim
from app.generator.gates.reading import is_basic, quoted_sentence, whole
from app.generator.gates.spoken import is_english, spoken
from app.generator.gates.thresholds import CLAIMS, PERHAPS_CHANGED
from app.generator.gates.tongues import TONGUES
from app.generator.gates.vocabulary import DENYING, FILLERS, GUARDING, SOFTENING, SUPPOSING, UNIVERSAL
from app.text import content_words, words
from app.text.meaning import is_negation

_CLAUSE_END = re.compile(
    r"[.;:!?,|()]+(?=\s|$)|\s-\s"
    r"|\b(?:but|because|since|so|while|whereas|although|though|unless|until|if|however)\b"
)
_STOP = re.compile(r"[.;:!?,|()]+(?=\s|$)|\s-\s|\b(?:but|because|since|so|whereas|although|though|however)\b")
_HARMLESS = re.compile(
    r"\b(?:not only|not least|not (?:just|merely)|(?:no|not) (?:more|less|fewer|later|earlier) than|whether or not"
    r"|no doubt)\b"
)
_EXCEPTION = re.compile(r"\b(?:until|unless|except|without)\b")
_BOUND = re.compile(r"\b(than|above|below|under|over|beyond|exceeds?|before|after)\b[^\d]*\d")
_REVERSED = re.compile(r"un(?!i|der|til|less)[^\W\d_]{3,}")
_NEGATIVE = re.compile(r"(?:un|im|ir|il|in|dis|non|mis)[^\W\d_]{4,}|[^\W\d_]+less$")
_PARTLY = re.compile(r"\bnot (?:all|every|always)\b")
_DATE = re.compile(r"\b\d{1,2}\.? may\b|\bmay \d{1,4}")
_WORD = re.compile(r"(?<![\w-])[^\W_]+(?:'[^\W_]+)?(?![\w-])")
_CONDITION = frozenset(("without",))
_SELDOM = frozenset("rarely seldom barely scarcely hardly".split())
_BESIDE_THE_POINT = frozenset(
    content_words("themselves himself herself alone ever any more longer yet even really quite actually exactly fully")
)
_NEUTRAL = FILLERS | frozenset(content_words("kind type thing happen"))
"""What a question may add without saying something else."""
_MOST_GOVERNED = 5
_MOST_OF_IT = 0.75


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A denial or a supposition: which it is, the stems of the words that it governs, and how it reads.

    `subject` are the stems before it in its clause, `clause` all of them. `bound` is "above" where a denial sets a
    limit ("not above 35 °C"): to tell the limit itself is no change. `outright` is a plain "not", "no" or "never".
    """

    kind: str
    governed: tuple[str, ...]
    subject: frozenset[str]
    clause: frozenset[str]
    bound: str
    outright: bool
    shown: str


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses a card that asserts what its quote denies in the same words; doubts one that seems to, that asserts what
    its quote only supposes, denies what it asserts, or makes "always" of "usually"."""
    quote = quoted_sentence(section.text, draft.quote_start, draft.quote_end)
    languages = spoken(draft, section)
    if languages.foreign or not is_english(languages.card):
        tongue = None if languages.foreign else TONGUES.get(languages.card)
        changed = changed_claim(quote, draft, languages.card, tongue) if tongue else ""
        return PERHAPS_CHANGED.finding(1, changed) if changed else None
    card = (draft.question, draft.answer) if is_basic(draft) else (whole(draft),)
    told = {word for text in card for word in words(text)}
    dropped = [] if _reverses(told, section.text) else list(_dropped(quote, draft, card, told))
    if certain := next((each for each, is_certain in dropped if is_certain), ""):
        return CLAIMS.finding(1, certain)
    changed = dropped[0][0] if dropped else _denied(quote, draft) or _widened(quote, told)
    return PERHAPS_CHANGED.finding(1, changed) if changed else None


def _dropped(quote: str, draft: Draft, card: tuple[str, ...], told: set[str]) -> Iterator[tuple[str, bool]]:
    """Each denial or reservation of the quote that the card's words have lost, and whether that is certain."""
    guarded, spoken_words = _guarded(quote), set(words(quote))
    if not guarded or any(is_negation(word) for word in told - (_CONDITION & spoken_words)):
        return
    named = {stem for text in card for stem in content_words(text)}
    answered = frozenset((is_basic(draft) and content_words(draft.answer)) or named)
    kept = {"denied": told & (DENYING - spoken_words | _SELDOM), "supposed": told & GUARDING}
    for each in guarded:
        share = sum(stem in named for stem in each.governed) / len(each.governed)
        asserted = share >= _MOST_OF_IT and each.governed[0] in named and (not each.bound or each.bound in told)
        if asserted and not kept[each.kind] and (each.kind == "supposed" or _is_meant(each, named, answered)):
            yield each.shown, each.kind == "denied" and each.outright and _adds_nothing(each, named, answered)


def _adds_nothing(denial: _Guarded, named: set[str], answered: frozenset[str]) -> bool:
    """Whether the card has the denied words, the answer among them, and next to no others: what it says is what the
    quote denies. "What does it need for that?" has a word more."""
    said = denial.clause.union(denial.governed)
    return named.issuperset(denial.governed) and answered <= said and named - said <= _NEUTRAL


def _is_meant(denial: _Guarded, named: set[str], answered: frozenset[str]) -> bool:
    """Whether the card's answer stands in the denial's clause, or the card names its subject: a denial of one thing
    says nothing against another ("boiling does not destroy them, fire does")."""
    return not answered.isdisjoint(denial.clause) or bool(denial.subject and denial.subject <= named)


def _reverses(told: set[str], text: str) -> bool:
    """Whether the card denies with a word of its own ("unsafe") that the section does not have."""
    found = {word for word in told if _REVERSED.match(word)}
    return bool(found) and not found <= set(words(text))


@lru_cache(maxsize=256)
def _guarded(quote: str) -> tuple[_Guarded, ...]:
    """Each denial and supposition of a text."""
    return tuple(_find_guarded(_HARMLESS.sub(" ", quote)))


def _find_guarded(plain: str) -> Iterator[_Guarded]:
    ends = [0, *(end.end() for end in _CLAUSE_END.finditer(plain)), len(plain)]
    taken_back = 0
    for match in _WORD.finditer(plain):
        kind = _kind(match, plain)
        if not kind or match.start() < taken_back:
            continue
        end = _CLAUSE_END.search(plain, match.end())
        before = plain[max(each for each in ends if each <= match.start()) : match.start()]
        clause = plain[match.end() : end.start() if end else len(plain)]
        if kind == "denied" and _takes_back(before, clause, end):
            taken_back = match.end() + len(clause)
            continue
        stems = [stem for stem in content_words(clause) if not is_negation(stem) and stem not in _BESIDE_THE_POINT]
        if stems and not (kind == "supposed" and any(is_negation(each) for each in words(clause)[:2])):
            bound = _BOUND.search(clause) if kind == "denied" else None
            subject = frozenset(content_words(before))
            yield _Guarded(
                kind=kind,
                governed=tuple(stems[:_MOST_GOVERNED]),
                subject=subject,
                clause=subject.union(content_words(_till_a_stop(plain, match.end()))),
                bound=bound[1] if bound else "",
                outright=match.group() not in _SELDOM and not _PARTLY.match(plain, match.start()),
                shown=f"{match.group()}{clause}".strip(),
            )


def _till_a_stop(plain: str, start: int) -> str:
    """The rest of a clause with what it holds of conditions: "must not be given while honey is collected"."""
    stop = _STOP.search(plain, start)
    return plain[start : stop.start() if stop else len(plain)]


def _kind(match: re.Match[str], plain: str) -> str:
    """Whether a word denies or supposes what follows it; empty where it does neither."""
    word = match.group()
    if word in SUPPOSING:
        is_month = word == "may" and _DATE.search(plain, max(0, match.start() - 4), match.end() + 4)
        return "" if is_month else "supposed"
    denies = word not in _CONDITION and is_negation(word)  # "without" makes a condition more often than a denial
    return "denied" if denies or word in _SELDOM else ""


def _takes_back(before: str, clause: str, end: re.Match[str] | None) -> bool:
    """Whether a denial has an exception, which is what is asserted then: "not until", "cannot without"."""
    after = end is not None and _EXCEPTION.match(end.group())
    return bool(after or _EXCEPTION.search(before) or _EXCEPTION.search(clause))


def _denied(quote: str, draft: Draft) -> str:
    """A negation of the answer that nothing in the quote speaks for."""
    if not is_basic(draft):
        return ""
    told = words(draft.answer)
    negations = [word for word in told[1 if told[:1] == ["no"] else 0 :] if is_negation(word)]  # "No, …" is rule F4's
    spoken = set(words(quote))
    if not negations or any(is_negation(word) or _NEGATIVE.match(word) for word in spoken) or spoken & DENYING:
        return ""
    return negations[0]


def _widened(quote: str, told: set[str]) -> str:
    """ "Always" or "all" in the card where the quote says "usually" or "most"."""
    spoken = set(words(_PARTLY.sub(" some ", quote)))
    if not spoken & SOFTENING or any(map(is_negation, told)):
        return ""
    if "always" in told - spoken:
        return "always"
    return next(iter(sorted(told & {"all", "every"})), "") if not spoken & UNIVERSAL else ""
