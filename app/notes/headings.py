"""Heading text as a reader would say it: marks, numbering, attributes and closing signs taken off."""

import html
import re
import unicodedata
from functools import lru_cache

LONGEST_TITLE = 300

# Most headings: words with nothing to take off.
_PLAIN = re.compile(r"\s*(?:[1-9]\d?[.)]\s+)?([^\W\d_]+(?:[ ,'()/-]+[^\W_]+)*\)?):?\s*")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*(?:[#.][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}]+)|[ \t])+\}[ \t]*$")
_BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+$")
_LIQUID = re.compile(r"\{%.{0,200}?%\}|\{\{.{0,200}?\}\}")
_ROLE = re.compile(r"\{cite[\w:]*\}`[^`]*`|\{[\w:+-]{1,40}\}(?=`)")
_COMMENT = re.compile(r"<!--.*?-->|%%.*?%%")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\](?:\([^()\s]{0,500}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?[^()\n]{0,200}\)|\[[^\]\n]{0,200}\])"
)
_CODE = re.compile(r"(`+)(?!`)(.{1,300}?)(?<!`)\1(?!`)")
_MATHS = re.compile(r"(?<!\\)\$\$?(?!\s)([^$\n]{1,200}?)(?<!\s)\$\$?(?!\d)|\\{1,2}\((.{1,200}?)\\{1,2}\)")
_EMPHASIS = re.compile(r"(\*{1,3}|~~|==)(?=\S)(.{1,300}?)(?<=\S)\1")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_NUMBER = re.compile(
    r"""(?:§\s*)?(?:
        \d{12}(?:\d\d)?[.:]?\s+            # 202403041215 Words: a Zettelkasten's time stamp
      | \d{1,3}(?:\.\d{1,3})*[.)]\s+          # 1.  2)  3.1.
      | \d{1,3}(?:\.\d{1,3})+\s+(?=[^\W\d_a-z])  # 3.1 Words
      | [IVX]{1,5}\.\s+(?=[^\W\d_a-z])        # IV. Words
    )(?=\S)""",
    re.VERBOSE,
)

ONLY_MATHS = re.compile(r"\$[^$]+\$")
OVERLINE = re.compile(r"\A=+[ \t]*\n")
_UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 4, '"': 5}
_NUMBERED_LINE = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?[ \t]+[^\W\d_]")
_SHORTEST_DRAWN = 4

_GENERIC = frozenset(
    """
    abstract advantages algorithm algorithms analogy analysis application applications approach approaches
    architecture architectures aspects background basics benefits best categories challenges characteristics
    classification comparison components concepts conclusion cons considerations contents criteria definition
    definitions demo details differences disadvantages discussion drawbacks equation equations evaluation example
    examples exercises explanation facts faq features formula formulas formulation foundations fundamentals further
    future goals history idea ideas ingredients implementation implementations implications insights intro
    introduction intuition issues key lessons limitations links math mathematics maths meaning mechanism mechanisms
    method methods metrics motivation notation note notes objective objectives overview papers points practical
    practices prerequisites principles problem problems procedure process properties pros purpose questions reading
    recap references remarks requirements resources result results review role scenarios setup software solution
    solutions steps strategies strategy structure subtypes summary takeaways technique techniques terminology terms
    theory tips tools trade-offs tradeoffs training types usage use uses variant variants variations versions
    weaknesses strengths workflow
    """.split()
)
_QUALIFIERS = frozenset(
    """
    a additional advanced an and basic brief common core different essential few final for fundamental general
    important in is it key main major more of on other popular possible practical quick recommended related short
    some special specific technical the to typical various vs when why how what where with work works working
    directions cases case
    """.split()
)
_FIELDS = frozenset("architecture training evaluation software mathematical theoretical practical search".split())


