"""How the first characters of a line tell what it is."""

import re

ITEM = re.compile(r"(?P<marker>[-*+•–]|\d{1,9}[.)])(?P<gap>[ \t]+|$)(?P<task>\[[ xX]\][ \t]+)?")
FENCE = re.compile(r"(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
RULE = re.compile(r"(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$|={3,}$")
TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
NOISE = re.compile(
    r"<!--.*|</?[A-Za-z][^>\n]{0,300}>$|\{%.*%\}$|\{:.*\}$|:{3,}.*$|%%.*%%$|\[\^?[^\]\n]{1,80}\]:\s.*|!\[\[.*\]\]$"
    r"|!\[[^\]\n]*\]\([^)\n]*\)$|\[\[?toc\]?\]$|\([\w-]+\)=$|#{1,6}\s.*|-->$|\\(?:newpage|pagebreak)$",
    re.IGNORECASE,
)
MATHS_OPEN = {"$$": "$$", "\\[": "\\]"}
CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<title>.*)$")
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>.*)$")
DEFINITION = re.compile(r":[ \t]+(?=\S)")
LABEL_LINE = re.compile(r"(?:\*\*|__)[^*_\n]{1,120}(?::(?:\*\*|__)|(?:\*\*|__)(?:\s*\([^()\n]{1,60}\))?\s*:)(?:\s|$)")
ADMONITIONS = frozenset("note tip hint important warning caution danger attention seealso admonition example".split())
