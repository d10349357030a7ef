"""Values that list things in one sentence ("edges, corners and textures"): a cloze over the things."""

import re
from collections.abc import Iterator

from app.cards.cloze import delete
from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.drafting import cloze, deletable
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene
from app.notes.passage import Passage, masked

RULE = "enumeration"
LEAST, MOST_ITEM_WORDS, MOST_FIRST_WORDS = 3, 6, 5

_LEAD = re.compile(
    r"\b(?:such as|including|includes?|like|consists? of|contains?|comprises?|namely|e\.g\.,?|made of|composed of"
    r"|uses?|involves?|ecosystem of|range of|variety of|between|on clusters of|run on)\s|:\s",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r",\s+(?:and\s+|or\s+|&\s+)?|\s+(?:and|or|&)\s+(?=[^,]*$)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_ITEM = re.compile(
    r"^(?:other|which|this|these|that|it|they|even|with|without|by|where|when|while|so|making|because|since|but|not|such|for"
    r"|in|to|as|if|especially|particularly|often|typically|then|thus|the derivative|both)\b|\b(?:is|are|was|were|can"
    r"|will|has|have|becomes?|may|must|do|does|did)\b",
    re.IGNORECASE,
)


def items_of(text: str, begin: int | None = None) -> list[tuple[int, int]]:
    """The spans of the things listed in a one-sentence value, or nothing where it is not a list of like things.

    `begin`: where the list starts, if that is known.
    """
    end = len(text.rstrip(" ."))
    veiled = _BRACKETS.sub(lambda match: "\x00" * len(match.group()), masked(text))[:end]
    if veiled.count(" → ") >= LEAST - 1 and not re.search(r"[;.] |\+", veiled):
        return _chain(veiled, begin or 0)
    if ". " in veiled or "," not in veiled or ";" in veiled:
        return []
    begin = _first(veiled) if begin is None else begin
    if begin is None:
        return []
    spans: list[tuple[int, int]] = []
    at = begin
    for match in _SEPARATOR.finditer(veiled, begin):
        if "between" in veiled[at : match.start()] and not match.group().startswith(","):
            continue
        spans.append((at, match.start()))
        at = match.end()
        if match.group().startswith(",") and match.group().strip(", "):
            break
    spans.append((at, end))
    return spans if len(spans) >= LEAST and _alike([veiled[start:stop] for start, stop in spans]) else []


def _chain(veiled: str, at: int) -> list[tuple[int, int]]:
    """The stations of "a → b → c", all short."""
    spans: list[tuple[int, int]] = []
    for station in veiled[at:].split(" → "):
        spans.append((at, at + len(station)))
        at += len(station) + len(" → ")
    return spans if all(0 < len(veiled[start:end].split()) <= MOST_ITEM_WORDS for start, end in spans) else []


def _first(veiled: str) -> int | None:
    """Where the first thing starts: at the start of a bare list, else behind the words that lead to the list."""
    head = veiled.partition(",")[0]
    found: int | None = 0 if len(head.split()) <= MOST_FIRST_WORDS else None
    for match in _LEAD.finditer(veiled):
        if (
            veiled[match.end() :].count(",") >= 1
            and len(veiled[match.end() :].partition(",")[0].split()) <= MOST_FIRST_WORDS
        ):
            found = match.end()
            break
    return found


def _alike(items: list[str]) -> bool:
    """Short things of one kind: no clauses, and either all begin with an -ing form or none but the first does."""
    if any(not item or len(item.split()) > MOST_ITEM_WORDS or _NO_ITEM.search(item) for item in items):
        return False
    gerunds = [verbs.is_gerund(item.split()[0].casefold()) for item in items]
    short = all(len(item.split()) <= 3 for item in items)
    return short or all(gerunds) or not any(gerunds[1:])


def enumeration(
    title: str, value: str, proof: Passage, scene: Scene, begin: int | None = None
) -> Iterator[Draft | None]:
    """`Title: a, b and c` with each thing hidden in turn; an empty title leaves the sentence as it is."""
    text = plain(value)
    whole = f"{title}: {text}" if title else text
    shift = len(whole) - len(text)
    pieces: list[str] = []
    hidden: list[str] = []
    at = 0
    for start, stop in items_of(text, begin):
        words = text[start:stop]
        if deletable(words, whole[: start + shift] + " … " + whole[stop + shift :]):
            hidden.append(words)
            pieces += [whole[at : start + shift], delete(words, len(hidden))]
            at = stop + shift
    if len(hidden) >= 2:
        yield cloze(scene, RULE, "".join([*pieces, whole[at:]]), hidden, proof)
