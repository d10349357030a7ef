"""What a writer is told about a section besides its text: where it stands in its note."""

from collections.abc import Sequence

from app.db.notes import StoredSection
from app.domain import Section
from app.generator.writer import SectionContext


def contexts(note_title: str, stored: Sequence[StoredSection]) -> dict[int, SectionContext]:
    """The surroundings of every section of a note, given in its order, by the section's id."""
    by_path = {section.section.heading_path: section.section for section in stored}
    children: dict[tuple[str, ...], list[Section]] = {}
    for other in stored:
        children.setdefault(other.section.heading_path[:-1], []).append(other.section)
    titles = ["", *(each.section.title for each in stored), ""]
    return {
        each.id: SectionContext(
            note_title=note_title,
            parent=by_path.get(each.section.heading_path[:-1]),
            children=tuple(children.get(each.section.heading_path, ())),
            before=titles[place],
            after=titles[place + 2],
        )
        for place, each in enumerate(stored)
    }
