"""The page of one changed note: what the text said and says, and what is proposed for each card that it bore."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup, escape

from app.cards.cloze import hidden, shown
from app.db.browse_changes import ChangeLine
from app.db.browse_proposals import CardNow
from app.db.proposals import Proposal, ProposalState
from app.domain import CardKind
from app.services.browse_changes import Proposed
from app.web.pages.base import Page
from app.web.pages.changes import AppliedView
from app.web.pages.passages import Excerpt, excerpt, marked

if TYPE_CHECKING:
    # A server starts without what compares texts.
    from app.services.text_diff import Diff, Fold, Line
    from app.services.word_diff import Part

_MARK = re.compile(r'<mark class="missing">(.*?)</mark>', re.DOTALL)
_LONGEST = 5_000  # characters of a changed stretch of a line that are shown
_AROUND = 300  # characters of an unchanged stretch that are shown at each of its ends
_TITLES = {
    "reword": ("Reword", "The same fact in other words: the card keeps its memory."),
    "replace": ("Replace", "Another fact: a new card starts, and this one is retired with its history."),
    "retire": ("Retire", "The fact has left the note: the card leaves study, with its history."),
    "keep": ("Yours", "Nothing is changed unless you say so."),
}
_CHOICES = {
    "reword": "Reword it: keep the memory",
    "replace": "Replace it: start anew",
    "retire": "Retire it",
    "leave": "Leave it as it is",
}
_OWN = {"reword": "Let it stand on the new passage", "replace": "Start anew with these words"}
_DONE = {"reword": "Reworded", "replace": "Replaced", "retire": "Retired", "keep": "Left as it is"}


@dataclass(frozen=True, slots=True)
class Words:
    """A card's two sides as safe HTML; what the other version of it does not say is marked."""

    front: Markup
    back: Markup


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal as it is shown.

    `old` is the card as it is (or was, once decided), `new` what it would become, if anything. `choices` are what the
    learner may do, `chosen` what is proposed of them. `passage` is the part of the section around the quote, `cut`
    where that is not all of it; `said` the words that the note has lost. `by_hand` where only the card's own page can
    give it new words.
    """

    id: int
    card_id: str
    title: str
    promise: str
    reason: str
    done: str
    made_card_id: str
    theirs: bool
    kind: CardKind
    question: str
    answer: str
    old: Words
    new: Words | None
    choices: tuple[tuple[str, str], ...]
    chosen: str
    by_hand: bool
    trail: tuple[str, ...]
    section_id: int | None
    said: Markup
    passage: Markup
    cut: bool
    reps: int
    declined: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the difference: `sign` is + or - or a space, `number` its own in the version that has it. A fold has no
    sign, and the number of lines that it hides."""

    sign: str
    number: int
    text: Markup


@dataclass(frozen=True, slots=True)
class DiffView:
    """The difference, line by line; `cut` counts changed lines that are not shown."""

    lines: tuple[ShownLine, ...]
    gone: int
    new: int
    cut: int


@dataclass(frozen=True, slots=True)
class ChangePage(Page):
    """`waiting` are the proposals to decide about, `decided` the others. `standing` cards are as they were, `made` came
    since. `working` while proposals are still being made. `back` is where the learner came from, to go back to; `done`
    what has just been applied, and `notice` what else has just been done."""

    template: ClassVar[str] = "change.html"
    partial: ClassVar[str] = "_change.html"
    nav: ClassVar[str] = "Changes"

    change: ChangeLine
    when: str
    waiting: tuple[ProposalView, ...]
    decided: tuple[ProposalView, ...]
    applied: tuple[AppliedView, ...]
    diff: DiffView
    standing: int
    made: int
    working: bool
    run: int
    done: AppliedView | None
    notice: str
    back: str
    address: str
    count: int


def proposal_view(proposed: Proposed) -> ProposalView:
    """A proposal, rendered."""
    proposal, card = proposed.proposal, proposed.card
    is_open = proposal.state is ProposalState.OPEN
    title, promise = _TITLES[proposal.verdict]
    old, new = _sides(proposal, card if is_open else None)
    part, quote = _passage(proposed)
    choices = _choices(proposal, card, stands=part is not None)
    return ProposalView(
        id=proposal.id,
        card_id=proposal.card_id or "",
        title=title,
        promise=promise,
        reason=_sentence(proposal.reason),
        done="" if is_open else _deed(proposal),
        made_card_id=proposal.made_card_id or "",
        theirs=card is not None and card.edited,
        kind=CardKind(proposal.kind) if proposal.kind else CardKind.BASIC,
        question=proposal.question,
        answer=proposal.answer,
        old=old,
        new=new,
        choices=choices,
        chosen="leave" if proposal.verdict == "keep" else proposal.verdict,
        by_hand=not any(value in {"reword", "replace"} for value, _ in choices),
        trail=proposed.section.heading_path if proposed.section else (),
        section_id=proposal.section_id if proposed.section and not proposed.section.gone else None,
        said=_said(proposal),
        passage=marked(part.text, [quote]) if part else Markup(),
        cut=part is not None and (part.cut_before or part.cut_after),
        reps=card.reps if card else 0,
        declined=proposal.state is ProposalState.DECLINED,
    )


