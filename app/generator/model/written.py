"""What one reply comes to: drafts and rejections for each of its passages, or why it is of no use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.domain import CardKind, Draft, Rejection, Section
from app.generator.gates.thresholds import WANTED_LANGUAGE
from app.generator.language import is_other_language, language_of
from app.generator.model import faults
from app.generator.model.faults import Trouble
from app.generator.model.grounding import grounded, unreadable
from app.generator.model.prompting import CARDS, CHANGES
from app.generator.model.reply import CardsReply, read_cards, read_changes
from app.generator.model.schema import CardReply, VerdictReply
from app.generator.model.seam import Completion
from app.generator.writer import OldCardText, ProposedVerdict


@dataclass(frozen=True, slots=True)
class Written:
    """Drafts and rejections, each with the number of its section from 0; `wrapping` as in the reply. `verdicts` are on
    the old cards of the one section that a call about changes is about."""

    drafts: tuple[tuple[int, Draft], ...] = ()
    rejections: tuple[tuple[int, Rejection], ...] = ()
    wrapping: str = ""
    verdicts: tuple[ProposedVerdict, ...] = ()


def written(completion: Completion, sections: Sequence[Section], language: str) -> Written | Trouble:
    """The drafts of a reply about these sections. `language` is the one wanted, or empty where that is not known.

    A reply in the wrong language, and one without a single quote from its sections, is trouble; an empty one is not.
    """
    reply = read_cards(completion)
    return reply if isinstance(reply, Trouble) else placed(reply, sections, language)


def changed(
    completion: Completion, section: Section, old_cards: Sequence[OldCardText], language: str
) -> Written | Trouble:
    """As `written`, of a reply about a changed section whose `old_cards` were told in this order.

    A verdict whose words are in another language or whose quote is not in the section has no words, and the rules
    decide. Verdicts without new cards are a good reply.
    """
    reply = read_changes(completion)
    if isinstance(reply, Trouble):
        return reply
    made = placed(reply.cards, [section], language, rule=CHANGES)
    verdicts = tuple(
        _proposed(each, old_cards[each.card - 1], section, language)
        for each in reply.verdicts
        if each.card <= len(old_cards)
    )
    if isinstance(made, Trouble):
        if not any(each.draft for each in verdicts):
            return made
        made = Written(rejections=made.rejections, wrapping=reply.cards.wrapping)
    return replace(made, verdicts=verdicts)


def _proposed(told: VerdictReply, old: OldCardText, section: Section, language: str) -> ProposedVerdict:
    plain = ProposedVerdict(old.card_id, told.verdict)
    own = told.verdict == "keep"
    question, answer = (old.question, old.answer) if own else (told.question, told.answer)
    if told.verdict == "retire" or not (told.quote.strip() and question.strip()):
        return plain
    if not own and is_other_language(f"{question}\n{answer}", language):
        return plain
    kind: Literal["basic", "cloze"] = "basic" if old.kind is CardKind.BASIC else "cloze"
    found = grounded(CardReply(quote=told.quote, kind=kind, question=question, answer=answer), section, CHANGES)
    return replace(plain, draft=found) if isinstance(found, Draft) else plain


def placed(reply: CardsReply, sections: Sequence[Section], language: str, rule: str = CARDS) -> Written | Trouble:
    """What the cards of a reply come to; `rule` is the prompt they came from."""
    strange = [card for card in reply.cards if is_other_language(_words(card), language)]
    together = "\n".join(_words(card) for card in reply.cards)
    if 2 * len(strange) > len(reply.cards) or (reply.cards and is_other_language(together, language)):
        return faults.LANGUAGE
    found = [_placed(card, sections, rule) for card in reply.cards if card not in strange]
    drafts = tuple((at, each) for at, each in found if isinstance(each, Draft))
    rejections = [(at, each) for at, each in found if isinstance(each, Rejection)]
    rejections += [(_part(card, sections), _in_other_language(card, sections, language)) for card in strange]
    rejections += [(0, unreadable(bad, sections[0])) for bad in reply.bad]
    if found and not drafts:
        return replace(faults.UNGROUNDED, rejections=tuple(rejections))
    return Written(drafts, tuple(rejections), reply.wrapping)


def _placed(card: CardReply, sections: Sequence[Section], rule: str) -> tuple[int, Draft | Rejection]:
    """The card in the section it names; where its quote is not there but in another one, in that."""
    named = _part(card, sections)
    first = grounded(card, sections[named], rule)
    if isinstance(first, Draft):
        return named, first
    for at, section in enumerate(sections):
        if at != named and isinstance(draft := grounded(card, section, rule), Draft):
            return at, draft
    return named, first


def _part(card: CardReply, sections: Sequence[Section]) -> int:
    return min(card.part, len(sections)) - 1


def _words(card: CardReply) -> str:
    return f"{card.question}\n{card.answer}"


def _in_other_language(card: CardReply, sections: Sequence[Section], wanted: str) -> Rejection:
    finding = WANTED_LANGUAGE.finding(f"{language_of(_words(card))} for {wanted}", card.question)
    return Rejection(sections[_part(card, sections)].key, finding, card.question, card.answer)
