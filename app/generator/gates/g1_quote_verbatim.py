"""G1: the quote stands in the section, where the draft says, and is neither a scrap nor a page."""

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic, written_length
from app.generator.gates.thresholds import LIST_QUOTE_MOST, QUOTE_LEAST, QUOTE_MOST, QUOTE_VERBATIM
from app.text import find_quote


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses a quote that is not the section's own words, is at other offsets, or is too short or too long."""
    size = written_length(draft.quote)
    most = QUOTE_MOST if is_basic(draft) else LIST_QUOTE_MOST
    if size < QUOTE_LEAST.value:
        return QUOTE_LEAST.finding(size, draft.quote)
    if size > most.value:
        return most.finding(size, draft.quote)
    at_offsets = section.text[draft.quote_start : draft.quote_end] == draft.quote
    if not at_offsets or find_quote(draft.quote, section.text) is None:
        return QUOTE_VERBATIM.finding(0, draft.quote)
    return None
