"""A card of a reply becomes a draft where its quote stands in the section, and a rejection where it does not."""

from app.domain import CardKind, Draft, Rejection, Section
from app.generator.gates.thresholds import MOST_CARDS, QUOTE_VERBATIM, WELL_FORMED
from app.generator.model import quoting
from app.generator.model.prompting import CARDS
from app.generator.model.repairs import mended
from app.generator.model.reply import BadCard
from app.generator.model.schema import CardReply


def grounded(card: CardReply, section: Section, rule: str = CARDS) -> Draft | Rejection:
    """The draft, its quote as it stands in the section, or the rejection by rule G1 with the quote's words.

    `rule` is the prompt that the card came from.
    """
    made = mended(card, section.text)
    span = quoting.find(card.quote, section.text)
    if span is None:
        return Rejection(section.key, QUOTE_VERBATIM.finding(0, card.quote), made.question, made.answer)
    if made.kind is CardKind.BASIC:
        span = quoting.narrowed(span, section.text, made.answer)
    quote = section.text[slice(*span)]
    return Draft(made.kind, made.question, made.answer, quote, *span, rule=rule)


def unreadable(card: BadCard, section: Section) -> Rejection:
    """The rejection of an entry that is no card at all."""
    return Rejection(section.key, WELL_FORMED.finding(card.reason, card.question), card.question, card.answer)


def beyond(draft: Draft, section: Section, many: int) -> Rejection:
    """The rejection of a draft that is the `many`th beyond the most that a section may have."""
    return Rejection(section.key, MOST_CARDS.finding(many), draft.question, draft.answer)
