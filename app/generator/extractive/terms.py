"""Rule: a labelled term and what it is or does ("- **Forget gate**: decides what to discard")."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain import Draft
from app.generator.extractive.answers import capitalised, opening, resolved
from app.generator.extractive.asking import BE_CLAUSE, acts, definite, is_formula, term_question
from app.generator.extractive.casing import inner_case
from app.generator.extractive.drafting import basic
from app.generator.extractive.enumerations import enumeration
from app.generator.extractive.label_kinds import (
    is_lesson_label,
    is_number,
    is_wrapper,
    looks_like_date,
    opens_as_noun,
    stated_name,
)
from app.generator.extractive.naming import Name
from app.generator.extractive.nouns import is_plural
from app.generator.extractive.pairs import pair
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, named, setting
from app.generator.extractive.sides import is_side, side_question
from app.notes.headings import is_generic
from app.notes.outline import Block
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, sentences

RULE = "term"

_ANNOUNCES = re.compile(
    r",?\s*(?:including|such as|namely|with|which are|these are|they are|like|by)?\s*:$", re.IGNORECASE
)
_UNFINISHED = re.compile(r"\b(?:as|on|by|of|are|is|to|in|for|from|follows|include|includes)\s*:$", re.IGNORECASE)
_NAMED_FORMULA = re.compile(r"^(?P<name>[A-Z][\w -]{2,40}):\s+(?P<formula>\S.*)$")
_WHERE = re.compile(r"^(?:In|Among) [^?]{1,100}?, (?=(?:what|how|when|who)\b)")
_BELONGING = frozenset(
    """
    asymptote atomic boiling capacity capital charge codomain density derivative determinant diameter dimension domain
    duration founder frequency gradient height integral inverse latency length mass maximum mean median melting
    minimum mode output point population radius range size slope symbol temperature variance volume wavelength width
    """.split()
)
_DEFINABLE = frozenset({("condition",), ("case",), ("function",), ("class",), ("method",)})
_DEFINED = re.compile(r"^an? (?:\w+ ){1,3}?(?:so|that|which|whose|of|for|in|by)\b", re.IGNORECASE)
_OF_SUBJECT = re.compile(
    r"^The [\w-]+(?: [\w-]+)? of (?:(?!lies|and|is|are)[\w()-]+ ){1,4}(?:is|are) (?!\w+ed\b)", re.IGNORECASE
)
_POINTS = frozenset("aftermath cause consequence effect factor impact outcome reason result significance".split())
_LAWS = frozenset("theorem lemma law principle inequality rule identity formula paradox conjecture".split())
PROCESS = frozenset("process step procedure algorithm workflow phase stage pipeline work works training".split())


def terms(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """Asks what the labelled thing is, does or is used for, in the setting of its section.

    Where the grammar of a question is not certain, the pair itself is the card (see `pairs`).
    """
    label = block.label.text
    if not label or not block.body or is_lesson_label(label) or (names_property(label) and not defines(block, scene)):
        return
    said = _stated(block, scene)
    if said is not None:
        yield said
    elif is_wrapper(label):
        return
    elif not is_generic(label) and not (is_side(label) and block.children):
        yield from _told(block, _adjective_named(scene.name(label), scene), scene)


def defines(block: Block, scene: Scene) -> bool:
    """Whether a property's name is itself the thing defined: "Condition: a term whose breach …" under "Terms"."""
    named_so = bool(scene.facet) and label_words(block.label.text) in _DEFINABLE
    return named_so and bool(_DEFINED.match(plain(block.body.text)))


def _stated(block: Block, scene: Scene) -> Draft | None:
    """A theorem and what it states, or a named formula: "Operations: Convolution: (f * g)(t) = …"."""
    formula = _NAMED_FORMULA.match(plain(block.body.text))
    if formula and is_formula(formula.group("formula")):
        question = f"What is the formula for {definite(scene.name(formula.group('name')))}?"
        return basic(scene, RULE, question, formula.group("formula"), block.passage)
    stated = stated_name(block.label.text)
    if stated:
        name = scene.name(stated)
        said = definite(name) if stated.split()[-1].casefold() in _LAWS else name.phrase
        eponym = " " not in stated and stated[:1].isupper() and stated.split()[-1].casefold() not in _LAWS
        kind = plain(block.label.text).split(" ")[0].casefold()
        said = f"{stated}'s {kind}" if eponym else said
        head = opening(block.body)
        if head is None:
            return None
        return basic(scene, RULE, f"What does {said} state?", head.text, scene.span(block.start, head.end))
    return None


