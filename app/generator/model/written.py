"""What one reply comes to: drafts and rejections for each of its passages, or why it is of no use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain import Draft, Rejection, Section
from app.generator.gates.thresholds import WANTED_LANGUAGE
from app.generator.language import is_other_language, language_of
from app.generator.model import faults
from app.generator.model.faults import Trouble
from app.generator.model.grounding import grounded, unreadable
from app.generator.model.reply import read_cards
from app.generator.model.schema import CardReply
from app.generator.model.seam import Completion


@dataclass(frozen=True, slots=True)
class Written:
    """Drafts and rejections, each with the number of its section from 0; `wrapping` as in the reply."""

    drafts: tuple[tuple[int, Draft], ...] = ()
    rejections: tuple[tuple[int, Rejection], ...] = ()
    wrapping: str = ""


def written(completion: Completion, sections: Sequence[Section], language: str) -> Written | Trouble:
    """The drafts of a reply about these sections. `language` is the one wanted, or empty where that is not known.

    A reply in the wrong language, and one without a single quote from its sections, is trouble; an empty one is not.
    """
    reply = read_cards(completion)
    if isinstance(reply, Trouble):
        return reply
    strange = [card for card in reply.cards if is_other_language(_words(card), language)]
    together = "\n".join(_words(card) for card in reply.cards)
    if 2 * len(strange) > len(reply.cards) or (reply.cards and is_other_language(together, language)):
        return faults.LANGUAGE
    found = [_placed(card, sections) for card in reply.cards if card not in strange]
    drafts = tuple((at, each) for at, each in found if isinstance(each, Draft))
    rejections = [(at, each) for at, each in found if isinstance(each, Rejection)]
    rejections += [(_part(card, sections), _in_other_language(card, sections, language)) for card in strange]
    rejections += [(0, unreadable(bad, sections[0])) for bad in reply.bad]
    if found and not drafts:
        return replace(faults.UNGROUNDED, rejections=tuple(rejections))
    return Written(drafts, tuple(rejections), reply.wrapping)


def _placed(card: CardReply, sections: Sequence[Section]) -> tuple[int, Draft | Rejection]:
    """The card in the section it names; where its quote is not there but in another one, in that."""
    named = _part(card, sections)
    first = grounded(card, sections[named])
    if isinstance(first, Draft):
        return named, first
    for at, section in enumerate(sections):
        if at != named and isinstance(draft := grounded(card, section), Draft):
            return at, draft
    return named, first


def _part(card: CardReply, sections: Sequence[Section]) -> int:
    return min(card.part, len(sections)) - 1


def _words(card: CardReply) -> str:
    return f"{card.question}\n{card.answer}"


def _in_other_language(card: CardReply, sections: Sequence[Section], wanted: str) -> Rejection:
    finding = WANTED_LANGUAGE.finding(f"{language_of(_words(card))} for {wanted}", card.question)
    return Rejection(sections[_part(card, sections)].key, finding, card.question, card.answer)
