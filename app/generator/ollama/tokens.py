"""How many tokens a text may be, without the model's tokeniser: an upper estimate, and a likely one.

The upper one decides whether a prompt is sent at all, so it must not be too small; the likely one shows afterwards that
the server read far less than was sent. Rates are tokens per character of a kind, between what large vocabularies need
(Llama 3: 128,000 tokens) and small ones (Mistral, Llama 2: 32,000, where a rare sign falls apart into its bytes).
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from app.generator.model.seam import Message

_LETTERS = string.ascii_letters.encode()
_DIGITS = string.digits.encode()
_OTHER_LATIN = re.compile("[\u0080-\u024f\u2010-\u2027\u1e00-\u1eff]")
_ALPHABETS = re.compile("[\u0250-\u1cff]")
# Around each message stand its role and the marks of a turn; before all of them the template's own words.
_PER_MESSAGE = 8
_PER_PROMPT = 24


@dataclass(frozen=True, slots=True)
class _Rates:
    """Tokens per character: ASCII letters, digits, other ASCII signs, accented Latin, other alphabets, all the rest."""

    letters: float
    digits: float
    signs: float
    latin: float
    alphabets: float
    rest: float

    def tokens(self, text: str) -> float:
        data = b"".join(text.encode("utf-8", errors="replace").split())  # blanks travel inside the tokens of words
        ascii_only = text.isascii()
        plain = data if ascii_only else bytes(data).translate(None, delete=_BEYOND_ASCII)
        letters = len(plain) - len(plain.translate(None, delete=_LETTERS))
        digits = len(plain) - len(plain.translate(None, delete=_DIGITS))
        known = letters * self.letters + digits * self.digits + (len(plain) - letters - digits) * self.signs
        if ascii_only:
            return known
        latin = len(_OTHER_LATIN.findall(text))
        alphabets = len(_ALPHABETS.findall(text))
        rest = sum(1 for _ in _BEYOND.finditer(text)) - latin - alphabets
        return known + latin * self.latin + alphabets * self.alphabets + rest * self.rest


_BEYOND = re.compile("[^\u0000-\u007f]")
_BEYOND_ASCII = bytes(range(128, 256))
_UPPER = _Rates(letters=0.32, digits=1.0, signs=0.9, latin=1.2, alphabets=1.1, rest=2.2)
_LIKELY = _Rates(letters=0.22, digits=0.4, signs=0.55, latin=0.6, alphabets=0.4, rest=0.8)


def most_tokens(messages: Sequence[Message]) -> int:
    """How many tokens the prompt may be at most, for any usual tokeniser."""
    return _sum(messages, _UPPER)


def likely_tokens(messages: Sequence[Message]) -> int:
    """How many tokens the prompt probably is, rather too few than too many."""
    return _sum(messages, _LIKELY)


def _sum(messages: Sequence[Message], rates: _Rates) -> int:
    return _PER_PROMPT + round(sum(_PER_MESSAGE + rates.tokens(message.content) for message in messages))