def _told(block: Block, term: Name, scene: Scene) -> Iterator[Draft | None]:
    """The first form of the value that makes a card: its list, its two sentences or one, with its setting or not."""
    head = opening(block.body) or _announcing(block)
    if head is None:
        return
    whole = block.children or is_number(block.label.text) or looks_like_date(block.label.text)
    listed = [] if whole else list(enumeration(_title(term, scene), head.text, block.passage, scene))
    if any(listed):
        yield from listed
        return
    one = opening(block.body, 1) or head
    if set(label_words(scene.facet)) & _POINTS and not side_question(block.label.text, scene):
        yield pair(block, one, scene)
        return
    for best in dict.fromkeys((head, one)):
        question, answer = _asked(block, term, best.text, scene)
        if not question:
            break
        proof = scene.span(min(block.start, block.label.start), best.end)
        alone = _WHERE.sub("", question) if " " in term.text or term.article != "the" else question
        for asked in dict.fromkeys((question, alone)):
            draft = basic(scene, RULE, asked, answer, proof)
            if draft is not None:
                yield draft
                return
    draft = pair(block, one, scene)
    if draft is None and term.sure and opens_as_noun(head.text):
        draft = basic(scene, RULE, f"{setting(scene, term)}what {term.be} {term.phrase}?", head.text, head)
    yield draft


def _adjective_named(term: Name, scene: Scene) -> Name:
    """`Rehearsal-based` under "Approaches" is the rehearsal-based approach."""
    if not re.search(r"-(?:based|driven|free|oriented|level|first)$", term.text):
        return term
    words = label_words(scene.facet)
    kind = words[-1] if words and words[-1] in {"approach", "method", "technique", "strategy", "model"} else "approach"
    return replace(term, text=f"{term.text} {kind}", article="the", sure=True)


def _announcing(block: Block) -> Passage | None:
    """The value of a term that goes on to list its parts, without the words that announce them."""
    found = sentences(block.body)
    if len(found) != 1 or not found[0].text.endswith(":"):
        return None
    if _UNFINISHED.search(found[0].text):
        return None
    match = _ANNOUNCES.search(found[0].text)
    cut = found[0].cut(0, match.start() if match else len(found[0].text) - 1)
    return cut if len(cut.text.split()) >= 3 else None


def _title(term: Name, scene: Scene) -> str:
    """A term before its values, its setting in brackets: "Low-level features (CNN architecture)"."""
    where = setting(scene, term)
    place = re.sub(r"^(?:In|Among) (?:the |an? )?|\s*\([^()]*\)|, $", "", where)
    return f"{capitalised(term.text)} ({place})" if place and "(" not in place + term.text else capitalised(term.text)


def _asked(block: Block, term: Name, body: str, scene: Scene) -> tuple[str, str]:
    side = side_question(block.label.text, scene)
    if side:
        return side, resolved(BE_CLAUSE.sub("", plain(body)), scene.subject)
    belonging = _belonging(block.label.text, plain(body), scene)
    if belonging:
        return belonging, _OF_SUBJECT.sub("", plain(body))
    if block.number is not None and set(label_words(scene.facet)) & PROCESS:
        return f"What happens in step {block.number} ({term.text}) of {scene.subject.phrase}?", plain(body)
    return term_question(term, body, scene, block.label.text)


def _belonging(label: str, body: str, scene: Scene) -> str:
    """`Derivative` under a function is the function's; so is what the value itself calls "the … of …"."""
    shown = inner_case(plain(label).strip(" .:"), f"{scene.evidence} {label.casefold()}")
    words = label_words(label)
    own = body.casefold().startswith((f"the {shown.casefold()} of ", f"its {shown.casefold()} "))
    if not words or not has_name(scene.subject) or scene.facet or not (own or {words[0], words[-1]} & _BELONGING):
        return ""
    if set(words) & set(label_words(scene.subject.text)) or len(words) > 5 or scene.subject.plural or acts(body):
        return ""
    return f"What {'are' if is_plural(shown) else 'is'} the {re.sub(r'^the ', '', shown)} of {named(scene)}?"
