"""Which section of a changed note is which, and where the quotes of its cards stand now. Pure functions.

Sections are matched by their text, unchanged; then by key, then by heading path; then by how much their words have in
common, best total first. What no rule matches is gone or new.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

from app.cards.assignment import best_assignment
from app.cards.body import body_of
from app.domain import Section
from app.text import content_words, find_quote, normalise

ALIKE = 0.5
"""Least similarity at which two sections with different headings are taken for one."""

_MOST_COMPARED = 60
"""Only so many leftovers a side are compared: the work grows with the cube, and a note so changed is a new note."""


def match_sections(old: Sequence[Section], new: Sequence[Section]) -> dict[str, str | None]:
    """The new key of each old key, or None where the section is gone; no new section is given twice."""
    matched: dict[str, str | None] = {}
    left, right = list(old), list(new)
    identities: tuple[Callable[[Section], Hashable], ...] = (
        lambda section: (section.key, body_of(section)),
        lambda section: (section.heading_path, body_of(section)),
        _own_words,
        lambda section: (section.key, section.heading_path),
        lambda section: section.heading_path,
        lambda section: section.key,
    )
    for identity in identities:
        for one, other in _unique_pairs(left, right, identity):
            matched[one.key] = other.key
        left = [section for section in left if section.key not in matched]
        taken = set(matched.values())
        right = [section for section in right if section.key not in taken]
    for one, other in _alike(left, right):
        matched[one.key] = other.key
    return {section.key: matched.get(section.key) for section in old}


def locate(quote: str, section: Section) -> tuple[int, int] | None:
    """Where `quote` stands in the section's text: offsets (start, end), or None.

    A sentence that has got another beginning is another sentence, though it holds all of the old one: "It is a myth
    that cats hate water" does not say that cats hate water.
    """
    span = find_quote(quote, section.text)
    return None if span is None or _has_new_beginning(quote, section.text, span[0]) else span


def _has_new_beginning(quote: str, text: str, start: int) -> bool:
    """Whether a quote that began a sentence stands within one: its capital is gone, and words stand before it."""
    if not (quote[:1].isupper() and text[start : start + 1].islower()):
        return False
    before = text[:start].rpartition("\n\n")[2].rstrip(" \n*_`\"'“‘([")
    last_line = before.rpartition("\n")[2].lstrip()
    return bool(before) and not last_line.startswith("#") and (before[-1].isalnum() or before[-1] in ",)%")


def same_meaning(old_answer: str, new_answer: str) -> bool:
    """Whether two answers differ in nothing but case, white space, quotation marks, dashes and markdown's marks."""
    return normalise(old_answer).text.rstrip(".") == normalise(new_answer).text.rstrip(".")


def similarity(left: Counter[str], right: Counter[str]) -> float:
    """Dice's coefficient of two bags of stems, counting repeats: 2 · shared / (left + right); 0 where both are empty.

    Half of a section that was split in the middle scores 2/3 against the whole.
    """
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 0.0


def _own_words(section: Section) -> Hashable:
    """A section's own words; one without any has no identity but its heading."""
    body = body_of(section)
    return body if body else (section.key, section.heading_path)


def _unique_pairs(
    left: Iterable[Section], right: Sequence[Section], identity: Callable[[Section], Hashable]
) -> list[tuple[Section, Section]]:
    """Pairs with the same identity, the first with the first, the second with the second."""
    waiting: dict[Hashable, list[Section]] = {}
    for section in right:
        waiting.setdefault(identity(section), []).append(section)
    pairs = []
    for section in left:
        same = waiting.get(identity(section))
        if same:
            pairs.append((section, same.pop(0)))
    return pairs


def _alike(left: Sequence[Section], right: Sequence[Section]) -> list[tuple[Section, Section]]:
    """Pairs of the leftovers that are at least `ALIKE`, with the greatest total similarity."""
    if not left or not right:
        return []
    if len(left) > len(right):
        return [(one, other) for other, one in _alike(right, left)]
    left, right = left[:_MOST_COMPARED], right[:_MOST_COMPARED]
    bags = {id(section): Counter(content_words(section.text)) for section in (*left, *right)}
    scores = [[similarity(bags[id(one)], bags[id(other)]) for other in right] for one in left]
    # Scores below the bar count as nothing, so that they can not pull good pairs apart.
    worth = [[score if score >= ALIKE else 0.0 for score in row] for row in scores]
    columns = best_assignment(worth)
    return [(left[row], right[column]) for row, column in enumerate(columns) if worth[row][column] > 0]
