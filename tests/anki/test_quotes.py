"""Quotes keep the form of the markdown that they were cut from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.anki.quotes import readable_quote

STEPS = "Ways to learn:\n\n1. **Freezing**: keep layers\n2. **Tuning**: train all\n\nMore."
NESTED = "- one\n    - two a\n    - two b\n"
FORMULA = "It is\n\n$$\ny = x^2\n$$\n\nas said."
CODE = "Run:\n\n```python\nprint(1)\nprint(2)\n```\n"


@pytest.mark.parametrize(
    ("text", "quote", "shown"),
    [
        ("It moves **water** fast.", "water", "**water**"),
        ("It moves **water** fast.", "It moves **water", "It moves **water**"),
        ("The `relu` of x", "relu", "`relu`"),
        (STEPS, "Freezing**: keep layers\n2. **Tuning", "1. **Freezing**: keep layers\n2. **Tuning**: train all"),
        (NESTED, "two a\n    - two b", "- two a\n- two b"),
        (FORMULA, "y = x^2", "$$\ny = x^2\n$$"),
        (CODE, "print(1)", "```python\nprint(1)\nprint(2)\n```"),
        ("Plain words here.", "words", "words"),
    ],
)
def test_a_quote_is_widened_to_what_it_is_part_of(text: str, quote: str, shown: str) -> None:
    start = text.index(quote)
    assert readable_quote(text, start, start + len(quote)) == shown


@given(text=st.text(alphabet="ab *_`$\n-1.", max_size=60), data=st.data())
def test_nothing_of_the_quote_is_lost(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = "".join(readable_quote(text, start, end).split())
    assert "".join(text[start:end].split()) in shown
