"""Quotes shown highlighted in the passage they come from, wherever they begin and end."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notes.render import render, render_passage

PASSAGE = """\
## Momentum {#momentum}

**Momentum** keeps a *running* average of [gradients](https://example.org/g) and adds $\\beta v$ to it.

- **Pros:** faster on long slopes
 - **Cons:** may overshoot
-

$$
v = \\beta v + g
$$

> [!tip] Rule of thumb
> Start at 0.9.

```python
v = beta * v + grad  # decay
```

| name | value |
|------|-------|
| beta | 0.9 |

1. See [[Nesterov|NAG]] and `v_t`.

The end&mdash;nearly \\*so\\*.
"""


def unmarked(html: str) -> str:
    return re.sub(r'</span><span class="code-\w+">', "", re.sub(r'</?mark(?: class="missing")?>', "", html))


def marked_text(html: str) -> str:
    """What is between <mark> and </mark>, its tags taken off, runs joined by a bar."""
    runs = re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)
    return "|".join(re.sub(r"<[^>]*>", "", run) for run in runs)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("keeps a", "keeps a"),
        ("Momentum** keeps a *running", "Momentum| keeps a |running"),
        ("**Momentum** keeps", "Momentum| keeps"),
        ("[gradients](https://example.org/g) and", "gradients| and"),
        ("example.org/g) and adds", "and adds"),
        ("adds $\\beta", "adds βv"),
        ("v$ to it.", "βv to it."),
        ("- **Pros:** faster on long slopes\n - **Cons:** may", "Pros:| faster on long slopes|Cons:| may"),
        ("- **Pros:**", "Pros:"),
        ("v = \\beta v + g\n$$", "v=βv+g"),
        ("[!tip] Rule of thumb\n> Start", "Rule of thumb|Start"),
        ("beta * v", "beta * v"),
        ("| beta | 0.9 |", "beta|0.9"),
        ("1. See [[Nesterov|NAG]]", "See |NAG"),
        ("`v_t`.", "v_t|."),
        ("## Momentum {#momentum}\n\n**Momentum**", "Momentum|Momentum"),
        ("\\*so\\*", "so"),
        ("end&mdash;nearly", "end—nearly"),
    ],
)
def test_a_quote_is_marked_as_it_reads(quote: str, shown: str) -> None:
    start = PASSAGE.index(quote)
    html = render_passage(PASSAGE, [(start, start + len(quote))])
    assert marked_text(html) == shown
    assert unmarked(html) == render(PASSAGE)


def test_no_marks_is_plain_rendering() -> None:
    assert render_passage(PASSAGE, []) == render(PASSAGE)


def test_marks_may_touch_overlap_and_leave_the_text() -> None:
    one = render_passage("alpha beta gamma", [(0, 7), (5, 10), (-3, 2), (11, 99)])
    assert one == "<p><mark>alpha beta</mark> <mark>gamma</mark></p>\n"
    assert render_passage("alpha", [(3, 3), (4, 2)]) == "<p>alpha</p>\n"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PASSAGE)), st.integers(0, len(PASSAGE))), max_size=4))
def test_marks_anywhere_never_change_what_the_passage_says(marks: list[tuple[int, int]]) -> None:
    html = render_passage(PASSAGE, [(min(mark), max(mark)) for mark in marks])
    assert unmarked(html) == render(PASSAGE)
    assert not re.search(r"<mark>[^<]*<mark>|</mark>[^<]*</mark>", html)


def test_what_is_missing_is_marked_as_such_beside_the_quotes() -> None:
    html = render_passage("Ice **flows** slowly. Snow falls. $x$ ends.", [(0, 21)], [(22, 33), (34, 43)])
    assert html.startswith("<p><mark>Ice </mark><strong><mark>flows</mark></strong><mark> slowly.</mark> ")
    assert '<mark class="missing">Snow falls.</mark>' in html
    assert '<mark class="missing"><math' in html


def test_of_two_kinds_that_overlap_the_second_is_left_out() -> None:
    assert render_passage("alpha beta", [(0, 7)], [(6, 10)]) == "<p><mark>alpha b</mark>eta</p>\n"


SPANS = st.lists(st.tuples(st.integers(0, len(PASSAGE)), st.integers(0, len(PASSAGE))), max_size=4)


@settings(max_examples=200, deadline=None)
@given(SPANS, SPANS)
def test_marks_of_two_kinds_never_change_what_the_passage_says(
    marks: list[tuple[int, int]], missing: list[tuple[int, int]]
) -> None:
    html = render_passage(PASSAGE, [(min(m), max(m)) for m in marks], [(min(m), max(m)) for m in missing])
    assert unmarked(html) == render(PASSAGE)
    assert not re.search(r"<mark[^>]*>[^<]*<mark|</mark>[^<]*</mark>", html)


def test_every_word_can_be_marked() -> None:
    missed = []
    for start, end in pairwise(match.start() for match in re.finditer(r"\b\w", PASSAGE)):
        word = re.match(r"\w+", PASSAGE[start:end])
        if word and "<mark>" not in render_passage(PASSAGE, [(start, start + word.end())]):
            missed.append(word[0])
    # Words that are not shown to a reader at all.
    assert missed == ["momentum", "https", "example", "org", "g", "tip", "python", "1", "Nesterov", "mdash"]
