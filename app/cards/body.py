"""What a section says, apart from where it stands and what it is called."""

from app.domain import Section
from app.text import normalise


def body_of(section: Section) -> str:
    """The text below the heading's line, normalised."""
    lines = section.text.split("\n", 1) if section.level else ["", section.text]
    return normalise(lines[1] if len(lines) > 1 else "").text
