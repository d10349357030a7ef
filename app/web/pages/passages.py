"""A section's text as a reader should see it, with the words that prove the cards marked."""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from app.notes.render import render_passage

_HEADING = re.compile(r"(?<=<)(/?)h[1-6](?=>)")


def marked(text: str, spans: Iterable[tuple[int, int]], missing: Iterable[tuple[int, int]] = ()) -> Markup:
    """Safe HTML of a section's text; overlapping quotes become one mark. `missing` is marked as what no quote holds.

    Its headings stand below those of the page that shows it, which has a heading of the second level above it.
    """
    return _marked(text, tuple(merged(spans)), tuple(missing))


@lru_cache(maxsize=128)
def _marked(text: str, spans: tuple[tuple[int, int], ...], missing: tuple[tuple[int, int], ...]) -> Markup:
    """Kept for the passages shown last: the inbox shows the same ones again after every decision."""
    return Markup(_HEADING.sub(r"\1h3", render_passage(text, spans, missing)))


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans without overlaps; empty ones are dropped."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
