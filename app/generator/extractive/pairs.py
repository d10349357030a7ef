"""Neutral form: a label and its value in the author's own words, one of them hidden, under the place they stand in.

It is always well-formed, so it takes the place of a question whose grammar is not certain.
"""

import re

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.answers import capitalised, dangles
from app.generator.extractive.casing import inner_case
from app.generator.extractive.drafting import cloze
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, known_place
from app.notes.outline import Block
from app.notes.passage import Passage
from app.notes.subject import is_file_name
from app.text import content_words

RULE = "pair"
MOST_VALUE_WORDS, MOST_LABEL_WORDS, MOST_SHOWN_WORDS = 12, 6, 40


def pair(block: Block, value: Passage, scene: Scene) -> Draft | None:
    """`Ports ⏎ 22: {{SSH}}`; behind a long value it is the label that is hidden."""
    label, said = plain(block.label.text).strip(" .:"), plain(value.text).strip(" ,;").rstrip(".")
    place = place_line(scene, label)
    if (
        not place
        or not label
        or not said
        or said.endswith(":")
        or dangles(said)
        or "{{" in f"{label}{said}"
        or len(said.split()) > MOST_SHOWN_WORDS
    ):
        return None
    proof = scene.span(min(block.start, block.label.start), value.end)
    telling, hidden = set(content_words(label)), set(content_words(said))
    if len(telling & hidden) * 2 >= max(1, len(hidden)) and hidden:
        return None
    short = 0 < len(re.sub(r"`[^`]*`|\$[^$]*\$", "x", said).split()) <= MOST_VALUE_WORDS
    if short:
        draft = cloze(scene, RULE, f"{place}\n\n{label}: {delete(said, 1)}", [said], proof)
        if draft is not None:
            return draft
    words = label.split()
    if len(said.split()) < 4 or len(words) > MOST_LABEL_WORDS or telling & hidden:
        return None
    return cloze(scene, RULE, f"{place}\n\n{delete(label, 1)}: {said}", [label], proof)


def _headings(scene: Scene) -> str:
    """Where no heading names a subject: the last two as they are, "Why did Rome fall? – Causes"."""
    if not scene.section.level:
        return ""
    titles = [plain(title).strip(" .:") for title in scene.section.heading_path[-2:]]
    return " – ".join(title for title in titles if title and not is_file_name(title))


def place_line(scene: Scene, label: str) -> str:
    """Where a pair stands, as the note's headings and labels say it: "TCP vs UDP: ports"."""
    places: list[Name] = [name for name in (scene.subject, *scene.outer) if has_name(name) and known_place(name, scene)]
    if not places:
        return _headings(scene)
    parts = [places[0].text]
    side = plain(scene.facet).strip(" :.")
    heading = 0 < len(side.split()) <= 4 and not scene.facet.endswith(":")
    if heading and side.casefold() not in parts[-1].casefold():
        parts.append(inner_case(side, scene.evidence))
    elif len(places) > 1 and len(content_words(places[0].bare)) < 2:
        outer = places[1].text
        if not set(content_words(outer)) & set(content_words(parts[0])) and len(outer.split()) <= 6:
            parts.insert(0, outer)
    return capitalised(": ".join(parts))
