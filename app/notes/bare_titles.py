"""Whether one line, by its words, reads as a heading that lost its marks."""

import re
from collections.abc import Sequence

from app.notes.bare_lines import LIST_LINE, PART
from app.notes.headings import is_generic

OTHER_BLOCK = re.compile(
    r"\s*(?:[>|<!$#]|\\\[|\\begin|`{3}|~{3}|:::|\{%|\[\[?[^\]]*\]\]?\s*$|https?://|\[\^?[^\]]+\]:)"
)
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[ \t]+(?=[^\W\d_])")
BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]+?)(?<=\S)\1")
_WORD = re.compile(r"[^\W_][\w’'/+#.-]*")
_MOST_WORDS, _LONGEST = 11, 90

_SENTENCE_STARTS = frozenset(
    """
    a and as at because but by each for given hence here however if in it its let let's like my of on or our so such
    suppose that their then there these they this those thus to we when where which while with you your
    """.split()
)
_VERBS = frozenset(
    """
    am are can could did do does gets had has have is may might must needs shall should was were will would include
    includes consists means uses let makes isn't aren't doesn't don't can't it's
    """.split()
)
HANGING = frozenset("a an and as at but by for from in into of on or that the to with is are its their this".split())
SMALL = HANGING | frozenset("vs via per over under between through across without within".split())
_QUESTIONS = frozenset("what why how when which who where".split())
_LABELS = frozenset(
    """
    analogy answer author caution date definition email example figure formula from given goal hint idea image important
    input intuition name next note notes output page previous proof question reading recall remark result slide source
    subject summary table tags theorem tip title todo update url warning where
    """.split()
)
_MAY_STAND_ALONE = frozenset(["definition", "summary"])


def reads_like_heading(line: str, above: str, below: str, under_heading: bool) -> bool:
    """`above` and `below` are the nearest lines that are not empty; `under_heading`: the one above is a heading."""
    text = line.strip()
    if len(line) - len(line.lstrip()) > 3 or len(text) > _LONGEST:
        return False
    if text.endswith(".") and under_heading:
        return False  # a short first sentence
    number = NUMBERED.match(text)
    if number and (_follows(number, NUMBERED.match(below.strip())) or _follows(NUMBERED.match(above.strip()), number)):
        return False  # an item of a loose list, or a table of contents
    bold = BOLD_LINE.fullmatch(text)
    if bold and bold[2].endswith(":"):
        return False  # a label
    words_only = bold[2] if bold else text[number.end() :] if number else text
    if OTHER_BLOCK.match(words_only) or LIST_LINE.match(words_only):
        return False
    return _is_title(words_only, below)


def _follows(first: re.Match[str] | None, second: re.Match[str] | None) -> bool:
    if not first or not second or "." in first[1] + second[1]:
        return False
    return int(second[1]) == int(first[1]) + 1


def _is_title(text: str, following: str) -> bool:
    if text.endswith(":"):
        text = text[:-1].rstrip()
        if LIST_LINE.match(following) or OTHER_BLOCK.match(following) or is_generic(text) or len(text.split()) < 2:
            return False
    words = _WORD.findall(text)
    if not 0 < len(words) <= _MOST_WORDS or text[-1] in ",;…!" or "**" in text or "://" in text or "@" in text:
        return False
    first, last = words[0].casefold(), words[-1].casefold().rstrip(".")
    if (
        ":" in text
        and not PART.match(text)
        and (":" in words[0] or first in _LABELS or len(text.split(":")[0].split()) < 2)
    ):
        return False
    if text.endswith("?"):
        return first in _QUESTIONS and len(words) > 1
    if text.endswith(".") and (len(words) > 4 or not text[-2:-1].isalnum()):
        return False
    if last in HANGING or (first in _LABELS - _MAY_STAND_ALONE and len(words) == 1):
        return False
    return _is_cased_as_title(words) and not _is_sentence(words, first)


def _is_cased_as_title(words: Sequence[str]) -> bool:
    """Begins with a capital, a digit, or a word with a capital in it, as in "k-Means" and "t-SNE"."""
    first = words[0]
    return first[0].isupper() or (first[0].isdigit() and len(words) > 1) or any(c.isupper() for c in first)


def _is_sentence(words: Sequence[str], first: str) -> bool:
    in_title_case = all(word[0].isupper() or word[0].isdigit() or word.casefold() in SMALL for word in words)
    if in_title_case and first not in ("it", "this", "these", "they", "we", "you", "let's", "if"):
        return False
    lowered = {word.casefold() for word in words}
    return first in _SENTENCE_STARTS or bool(lowered & _VERBS) or len(words) > 6
