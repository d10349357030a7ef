"""Which language a text is in, as far as its small words and its script tell; mostly to notice the wrong one.

Technical notes are full of English terms whatever their language, which is what statistics over letters stumble over.
So only the words are counted that grammar needs. Where they do not speak clearly the answer is "unknown", and nothing
is ever refused for it.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from app.generator.small_words import FUNCTION_WORDS, NEAR_KIN, SCRIPTS, SHARED_SCRIPTS
from app.text import code_and_maths

UNKNOWN = ""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST_HITS = 5
_LEAST_SHARE = 0.12
_CLEAR_LEAD = 1.6
_LEAST_LETTERS = 12
_SCRIPT_SHARE = 0.3
_MOST_READ = 20_000
_LANGUAGES_OF = {
    word: tuple(name for name, small in FUNCTION_WORDS.items() if word in small)
    for word in set().union(*FUNCTION_WORDS.values())
}


def language_of(text: str) -> str:
    """The English name of the likeliest language, or `UNKNOWN`. Code and formulas are passed over."""
    return _read(text)[0]


def certain_language_of(text: str) -> str:
    """The same, but `UNKNOWN` where a near relation is nearly as likely: Danish for Norwegian, say."""
    language, certain = _read(text)
    return language if certain else UNKNOWN


def is_other_language(text: str, wanted: str) -> bool:
    """Whether the text is clearly in another language than `wanted` (an English name, in any case).

    False where either is unknown, or where the two are so near that a few sentences can not tell.
    """
    found, asked = language_of(text), wanted.strip().title()
    known = asked in FUNCTION_WORDS or asked in SCRIPTS.values()
    if not found or not known or found == asked:
        return False
    return not any(found in kin and asked in kin for kin in NEAR_KIN)


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[str, bool]:
    """The likeliest language and whether it is certain."""
    prose = _prose(text[:_MOST_READ])
    letters = [letter for letter in prose if letter.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return UNKNOWN, False
    if prose.isascii():
        return _by_small_words(prose)
    scripts = Counter(_script(letter) for letter in letters)
    foreign = {script: count for script, count in scripts.items() if script in SCRIPTS}
    if sum(foreign.values()) < _SCRIPT_SHARE * len(letters):
        return _by_small_words(prose)
    kana = foreign.get("HIRAGANA", 0) + foreign.get("KATAKANA", 0)
    script = max(foreign, key=lambda each: foreign[each])
    return ("Japanese", True) if kana else (SCRIPTS[script], script not in SHARED_SCRIPTS)


def _by_small_words(prose: str) -> tuple[str, bool]:
    words = [word.casefold() for word in _WORD.findall(prose)]
    hits = Counter(dict.fromkeys(FUNCTION_WORDS, 0))
    for word in words:
        hits.update(_LANGUAGES_OF.get(word, ()))
    (best, most), (second, next_most) = hits.most_common(2)
    if most < max(_LEAST_HITS, _LEAST_SHARE * len(words)):
        return UNKNOWN, False
    clear = most >= _CLEAR_LEAD * next_most
    akin = any(best in kin and second in kin for kin in NEAR_KIN)
    return (best, clear) if clear or akin else (UNKNOWN, False)


def _prose(text: str) -> str:
    pieces, at = [], 0
    for span in code_and_maths(text):
        pieces.append(text[at : span.start])
        at = span.end
    return " ".join([*pieces, text[at:]])


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
