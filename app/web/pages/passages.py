"""A section's text as a reader should see it, with the words that prove the cards marked."""

from collections.abc import Iterable

from markupsafe import Markup

from app.notes.render import render_passage


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Safe HTML of a section's text; overlapping quotes become one mark."""
    return Markup(render_passage(text, merged(spans)))


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
