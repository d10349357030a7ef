"""Finding headings by a line scan: ATX and setext ones, outside everything that only looks like text.

A full parse would find the same headings some forty times slower. The scan jumps from one line that may matter to the
next, and over what hides headings: fences, HTML blocks and comments, maths, directives, Liquid and Obsidian comments.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.notes.headings import ONLY_MATHS, drawn_level, plain_title


@dataclass(frozen=True, slots=True)
class Heading:
    """`start` and `body` are offsets in the text: of the heading's first line and of the line after its last."""

    level: int
    title: str
    start: int
    body: int


_EVENT = re.compile(
    r"""\n(?P<indent>[ ]{0,3})(?:
        (?P<atx>\#{1,6})(?=[ \t\n]|\Z)
      | (?P<drawn>~{4,}|\^{4,}|"{4,})[ \t]*(?=\n|\Z)
      | (?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})
      | (?P<underline>={2,}|-{2,})[ \t]*(?=\n|\Z)
      | (?P<html><[!?/A-Za-z])
      | (?P<maths>\$\$|\\\[|\\begin\{(?P<environment>[a-z]{1,20}\*?)\})
      | (?P<colons>:{3,})(?=[ \t]*\S)
      | \{%-?[ \t]*(?P<liquid>highlight|comment)\b
      | (?P<percents>%%)
    )""",
    re.VERBOSE,
)
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])[ \t]+")
_CONTINUED = re.compile(r"[ ]{0,3}(?:[>|]|[-*+][ \t]+\S|\d{1,9}[.)][ \t]+\S)")
_NOT_A_PARAGRAPH = re.compile(
    r"[ \t]*(?:[>|]|#{1,6}(?:[ \t]|\Z)|[-*+](?:[ \t]|\Z)|\d{1,9}[.)](?:[ \t]|\Z)|```|~~~|:::|\$\$|\Z)"
    r"|(?: {4}|\t)|.*\|.*\|"
)
_RAW_HTML = re.compile(r"<(script|pre|style|textarea)(?=[\s>])", re.IGNORECASE)
_BLOCK_HTML = re.compile(
    r"""</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div
    |dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main
    |menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title
    |tr|track|ul)(?=[\s>]|/>|\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_LONE_TAG = re.compile(r"<(?:[A-Za-z][\w-]*(?:\s[^<>\n]*)?|/[A-Za-z][\w-]*\s*)/?>[ \t]*(?=\n|\Z)")
_HTML_TITLE = re.compile(r"<h([1-6])(?:\s[^<>\n]{0,300})?>([^\n]{1,300}?)</h\1>[ \t]*", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|\Z)")
_LONGEST_MATHS = 10_000
_MOST_INNER_FENCES = 30
_LONGEST_UNDERLINED = 200


def headings(text: str, start: int = 0) -> Iterator[Heading]:
    """The headings of `text` (line ends "\\n") from offset `start`, which is the start of a line, in order."""
    lines = f"\n{text}" if start == 0 else text
    shift = 1 if start == 0 else 0
    position = floor = max(0, start - 1)
    missing: set[str] = set()
    while event := _EVENT.search(lines, position):
        end = _end_of_line(lines, event.end())
        found, hidden = _heading(lines, event, floor, end), 0
        if not (found or event["atx"] or event["underline"]):
            hidden = _end_of_hidden(lines, event, floor, end, missing)
        if found and found.title:
            yield Heading(found.level, found.title, found.start - shift, min(found.body - shift, len(text)))
        position = hidden or end
        if found or hidden:
            floor = position


def _heading(lines: str, event: re.Match[str], floor: int, end: int) -> Heading | None:
    """The heading that this line (which ends at `end`) is, or underlines; its title may turn out to be empty."""
    if event["atx"]:
        return _atx(lines, event, event.start() + 1, end)
    if event["html"]:
        return _html(lines, event, end)
    if event["underline"]:
        return _setext(lines, event, floor, end) or _drawn(lines, event, floor, end)
    return _drawn(lines, event, floor, end) if event["drawn"] else None


def _atx(lines: str, event: re.Match[str], here: int, end: int) -> Heading | None:
    if event["indent"] and _inside_list(lines, here, len(event["indent"])):
        return None
    return Heading(len(event["atx"]), plain_title(lines[event.end() : end]), here, end + 1)


def _inside_list(lines: str, here: int, indent: int) -> bool:
    """Whether a line so far indented belongs to a list item above it: nothing between them is indented less."""
    for line in _lines_above(lines, here, 50):
        if not line.strip():
            continue
        line = line.expandtabs(4)
        item = _ITEM.match(line)
        if item and not _RULE.fullmatch(line):
            return indent >= item.end()
        indent = min(indent, len(line) - len(line.lstrip()))
        if indent == 0:
            return False
    return False


def _setext(lines: str, event: re.Match[str], floor: int, end: int) -> Heading | None:
    """A title underlined by = or -; one or two short lines, as more text before a rule is a paragraph."""
    title: list[str] = []
    start = event.start() + 1
    for line in _lines_above(lines, start, 3, floor):
        if title and _CONTINUED.match(line):
            return None  # the title would be a lazy continuation of a list or quote
        if _NOT_A_PARAGRAPH.match(line) or _RULE.fullmatch(line):
            break
        title.insert(0, line.strip())
        start -= len(line) + 1
    if len(title) == 2 and not title[0].strip("="):
        start, title = lines.index("\n", start) + 1, title[1:]  # a line drawn above the title too
    words = " ".join(title)
    if not title or len(title) > 2 or len(words) > _LONGEST_UNDERLINED or ONLY_MATHS.fullmatch(words):
        return None
    return Heading(1 if event["underline"][0] == "=" else 2, plain_title(words), start, end + 1)


def _drawn(lines: str, event: re.Match[str], floor: int, end: int) -> Heading | None:
    above = list(_lines_above(lines, event.start() + 1, 2, floor))
    if not above or event["indent"]:
        return None
    below = lines[end + 1 : _end_of_line(lines, end + 1)]
    level = drawn_level("".join(above[1:]), above[0], event["underline"] or event["drawn"], below)
    return Heading(level, plain_title(above[0]), event.start() - len(above[0]), end + 1) if level else None


def _html(lines: str, event: re.Match[str], end: int) -> Heading | None:
    """<h2 id="a">Title</h2> on a line of its own."""
    tag = _HTML_TITLE.fullmatch(lines, event.end() - 2, end)
    return Heading(int(tag[1]), plain_title(tag[2]), event.start() + 1, end + 1) if tag else None


def _lines_above(lines: str, here: int, most: int, floor: int = 0) -> Iterator[str]:
    for _ in range(most):
        if here - 1 <= floor:
            return
        start = lines.rfind("\n", 0, here - 1) + 1
        if start < floor:
            return
        yield lines[start : here - 1]
        here = start


def _end_of_line(lines: str, position: int) -> int:
    end = lines.find("\n", position)
    return len(lines) if end < 0 else end


def _end_of_hidden(lines: str, event: re.Match[str], floor: int, end: int, missing: set[str]) -> int:
    """Where the block that begins on this line (which ends at `end`) ends itself; 0 where it is no block after all.

    `missing` remembers the closings that do not occur any more, so that no text is searched twice for them.
    """
    after = event.end()
    if fence := event["fence"] or event["drawn"]:
        if fence[0] not in "`~":
            return 0
        return _end_of_fence(lines, fence, bool(event["indent"]), end, missing)
    if event["html"]:
        return _end_of_html(lines, after - 2, floor, end, missing)
    if event["maths"]:
        closing = {"$": "$$", "[": "\\]"}.get(event["maths"][1], f"\\end{{{event['environment']}}}")
        line = _line_after(lines, closing, after, missing)
        return line if line - after < _LONGEST_MATHS else 0
    if colons := event["colons"]:
        return _end_of_container(lines, len(colons), end)
    if liquid := event["liquid"]:
        return _line_after(lines, f"end{liquid}", after, missing)
    return _line_after(lines, "%%", after, missing)


def _end_of_fence(lines: str, fence: str, indented: bool, end: int, missing: set[str]) -> int:
    """An unclosed fence hides all that follows, unless it stood in a list, which ends it."""
    closing = rf"\n{'[ ]*' if indented else '[ ]{0,3}'}{fence[0]}{{{len(fence)},}}[ \t]*(?=\n|\Z)"
    found = None if closing in missing else re.compile(closing).search(lines, end)
    if found:
        return found.end()
    missing.add(closing)
    return 0 if indented else len(lines)


def _end_of_container(lines: str, colons: int, end: int) -> int:
    """Past the fence of as many colons that closes this one, and past those that open and close in between."""
    depth = 1
    fences = re.compile(rf"\n {{0,3}}:{{{colons},}}([^\n]*)").finditer(lines, end)
    for fence in islice(fences, _MOST_INNER_FENCES):
        depth += 1 if fence[1].strip(": \t") else -1
        if depth == 0:
            return fence.end()
    return 0


def _end_of_html(lines: str, at: int, floor: int, end: int, missing: set[str]) -> int:
    """A comment without an end, or a <pre> that is never closed, hides nothing: it is a slip."""
    if lines.startswith("<!--", at):
        return _line_after(lines, "-->", at + 4, missing)
    if raw := _RAW_HTML.match(lines, at):
        return _line_after(lines, f"</{raw[1].lower()}>", at, missing)
    above = lines[lines.rfind("\n", 0, max(0, at - 1)) + 1 : max(0, at - 1)]
    alone = _LONE_TAG.match(lines, at) and (not above.strip() or at - 1 <= floor)
    if _BLOCK_HTML.match(lines, at) or alone:
        blank = _BLANK_LINE.search(lines, end)
        return blank.start() if blank else len(lines)
    return 0


def _line_after(lines: str, closing: str, after: int, missing: set[str]) -> int:
    """The end of the line on which `closing` is found next; 0 where it is not."""
    at = -1 if closing in missing else lines.find(closing, after)
    if at < 0:
        missing.add(closing)
        return 0
    return _end_of_line(lines, at + len(closing))