def plain_title(raw: str) -> str:
    """The words of a heading: no marks, closing #s or ':', attributes, numbering, links or tags.

    "### 2. The **[[ReLU|rectifier]]**: {#relu}" is "The rectifier". Simple maths becomes Unicode ("$\\beta$-VAE" is
    "β-VAE"); other maths keeps its dollars. At most LONGEST_TITLE characters; may be empty.
    """
    if len(raw) <= LONGEST_TITLE and (plain := _PLAIN.fullmatch(raw)):
        return " ".join(plain[1].split())
    text = _strip_ends(raw[: 4 * LONGEST_TITLE].strip())
    for pattern in (_ROLE, _LIQUID, _COMMENT, _TAG, _FOOTNOTE):
        text = pattern.sub("", text)
    text = _inline_text(text)
    text = " ".join(html.unescape(text).split())
    text = _without_closing_signs(_without_number(text))
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def drawn_level(above: str, title: str, underline: str, below: str) -> int:
    """The level of a title that CommonMark does not read as one, though a line was drawn below it; 0 for other lines.

    "1. Recap" over hyphens (a list and a rule, by CommonMark), and reStructuredText's underlines of ~, ^ and ", which
    are as long as their title and have blank lines around the two of them; else a row of ~ opens a fence.
    """
    sign, title = underline[:1], title.rstrip()
    drawn = len(underline.rstrip())
    if above.strip() or not title or title[0].isspace() or drawn < _SHORTEST_DRAWN or title.endswith(":"):
        return 0
    if sign in ("=", "-"):
        return _UNDERLINES[sign] if _NUMBERED_LINE.match(title) and 3 * drawn >= len(title) else 0
    fits = abs(len(title) - drawn) <= 2 and not below.strip() and (title[0].isupper() or title[0].isdigit())
    return _UNDERLINES.get(sign, 0) if fits else 0


def is_generic(title: str) -> bool:
    """Whether a heading says nothing without its parent: "Applications", "Key Components", "1. Approaches"."""
    names = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain_title(title).casefold())
    return bool(names) and all(name in _GENERIC or name in _QUALIFIERS or name in _FIELDS for name in names)


@lru_cache(maxsize=4096)
def slug(title: str) -> str:
    """Lower-case letters and digits of any script, joined by single hyphens; "section" where none is left."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "-".join(re.findall(r"[^\W_]+", plain))[:80].strip("-") or "section"


def _strip_ends(text: str) -> str:
    text = _CLOSING.sub("", text)
    text = ATTRIBUTES.sub("", text)
    return _BLOCK_ID.sub("", _CLOSING.sub("", text))


def _inline_text(text: str) -> str:
    kept: list[str] = []

    def keep(value: str) -> str:
        kept.append(value)
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(lambda m: keep(m[2].strip()), text.replace("\0", ""))
    text = _MATHS.sub(lambda m: keep(_maths_text(m[0], m[1] or m[2])), text)
    text = _ESCAPE.sub(lambda m: keep(m[1]), text)
    text = _WIKILINK.sub(lambda m: wikilink_text(m[1], m[2]), text)
    text = _LINK.sub(r"\1", text)
    for pattern in (_EMPHASIS, _EMPHASIS, _UNDERSCORES, _UNDERSCORES):
        text = pattern.sub(r"\2", text)
    return re.sub(r"\0(\d+)\0", lambda m: kept[int(m[1])], text)


def wikilink_text(target: str, label: str | None) -> str:
    """What Obsidian shows for [[target|label]]: the label, or the target with "#" read as " > "."""
    return (label or target.strip("#").replace("#", " > ")).strip()


def _maths_text(source: str, latex: str) -> str:
    """Unicode for maths made of letters and Greek names; anything richer stays as it was written."""
    plain = _COMMAND.sub(lambda m: _greek(m[1]) or m[0], latex)
    return source if re.search(r"[\\{}]", plain) else plain.strip()


def _greek(command: str) -> str:
    case = "CAPITAL" if command[:1].isupper() else "SMALL"
    name = {"LAMBDA": "LAMDA"}.get(command.upper(), command.upper())
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {name}")
    except KeyError:
        return ""


def _without_number(text: str) -> str:
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def _without_closing_signs(text: str) -> str:
    """Drops a final ':' and a lone final '.', which is a slip in a heading; "etc." and "..." stay."""
    text = text.rstrip().rstrip(":：").rstrip()
    if re.search(r"[^\W\d_]{3,}\.$", text) and not text.endswith(("etc.", "al.", "vs.")):
        text = text[:-1]
    return text
