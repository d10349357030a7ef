"""The catalogue of concepts, read from content/: one file per topic, one `##` section per concept.

    # Activation functions
    ## ReLU {#relu aka="Rectified Linear Unit|rectifier"}

The heading carries the id and the aliases; the section's body is what the concept's page shows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.domain import Concept
from app.errors import InvalidInputError, NotFoundError
from app.notes.parser import parse

_HEADING = re.compile(r"(?P<title>[^{}]*[^{}\s])\s*\{#(?P<id>[^\s{}]+)(?P<rest>[^{}]*)\}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AKA = re.compile(r'\s+aka="(?P<names>[^"]+)"')


@dataclass(frozen=True, slots=True)
class Topic:
    """One file of content/: its id is the file's name, its title the file's `#` heading."""

    id: str
    title: str
    introduction: str
    concepts: tuple[Concept, ...]


class Catalogue:
    """Every concept by id, in the order of the files and of their sections."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self.concepts = tuple(concept for topic in self.topics for concept in topic.concepts)
        self._by_id = {concept.id: concept for concept in self.concepts}

    @classmethod
    def load(cls, folder: Path, demo_of_concept: Mapping[str, str] | None = None) -> "Catalogue":
        """Read every `*.md` of `folder`. `demo_of_concept` maps a concept's id to the demo that shows it.

        Raises:
            InvalidInputError: a file is not a topic as described above; names the file and the line.
        """
        demos = demo_of_concept or {}
        topics = [read_topic(path.stem, path.read_text("utf-8"), demos) for path in sorted(folder.glob("*.md"))]
        _refuse_clashes(topics)
        return cls(topics)

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self._by_id

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def get(self, concept_id: str) -> Concept:
        """The concept of that id.

        Raises:
            NotFoundError: there is none.
        """
        concept = self._by_id.get(concept_id)
        if concept is None:
            raise NotFoundError(
                f"There is no concept called “{concept_id}”.", advice="The Concepts page lists all of them."
            )
        return concept

    def has_demo(self, concept_id: str) -> bool:
        """Whether the concept exists and a demo shows it."""
        concept = self._by_id.get(concept_id)
        return concept is not None and concept.demo is not None

    def topic_of(self, concept_id: str) -> Topic:
        """The topic that holds a concept; NotFoundError as in `get`."""
        concept = self.get(concept_id)
        return next(topic for topic in self.topics if topic.id == concept.topic)

    def neighbours(self, concept_id: str) -> tuple[Concept | None, Concept | None]:
        """The concepts before and after it in its topic; NotFoundError as in `get`."""
        row = self.topic_of(concept_id).concepts
        at = row.index(self.get(concept_id))
        return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)


def read_topic(topic_id: str, text: str, demo_of_concept: Mapping[str, str]) -> Topic:
    """One content file as a topic; `topic_id` is its file name without the ending.

    Raises:
        InvalidInputError: no `#` title first, a `##` heading without an id, or a section without text.
    """
    headings = _headings(text)
    if not headings or headings[0][1] != 1:
        raise _malformed(topic_id, 1, "the file must start with one “# Title”")
    lines = text.splitlines()
    starts = [*(line for line, _, _ in headings), len(lines)]
    bodies = ["\n".join(lines[start + 1 : end]).strip() for start, end in pairwise(starts)]
    concepts = []
    for (line, level, heading), body in zip(headings[1:], bodies[1:], strict=True):
        if level == 1:
            raise _malformed(topic_id, line + 1, "a topic has only one “# Title”")
        concepts.append(_concept(topic_id, line + 1, heading, body, demo_of_concept))
    return Topic(topic_id, headings[0][2], bodies[0], tuple(concepts))


def _headings(text: str) -> list[tuple[int, int, str]]:
    """(0-based line, level, raw text) of the headings of levels 1 and 2; deeper ones belong to a concept's body."""
    lines = text.splitlines()
    return [
        (token.map[0], int(token.tag[1]), lines[token.map[0]].strip().lstrip("#").strip())
        for token in parse(text)
        if token.type == "heading_open" and token.tag in {"h1", "h2"} and token.map
    ]


def _concept(topic_id: str, line: int, heading: str, body: str, demos: Mapping[str, str]) -> Concept:
    match = _HEADING.fullmatch(heading)
    if match is None or not _ID.fullmatch(match["id"]):
        raise _malformed(topic_id, line, f"“{heading}” needs an id like {{#leaky-relu}}")
    aka = _AKA.fullmatch(match["rest"])
    if match["rest"].strip() and aka is None:
        raise _malformed(topic_id, line, f'“{match["rest"].strip()}” is not of the form aka="One name|Another"')
    aliases = tuple(name.strip() for name in aka["names"].split("|")) if aka else ()
    if not all(aliases):
        raise _malformed(topic_id, line, "an alias is empty")
    if not body:
        raise _malformed(topic_id, line, f"“{match['title']}” has no text")
    return Concept(match["id"], match["title"], aliases, topic_id, body, demos.get(match["id"]))


def _refuse_clashes(topics: Sequence[Topic]) -> None:
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for topic in topics:
        for concept in topic.concepts:
            if concept.id in ids:
                raise InvalidInputError(f"The concept {concept.id} stands in {ids[concept.id]}.md and {topic.id}.md.")
            ids[concept.id] = topic.id
            for name in (concept.title, *concept.aliases):
                owner = names.setdefault(name.casefold(), concept.id)
                if owner != concept.id:
                    raise InvalidInputError(f"“{name}” names both {owner} and {concept.id} in content/{topic.id}.md.")


def _malformed(topic_id: str, line: int, why: str) -> InvalidInputError:
    return InvalidInputError(f"content/{topic_id}.md, line {line}: {why}.")