def _deed(proposal: Proposal) -> str:
    if proposal.state is ProposalState.SUPERSEDED:
        return "Overtaken"
    return "Left as it is" if proposal.state is ProposalState.DECLINED else _DONE[proposal.verdict]


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}." if reason else ""


def _choices(proposal: Proposal, card: CardNow | None, *, stands: bool) -> tuple[tuple[str, str], ...]:
    """What may be done: new words need a passage that stands, and the card's own way of asking."""
    offered = ["retire", "leave"]
    if stands and proposal.question:
        offered.insert(0, "replace")
        if card is not None and card.kind.value == proposal.kind:
            offered.insert(0, "reword")
    own = proposal.verdict == "keep"
    return tuple((name, _OWN.get(name, _CHOICES[name]) if own else _CHOICES[name]) for name in offered)


def _passage(proposed: Proposed) -> tuple[Excerpt, tuple[int, int]] | tuple[None, tuple[int, int]]:
    """The part of the section around the quote, and the quote in it; None where it does not stand (any more)."""
    proposal, section = proposed.proposal, proposed.section
    start, end = proposal.quote_start, proposal.quote_end
    if not proposal.quote or section is None or section.gone or section.text[start:end] != proposal.quote:
        return None, (0, 0)
    part = excerpt(section.text, start, end)
    return part, (start - part.offset, end - part.offset)


def _sides(proposal: Proposal, card: CardNow | None) -> tuple[Words, Words | None]:
    """The card (as it is now, where it is given) beside its new words."""
    kind = CardKind(proposal.kind) if proposal.kind else CardKind.BASIC
    if card is not None:
        old = _two_sides(card.kind, card.question, card.answer)
    else:
        old = _two_sides(_kind_of(proposal.old_question), proposal.old_question, proposal.old_answer)
    if not proposal.question or (proposal.question, proposal.answer) == (proposal.old_question, proposal.old_answer):
        return Words(marked(old[0], []), marked(old[1], [])), None
    new = _two_sides(kind, proposal.question, proposal.answer)
    front, back = _compared(old[0], new[0]), _compared(old[1], new[1])
    return Words(front[0], back[0]), Words(front[1], back[1])


def _kind_of(question: str) -> CardKind:
    return CardKind.CLOZE if "{{c" in question else CardKind.BASIC


def _two_sides(kind: CardKind, question: str, answer: str) -> tuple[str, str]:
    """Both sides as markdown; of a text with deletions the whole text, and what it hides."""
    return (question, answer) if kind is CardKind.BASIC else (shown(question), hidden(question))


def _compared(old: str, new: str) -> tuple[Markup, Markup]:
    """Two texts as HTML, with what only one of them says as removed in the first and added in the second."""
    from app.services.word_diff import changed_spans  # here, because a server starts without what compares texts

    gone, added = changed_spans(old, new)
    return _tagged(marked(old, [], gone), "del"), _tagged(marked(new, [], added), "ins")


def _tagged(html: Markup, tag: str) -> Markup:
    """Marks as removals or additions; no mark holds another one, and none of the text's own has that class."""
    # As a plain string: a Markup would escape the tags that are put in.
    return Markup(_MARK.sub(rf"<{tag}>\1</{tag}>", str(html)))


def _said(proposal: Proposal) -> Markup:
    """The old quote, with the words that the passage does not have any more."""
    if not proposal.quote:
        return _tagged(marked(proposal.old_quote, [], [(0, len(proposal.old_quote))]), "del")
    return _compared(proposal.old_quote, proposal.quote)[0]


# -------------------------------------------------------------------------------------------- the note


def diff_view(diff: "Diff") -> DiffView:
    """The difference of the two texts as lines to be shown."""
    return DiffView(tuple(_shown(row) for row in diff.rows), diff.gone, diff.new, diff.cut)


def _shown(row: "Line | Fold") -> ShownLine:
    from app.services.text_diff import Fold, Kind  # here, as above

    if isinstance(row, Fold):
        return ShownLine("", row.lines, Markup())
    tag = {Kind.GONE: "del", Kind.NEW: "ins"}.get(row.kind, "")
    sign = {Kind.GONE: "−", Kind.NEW: "+"}.get(row.kind, " ")
    return ShownLine(sign, row.new or row.old or 0, _line(row.parts, tag))


def _line(parts: "Sequence[Part]", tag: str) -> Markup:
    """A line's text, what changed tagged, and what is long shortened; an empty line keeps its height."""
    if not parts:
        return Markup(" ")
    return Markup().join(
        Markup(f"<{tag}>{{}}</{tag}>").format(_cut(part.text, _LONGEST, 0))
        if part.changed and part.text.strip()
        else escape(_cut(part.text, _AROUND, _AROUND))
        for part in parts
    )


def _cut(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail + 20:
        return text
    return f"{text[:head]} … {text[-tail:]}" if tail else f"{text[:head]} …"
