"""Where a model's quote stands in a section, and no longer than it has to be."""

import re

from app.generator.gates.reading import written_length
from app.generator.gates.thresholds import QUOTE_LEAST, QUOTE_MOST
from app.generator.model.fencing import JOINER
from app.generator.model.repairs import with_backslashes, without_quotation_marks
from app.notes.passage import Passage, sentences
from app.text import content_words, find_quote, normalise

_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3})\s*")
_WORD = re.compile(r"\w+|[<>=≤≥≠≈±+×÷^%€£]|-(?=\d)")  # words, and the signs that change what a text says
_LEAST_PIECE = 8
_LEAST_WORDS = 3

Span = tuple[int, int]


def find(quote: str, text: str) -> Span | None:
    """Offsets of the quote in the section's text, or None; read with what models do to quotes in mind.

    Quotation marks around it, other punctuation, and words left out between dots are forgiven, another word is not:
    what is kept in the end is the section's own words.
    """
    quote = with_backslashes(quote.replace(JOINER, ""), text).strip()
    bare = without_quotation_marks(quote, text)
    span = find_quote(quote, text) or find_quote(bare, text) or _by_words(bare, text) or _with_gaps(bare, text)
    return _trimmed(span, text) if span else None


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


def _by_words(quote: str, text: str) -> Span | None:
    """Where the quote's words follow one another, whatever stands between them; too few words prove nothing."""
    wanted = _WORD.findall(normalise(quote).text)
    if len(wanted) < _LEAST_WORDS:
        return None
    plain = normalise(text)
    words = list(_WORD.finditer(plain.text))
    line = f" {' '.join(word.group() for word in words)} "
    at = line.find(f" {' '.join(wanted)} ")
    if at < 0:
        return None
    first = line.count(" ", 0, at)
    last = first + len(wanted) - 1
    return plain.starts[words[first].start()], plain.ends[words[last].end() - 1]


def _with_gaps(quote: str, text: str) -> Span | None:
    """ "First words … last words": from the first to the last, if they stand in this order and near each other."""
    pieces = [piece for piece in _ELLIPSIS.split(quote) if len(normalise(piece).text) >= _LEAST_PIECE]
    if not pieces or pieces == [quote]:
        return None
    start, end = -1, 0
    for piece in pieces:
        found = find_quote(piece, text[end:]) or _by_words(piece, text[end:])
        if found is None:
            return None
        start = found[0] if start < 0 else start
        end += found[1]
    return (start, end) if len(pieces) == 1 or end - start <= QUOTE_MOST.value else None


def _trimmed(span: Span, text: str) -> Span:
    """Without white space at the ends, and with whole words there: "supervised" is not what "unsupervised" says."""
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    while start > 0 and _spelt(text[start - 1]) and _spelt(text[start]):
        start -= 1
    while end < len(text) and _spelt(text[end - 1]) and _spelt(text[end]):
        end += 1
    return start, end


def _spelt(letter: str) -> bool:
    """Whether words of this letter's script have spaces between them."""
    return letter.isdigit() or letter.lower() != letter.upper()
