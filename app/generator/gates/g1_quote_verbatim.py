"""G1: the quote stands in the section, where the draft says, and is neither a scrap nor a page."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic, written_length
from app.generator.gates.thresholds import LIST_QUOTE_MOST, QUOTE_LEAST, QUOTE_MOST, QUOTE_VERBATIM, QUOTE_WORDS
from app.text import find_quote, normalise

_LONE_WORD = re.compile(r"[^\W\d_\u0e01-\u0e7f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
"""One word of a script that parts its words by spaces: it names the answer and proves nothing."""


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses a quote that is not the section's own words, is at other offsets, or is too short or too long."""
    size = written_length(draft.quote)
    most = QUOTE_MOST if is_basic(draft) else LIST_QUOTE_MOST
    if size < QUOTE_LEAST.value:
        return QUOTE_LEAST.finding(size, draft.quote)
    if _LONE_WORD.fullmatch(normalise(draft.quote).text):
        return QUOTE_WORDS.finding(1, draft.quote)
    if size > most.value:
        return most.finding(size, draft.quote)
    at_offsets = section.text[draft.quote_start : draft.quote_end] == draft.quote
    if not at_offsets or find_quote(draft.quote, section.text) is None:
        return QUOTE_VERBATIM.finding(0, draft.quote)
    return None
