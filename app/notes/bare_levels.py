"""Levels of headings that carry no marks, from what stands around them.

A heading is a parent where it announces a kind of thing and leaves the things to the headings after it: "Sorting
Algorithms" with no text, or with one lead-in paragraph and no list, before "Quicksort". Numbers decide where there are
some ("2.1 Methods"). A stray bullet, which a page's end leaves between two entries of the same kind, says that the
next heading is not above the last one.
"""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from app.notes.bare_titles import SMALL

_KINDS = frozenset(
    """
    activation algorithm application approach architecture attack benchmark classifier component concept criterion
    database dataset distribution estimator family formalism framework function heuristic index indicator instrument
    kernel kind language layer library loss measure mechanism method metric model network norm operation operator
    optimiser optimizer paradigm pattern phase platform principle problem procedure process property protocol
    regularizer representation rule scheduler solver stage strategy structure style system task technique technology
    test theorem tool transform type variant
    """.split()
)
_KIND_PHRASE = re.compile(
    r"(?:the\s+)?(?:main\s+|common\s+|popular\s+|different\s+)?(?:types|kinds|families|classes|forms|examples)\s+of\b"
)
_CLOSING = frozenset(
    "conclusion conclusions summary references bibliography appendix glossary acknowledgements".split()
)
_LONGEST_LEAD_IN = 2


class Entry(Protocol):
    """What is known of a bare heading; see `bare.BareLine`."""

    @property
    def title(self) -> str: ...
    @property
    def prose(self) -> int: ...
    @property
    def items(self) -> int: ...
    @property
    def separated(self) -> bool: ...
    @property
    def spaced(self) -> bool: ...
    @property
    def depth(self) -> int: ...


E = TypeVar("E", bound=Entry)


def levels(entries: Sequence[Entry]) -> list[int]:
    """One level per heading, from 1."""
    if are_numbered(entries):
        return _by_numbers(entries)
    parents = _parents(entries)
    if _is_document_title(entries, parents):
        return [1, *(level + 1 for level in _by_families(entries[1:], parents[1:]))]
    return _by_families(entries, parents)


def without_strays(entries: Sequence[E]) -> list[E]:
    """Among numbered headings, a line without number or text is none (the authors below a title)."""
    if not are_numbered(entries):
        return list(entries)
    return [entry for index, entry in enumerate(entries) if index == 0 or entry.depth or entry.prose or entry.items]


def are_numbered(entries: Sequence[Entry]) -> bool:
    """Whether numbers ("2.1 Methods") say what is above what."""
    return sum(1 for entry in entries if entry.depth) >= max(2, len(entries) // 2)


def _by_numbers(entries: Sequence[Entry]) -> list[int]:
    """Level 1 for "1 Introduction" and 2 for "1.1 Motivation"; one more below a title without a number."""
    shift = 1 if not entries[0].depth and not entries[0].prose else 0
    return [1 if index == 0 else (entry.depth or 1) + shift for index, entry in enumerate(entries)]


def _is_document_title(entries: Sequence[Entry], parents: Sequence[bool]) -> bool:
    """The first heading has no text, and is not merely the first of several parents."""
    if len(entries) < 3 or entries[0].prose or entries[0].items:
        return False
    return not (_names_a_kind(entries[0].title) and any(parents[1:]))


def _by_families(entries: Sequence[Entry], parents: Sequence[bool]) -> list[int]:
    inferred: list[int] = []
    parent: Entry | None = None
    eldest: Entry | None = None
    for entry, may_be_parent in zip(entries, parents, strict=True):
        is_inside = parent is not None and (entry.separated or _same_kind(parent, entry))
        if parent and eldest and _set_like_parent(parent, eldest, entry):
            parent, is_inside = None, False
        if may_be_parent and not is_inside:
            parent, eldest = entry, None
            inferred.append(1)
        else:
            parent = None if entry.title.casefold() in _CLOSING else parent
            eldest = eldest or entry
            inferred.append(2 if parent else 1)
    return inferred


def _parents(entries: Sequence[Entry]) -> list[bool]:
    """For each heading whether, by itself, it could leave its things to the headings after it."""
    common = [_is_in_sentence_case(_plain_words(entry.title)) for entry in entries]
    common_is_rare = 3 * sum(common) <= len(common)
    return [
        _is_parent(entry, entries[index + 1 : index + 3], common_is_rare and common[index])
        for index, entry in enumerate(entries)
    ]


def _is_parent(entry: Entry, following: Sequence[Entry], set_apart: bool) -> bool:
    """`set_apart`: a common noun ("Eviction policy") among headings that are names or in title case."""
    if not following or entry.items:
        return False
    if not entry.prose:
        return True
    if entry.prose > _LONGEST_LEAD_IN or len(following) < 2:
        return False
    if _names_a_kind(entry.title):
        return not (_names_a_kind(following[0].title) and not following[0].items)
    return set_apart and all(other.items for other in following)


def _set_like_parent(parent: Entry, eldest: Entry, entry: Entry) -> bool:
    """Whether capitals say so: "Isolation Levels" beside "Isolation Anomalies", which is above "Dirty read"."""
    return (
        _is_in_title_case(parent.title)
        and _is_in_title_case(entry.title)
        and _is_in_sentence_case(_plain_words(eldest.title))
    )


def _is_in_title_case(title: str) -> bool:
    words = _plain_words(title)
    return len(words) > 1 and all(word[0].isupper() or word in SMALL for word in words)


def _same_kind(parent: Entry, entry: Entry) -> bool:
    """Whether the title ends in the parent's kind: "Graph Neural Networks" under "Types of Neural Networks"."""
    kind = _words(_KIND_PHRASE.sub("", parent.title.casefold()))
    named = _words(entry.title)
    return len(named) > len(kind) > 0 and named[-len(kind) :] == kind


def _names_a_kind(title: str) -> bool:
    """A plural or common kind word at its end, or "Types of …": "Splitting Rules", but not "Gini Index"."""
    if _KIND_PHRASE.match(title.casefold()):
        return True
    head = _head_noun(title)
    words = _plain_words(title)
    plural = bool(words) and words[-1].casefold() != head
    return head in _KINDS and (plural or _is_in_sentence_case(words))


def _is_in_sentence_case(words: Sequence[str]) -> bool:
    """Whether it is a common noun ("Loss function") and not a name ("Softmax Function")."""
    return len(words) > 1 and words[-1].islower()


def _words(title: str) -> list[str]:
    """The casefolded words outside brackets, the last one in the singular."""
    words = _plain_words(title.casefold())
    return [*words[:-1], _singular(words[-1])] if words else []


def _plain_words(title: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _without_brackets(title))


def _head_noun(title: str) -> str:
    return (_words(title) or [""])[-1]


def _without_brackets(title: str) -> str:
    return re.sub(r"\s*\([^()]*\)", "", title)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
