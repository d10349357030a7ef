"""Which language a text is in, as far as its small words and its script tell; mostly to notice the wrong one.

Technical notes are full of English terms whatever their language, which is what statistics over letters stumble over.
So only the words are counted that grammar needs. Where they do not speak clearly the answer is "unknown", and nothing
is ever refused for it.
"""

import re
import string
import unicodedata
from collections import Counter
from functools import lru_cache

from app.generator.small_words import FUNCTION_WORDS, NEAR_KIN, SCRIPTS, SHARED_SCRIPTS
from app.text import code_and_maths

UNKNOWN = ""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WITHOUT_LETTERS = str.maketrans("", "", string.ascii_letters)
_MEASURE = re.compile(r"\d\s?[^\W\d_]{1,3}\b")  # "1 A" has no article
_LEAST_HITS = 5
_LEAST_SHARE = 0.12
_CLEAR_LEAD = 1.6
_LEAST_LETTERS = 12
_SCRIPT_SHARE = 0.3
_MOST_READ = 20_000
_LEAST_FOREIGN, _FOREIGN_LEAD = 2, 2
_LEAST_BRIEF_HITS, _BRIEF_LEAD = 3, 2
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


def language_apart(text: str, home: str) -> str:
    """The language of a text, even a short one, that is certainly none of `home`; `UNKNOWN` where it may be, and where
    the two are near relations.

    To know that "Aus Graphit" is not English takes less than to know what it is: it has words of another language that
    English lacks, and hardly one the other way round.
    """
    return _apart(text, home) if home else UNKNOWN


def brief_language_of(text: str) -> str:
    """The language of a text too short for `language_of`, by which of its small words are whose alone."""
    owned = {word: _LANGUAGES_OF[word] for word in _small_words(text)}
    hits = Counter(name for names in owned.values() for name in names)
    (best, most), (_, next_most) = [*hits.most_common(2), (UNKNOWN, 0), (UNKNOWN, 0)][:2]
    return best if most >= _LEAST_BRIEF_HITS and most >= _BRIEF_LEAD * next_most else UNKNOWN


def is_other_language(text: str, wanted: str) -> bool:
    """Whether the text is clearly in another language than `wanted` (an English name, in any case).

    False where either is unknown, or where the two are so near that a few sentences can not tell.
    """
    asked = wanted.strip().title()
    if asked not in FUNCTION_WORDS and asked not in SCRIPTS.values():
        return False
    found = language_of(text) or language_apart(text, asked)
    if not found or found == asked:
        return False
    return not _akin(found, asked)


@lru_cache(maxsize=512)
def _apart(text: str, home: str) -> str:
    if not text.isascii() and (script := _foreign_script_of(text)):
        return UNKNOWN if script == home or _akin(script, home) else script
    found = _small_words(text)
    ours = FUNCTION_WORDS.get(home, frozenset())
    strange = found - ours
    if len(strange) < _LEAST_FOREIGN:
        return UNKNOWN
    scores = Counter(name for word in strange for name in _LANGUAGES_OF[word])
    for name, _ in scores.most_common():
        if name == home or _akin(name, home):
            continue
        theirs = FUNCTION_WORDS[name]
        foreign, own = len(strange & theirs), len(found & ours - theirs)
        if foreign >= _LEAST_FOREIGN and foreign >= _FOREIGN_LEAD * own:
            return name
    return UNKNOWN


def _akin(one: str, other: str) -> bool:
    return any(one in kin and other in kin for kin in NEAR_KIN)


def _small_words(text: str) -> set[str]:
    plain = _MEASURE.sub(" ", _prose(text))
    return _LANGUAGES_OF.keys() & set(_WORD.findall(plain.casefold()))


def _foreign_script_of(text: str) -> str:
    """The language of the script that most letters of a text are in, if it is not Latin."""
    scripts = Counter(_script(letter) for letter in _prose(text) if letter.isalpha())
    known = [(count, script) for script, count in scripts.items() if script in SCRIPTS]
    most, script = max(known, default=(0, ""))
    return SCRIPTS[script] if most and 2 * most >= scripts.total() else UNKNOWN


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[str, bool]:
    """The likeliest language and whether it is certain."""
    prose = _prose(text[:_MOST_READ])
    if prose.isascii():
        few = len(prose) - len(prose.translate(_WITHOUT_LETTERS)) < _LEAST_LETTERS
        return (UNKNOWN, False) if few else _by_small_words(prose)
    letters = [letter for letter in prose if letter.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return UNKNOWN, False
    scripts = Counter(_script(letter) for letter in letters)
    foreign = {script: count for script, count in scripts.items() if script in SCRIPTS}
    if sum(foreign.values()) < _SCRIPT_SHARE * len(letters):
        return _by_small_words(prose)
    kana = foreign.get("HIRAGANA", 0) + foreign.get("KATAKANA", 0)
    script = max(foreign, key=lambda each: foreign[each])
    return ("Japanese", True) if kana else (SCRIPTS[script], script not in SHARED_SCRIPTS)


def _by_small_words(prose: str) -> tuple[str, bool]:
    words = _WORD.findall(prose.casefold()) if prose.isascii() else [word.casefold() for word in _WORD.findall(prose)]
    hits = Counter(dict.fromkeys(FUNCTION_WORDS, 0))
    for word, times in Counter(words).items():
        for name in _LANGUAGES_OF.get(word, ()):
            hits[name] += times
    (best, most), (second, next_most) = hits.most_common(2)
    if most < max(_LEAST_HITS, _LEAST_SHARE * len(words)):
        return UNKNOWN, False
    clear = most >= _CLEAR_LEAD * next_most
    return (best, clear) if clear or _akin(best, second) else (UNKNOWN, False)


def _prose(text: str) -> str:
    if not any(mark in text for mark in "`$\\~"):
        return text
    pieces, at = [], 0
    for span in code_and_maths(text):
        pieces.append(text[at : span.start])
        at = span.end
    return " ".join([*pieces, text[at:]])


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
