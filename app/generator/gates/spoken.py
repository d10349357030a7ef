"""Which languages a section and a card about it are in, and which words of a text tell something in its language."""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from app.domain import Draft, Section
from app.generator.language import brief_language_of, certain_language_of, language_apart, language_of
from app.generator.small_words import STOP_WORDS_OF
from app.text import content_words
from app.text import words as words_of

ENGLISH = "English"
_STEMMED = frozenset(("German", "French", "Spanish", "Italian", "Portuguese", "Dutch"))
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|all|dall|dell|nell|sull|un)'(?=\w)")
_stemmers = threading.local()


@dataclass(frozen=True, slots=True)
class Spoken:
    """English names of languages, empty where unknown.

    `foreign` says that the card is certainly in another language than its section: then words can not be looked up.
    """

    section: str
    card: str
    foreign: bool


def spoken(draft: Draft, section: Section) -> Spoken:
    """The languages of a draft and of the section it is about."""
    return _spoken(draft.question, draft.answer, section.text)


@lru_cache(maxsize=512)
def _spoken(question: str, answer: str, text: str) -> Spoken:
    card = f"{question}\n{answer}"
    home = _home(text)
    other = language_apart(card, home)
    return Spoken(home, other or home or brief_language_of(card), bool(other))


@lru_cache(maxsize=64)
def _home(text: str) -> str:
    """Where a near relation is as likely (Danish for Norwegian), the likelier: the words are much the same."""
    return certain_language_of(text) or language_of(text) or brief_language_of(text)


def is_english(language: str) -> bool:
    """Whether the rules that know English words apply: where nothing is known, they do."""
    return language in ("", ENGLISH)


def telling(text: str, language: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, by the small words and the stemmer of a language.

    Of a language without a stemmer the words are left as English ones would be.
    """
    if is_english(language) or language not in STOP_WORDS_OF:
        return tuple(content_words(text))
    return _telling(text, language)


@lru_cache(maxsize=1024)
def _telling(text: str, language: str) -> tuple[str, ...]:
    small = STOP_WORDS_OF[language]
    parts = (part for word in words_of(text) if word not in small for part in _ELIDED.sub("", word).split("-"))
    return tuple(_stem(part, language) for part in parts if part and part not in small)


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    """As the Snowball stemmer of the language has it; a word that none knows stays itself."""
    if language not in _STEMMED:
        return content_words(word)[0] if content_words(word) else word
    known = _stemmers.__dict__
    if language not in known:  # a stemmer holds the word it works on: one for each thread
        import snowballstemmer  # on first use, because it loads the rules of thirty languages

        known[language] = snowballstemmer.stemmer(language.lower())
    return str(known[language].stemWord(word))


@lru_cache(maxsize=512)
def telling_words_of(text: str, language: str) -> frozenset[str]:
    """The same as a set, kept for the texts that many drafts are compared with."""
    return frozenset(telling(text, language))
