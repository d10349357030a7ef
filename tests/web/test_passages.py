"""The part of a long section around a quote: whole blocks, the quote among them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notes.render import render
from app.web.pages.passages import excerpt, marked

PROSE = "\n\n".join(f"Paragraph {n} says that the tide comes in {n} times and goes out again." for n in range(40))
ITEMS = "\n".join(f"- shell {n} was found on the beach\n  and kept\n    - in box {n}" for n in range(60))
TABLE = "| shell | box |\n|---|---|\n" + "\n".join(f"| shell {n} | box {n} |" for n in range(120))
FENCE = "```python\n" + "\n\n".join(f"tide({n})  # comes in" for n in range(120)) + "\n```"
FORMULA = "$$\n" + "\n".join(f"x_{{{n}}} + \\\\" for n in range(150)) + "\ny\n$$"
QUOTED = "\n".join(f"> the keeper said that day {n} was calm" for n in range(60))


def around(text: str, words: str) -> str:
    at = text.index(words)
    found = excerpt(text, at, at + len(words))
    assert words in found.text
    assert text[found.offset : found.offset + len(found.text)] == found.text
    assert found.cut_before == (found.offset > 0)
    return found.text


def test_a_short_text_is_shown_whole() -> None:
    assert around("# Tides\n\nThey come. They go.", "They go.") == "# Tides\n\nThey come. They go."


@pytest.mark.parametrize("text", [PROSE, ITEMS], ids=["prose", "items"])
def test_of_a_long_text_the_blocks_around_the_quote_are_shown(text: str) -> None:
    words = "30 times" if text is PROSE else "shell 30 was found"
    shown = around(text, words)
    assert len(shown) < 1_400
    assert render(shown).strip("\n").removeprefix("<ul>").removesuffix("</ul>").strip() in render(text)


@pytest.mark.parametrize(
    ("block", "words"),
    [(TABLE, "| shell 60 |"), (FENCE, "tide(60)"), (FORMULA, "x_{60}"), (QUOTED, "day 30 was")],
    ids=["table", "code", "formula", "quotation"],
)
def test_a_block_is_never_cut(block: str, words: str) -> None:
    shown = around(f"{PROSE}\n\n{block}\n\n{PROSE}", words)
    assert block in shown
    assert len(shown) < len(block) + 1_400


def test_both_ends_of_a_text_can_be_quoted() -> None:
    assert around(PROSE, "Paragraph 0 says").startswith("Paragraph 0")
    assert around(PROSE, "39 times and goes out again.").endswith("again.")
    long = excerpt(PROSE, 0, len(PROSE))
    assert (long.text, long.cut_before, long.cut_after) == (PROSE, False, False)


@given(
    st.lists(st.sampled_from([PROSE, ITEMS, TABLE, FENCE, QUOTED, "x\n", "\n\n"]), min_size=1, max_size=4), st.data()
)
@settings(max_examples=60, deadline=None)
def test_any_quote_is_in_its_excerpt(parts: list[str], data: st.DataObject) -> None:
    text = "\n".join(parts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 300)))
    found = excerpt(text, start, end)
    assert found.offset <= start
    assert found.offset + len(found.text) >= end or not text[found.offset + len(found.text) : end].strip()
    assert text.startswith(found.text, found.offset)


def test_headings_in_a_passage_stand_below_those_of_the_page() -> None:
    assert marked("# Tides\n\nThey go.", [(9, 13)]) == "<h3>Tides</h3>\n<p><mark>They</mark> go.</p>\n"
