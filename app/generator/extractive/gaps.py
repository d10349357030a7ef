"""Sentence rule: a cloze over the words the author set in bold or highlighted."""

import re
from collections.abc import Iterator

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.answers import dangles, fits, resolved, short_name
from app.generator.extractive.asking import acts
from app.generator.extractive.clauses import clause_of
from app.generator.extractive.drafting import cloze, deletable
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name
from app.generator.extractive.telling import hidings
from app.notes.passage import Passage, terms
from app.text import content_words

RULE = "cloze"
MOST_HIDDEN = 3

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
    spans = _spans(text, wanted)
    if not spans:
        return
    pieces: list[str] = []
    at = 0
    for number, (start, end) in enumerate(spans, start=1):
        pieces += [text[at:start], delete(text[start:end], number)]
        at = end
    yield cloze(scene, RULE, "".join([*pieces, text[at:]]), [text[start:end] for start, end in spans], sentence)


def _spans(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Where the marked terms stand, and beside them up to MOST_HIDDEN in all the dates and amounts; in order."""
    found: list[tuple[int, int]] = []
    marked = [(at, at + len(term)) for term in wanted if (at := text.find(term)) >= 0]
    outside = [each for each in hidings(text, "") if each.literal and not _in_brackets(text, each.start)]
    numbers = [(each.start, each.end) for each in outside]
    numbers = [span for span in numbers if re.search(r"\d", text[slice(*span)]) and "$" not in text[slice(*span)]]
    for start, end in (*marked, *(numbers if marked else ())):
        full = len(found) >= MOST_HIDDEN and (start, end) not in marked
        apart = all(end < other[0] or other[1] < start for other in found)
        if not full and apart and deletable(text[start:end], f"{text[:start]} … {text[end:]}"):
            found.append((start, end))
    return sorted(found) if any(span in marked for span in found) else []


def _in_brackets(text: str, at: int) -> bool:
    return text[:at].count("(") > text[:at].count(")")


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
