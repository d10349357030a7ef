"""The inbox: the cards that wait for the learner's word, with what the checks said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import ClassVar

from markupsafe import Markup

from app.db.browse_history import Doubt
from app.db.browse_inbox import NO_RULE
from app.domain import CardKind
from app.services.inbox import Choices, Waiting
from app.text import find_quote
from app.web.pages.base import Page
from app.web.pages.cards import Choice, Pager
from app.web.pages.faces import Face, face
from app.web.pages.lists import writer_name
from app.web.pages.passages import Excerpt, excerpt, marked
from app.web.pages.rules import rule_sentences

_LONGEST_SAYING = 40


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A waiting card as it is shown.

    `front`, `back` and `passage` are safe HTML: the sides with the words that a check is about marked, the passage with
    the quote; of a long section it is the part around it, and `cut` says so.
    """

    waiting: Waiting
    face: Face
    front: Markup
    back: Markup
    passage: Markup
    cut: bool
    writer: str


@dataclass(frozen=True, slots=True)
class LastDecision:
    """What an undo would take back, in words: "Accepted", and the first words of the card."""

    deed: str
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class InboxPage(Page):
    """`query` is the address's own, from its question mark on: forms come back to where they were sent from.

    `notice` says what has just been done.
    """

    template: ClassVar[str] = "inbox.html"
    partial: ClassVar[str] = "_inbox.html"
    nav: ClassVar[str] = "Inbox"

    entries: tuple[WaitingEntry, ...]
    total: int
    all_waiting: int
    note: str
    by: str
    rule: str
    filtered: bool
    notes: tuple[Choice, ...]
    authors: tuple[Choice, ...]
    rules: tuple[Choice, ...]
    sentences: dict[str, str]
    last: LastDecision | None
    notice: str
    query: str
    pager: Pager


def waiting_entry(waiting: Waiting) -> WaitingEntry:
    """One card that waits, rendered."""
    line, source = waiting.card.line, waiting.source
    sides = face(line.kind, line.question, line.answer)
    basic = line.kind is CardKind.BASIC
    part = excerpt(source.text, source.quote_start, source.quote_end) if source else Excerpt("", 0, False, False)
    quote = [(source.quote_start - part.offset, source.quote_end - part.offset)] if source else []
    return WaitingEntry(
        waiting,
        sides,
        marked(sides.front, _offending(sides.front, waiting.doubts) if basic else ()),
        marked(sides.back, _offending(sides.back, waiting.doubts) if basic else ()),
        marked(part.text, quote),
        part.cut_before or part.cut_after,
        writer_name(waiting.card.writer, waiting.card.model),
    )


def author_key(writer: str, model: str) -> str:
    """A writer and its model as one value of a form; `author_of` reads it."""
    return f"{writer}:{model}" if model else writer


def author_of(key: str) -> tuple[str, str]:
    """The writer and the model of a key; a model's name may hold colons itself."""
    writer, _, model = key.partition(":")
    return writer, model


def note_choices(choices: Choices) -> tuple[Choice, ...]:
    """The notes that have waiting cards."""
    return tuple(Choice(str(note_id), f"{title} ({cards})") for note_id, title, cards in choices.notes)


def author_choices(choices: Choices) -> tuple[Choice, ...]:
    """The writers of waiting cards."""
    return tuple(
        Choice(author_key(each.writer, each.model), f"{writer_name(each.writer, each.model)} ({each.cards})")
        for each in choices.authors
    )


def rule_choices(choices: Choices) -> tuple[Choice, ...]:
    """The rules that spoke of waiting cards, each with the beginning of what it asks for."""
    return tuple(Choice(rule, f"{_rule_name(rule)} ({cards})") for rule, cards in choices.rules)


def _rule_name(rule: str) -> str:
    if rule == NO_RULE:
        return "nothing found"
    said = rule_sentences().get(rule, "")
    return f"{rule}: {shorten(said, _LONGEST_SAYING, placeholder='…')}" if said else rule


def _offending(text: str, doubts: Iterable[Doubt]) -> list[tuple[int, int]]:
    """Where in a side of the card the words stand that a check is about."""
    found = (find_quote(doubt.span, text) for doubt in doubts if doubt.span)
    return [span for span in found if span is not None]
