"""The verbs of expository English: enough morphology to find the main verb of a sentence and to ask with it."""

from functools import cache

from app.generator.extractive.lexicon import LEMMAS, LIKELY_NOUNS, PARTICIPLES, PASTS

_IRREGULAR_3SG = {"have": "has", "do": "does", "go": "goes", "undergo": "undergoes", "undo": "undoes", "be": "is"}
CAUSATIVE = frozenset("allow cause encourage enable force help let permit require teach".split())


@cache
def lemmas() -> frozenset[str]:
    """The base forms known here."""
    return LEMMAS | {"have", "do"}


@cache
def _third_persons() -> dict[str, str]:
    return {third_person(lemma): lemma for lemma in lemmas()}


def third_person(lemma: str) -> str:
    """`carry` → `carries`."""
    if lemma in _IRREGULAR_3SG:
        return _IRREGULAR_3SG[lemma]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es"
    return lemma + "s"


def from_third_person(word: str) -> str | None:
    """The base form of `carries`, or None where the word is no such form."""
    return _third_persons().get(word)


def is_base(word: str) -> bool:
    """Whether the word is the base form of a known verb."""
    return word in lemmas()


def is_participle(word: str) -> bool:
    """Whether the word is, or may be, a past participle: "used", "written"."""
    return word in PARTICIPLES or (word.endswith("ed") and len(word) > 4 and word not in {"need", "speed", "exceed"})


def participle_lemma(word: str) -> str:
    """The base form of a past participle, or an empty string where it is not known."""
    if word in PARTICIPLES:
        return PARTICIPLES[word]
    stem = word[:-2]
    for candidate in (stem + "e", stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem, stem[:-1] + "y"):
        if is_base(candidate) and candidate + "ed" != word[:-2]:
            return candidate
    return ""


def is_gerund(word: str) -> bool:
    """Whether the word is an -ing form of a known verb (not a noun such as "king" or "thing")."""
    if not word.endswith("ing") or len(word) < 5:
        return False
    stem = word[:-3]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    return any(is_base(candidate) for candidate in (stem, stem + "e", doubled)) or (
        "-" in word and is_gerund(word.rsplit("-", 1)[1])
    )


def noun_like(lemma: str) -> bool:
    """Whether the form is as often a noun ("models", "weights"), so that more evidence is needed to call it a verb."""
    return lemma in LIKELY_NOUNS


def from_past(word: str) -> str | None:
    """The base form of a simple past ("stormed", "began"), or None."""
    if word in PASTS:
        return PASTS[word]
    return participle_lemma(word) or None if word.endswith("ed") and word not in PARTICIPLES else None
