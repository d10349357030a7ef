"""Inline markdown as a card shows it: emphasis, links and pictures taken off; formulas and code kept."""

import re
from functools import lru_cache

from app.notes.passage import masked

_PICTURES = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\uFE0F\u200D\u20E3]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_IMAGE = re.compile(r"!\[\[[^\]\n]{0,200}\]\]|!\[[^\]\n]{0,200}\]\([^()\n]{0,300}\)")
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:[^()\n]|\([^()\n]{0,100}\)){0,300}\)")
_REFERENCE = re.compile(r"\[([^\[\]\n]{1,300})\]\[[^\]\n]{0,100}\]")
_ROLE = re.compile(r"\{[\w:-]{1,40}\}(?=`)")
_EMPHASIS = re.compile(
    r"(\*{1,3})(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)([^_\n]{1,400}?)(?<=\S)\3(?!\w)"
)
_HIGHLIGHT = re.compile(r"(==|~~)(?=\S)(.{1,400}?)(?<=\S)\1")
_TAG = re.compile(r"</?(?:b|i|em|strong|u|mark|span|sub|sup|br|kbd|small|a|font|code)\b[^<>]{0,200}>", re.IGNORECASE)
_TASK = re.compile(r"^\[[ xX]\]\s+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HELD = re.compile("\x00+")
_RANGE = re.compile(r"[\[(]\s*[-−]?[\d∞.]+\s*,\s*[-−+]?[\d∞.]+\s*[\])]")
_SPACE_BEFORE = re.compile(r"\s+(?=[,.;:!?](?:\s|$))")


@lru_cache(maxsize=8192)
def plain(markdown: str) -> str:
    """The text of one passage without debris; `$…$` and `code` stay as they are."""
    if "{" in markdown:
        markdown = _ROLE.sub("", markdown)
    veiled = masked(markdown)
    held = [markdown[match.start() : match.end()] for match in _HELD.finditer(veiled)]
    text = _unmarked(_HELD.sub("\x00", veiled))
    for formula in held:
        text = text.replace("\x00", formula, 1)
    return _tidy(text)


def _unmarked(text: str) -> str:
    for pattern in (_IMAGE, _FOOTNOTE, _TASK, _TAG, _PICTURES):
        text = pattern.sub("", text)
    for pattern in (_WIKILINK, _LINK, _REFERENCE):
        text = pattern.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match.group(2) or match.group(4) or "", text)
    text = _HIGHLIGHT.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text)


def _tidy(text: str) -> str:
    return _SPACE_BEFORE.sub("", " ".join(text.split()))


def stray_marks(text: str) -> bool:
    """Whether emphasis marks, brackets or dollars were cut in two, so that the text cannot stand on its own."""
    outside = masked(text).replace("\x00", "")
    if "**" in outside or outside.count("`") or outside.count("$") % 2 or outside.count('"') % 2:
        return True
    return any(outside.count(a) != outside.count(b) for a, b in ("()", "[]", "“”")) and not _RANGE.search(outside)
