"""A quote as it can be read by itself.

A quote is cut to the letter: it may begin after its list number, end before the stars that close its bold words, or be
the inside of a formula. Rendered alone it would lose that form, so it is widened to the markdown it is part of.
"""

from textwrap import dedent

from app.text import code_and_maths

_MARKS = "*_`=~"


def readable_quote(text: str, start: int, end: int) -> str:
    """The markdown around `text[start:end]`: whole lines for several, else with the marks that touch it.

    Formulas and code that the quote reaches into come whole.
    """
    for span in code_and_maths(text):
        if span.start < end and start < span.end:
            start, end = min(start, span.start), max(end, span.end)
    if "\n" in text[start:end].strip():
        start = text.rfind("\n", 0, start) + 1
        after = text.find("\n", end)
        return dedent(text[start : after if after >= 0 else len(text)]).strip("\n")
    while start > 0 and text[start - 1] in _MARKS:
        start -= 1
    while end < len(text) and text[end] in _MARKS:
        end += 1
    return text[start:end].strip()
