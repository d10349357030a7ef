"""What a section is about: its own heading, or, where that says nothing alone ("Applications"), its parent's."""

import re

from app.domain import Section
from app.notes.headings import is_generic, plain_title

_NUMBERING = re.compile(
    r"^(?:(?:module|chapter|unit|lecture|lesson|part|section|week|day|topic|step|appendix)\s+(?:\d+|[ivx]+|[a-z])\b"
    r"\s*[:.\-–—)]?|\d+(?:\.\d+)*[.):]?)\s+(?=\S)",
    re.IGNORECASE,
)
_OPENINGS = re.compile(
    r"^(?:(?:an?\s+|the\s+)?(?:brief\s+|short\s+|quick\s+)?(?:introduction|intro|overview|guide|primer)\s+(?:to|of)"
    r"|understanding|basics of|fundamentals of|essentials of|what (?:is|are)|all about)\s+(?:the\s+|an?\s+)?(?=\S)",
    re.IGNORECASE,
)
_CLOSINGS = re.compile(
    r"\s*[:,–—-]?\s+(?:fundamentals|basics|overview|essentials|explained|in depth|in practice|at a glance|cheat ?sheet"
    r"|introduction)$",
    re.IGNORECASE,
)
_FACETS = re.compile(
    r"^(?:the\s+)?(?P<facet>types|kinds|variants|examples|benefits|advantages|applications)\s+of\s+(?=\S)", re.I
)
_LEADS = re.compile(r"^(?:advanced|enhanced|modern|applied|basic|essential|my|complete)\s+(?=\S)", re.IGNORECASE)
_TAILS = re.compile(
    r"\s+(?:concepts|foundations|principles|notes|lecture notes|course|handbook|tutorial|architectures and techniques"
    r"|revision|study guide|topics|theory and practice)$",
    re.IGNORECASE,
)
_DEBRIS = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]")


_SIDES = frozenset(
    """
    aftermath background causes complexity consequences dates diagnosis effects events figures history impact
    implications issues legacy loss origins outcome outcomes people pros cons remedies significance structure symptoms
    timeline treatment
    """.split()
)
_SIDE_WORDS = frozenset("and key main important time space early later long-term short-term & of the".split())


def subject(section: Section, fallback: str = "") -> str:
    """The name a card uses for what this section is about, as the heading writes it.

    Numbering ("Module 2:"), openings ("Introduction to") and closing signs are dropped, a bracketed abbreviation is
    kept. Where every heading is generic, `fallback` (the note's title) is used, and then the section's own title.
    """
    for title in reversed(section.heading_path):
        if not says_little(title) and clean(title):
            return clean(title)
    return clean(fallback) or clean(section.title) or section.title


def facet(section: Section, fallback: str = "") -> str:
    """The generic title that says which side of the subject this section shows ("Applications"), or nothing."""
    if (
        section.heading_path
        and says_little(section.heading_path[-1])
        and clean(section.title) != subject(section, fallback)
    ):
        return clean(section.title)
    match = _FACETS.match(plain_title(section.title))
    return match.group("facet") if match else ""


def surroundings(section: Section, note_title: str = "") -> tuple[str, ...]:
    """Names of what the subject is part of, nearest first: the headings above, then parts of the note's title."""
    own = subject(section, note_title)
    above = [clean(title) for title in reversed(section.heading_path) if not says_little(title)]
    parts = re.split(r"\s*[:&,–—|]\s+", clean(note_title))
    found: list[str] = []
    for name in map(_field, (*above, *parts)):
        if name and name != own and name not in found:
            found.append(name)
    return tuple(found)


def _field(name: str) -> str:
    """A title cut down to the field it names: "Advanced Machine Learning Concepts" → "Machine Learning"."""
    shorter = _LEADS.sub("", _TAILS.sub("", name)).strip()
    return shorter if len(shorter.split()) <= 6 and not is_generic(shorter) else ""


def says_little(title: str) -> bool:
    """Whether a heading names only a side of what stands above it: "Applications", "Causes", "Time complexity"."""
    words = clean(title).casefold().split()
    return is_generic(title) or (bool(words) and words[-1] in _SIDES and all(w in _SIDES | _SIDE_WORDS for w in words))


def clean(title: str) -> str:
    """A heading without numbering, openings, closings, pictures and end signs."""
    text = _DEBRIS.sub("", plain_title(title)).strip()
    for pattern in (_NUMBERING, _OPENINGS, _FACETS, _CLOSINGS):
        shorter = pattern.sub("", text).strip()
        text = shorter or text
    return text.strip(" .:;,–—-") or text
