"""Sentence rule: a cloze over the words the author set in bold or highlighted."""

import re
from collections.abc import Iterator

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.answers import dangles, fits, resolved, short_name
from app.generator.extractive.clauses import clause_of
from app.generator.extractive.drafting import cloze, deletable
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name
from app.generator.extractive.terms import acts
from app.notes.passage import Passage, terms
from app.text import content_words

RULE = "cloze"

_OBJECT = re.compile(
    r"^(?:(?:an?|the|their|its|no) )?(?P<what>[\w\"“”' -]{3,50}?)(?:,? (?:that|which|where|who|whose)|, making) \S"
)
_BLIND = re.compile(
    r"^(?:if|when|while|since|as|because|once|although) (?:it|they|this|these|that|those)\b", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:however|therefore|thus|hence|moreover|furthermore|in addition|also|so|but|and|then|finally),?\s+",
    re.I,
)


def gaps(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """Hides each marked term of one sentence; the subject itself is never hidden."""
    marked = [plain(term.text) for term in terms(sentence)]
    wanted = [term for term in marked if term.casefold() not in scene.subject.aliases and len(term.split()) <= 6]
    if not wanted:
        yield from _object_gap(sentence, scene, trusted=trusted)
        return
    text = _LEADING.sub("", plain(sentence.text))
    text = resolved(text[:1].upper() + text[1:], scene.subject) if trusted else text[:1].upper() + text[1:]
    if dangles(text) or _BLIND.search(text) or not fits(text) or text.endswith((":", "?")) or len(text.split()) < 6:
        return
    if not _names_subject(text, scene) and has_name(scene.subject):
        lead = short_name(scene.subject)
        text = f"{lead} {text[0].lower()}{text[1:]}" if acts(text) else f"{lead}: {text}"
    hidden: list[str] = []
    for term in wanted:
        at = text.find(term)
        visible = f"{text[:at]} … {text[at + len(term) :]}"
        if at < 0 or "}}" in text[at : at + len(term) + 2] or not deletable(term, re.sub(r"\{\{.*?\}\}", "…", visible)):
            continue
        hidden.append(term)
        text = text[:at] + delete(term, len(hidden)) + text[at + len(term) :]
    if hidden:
        yield cloze(scene, RULE, text, hidden, sentence)


def _object_gap(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """Hides what the subject has or is, where the rest of the sentence tells enough about it to be asked."""
    clause = clause_of(sentence, scene.subject, trusted=trusted)
    if clause is None or not clause.is_topic or clause.aux not in {"is", "are", "has", "have"}:
        return
    match = _OBJECT.match(plain(clause.rest.text))
    text = resolved(plain(sentence.text), scene.subject)
    if not match or dangles(text) or text.count(match.group("what")) != 1 or not fits(text):
        return
    what = match.group("what")
    at = text.index(what)
    if deletable(what, f"{text[:at]} … {text[at + len(what) :]}"):
        yield cloze(scene, RULE, f"{text[:at]}{delete(what, 1)}{text[at + len(what) :]}", [what], sentence)


def _names_subject(text: str, scene: Scene) -> bool:
    """Whether the sentence says what it is about; a sentence that opens with its own subject does too."""
    low = text.casefold()
    return any(alias in low for alias in scene.subject.aliases if len(alias) > 2) or bool(
        set(content_words(scene.subject.text)) & set(content_words(text))
    )
