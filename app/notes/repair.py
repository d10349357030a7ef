"""Undo mojibake run by run and unify line ends.

Text written as UTF-8 and read in another codec leaves runs such as "Î²" (Windows-1252 for β) or "√©" (Mac Roman for é).
A run is turned back only where its bytes are UTF-8 and nobody would write the run on purpose: for Windows-1252 that is
ftfy's judgement; for Mac Roman, which ftfy mostly leaves alone, it is `_is_mac_mojibake`. All else stays as it is.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_PAGE_BREAK_AT_START = re.compile("(?m)^[\v\f]+")
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
_BREAKS = "\v\f\x1c\x1d\x1e\x1f\x85"
_CONTROLS = "".join(map(chr, [*range(9), *range(0x0E, 0x1C), 0x7F, 0xFEFF]))
_BULLET = re.compile(r"(?m)^([ \t]*)[▪■●∙‣⁃⦁➢➤\uf0a7\uf0b7\uf0d8](?=[ \t]+\S)")
_INNER_BULLET = re.compile(r"(?m)^([ \t]*)(?:◦(?=[ \t])|o(?=\t))")
_ROUNDS = 3  # text that went through the wrong codec more often than this is lost


def repair(text: str) -> str:
    """The text with "\\n" for line ends, no control characters, and its mojibake turned back.

    Bullets of word processors become "•", those of their second level indented. Lines stay lines: only "\\r\\n",
    "\\r" and Unicode's line and paragraph separators count as their ends.
    """
    text = _replaced(text, _LINE_ENDS)
    text = _replaced(text, dict.fromkeys(_CONTROLS, ""))
    if not text.isascii():
        text = _NOT_ASCII.sub(_from_run, text)
        text = _INNER_BULLET.sub(r"\1     •", _BULLET.sub(r"\1•", text))
    if "\f" in text or "\v" in text:
        text = _PAGE_BREAK_AT_START.sub("", text)
    return _replaced(text, dict.fromkeys(_BREAKS, " "))


def _replaced(text: str, replacements: Mapping[str, str]) -> str:
    """One search per string, most of which find nothing: several times faster than one regular expression."""
    for old, new in replacements.items():
        if old in text:
            text = text.replace(old, new)
    return text


def _from_run(match: re.Match[str]) -> str:
    before, after = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    return _turned_back(match[0], before.isalpha() and after.isalpha())


@lru_cache(maxsize=1024)
def _turned_back(run: str, in_word: bool) -> str:
    for _ in range(_ROUNDS):
        repaired = _LATIN_RUN.sub(_from_latin, run)
        repaired = _MAC_RUN.sub(lambda found: _from_mac(found, in_word), repaired)
        if repaired == run:
            break
        run = repaired
    return run


def _read_in(codec: str, first: int, last: int) -> str:
    """A character class of what the bytes first..last look like when read in `codec`."""
    seen = bytes(range(first, last + 1)).decode(codec, "ignore")
    return f"[{re.escape(seen)}]"


def _runs(codec: str, *extra: tuple[int, int]) -> re.Pattern[str]:
    """Sequences of UTF-8 bytes, each lead byte with as many continuation bytes as it calls for, read in `codec`."""

    def characters(first: int, last: int) -> str:
        parts = [_read_in(codec, first, last)]
        parts += [f"[{chr(low)}-{chr(high)}]" for low, high in extra if first <= low and high <= last]
        return "(?:" + "|".join(parts) + ")"

    following = characters(0x80, 0xBF)
    return re.compile(
        f"(?:{characters(0xC2, 0xDF)}{following}"
        f"|{characters(0xE0, 0xEF)}{following}{{2}}"
        f"|{characters(0xF0, 0xF4)}{following}{{3}})+"
    )


# Latin-1 and Windows-1252 differ in 80..9F only; a text may hold the one's control character or the other's letter.
_LATIN_RUN = _runs("cp1252", (0x80, 0x9F))
_MAC_RUN = _runs("mac_roman")
_MAC_PAIRS = re.compile("(?:[¬√ƒ≈Œœ].)+")
_MAC_TRIPLE_OR_LONGER = re.compile("[‚Ô·‡\uf8ff].{2,}", re.DOTALL)
_MAC_MATHS = re.compile("[√≈ƒ][∞±≤≥∂∑∏π∫Ωµ≠∆]")
_LONG_RUN = 6


def _from_latin(match: re.Match[str]) -> str:
    from ftfy.badness import is_bad  # here because most notes never need it; also registers sloppy-windows-1252

    return (_decoded(match[0], "sloppy-windows-1252") or match[0]) if is_bad(match[0]) else match[0]


def _from_mac(match: re.Match[str], in_word: bool) -> str:
    run = match[0]
    alone = in_word and run == match.string
    return (_decoded(run, "mac_roman") or run) if _is_mac_mojibake(run, alone) else run


def _is_mac_mojibake(run: str, in_word: bool) -> bool:
    """Not "√π" or "≈∞" outside a word, and not a French apostrophe or dash before an accent ("l’été")."""
    if _MAC_MATHS.fullmatch(run):
        return in_word
    return bool(_MAC_PAIRS.fullmatch(run) or _MAC_TRIPLE_OR_LONGER.match(run)) or len(run) >= _LONG_RUN


def _decoded(run: str, codec: str) -> str | None:
    try:
        fixed = run.encode(codec).decode("utf-8")
    except UnicodeError:
        return None
    unusable = any(unicodedata.category(character) in ("Cc", "Cn", "Cs", "Co") for character in fixed)
    return None if unusable else fixed
