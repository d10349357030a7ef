"""The line scan against a full CommonMark parse: they find the same headings, except where scan.py says otherwise."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.notes.scan import headings

COMMONMARK = MarkdownIt("commonmark")
# Blocks that end where they should: an unclosed fence in a list, an unclosed comment, and text lazily continuing a
# list item are read differently on purpose.
BLOCKS = st.sampled_from(
    """
    # One|## Two ##|   ### Three|    # code|#### Four ####   |#|#no space|####### seven|text|text⏎more|- item
    |- item⏎  # in the item⏎  more|1. one⏎   ## in it|> # quoted⏎> text|```⏎# a⏎```|~~~~ py⏎# a⏎~~~⏎## b⏎~~~~
    |<div>⏎# in HTML⏎</div>|<!-- c -->|<!--⏎# c⏎-->|<pre>⏎# a⏎⏎# b⏎</pre>|<b>x</b>|<b>x</b>⏎---|Setext⏎===|Set⏎ext⏎---
    |* * *|___|- - -|⇥# tab|\\# escaped|**bold**|- a⏎⏎  # still in|text⏎# interrupts|text⏎    # lazy code
    """.replace("⏎", "\n")
    .replace("⇥", "\t")
    .strip()
    .replace("\n    |", "|")
    .split("|")
)


def _by_parser(text: str) -> list[tuple[int, int]]:
    tokens = COMMONMARK.parse(text)
    return [
        (int(token.tag[1]), token.map[0])
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map and inline.content
    ]


def _by_scan(text: str) -> list[tuple[int, int]]:
    return [(heading.level, text.count("\n", 0, heading.start)) for heading in headings(text)]


@settings(max_examples=500, deadline=None)
@given(st.lists(BLOCKS, max_size=8))
def test_scan_and_parser_agree(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    assert _by_scan(text) == _by_parser(text)


@given(st.lists(st.sampled_from(["# One", "text", "```", "$$", "<!--", "-->", ":::", "::: x", "---", "- a", "", "%%"])))
def test_headings_are_lines_of_the_text_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(headings(text))
    assert [heading.start for heading in found] == sorted(heading.start for heading in found)
    for heading in found:
        assert heading.start == 0 or text[heading.start - 1] == "\n"
        assert heading.start < heading.body <= len(text)


def test_an_offset_to_start_from() -> None:
    text = "# One\n\n# Two\n"
    assert [heading.title for heading in headings(text, 7)] == ["Two"]
    assert [text[heading.start :][:5] for heading in headings(text, 7)] == ["# Two"]
