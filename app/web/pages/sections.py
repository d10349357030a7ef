"""A note with its sections, and one section: its text, its cards, what no card asks about, and how it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from app.db.browse_notes import NoteLine, SectionInNote, SectionLine
from app.db.browse_sections import RefusedDraft, Writing
from app.domain import Concept
from app.services.browse_sections import SectionView
from app.web.pages.base import Page
from app.web.pages.lists import CardEntry, writer_name
from app.web.pages.passages import marked, merged
from app.web.pages.rules import sentences
from app.web.pages.stats import short_digest

if TYPE_CHECKING:
    from app.generator.coverage import Share

Spans = list[tuple[int, int]]
_LONGEST_WISH = 480  # below what a run takes as an instruction, so that a word may be added


@dataclass(frozen=True, slots=True)
class NotePage(Page):
    """`covered` has the share of sentences that cards quote, by the section's id; `sentences` and `terms` that of the
    whole note."""

    template: ClassVar[str] = "note.html"
    nav: ClassVar[str] = "Notes"

    note: NoteLine
    sections: tuple[SectionLine, ...]
    covered: "dict[int, Share]"
    sentences: "Share"
    terms: "Share"


@dataclass(frozen=True, slots=True)
class CoveragePart:
    """How much of a section stands in the quotes of its cards, and in its own words what does not."""

    sentences: "Share"
    terms: "Share"
    missing: tuple[str, ...]
    missing_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WritingPart:
    """How a section was last written about; `instead_of` is the model that the built-in writer stood in for, if any."""

    writing: Writing
    writer: str
    instead_of: str
    digest: str
    when: str


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """A refused draft; `wish` is the instruction to try it again with, to begin from."""

    draft: RefusedDraft
    wish: str


@dataclass(frozen=True, slots=True)
class SectionPage(Page):
    """`passage` is safe HTML with the quotes of all cards marked, and what no quote holds; `trail` are the headings
    above this one."""

    template: ClassVar[str] = "section.html"
    nav: ClassVar[str] = "Notes"

    place: SectionInNote
    passage: Markup
    coverage: CoveragePart
    trail: list[tuple[str, str]]
    cards: tuple[CardEntry, ...]
    concepts: tuple[Concept, ...]
    before: SectionLine | None
    after: SectionLine | None
    writing: WritingPart | None
    refused: tuple[RefusedEntry, ...]
    sentences: dict[str, str]


def passage_of(view: SectionView) -> Markup:
    """A section's text with the quotes of its cards, and beside them what none of them holds."""
    quotes = merged((card.quote_start, card.quote_end) for card in view.cards)
    missing = merged([*view.coverage.missing, *view.coverage.missing_terms])
    return marked(view.place.section.text, quotes, list(without(missing, quotes)))


def coverage_part(view: SectionView) -> CoveragePart:
    """What no card asks about, as text."""
    text, found = view.place.section.text, view.coverage
    return CoveragePart(
        found.sentences,
        found.terms,
        tuple(text[start:end] for start, end in found.missing),
        tuple(text[start:end] for start, end in found.missing_terms),
    )


def writing_part(writing: Writing, when: str) -> WritingPart:
    """Who wrote, and in whose place."""
    return WritingPart(
        writing,
        writer_name(writing.writer, writing.model),
        writing.asked if writing.fault else "",
        short_digest(writing.digest) if writing.model else "",
        when,
    )


def refused_entry(draft: RefusedDraft) -> RefusedEntry:
    """A refused draft with the wish that what was wrong with it be kept in mind."""
    said = dict.fromkeys(sentences().get(finding.threshold, "") for finding in draft.findings)
    rules = " ".join(sentence for sentence in said if sentence)
    again = f"Ask this again in other words: “{draft.question}” {rules}".strip()
    return RefusedEntry(draft, again[:_LONGEST_WISH] if draft.question else "")


def without(spans: Spans, taken: Spans) -> Iterator[tuple[int, int]]:
    """What is left of sorted spans, none of which overlap, outside the taken ones."""
    for start, end in spans:
        for left, right in taken:
            if right <= start or left >= end:
                continue
            if left > start:
                yield start, left
            start = max(start, right)
        if start < end:
            yield start, end
