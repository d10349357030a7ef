"""Where a rule stands: the section, whose subject is being spoken of, and what that subject is part of."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from app.domain import Section
from app.generator.extractive.naming import Name, name_of
from app.generator.extractive.nouns import singular
from app.generator.extractive.plain import plain
from app.generator.writer import SectionContext
from app.notes.passage import Passage
from app.notes.subject import facet, subject, surroundings
from app.text import content_words

_PARTS = frozenset(content_words("components parts phases steps stages gates layers members elements organelles"))
_APPOSED = frozenset(
    """
    algorithm distribution framework function language library method metric model operator optimizer protocol
    technique test
    """.split()
)
_PEOPLE = frozenset(
    content_words("figures people persons authors leaders inventors scientists philosophers kings queens")
)
_PLACES = frozenset(content_words("places cities countries"))
_MOST_HEADING_WORDS = 5
_CONTRAST = re.compile(r"\bvs\b|\bversus\b", re.IGNORECASE)
NAMELESS = Name("\x03")
_KINDS = frozenset(
    content_words("types kinds variants variations strategies approaches techniques methods algorithms families forms")
)

_CATEGORIES = frozenset(
    """
    algorithm approach architecture attack bias category class compound concept criterion device disease disorder
    drug element enzyme error format framework function gate hormone instruction language library loss mechanism
    method metric model network operator optimizer organelle pattern phase principle protein protocol rule stage
    statistic strategy structure system technique test theory tool type variant vitamin
    """.split()
)


@dataclass(frozen=True)
class Scene:
    """What a rule knows besides its block.

    `subject` is what is being spoken of; `facet` the generic heading that says which side of it ("Applications").
    `outer` are the things it is part of, nearest first. `evidence` is the section's text below its heading, `around`
    that of the section above it: between them they show how the note writes its names.
    """

    section: Section
    subject: Name
    facet: str = ""
    outer: tuple[Name, ...] = ()
    around: str = ""

    @cached_property
    def evidence(self) -> str:
        """The section's text without its heading's line."""
        return self.section.text.partition("\n")[2] if self.section.level else self.section.text

    def name(self, title: str) -> Name:
        """The Name of a label of this section; under "Key Figures" and the like labels are proper names."""
        if of_people(self.facet) or _heads(self.facet, _PLACES):
            return Name(plain(title).strip(" .:;,"), aliases=frozenset({plain(title).casefold()}))
        return name_of(title, f"{self.evidence}\n{self.around}")

    def about(self, name: Name, side: str = "") -> "Scene":
        """The scene inside a labelled block: its label becomes the subject, this subject what it is part of."""
        return replace(self, subject=name, facet=side, outer=(self.subject, *self.outer))

    def span(self, start: int, end: int) -> Passage:
        """The section's own text from `start` to `end`, as a passage."""
        return Passage(self.section.text[start:end], tuple(range(start, end)))

    @property
    def category(self) -> str:
        """What kind of thing the subject's members are ("an ensemble method"), where its name says so."""
        return category_of(self.subject)


def of_people(facet: str) -> bool:
    """Whether what stands under a heading ("Key figures") are persons."""
    return _heads(facet, _PEOPLE)


def _heads(facet: str, words: frozenset[str]) -> bool:
    return len(facet.split()) <= _MOST_HEADING_WORDS and bool(set(content_words(facet)) & words)


def has_name(name: Name) -> bool:
    """Whether a subject may be spoken of: the note gives it a name, not only its file."""
    return bool(name.text) and NAMELESS.text not in name.text


def scene_of(section: Section, context: SectionContext) -> Scene:
    """The scene at the top of a section."""
    own = section.text.partition("\n")[2] if section.level else section.text
    above = context.parent.text.partition("\n")[2] if context.parent else ""
    evidence = f"{own}\n{above}"
    around = [name_of(title, evidence) for title in surroundings(section, context.note_title)]
    title = subject(section, context.note_title)
    return Scene(
        section,
        name_of(title, evidence) if title else NAMELESS,
        facet(section, context.note_title),
        tuple(around),
        above,
    )


def category_of(name: Name) -> str:
    """The singular of a name that is a kind of things ("optimization algorithms"), or an empty string."""
    one = singular(name.bare)
    head = one.split(" of ")[0].split(" ")[-1].casefold() if one else ""
    return one if head in _CATEGORIES and " and " not in one else ""


def setting(scene: Scene, term: Name) -> str:
    """The opening that says where a term belongs: "In federated learning, " or "Among ensemble methods, ".

    Empty where the term names it already, or where nothing around it is known.
    """
    if _CONTRAST.search(scene.subject.text):
        return ""
    for place in (scene.subject, *scene.outer):
        if (
            not is_setting(place)
            or _overlaps(place, term)
            or len(place.bare.split()) > 5
            or len(place.text) > 60
            or not known_place(place, scene)
        ):
            continue
        if place.plural and category_of(place) and (place is not scene.subject or _members_are_kinds(scene)):
            return f"Among {place.text}, "
        return f"In {place.phrase}, "
    return ""


def _members_are_kinds(scene: Scene) -> bool:
    """Whether what stands under the facet is a kind of the subject ("Types"), not a part or a point of it."""
    words = set(content_words(scene.facet))
    lead = scene.facet.endswith(":") and not words & _PARTS
    return not scene.facet or lead or bool(words & _KINDS)


def is_setting(place: Name) -> bool:
    """Whether "In …, " may be said of a place: not of things set against each other, of a question, or of "headers"."""
    if " " not in place.text and place.plural and not category_of(place):
        return False
    return has_name(place) and not re.search(r"\bvs\b|\bversus\b|\bor\b|[?!:/]", place.text, re.IGNORECASE)


def known_place(place: Name, scene: Scene) -> bool:
    """Whether the section or its headings speak of the place, so that a question may."""
    around = set(content_words("\n".join((*scene.section.heading_path, scene.section.text))))
    return set(content_words(place.bare)) <= around


def named(scene: Scene) -> str:
    """The subject, told apart by its kind where it is a single word: "the activation function tanh"."""
    name = scene.subject
    if len(name.text.split()) >= 2 or name.plural or name.article or not name.text.islower() or not scene.outer:
        return name.phrase
    kind = category_of(scene.outer[0]) if scene.outer[0].plural else ""
    if kind.split(" ")[-1].casefold() not in _APPOSED:
        return name.phrase
    if not kind or _overlaps(scene.outer[0], name) or kind.casefold() in name.text.casefold():
        return name.phrase
    return f"the {kind} {name.text}"


def _overlaps(place: Name, term: Name) -> bool:
    """Whether saying both would repeat words: "regularization" and "L2 regularization"."""
    outer, inner = set(content_words(place.bare)), set(content_words(term.bare))
    joined = " and " in place.text and bool(inner & outer)
    return not outer or outer <= inner or (bool(inner) and inner <= outer) or joined
