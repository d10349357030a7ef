"""How many tokens a text may be, without the model's tokeniser: an upper estimate, and a likely one.

The upper one decides whether a prompt is sent at all, so it must not be too small; the likely one shows afterwards that
the server read far less than was sent. Rates are tokens per character of a kind. They are assumptions, on the safe side
of what byte-pair vocabularies of 32,000 (Llama 2, Mistral) to 128,000 pieces (Llama 3) make of such text: in a small
one a number falls apart into its digits, and a rare sign into its bytes.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.generator.model.seam import Message

_LETTERS = string.ascii_letters.encode()
_DIGITS = string.digits.encode()
_BEYOND_ASCII = bytes(range(128, 256))
_BEYOND = re.compile("[^\u0000-\u007f]")
_OTHER_LATIN = re.compile("[\u0080-\u024f\u2010-\u2027\u1e00-\u1eff]")
_ALPHABETS = re.compile("[\u0250-\u1cff]")
# Around each message stand its role and the marks of a turn; before all of them the template's own words.
_PER_MESSAGE = 8
_PER_PROMPT = 24


@dataclass(frozen=True, slots=True)
class _Rates:
    """Tokens per word, per line's end, and per character: ASCII letters, digits and other signs, accented Latin, other
    alphabets, all the rest (Chinese, emoji)."""

    words: float
    lines: float
    letters: float
    digits: float
    signs: float
    latin: float
    alphabets: float
    rest: float

    @lru_cache(maxsize=512)  # noqa: B019 - there are two of these, for ever
    def tokens(self, text: str) -> float:
        """Cached: the constant part of a prompt is in all of them, and a section is measured at several steps."""
        words = text.encode("utf-8", errors="replace").split()
        data = b"".join(words)
        plain = data if text.isascii() else data.translate(None, delete=_BEYOND_ASCII)
        letters = len(plain) - len(plain.translate(None, delete=_LETTERS))
        digits = len(plain) - len(plain.translate(None, delete=_DIGITS))
        total = len(words) * self.words + text.count("\n") * self.lines
        total += letters * self.letters + digits * self.digits + (len(plain) - letters - digits) * self.signs
        if text.isascii():
            return total
        beyond = "".join(_BEYOND.findall(text))
        latin = len(_OTHER_LATIN.findall(beyond))
        alphabets = len(_ALPHABETS.findall(beyond))
        rest = len(beyond) - latin - alphabets
        return total + latin * self.latin + alphabets * self.alphabets + rest * self.rest


_UPPER = _Rates(words=0.25, lines=1.0, letters=0.34, digits=1.2, signs=1.0, latin=1.2, alphabets=1.1, rest=2.2)
_LIKELY = _Rates(words=0.2, lines=0.4, letters=0.18, digits=0.4, signs=0.55, latin=0.6, alphabets=0.4, rest=0.8)


def most_tokens(messages: Sequence[Message]) -> int:
    """How many tokens the prompt may be at most, for any usual tokeniser."""
    return _sum(messages, _UPPER)


def likely_tokens(messages: Sequence[Message]) -> int:
    """How many tokens the prompt probably is, rather too few than too many."""
    return _sum(messages, _LIKELY)


def _sum(messages: Sequence[Message], rates: _Rates) -> int:
    return _PER_PROMPT + round(sum(_PER_MESSAGE + rates.tokens(message.content) for message in messages))
