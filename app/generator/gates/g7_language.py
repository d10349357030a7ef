"""G7: the card is in the section's language, so that its words can be looked up there."""

from app.domain import Draft, Finding, Section
from app.generator.gates.spoken import spoken
from app.generator.gates.thresholds import TRANSLATED


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a translated card: its words, names and denials can not be judged, only quote, numbers, code and form."""
    languages = spoken(draft, section)
    return TRANSLATED.finding(f"{languages.card} about {languages.section}") if languages.foreign else None
