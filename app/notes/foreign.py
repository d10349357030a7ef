"""Headings in the marks of other formats, read only where a note has none of markdown's own.

AsciiDoc's "== Title" (and MediaWiki's "== Title =="), Org's "** Title", and the "- ## Title" of outliners such as
Logseq, each told from look-alikes by a sign that markdown has no use for.
"""

import re
from collections.abc import Iterator, Sequence

from app.notes.headings import plain_title
from app.notes.scan import Heading

_ASCIIDOC = re.compile(r"^(={1,6})[ \t]+(\S[^\n=]*?)[ \t]*=*$|^(-{4,}|\.{4,}|`{3,})[^\n]*$", re.MULTILINE)
_ORG = re.compile(
    r"^(\*{1,6})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING)[ \t]+)?([^\n*]+)$|^#\+(BEGIN|END)_[^\n]*$", re.MULTILINE | re.I
)
_ORG_TITLE = re.compile(r"^#\+TITLE:[ \t]*([^\n]+)$", re.MULTILINE | re.IGNORECASE)
_ORG_TAGS = re.compile(r"[ \t]+:[\w@:]+:[ \t]*$")
_NOT_STARRED = re.compile(r"^[^*\s]", re.MULTILINE)
_OUTLINER = re.compile(r"^[ \t]{0,40}[-*][ \t]+(#{1,6})[ \t]+([^\n]+)$|^[ \t]*(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_FEWEST = 2


def foreign_headings(text: str, start: int, marked: Sequence[Heading]) -> list[Heading]:
    """The headings of whichever other format the text from `start` is in; empty where it is in none."""
    if any(text[heading.start : heading.body].lstrip().startswith("#") for heading in marked):
        return []
    for pattern, is_certain in ((_ASCIIDOC, _is_asciidoc), (_ORG, _is_org), (_OUTLINER, _has_several)):
        if marked and pattern is not _ASCIIDOC:  # whose code blocks look like underlined titles
            return []
        found = list(_outside_blocks(pattern, text, start))
        if is_certain(text, found):
            return found
    return []


def org_title(text: str) -> str:
    """What "#+TITLE:" says, or nothing."""
    found = _ORG_TITLE.search(text, 0, 2000)
    return found[1].strip() if found else ""


def _outside_blocks(pattern: re.Pattern[str], text: str, start: int) -> Iterator[Heading]:
    """`pattern` finds signs and words of headings (groups 1, 2) and the lines that open and close blocks (group 3)."""
    block = ""
    for match in pattern.finditer(text, start):
        if match[3]:
            block = "" if block else match[3]
        elif not block and (title := plain_title(_ORG_TAGS.sub("", match[2]))):
            yield Heading(len(match[1]), title, match.start(), min(match.end() + 1, len(text)))


def _has_several(text: str, found: Sequence[Heading]) -> bool:
    return len(found) >= _FEWEST


def _is_asciidoc(text: str, found: Sequence[Heading]) -> bool:
    """The title's single sign at the top, or several headings."""
    return len(found) >= _FEWEST or (bool(found) and found[0].level == 1 and not text[: found[0].start].strip())


def _is_org(text: str, found: Sequence[Heading]) -> bool:
    """A star alone is markdown's bullet; two of them, with text below them, or a line of settings, are Org's."""
    if len(found) < _FEWEST or org_title(text):
        return len(found) >= _FEWEST
    return any(heading.level > 1 for heading in found) and 2 * len(_NOT_STARRED.findall(text)) >= len(found)
