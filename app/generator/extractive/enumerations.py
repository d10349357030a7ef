"""Values that list things in one sentence ("edges, corners and textures"): a cloze over the things."""

import re
from collections.abc import Iterator

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive.drafting import cloze, deletable
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene
from app.notes.passage import Passage, masked

RULE = "enumeration"
LEAST, MOST_ITEM_WORDS = 3, 6

_LEAD = re.compile(
    r"^.*?(?:\b(?:such as|including|includes?|like|consists? of|contains?|comprises?|namely|e\.g\.|uses?|involves?|are|is|on|of|for|between)\s|:\s)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r",\s+(?:and\s+|or\s+|&\s+)?|\s+(?:and|or|&)\s+(?=[^,]*$)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def items_of(text: str) -> list[tuple[int, int]]:
    """The spans of the things listed in a one-sentence value, or nothing where it is not a list."""
    end = len(text.rstrip(" ."))
    veiled = _BRACKETS.sub(lambda match: "\x00" * len(match.group()), masked(text))[:end]
    if ". " in veiled:
        return []
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in _SEPARATOR.finditer(veiled):
        spans.append((begin, match.start()))
        begin = match.end()
    spans.append((begin, end))
    if len(spans) < LEAST or "," not in veiled:
        return []
    if any(len(veiled[start:stop].split()) > MOST_ITEM_WORDS for start, stop in spans[1:]):
        return []
    first = _first_item(veiled[: spans[0][1]])
    return [(first, spans[0][1]), *spans[1:]] if first is not None else spans[1:]


def _first_item(part: str) -> int | None:
    """Where the first thing starts behind the words that lead to it; None where it cannot be told."""
    if len(part.split()) <= 3 and not re.match(
        r"(?:consists? of|includes?|contains?|uses?|between)\s", part, re.IGNORECASE
    ):
        return 0
    match = None
    for match in re.finditer(_LEAD.pattern.removeprefix("^.*?"), part, re.IGNORECASE):
        if len(part[match.end() :].split()) <= 4:
            break
    return match.end() if match and part[match.end() :].strip() and len(part[match.end() :].split()) <= 4 else None


def enumeration(title: str, value: str, proof: Passage, scene: Scene) -> Iterator[Draft | None]:
    """`Title: a, b and c` with each thing hidden in turn; an empty title leaves the sentence as it is."""
    text = plain(value)
    spans = items_of(text)
    if len(spans) < 2:
        return
    whole = f"{title}: {text}" if title else text
    shift = len(whole) - len(text)
    pieces, hidden, at = [], [], 0
    for start, stop in spans:
        words = text[start:stop]
        rest = whole[: start + shift] + whole[stop + shift :]
        if not deletable(words, rest):
            continue
        hidden.append(words)
        pieces += [whole[at : start + shift], delete(words, len(hidden))]
        at = stop + shift
    if len(hidden) >= 2:
        yield cloze(scene, RULE, "".join([*pieces, whole[at:]]), hidden, proof)
