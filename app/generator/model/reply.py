"""A reply's text to cards, or to what is wrong with it. Nothing that a model or server sends takes long to read.

A server may ignore the schema, so the text may be fenced or wrapped in prose, end anywhere, nest without end, or hold
one bad card among good ones. What is whole is used; what is not has a name.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from app.generator.model import faults
from app.generator.model.faults import Trouble
from app.generator.model.schema import CardReply, LookReply, VerdictReply
from app.generator.model.seam import Completion, Finish

LONGEST_REPLY = 400_000
_MOST_BEGINNINGS = 24
_MOST_CARDS = 500
_SHOWN = 400
_BLANKS_AT_THE_END = 24  # servers end a reply after some 30 blank tokens
_WHITE_SPACE_RUN = re.compile(r"\s{200}")
_OPENING_FENCE = re.compile(r"(?:`{3,}|~{3,})[\w-]*")
_BEGINNING = re.compile(r"[{\[]")
_BACKSLASH = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_decoder = json.JSONDecoder(strict=False)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BadCard:
    """An entry of the list that is no card, and why; as much of its text as can be shown."""

    reason: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CardsReply:
    """The cards of a reply in its order. `wrapping` says what stood around the JSON: "", "fenced" or "in prose"."""

    cards: tuple[CardReply, ...]
    bad: tuple[BadCard, ...] = ()
    wrapping: str = ""


@dataclass(frozen=True, slots=True)
class ChangesReply:
    """The reply about a changed section: verdicts, the first for each old card, and the new cards."""

    verdicts: tuple[VerdictReply, ...]
    cards: CardsReply


def read_cards(completion: Completion) -> CardsReply | Trouble:
    """The cards of a reply; an empty list of them is a good reply."""
    found = _json_of(completion, _cards_of)
    if isinstance(found, Trouble):
        return found
    reply = _read(*found)
    return reply if reply.cards or not reply.bad else faults.SHAPE


def read_changes(completion: Completion) -> ChangesReply | Trouble:
    """The verdicts and cards of a reply about a changed section. A bad entry is left out; the rules decide then."""
    found = _json_of(completion, _changes_of)
    if isinstance(found, Trouble):
        return found
    (told, entries), wrapping = found
    verdicts: dict[int, VerdictReply] = {}
    for each in filter(None, map(_verdict, told[:_MOST_CARDS])):
        verdicts.setdefault(each.card, each)
    reply = ChangesReply(tuple(verdicts.values()), _read(entries, wrapping))
    nothing = (told or reply.cards.bad) and not (verdicts or reply.cards.cards)
    return faults.SHAPE if nothing else reply


def _read(entries: Sequence[object], wrapping: str) -> CardsReply:
    read = [_card(entry) for entry in entries[:_MOST_CARDS]]
    cards = tuple(each for each in read if isinstance(each, CardReply))
    return CardsReply(cards, tuple(each for each in read if isinstance(each, BadCard)), wrapping)


def read_look(completion: Completion) -> LookReply | Trouble:
    """The answer of a second look."""
    found = _json_of(completion, _look_of)
    return found if isinstance(found, Trouble) else found[0]


def _json_of(completion: Completion, wanted: Callable[[object], T | None]) -> tuple[T, str] | Trouble:
    """The first JSON value of a whole reply that is of the wanted form, and what stood around it."""
    text = completion.text
    if completion.finish is not Finish.STOP:
        return _cut(completion)
    if len(text) > LONGEST_REPLY:
        return faults.TOO_LARGE
    if not text.strip():
        return faults.WHITE_SPACE if text else faults.EMPTY
    others: list[tuple[object, int]] = []
    for readable in dict.fromkeys((text, _with_whole_escapes(text))):
        for value, start, end in _values(readable):
            whole = isinstance(value, dict) or _is_first(readable, start)  # a list may be a piece of a cut object
            if whole and (found := wanted(value)) is not None:
                return found, _wrapping(readable[:start].strip(), readable[end:].strip())
            others.append((value, _is_first(readable, start)))
    if any(first for _, first in others):
        return faults.ECHO if any(_is_schema(value) for value, _ in others) else faults.SHAPE
    return faults.WHITE_SPACE if _WHITE_SPACE_RUN.search(text) else faults.NOT_JSON


def _is_first(text: str, start: int) -> bool:
    """Whether no other object or list begins before."""
    return _BEGINNING.search(text, 0, start) is None


def _with_whole_escapes(text: str) -> str:
    r"""The text with every backslash doubled that begins no escape of JSON: formulas are often written `\alpha`."""
    return _BACKSLASH.sub(lambda found: found.group() if found[1] else r"\\", text)


def _cut(completion: Completion) -> Trouble:
    """Why a reply did not end by itself; white space without end is one reason."""
    if len(completion.text) - len(completion.text.rstrip()) >= _BLANKS_AT_THE_END:
        return faults.WHITE_SPACE
    return faults.CUT if completion.finish is Finish.LENGTH else faults.INCOMPLETE


def _values(text: str) -> Iterator[tuple[object, int, int]]:
    """The JSON objects and lists that a text holds, with their offsets, none within another; a few attempts at most."""
    at = 0
    for _ in range(_MOST_BEGINNINGS):
        beginning = _BEGINNING.search(text, at)
        if beginning is None:
            return
        start = beginning.start()
        try:
            value, end = _decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            at = start + 1
        else:
            yield value, start, end
            at = end


def _wrapping(before: str, after: str) -> str:
    if not before and not after:
        return ""
    return "fenced" if _OPENING_FENCE.fullmatch(before) and not after.strip("`~") else "in prose"


def _cards_of(value: object) -> list[object] | None:
    """The list of cards that a value is or holds, whatever it is called; a cut list's single card is none."""
    if isinstance(value, dict):
        if _is_schema(value):
            return None
        value = next((each for each in value.values() if isinstance(each, list)), None)
    if not isinstance(value, list) or (value and not any(isinstance(each, dict) for each in value)):
        return None
    return value


def _changes_of(value: object) -> tuple[list[object], list[object]] | None:
    """The lists of verdicts and of cards; a value that holds neither is none of ours."""
    if not isinstance(value, dict) or _is_schema(value):
        return None
    lists = {str(name).rpartition("_")[2].casefold(): each for name, each in value.items() if isinstance(each, list)}
    if not lists.keys() & {"verdicts", "cards"}:
        return None
    return lists.get("verdicts", []), lists.get("cards", [])


def _look_of(value: object) -> LookReply | None:
    try:
        return LookReply.model_validate(value)
    except ValidationError:
        return None


def _is_schema(value: object) -> bool:
    """Whether the model gave the schema back."""
    return isinstance(value, dict) and ("properties" in value or "$schema" in value)


def _verdict(entry: object) -> VerdictReply | None:
    try:
        return VerdictReply.model_validate(entry)
    except ValidationError:
        return None


def _card(entry: object) -> CardReply | BadCard:
    try:
        return CardReply.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "card"
        return BadCard(f"{place}: {first['msg']}", _shown(entry, "question"), _shown(entry, "answer"))


def _shown(entry: object, field: str) -> str:
    """What a bad entry has under that name, if it is text, short and fit to be stored."""
    values = entry.items() if isinstance(entry, dict) else ()
    found = next((value for name, value in values if str(name).casefold().endswith(field)), "")
    return found[:_SHOWN].encode("utf-8", "replace").decode("utf-8") if isinstance(found, str) else ""
