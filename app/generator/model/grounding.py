"""A card of a reply becomes a draft where its quote stands in the section, and a rejection where it does not."""

from app.domain import CardKind, Draft, Finding, Rejection, Section, Severity
from app.generator.gates.thresholds import QUOTE_VERBATIM
from app.generator.model import quoting
from app.generator.model.prompting import CARDS
from app.generator.model.repairs import mended
from app.generator.model.reply import BadCard
from app.generator.model.schema import CardReply


def grounded(card: CardReply, section: Section) -> Draft | Rejection:
    """The draft, its quote as it stands in the section, or the rejection by rule G1 with the quote's words."""
    made = mended(card, section.text)
    span = quoting.find(card.quote, section.text)
    if span is None:
        return Rejection(section.key, QUOTE_VERBATIM.finding(0, card.quote), made.question, made.answer)
    if made.kind is CardKind.BASIC:
        span = quoting.narrowed(span, section.text, made.answer)
    quote = section.text[slice(*span)]
    return Draft(made.kind, made.question, made.answer, quote, *span, rule=CARDS)


def unreadable(card: BadCard, section: Section) -> Rejection:
    """The rejection of an entry that is no card at all."""
    finding = Finding("FORM", Severity.HARD, card.reason, "cards of the form that was asked for, all", card.question)
    return Rejection(section.key, finding, card.question, card.answer)


def beyond(draft: Draft, section: Section, most: int) -> Rejection:
    """The rejection of a draft beyond the most cards that a section may have."""
    finding = Finding("MOST", Severity.HARD, f"{most + 1} or more", f"cards of one section, at most {most}", "")
    return Rejection(section.key, finding, draft.question, draft.answer)
