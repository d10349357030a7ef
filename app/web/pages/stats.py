"""Statistics. The page is made of sections, each a part of its own with a template of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from app.db.stats import Drafted
from app.services.rates import Rate
from app.services.stats import WriterRecord
from app.web.pages.base import Page
from app.web.pages.lists import writer_name

_SHORT_DIGEST = 12
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ShownRate:
    """A rate in words, and in percent as its bar needs it; `interval` is empty where the counts are many or none."""

    rate: Rate
    percent: str
    interval: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WriterEntry:
    """One maker of cards; `rules` are the built-in writer's own."""

    name: str
    digest: str
    full_digest: str
    prompt: str
    record: WriterRecord
    refused: ShownRate
    accepted: ShownRate
    edited: ShownRate
    lapsed: ShownRate
    rules: tuple["WriterEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class WritersPart:
    """How the writers of cards have done."""

    entries: tuple[WriterEntry, ...]


@dataclass(frozen=True, slots=True)
class StatsPage(Page):
    template: ClassVar[str] = "stats.html"
    nav: ClassVar[str] = "Stats"

    writers: WritersPart


def writers_part(records: Iterable[WriterRecord]) -> WritersPart:
    """The records of writers as the page shows them."""
    return WritersPart(tuple(_entry(record) for record in records))


def writers_table(records: Iterable[WriterRecord]) -> Iterator[list[str | int | float]]:
    """The same as rows of a table, head row first: counts as they are, rates as shares with their intervals."""
    rates = ("refused by checks", "accepted", "edited", "lapsed")
    yield [
        *("writer", "model", "digest", "prompt or rule", "sections", "taken over by the built-in writer"),
        *("drafts", "refused by checks", "known already", "cards"),
        *("went to the inbox", "wait there now", "accepted", "of them edited", "refused by you", "reviews", "lapses"),
        *(f"{name}, {what}" for name in rates for what in ("share", "low", "high")),
    ]
    for record in records:
        yield from (_row(each) for each in (record, *record.rules))


def short_digest(digest: str) -> str:
    """The first characters of a digest, which tell two of them apart; without the name of the algorithm."""
    return digest.removeprefix("sha256:")[:_SHORT_DIGEST]


def _entry(record: WriterRecord) -> WriterEntry:
    maker = record.maker
    return WriterEntry(
        name=writer_name(maker.writer, maker.model),
        digest=short_digest(maker.digest),
        full_digest=maker.digest,
        prompt=maker.rule,
        record=record,
        refused=_shown(record.refused),
        accepted=_shown(record.accepted),
        edited=_shown(record.edited),
        lapsed=_shown(record.lapsed),
        rules=tuple(_entry(rule) for rule in record.rules),
    )


def _shown(rate: Rate) -> ShownRate:
    low, high = (round(100 * end, 1) for end in rate.interval)
    value = round(100 * rate.share, 1)
    if not rate.of:
        return ShownRate(rate, "–", "", 0, 0, 0)
    interval = f"{low:.0f} to {high:.0f} %" if rate.few else ""
    return ShownRate(rate, f"{value:.0f} %" if rate.few else f"{value:.1f} %", interval, value, low, high)


def _row(record: WriterRecord) -> list[str | int | float]:
    maker, cards, decided, remembered = record.maker, record.cards, record.decided, record.remembered
    drafted = record.drafted
    rates = (record.refused, record.accepted, record.edited, record.lapsed)
    return [
        *(_text(value) for value in (maker.writer, maker.model, maker.digest, maker.rule)),
        *(_drafts(drafted) if drafted else [""] * 5),
        *(cards.cards, cards.waited, cards.waiting, decided.accepted, decided.edited, decided.refused),
        *(remembered.reviews, remembered.lapses),
        *(number for rate in rates for number in _numbers(rate)),
    ]


def _drafts(drafted: Drafted) -> tuple[int, ...]:
    return drafted.sections, drafted.fallbacks, drafted.proposed, drafted.refused, drafted.known


def _numbers(rate: Rate) -> tuple[str | float, ...]:
    return tuple(round(value, 4) for value in (rate.share, *rate.interval)) if rate.of else ("", "", "")


def _text(value: str) -> str:
    """A name as text: a spreadsheet would take one that begins like this for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value
