"""Drafts put together: the question tidied, the quote cut from the section with its exact offsets."""

import re

from app.cards.cloze import parse
from app.domain import CardKind, Draft
from app.errors import InvalidInputError
from app.generator.extractive.answers import capitalised, dangles, fits
from app.generator.extractive.plain import plain, stray_marks
from app.generator.extractive.scene import NAMELESS, Scene
from app.notes.passage import Passage, sentences
from app.text import content_words, jaccard, normalise, words

MOST_QUOTE = 300
MOST_LIST_QUOTE = 1500
MOST_DELETION_WORDS = 15

_FORBIDDEN = re.compile(
    r"according to|\b(?:in )?th(?:is|e) (?:text|section|passage|note|author)\b|\bmentioned\b|\babove\b|\bfollowing\b",
    re.I,
)
_YES_NO = re.compile(r"^(?:yes|no|true|false)\b", re.IGNORECASE)


def basic(scene: Scene, rule: str, question: str, answer: str, proof: Passage) -> Draft | None:
    """A question with its answer, or None where it would make no good card (too long, leaking, cut in two)."""
    asked = _question(question)
    said = capitalised(plain(answer).strip(" ,;"))
    if not re.search(r"[^\W\d_]{2}", said):
        said = said.rstrip(".")
    if not _answers(asked, said) or NAMELESS.text in asked + said:
        return None
    quote = _quote(scene, proof, MOST_QUOTE)
    if quote is None:
        return None
    return Draft(CardKind.BASIC, asked, said, *quote, rule)


def cloze(
    scene: Scene, rule: str, text: str, hidden: list[str], proof: Passage, kind: CardKind = CardKind.CLOZE
) -> Draft | None:
    """A cloze over `text`, whose deletions are already written as `{{c1::…}}`; `hidden` are their words in order."""
    visible = re.sub(r"\{\{c\d+::(?:(?!\}\}).)+\}\}", "…", text)
    if NAMELESS.text in text:
        return None
    if not hidden or len(content_words(visible)) < 2 or _FORBIDDEN.search(text) or stray_marks(text):
        return None
    quote = _quote(scene, proof, MOST_LIST_QUOTE)
    if quote is None or any(not deletable(words_, visible) for words_ in hidden):
        return None
    if _read_back(text) != tuple(hidden):
        return None
    return Draft(kind, text, "; ".join(hidden), *quote, rule)


def _read_back(text: str) -> tuple[str, ...]:
    """The deletions as a reviewer will meet them; none where the note's own braces spoil the cloze."""
    try:
        return tuple(each.words for each in parse(text))
    except InvalidInputError:
        return ()


def deletable(words_: str, visible: str) -> bool:
    """Whether words may be hidden: few, telling, and not to be read elsewhere on the card."""
    count = len(words_.split())
    if not 0 < count <= MOST_DELETION_WORDS or "}}" in words_ or "{{" in words_ or "::" in words_:
        return False
    hidden, shown = words(words_), words(visible)
    if not hidden:
        return "$" in words_
    return not any(shown[at : at + len(hidden)] == hidden for at in range(len(shown) - len(hidden) + 1))


def _question(question: str) -> str:
    text = " ".join(plain(question).split()).replace(" ,", ",")
    text = re.sub(r"[.:;,\s]+\?$", "?", text)
    return capitalised(text) if not text.startswith("$") else text


def _answers(question: str, answer: str) -> bool:
    if not 10 <= len(question) <= 195 or not question.endswith("?") or question.count("?") > 1:
        return False
    if not fits(answer) or (not words(answer) and "$" not in answer):
        return False
    if _FORBIDDEN.search(question) or _YES_NO.match(answer) or answer.count(";") > 1 or answer.endswith(":"):
        return False
    if stray_marks(question) or stray_marks(answer) or dangles(question) or len(words(question)) < 3:
        return False
    asked, said = set(content_words(question)), set(content_words(answer))
    if said and said <= asked:
        return False
    return jaccard(asked, said) < 0.4


def _quote(scene: Scene, proof: Passage, most: int) -> tuple[str, int, int] | None:
    """The proof's span, or as many of its first sentences as fit a quote."""
    text = scene.section.text
    start, end = proof.start, proof.end
    if len(normalise(text[start:end]).text) > most:
        end = start
        for sentence in sentences(proof):
            if len(normalise(text[start : sentence.end]).text) > most:
                break
            end = sentence.end
    size = len(normalise(text[start:end]).text)
    return (text[start:end], start, end) if 8 <= size <= most else None
