"""Answers from passages: one or two whole sentences, the leading pronoun replaced by what it stands for."""

import re

from app.generator.extractive.clauses import starts_with_verb
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.notes.passage import Passage, masked, sentences

MOST_WORDS = 40
MOST_CHARACTERS = 290

_IT = re.compile(r"^(?:it|this|that)\s+(?=[a-z])(?!is because|means|was because)", re.IGNORECASE)
_ITS = re.compile(r"^(?P<is>it['’]s|this is|it is|that is)\s+", re.IGNORECASE)
_THEY = re.compile(r"^(?:they|these|those)\s+(?=[a-z])", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?P<det>this|these|the|such)\s+(?:[\w-]+\s+)?(?P<noun>algorithms?|approach(?:es)?|methods?|techniques?"
    r"|models?|functions?|process"
    r"|mechanisms?|metrics?|networks?|optimizers?|layers?|architectures?|frameworks?|strateg(?:y|ies)|measures?"
    r"|systems?"
    r"|procedures?|principles?|rules?|laws?|tools?|concepts?|structures?|organelles?)\s+(?=[a-z])",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^this (?:\w+ )?(?:change|modification|trick|idea|design|behaviou?r) (?=(?:\w+ly |often |also )?(?:[a-z]+s"
    r"|can|may) )",
    re.IGNORECASE,
)
_OWN_KIND = frozenset("algorithm algorithms approach method methods technique techniques".split())
_OWN = re.compile(r"^(?P<own>its|their)\s+(?=[a-z])", re.IGNORECASE)
_NOUN_AFTER_THIS = re.compile(r"^(?:this|these|those|that)\s+(?P<word>[a-z'’-]+)", re.IGNORECASE)


_STORY = re.compile(r"^(?:imagine|consider|suppose|let['’]s|think of)\b", re.IGNORECASE)


def fits(text: str) -> bool:
    """Whether a text is short enough to be an answer; formulas count as one word."""
    shown = masked(text)
    collapsed = re.sub("\x00+", "x", shown)
    return 0 < len(collapsed.split()) <= MOST_WORDS and len(collapsed) <= MOST_CHARACTERS


def opening(passage: Passage, most: int = 2) -> Passage | None:
    """The first whole sentences of a passage that fit an answer together, at most `most`."""
    found: Passage | None = None
    for sentence in sentences(passage)[:most]:
        longer = passage.cut(0, _end(passage, sentence))
        if not fits(plain(longer.text)) or longer.text.endswith(":") or (found and _STORY.match(sentence.text)):
            break
        found = longer
    return found


def _end(passage: Passage, sentence: Passage) -> int:
    return passage.origin.index(sentence.origin[-1]) + 1


def resolved(text: str, name: Name) -> str:
    """The sentence with its leading pronoun replaced by the subject: "It penalizes …" → "MSE penalizes …"."""
    short = short_name(name)
    if match := _CHANGE.match(text):
        return f"{short} {text[match.end() :]}"
    if match := _GENERIC.match(text):
        pointing = match.group("det").casefold() != "the" or match.group("noun").casefold() in _OWN_KIND
        if pointing and match.group("noun").endswith("s") == name.plural:
            return f"{short} {text[match.end() :]}" if starts_with_verb(text[match.end() :]) else text
        return text
    if not name.plural:
        if match := _ITS.match(text):
            return f"{short} is {text[match.end() :]}"
        if match := _IT.match(text):
            return f"{short} {text[match.end() :]}" if _pronoun_alone(text) else text
    elif match := _THEY.match(text):
        return f"{short} {text[match.end() :]}" if _pronoun_alone(text) else text
    own = _OWN.match(text)
    if own and (own.group("own").casefold() == "their") == name.plural:
        return f"{short}{_possessive(short)} {text[own.end() :]}"
    return text


def _possessive(name: str) -> str:
    return "'" if name.endswith("s") else "'s"


def short_name(name: Name) -> str:
    """The subject as a sentence opens with it: the bare name with its article, first letter raised."""
    return capitalised(f"{name.article} {name.bare}".strip())


def capitalised(text: str) -> str:
    """The first letter raised, unless the word is written in mixed case ("xLSTM", "iOS") or is no word."""
    first, _, rest = text.partition(" ")
    formula = (
        rest.startswith(("=", "≈")) or not re.fullmatch(r"[\w'’-]+[,.:;]?", first) or len(first) == 1 != first.isascii()
    )
    if not text or not text[0].isalpha() or formula or any(letter.isupper() for letter in first[1:]):
        return text
    return text[0].upper() + text[1:]


def _pronoun_alone(text: str) -> bool:
    """Whether the pronoun stands alone ("This makes …") and not before a noun ("This method makes …")."""
    match = _NOUN_AFTER_THIS.match(text)
    return match is None or starts_with_verb(text[match.start("word") :])


def dangles(text: str) -> bool:
    """Whether a text still opens with something only its neighbours explain."""
    return bool(
        re.match(r"^(?:it|its|they|their|this|these|those|he|she|such|the (?:former|latter))\b", text, re.IGNORECASE)
    )
