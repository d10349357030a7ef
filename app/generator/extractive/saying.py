"""How a statement's subject and list are said in a question, and whether that is known at all."""

import re

from app.domain import Draft
from app.generator.extractive.answers import resolved
from app.generator.extractive.casing import inner_case
from app.generator.extractive.clauses import Clause
from app.generator.extractive.enumerations import enumeration
from app.generator.extractive.nouns import is_plural
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, named
from app.generator.extractive.verbatim import lead_for
from app.notes.passage import Passage
from app.text import content_words

SETTING = "\x02"
"""Stands before a subject that is only understood inside its scene."""
ARTICLE = re.compile(r"^(?:an?|the|one|another|any|each)\s", re.IGNORECASE)
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ing", "ism", "ance", "ence", "ure", "ogy", "ship", "sis", "ics")


def cloze_of_list(clause: Clause, rest: str, sentence: Passage, scene: Scene) -> list[Draft | None]:
    """The sentence as a cloze over the things it lists behind its verb."""
    whole = resolved(plain(sentence.text), scene.subject) if clause.is_topic else plain(sentence.text)
    whole = f"{lead_for(whole, scene)}{whole}"
    at = whole.find(rest)
    found = list(enumeration("", whole, sentence, scene))
    return found if any(found) or at < 0 else list(enumeration("", whole, sentence, scene, at))


def surely_said(clause: Clause, sentence: Passage, scene: Scene) -> bool:
    """Whether it is known how a question says the subject: "Bach wrote" and "Water boils" look alike."""
    said = plain(clause.subject)
    first, _, rest = said.partition(" ")
    if re.search(r"['’]s?$", first) or re.match(r"(?:and|&) [A-Z]", rest):
        return False
    if not sentence.text.rstrip().endswith((".", ".)")) and rest and not clause.plural and not ARTICLE.match(said):
        return bool(re.search(r"[A-Z]", said))  # notes in telegram style leave the article out
    if rest or not first[:1].isupper() or not first[1:].islower() or is_plural(said):
        return True
    known = re.search(rf"(?<!\w){re.escape(first.lower())}", f"{scene.evidence}\n{scene.around}")
    return bool(known) or first.endswith(_ABSTRACT) or scene.name(said).text != first.lower()


def phrase_of(clause: Clause, scene: Scene) -> str:
    """The subject inside the question; where its number differs from the heading's, as the sentence itself says it."""
    if not clause.is_topic:
        said = plain(clause.subject)
        common = "(" in said or is_plural(said) or " " not in said or said.casefold() in scene.evidence
        common = common and not re.match(r"[A-Z][a-z]+ [A-Z][a-z]+ and [A-Z]", said)
        alone = scene.name(said).text if " " not in said else ""
        if alone.casefold() == said.casefold():
            said = alone
        elif common:
            said = inner_case(f"x {said}", scene.evidence)[2:]
        pointing = bool(re.match(r"(?:the|an?|[\"“])", said, re.IGNORECASE)) or (" " not in said and said.islower())
        apart = pointing and not set(content_words(said)) & set(content_words(scene.subject.text))
        return f"{SETTING}{said}" if apart and len(scene.subject.text) <= 60 else said
    literal = plain(clause.literal)
    if not literal or re.match(r"(?:it|they|this|these)\b", literal, re.IGNORECASE):
        return named(scene)
    own = set(content_words(scene.subject.bare))
    first = content_words(scene.subject.bare)[:1]
    shorter = set(first) <= set(content_words(literal)) < own and "(" not in scene.subject.text
    return inner_case(literal, scene.evidence) if shorter or clause.plural != scene.subject.plural else named(scene)
