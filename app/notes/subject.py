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
    r"|introduction|reference|revision|(?:lecture |revision )?notes)$",
    re.IGNORECASE,
)
_FACETS = re.compile(
    r"^(?:the\s+)?(?P<facet>types|kinds|variants|examples|benefits|advantages|disadvantages|pros and cons|applications"
    r"|causes|history|properties)\s+of\s+(?:the\s+)?(?=\S)",
    re.I,
)
_DATES = re.compile(r",?\s*\(?\b(?:c\. ?)?1\d{3}\s?[–—-]\s?(?:1\d{3}|20\d\d|\d\d)\)?$")
_SHEET = re.compile(r"^(?:cheat ?sheets?|notes|revision|summary|glossary)\s*(?::|–|—|-|\bon\b|\bof\b)\s+(?=\S)", re.I)
_LEADS = re.compile(r"^(?:advanced|enhanced|modern|applied|basic|essential|my|complete)\s+(?=\S)", re.IGNORECASE)
_TAILS = re.compile(
    r"\s+(?:concepts|foundations|principles|notes|lecture notes|course|handbook|tutorial|revision|study guide|topics"
    r"|architectures and techniques|theory and practice)$",
    re.IGNORECASE,
)
_DEBRIS = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]")


_SIDES = frozenset(
    """
    aftermath background beginnings causes chronology commands complexity consequences dates diagnosis dos effects end
    ending events figures glossary history impact implications issues legacy misc miscellaneous origins outcome outcomes
    people pros cons remedies setup shortcuts significance structure symptoms things timeline treatment vocabulary
    """.split()
)
_SIDE_WORDS = frozenset(
    "and key main important time space early later long-term short-term & of the useful handy common undo to do".split()
)
_FILE_STEM = re.compile(
    r"^(?:\d{2,}[-_]\S*|\d[-_][a-z]\S*|[^\s_]+_\S+|[a-z\d]+(?:-[a-z\d]+){2,}|[a-z\d]+-notes?|[Uu]ntitled\b.*|\d+)$"
)
_STORY = re.compile(
    r"^(?:how|why|when|where|who|which|what|do|does|did|is|are|can|should|will|if)\b(?!-)|[?!]$", re.IGNORECASE
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|will|won|became|began|changed|made|matters?|works|died|fell|rose|wins)\b"
)


def subject(section: Section, fallback: str = "") -> str:
    """The name a card uses for what this section is about, as the heading writes it.

    Numbering ("Module 2:"), openings ("Introduction to") and closing signs are dropped, a bracketed abbreviation is
    kept. Where every heading is generic, `fallback` (the note's title) is used, and then the section's own title. A
    file's name and the title of a story ("How the war was won") name nothing: where there is no other, it is empty.
    """
    for title in reversed(section.heading_path):
        if not says_little(title) and clean(title) and not tells_story(title):
            return clean(title)
    if clean(fallback) and not tells_story(fallback):
        return clean(fallback)
    return "" if tells_story(section.title) or (fallback and says_little(section.title)) else clean(section.title)


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
    above = [
        clean(title) for title in reversed(section.heading_path) if not says_little(title) and not tells_story(title)
    ]
    note_title = "" if tells_story(note_title) else note_title
    parts = [part for whole in re.split(r"\s*[:–—|]\s+", clean(note_title)) for part in _fields(whole)]
    found: list[str] = []
    for name in map(_field, (*above, *parts)):
        if name and name != own and name not in found:
            found.append(name)
    return tuple(found)


def _fields(title: str) -> list[str]:
    """The parts of "Deep learning & neural networks"; "git & SQL" are two things, not what the other is part of."""
    parts = re.split(r"\s*[&,]\s+", title)
    return parts if all(len(part.split()) > 1 for part in parts) else [title]


def _field(name: str) -> str:
    """A title cut down to the field it names: "Advanced Machine Learning Concepts" → "Machine Learning"."""
    shorter = _LEADS.sub("", _TAILS.sub("", name)).strip()
    return shorter if len(shorter.split()) <= 6 and not is_generic(shorter) else ""


def says_little(title: str) -> bool:
    """Whether a heading names only a side of what stands above it: "Applications", "Causes", "Time complexity"."""
    words = clean(title).casefold().split()
    return is_generic(title) or (bool(words) and words[-1] in _SIDES and all(w in _SIDES | _SIDE_WORDS for w in words))


def is_file_name(title: str) -> bool:
    """Whether a title is what a file is called ("12-nested_outline") and not what it is about."""
    return bool(_FILE_STEM.match(plain_title(title).strip()))


def tells_story(title: str) -> bool:
    """Whether a title names no thing: a file's name ("12-nested_outline"), a question, or a clause with its verb."""
    if is_file_name(title):
        return True
    shown = clean(title)
    return bool(_STORY.search(shown)) or (len(shown.split()) > 2 and bool(_FINITE.search(shown[1:])))


def clean(title: str) -> str:
    """A heading without numbering, openings, closings, pictures and end signs."""
    text = _DEBRIS.sub("", plain_title(title)).strip()
    for pattern in (_NUMBERING, _SHEET, _OPENINGS, _FACETS, _CLOSINGS, _DATES):
        shorter = pattern.sub("", text).strip()
        text = shorter or text
    return text.strip(" .:;,–—-") or text
