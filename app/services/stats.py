"""Statistics: how the writers of cards have done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from app.db import stats
from app.db.engine import Database
from app.db.stats import Decided, Drafted, MadeCards, Maker, Remembered
from app.domain import Learner
from app.services.rates import Rate

Counted = TypeVar("Counted", MadeCards, Decided, Drafted, Remembered)


@dataclass(frozen=True, slots=True)
class WriterRecord:
    """What is known of one maker of cards.

    Drafts are None where no run kept account of them. `rules` splits the built-in writer's record by its rules, the
    most cards first.
    """

    maker: Maker
    cards: MadeCards = field(default_factory=MadeCards)
    decided: Decided = field(default_factory=Decided)
    remembered: Remembered = field(default_factory=Remembered)
    drafted: Drafted | None = None
    rules: tuple["WriterRecord", ...] = ()

    @property
    def accepted(self) -> Rate:
        """Of the cards decided in the inbox, those that were accepted."""
        return Rate(self.decided.accepted, self.decided.accepted + self.decided.refused)

    @property
    def edited(self) -> Rate:
        """Of the cards accepted in the inbox, those that the learner had put into other words."""
        return Rate(self.decided.edited, self.decided.accepted)

    @property
    def lapsed(self) -> Rate:
        """Of the answers to cards that were not new, those that were lapses: Again to a card in review."""
        return Rate(self.remembered.lapses, self.remembered.reviews)

    @property
    def refused(self) -> Rate:
        """Of the drafts, those that the gates refused."""
        drafted = self.drafted or Drafted()
        return Rate(drafted.refused, drafted.proposed)


def look_at_writers(db: Database, learner: Learner) -> tuple[WriterRecord, ...]:
    """A record for each writer, model, digest and prompt version, the most cards first; the built-in writer last."""
    with db.read() as connection:
        made = stats.made_cards(connection, learner.id)
        decided = stats.decided(connection, learner.id)
        remembered = stats.remembered(connection, learner.id)
        drafted = stats.drafted(connection, learner.id)
        for maker, taken in stats.fallbacks(connection, learner.id).items():
            drafted[maker] = _sum(Drafted, [drafted.get(maker, Drafted()), taken])
    return combine(made, decided, remembered, drafted)


def combine(
    made: dict[Maker, MadeCards],
    decided: dict[Maker, Decided],
    remembered: dict[Maker, Remembered],
    drafted: dict[Maker, Drafted],
) -> tuple[WriterRecord, ...]:
    """The counts of each maker side by side, the rules of a writer without a model folded into one record."""
    drafted = _with_its_prompt(drafted, made)
    single = [
        WriterRecord(
            maker,
            made.get(maker, MadeCards()),
            decided.get(maker, Decided()),
            remembered.get(maker, Remembered()),
            drafted.get(maker),
        )
        for maker in sorted({*made, *decided, *remembered, *drafted})
    ]
    models = [record for record in single if record.maker.model]
    built_in = [
        _folded(writer, single) for writer in dict.fromkeys(r.maker.writer for r in single if not r.maker.model)
    ]
    return (*_most_cards_first(models), *_most_cards_first(built_in))


def _with_its_prompt(drafted: dict[Maker, Drafted], made: dict[Maker, MadeCards]) -> dict[Maker, Drafted]:
    """Drafts of a model without a prompt's version (none was proposed) go to its only version, where there is one."""
    found: dict[Maker, Drafted] = {}
    for maker, counts in drafted.items():
        known = {
            other
            for other in (*drafted, *made)
            if (other.writer, other.model, other.digest) == (maker.writer, maker.model, maker.digest) and other.rule
        }
        home = next(iter(known)) if maker.model and not maker.rule and len(known) == 1 else maker
        found[home] = _sum(Drafted, [found.get(home, Drafted()), counts])
    return found


def _folded(writer: str, single: Iterable[WriterRecord]) -> WriterRecord:
    own = [record for record in single if record.maker.writer == writer and not record.maker.model]
    drafts = [record.drafted for record in own if record.drafted is not None]
    return WriterRecord(
        Maker(writer),
        _sum(MadeCards, [record.cards for record in own]),
        _sum(Decided, [record.decided for record in own]),
        _sum(Remembered, [record.remembered for record in own]),
        _sum(Drafted, drafts) if drafts else None,
        tuple(_most_cards_first([record for record in own if record.maker.rule])),
    )


def _sum(kind: type[Counted], parts: Iterable[Counted]) -> Counted:
    """The counts of several records of one kind, added field by field."""
    each = list(parts)
    return kind(*(sum(getattr(part, name) for part in each) for name in kind.__dataclass_fields__))


def _most_cards_first(records: Iterable[WriterRecord]) -> list[WriterRecord]:
    return sorted(records, key=lambda record: (-record.cards.cards, record.maker))
