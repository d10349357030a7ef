"""Where a model's quote stands in a section, and no longer than it has to be."""

import re

from app.generator.gates.reading import written_length
from app.generator.gates.thresholds import QUOTE_LEAST, QUOTE_MOST
from app.generator.model.fencing import JOINER
from app.generator.model.repairs import with_backslashes, without_quotation_marks
from app.notes.passage import Passage, sentences
from app.text import content_words, find_quote, normalise

_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})\s*")
_LOOSE_END = " \t\n.,;:!?…|"
_LEAST_PIECE = 8

Span = tuple[int, int]


def find(quote: str, text: str) -> Span | None:
    """Offsets of the quote in the section's text, or None; read with what models do to quotes in mind.

    Quotation marks around it, loose marks at its ends and words left out between dots are forgiven: what is kept in
    the end is the section's own words.
    """
    quote = with_backslashes(quote.replace(JOINER, ""), text).strip()
    for attempt in dict.fromkeys((quote, without_quotation_marks(quote, text), quote.strip(_LOOSE_END))):
        if (span := find_quote(attempt, text)) is not None:
            return _whole(span, text)
    return _with_words_left_out(quote, text)


def narrowed(span: Span, text: str, answer: str) -> Span:
    """The fewest sentences of too long a quote that hold as many of the answer's words; else the span itself."""
    if written_length(text[slice(*span)]) <= QUOTE_MOST.value:
        return span
    passage = Passage(text[slice(*span)].replace("\n", " "), tuple(range(*span)))
    parts = sentences(passage)
    wanted = set(content_words(answer))
    best = wanted & set(content_words(passage.text))
    runs = [(parts[i].start, parts[j].end) for i in range(len(parts)) for j in range(i, min(i + 3, len(parts)))]
    fitting = [
        run
        for run in runs
        if QUOTE_LEAST.value <= written_length(text[slice(*run)]) <= QUOTE_MOST.value
        and best <= set(content_words(text[slice(*run)]))
    ]
    return min(fitting, key=lambda run: run[1] - run[0], default=span)


def _with_words_left_out(quote: str, text: str) -> Span | None:
    """ "First words … last words": from the first to the last, if they stand in this order and near each other."""
    pieces = [piece for piece in _ELLIPSIS.split(quote) if len(normalise(piece).text) >= _LEAST_PIECE]
    if len(pieces) < 2:
        return None if not pieces or pieces[0] == quote else find_quote(pieces[0], text)
    first = find_quote(pieces[0], text)
    start = end = first[0] if first else -1
    for piece in pieces:
        found = find_quote(piece, text[end:]) if first else None
        if found is None:
            return None
        end += found[1]
    return (start, end) if end - start <= QUOTE_MOST.value else None


def _whole(span: Span, text: str) -> Span:
    """Without white space at the ends."""
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
