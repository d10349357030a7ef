"""Rule: a labelled term and what it is or does ("- **Forget gate**: decides what to discard")."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.answers import capitalised, opening, resolved
from app.generator.extractive.drafting import basic
from app.generator.extractive.enumerations import enumeration
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import PEOPLE, Scene, setting
from app.generator.extractive.sides import is_side, side_question
from app.notes.headings import is_generic
from app.notes.outline import Block
from app.notes.outline_labels import label_words, names_property
from app.notes.passage import Passage, opaque_only, sentences
from app.text import content_words

RULE = "term"

_COMPARING = re.compile(r"compar|analys|characteristic|versus|\bvs\b|trade-?off|profile", re.IGNORECASE)
_USED = re.compile(
    r"^(?P<adverb>\w+ly )?(?P<verb>used|designed|suited|intended|meant|needed|required|ideal|suitable|useful|good"
    r"|excellent|optimized|built|known)(?P<more> \w+ly)? (?P<prep>for|to|in|as|by|with|when) ",
    re.I,
)
_BE_CLAUSE = re.compile(r"^(?:it['’]s|this is|it is|these are|they are)\s+(?=(?:an?|the|one)\b)", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r",?\s*(?:including|such as|namely|with|which are|these are|they are|like|by)?\s*:$", re.IGNORECASE
)
_UNFINISHED = re.compile(r"\b(?:as|on|by|of|are|is|to|in|for|from|follows|include|includes)\s*:$", re.IGNORECASE)
_NAMED_FORMULA = re.compile(r"^(?P<name>[A-Z][\w -]{2,40}):\s+(?P<formula>\S.*)$")
_PREDICATIVE = re.compile(
    r"^(?:smooth|simple|fast|slow|cheap|robust|stable|dense|flexible|rigid|soft|hard|clear|open|close|warm|cool"
    r"|dry|lower)(?: and |, )",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"^(?:theorem|lemma|corollary|proposition|law|axiom|principle)\s*[\d.]*\s*\((?P<name>[^()]{3,60})\)$"
    r"|^(?P<own>[^()]{3,60}(?:theorem|lemma|law|principle))$",
    re.IGNORECASE,
)
_MASS = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ing", "ship", "ism", "esis", "ology", "graphy", "ics")
_DEEDS = frozenset("access control decay descent feedback flow growth loss memory search storage transfer".split())
_WHERE = re.compile(r"^(?:In|Among) [^?]{1,100}?, (?=(?:what|how|when|who)\b)")
_ADJECTIVE = re.compile(r"^[a-z]{4,}(?:tic|ive|able|ible|ous|ful|less)$")
PROCESS = frozenset("process step procedure algorithm workflow phase stage pipeline work works training".split())
_FORMULA = re.compile(r"^\W*[\w\\^{}|]{1,12}(?:\([^()]{1,30}\))?\s*(?:=|≈|∝|:=)\s*\S")
_DECIDERS = frozenset("decide determine choose select".split())


def terms(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """Asks what the labelled thing is, does or is used for, in the setting of its section."""
    label = block.label.text
    if not label or not block.body or names_property(label) or is_lesson_label(label):
        return
    said = _stated(block, scene)
    if said is not None:
        yield said
    elif not is_generic(label) and not (is_side(label) and block.children):
        yield from _told(block, _adjective_named(scene.name(label), scene), scene)


def _stated(block: Block, scene: Scene) -> Draft | None:
    """A theorem and what it states, or a named formula: "Operations: Convolution: (f * g)(t) = …"."""
    formula = _NAMED_FORMULA.match(plain(block.body.text))
    if formula and is_formula(formula.group("formula")):
        question = f"What is the formula for {definite(scene.name(formula.group('name')))}?"
        return basic(scene, RULE, question, formula.group("formula"), block.passage)
    statement = _STATEMENT.match(plain(block.label.text))
    if statement:
        said = definite(scene.name(statement.group("name") or statement.group("own")))
        return basic(scene, RULE, f"What does {said} state?", block.body.text, block.passage)
    return None


def _told(block: Block, term: Name, scene: Scene) -> Iterator[Draft | None]:
    """The first form of the value that makes a card: its list, its two sentences or one, with its setting or not."""
    head = opening(block.body) or _announcing(block)
    if head is None:
        return
    listed = list(enumeration(_title(term, scene), head.text, block.passage, scene)) if not block.children else []
    if any(listed):
        yield from listed
        return
    for best in dict.fromkeys((head, opening(block.body, 1) or head)):
        question, answer = _asked(block, term, best.text, scene)
        proof = scene.span(min(block.start, block.label.start), best.end)
        for asked in dict.fromkeys((question, _WHERE.sub("", question))):
            draft = basic(scene, RULE, asked, answer, proof)
            if draft is not None:
                yield draft
                return


def _adjective_named(term: Name, scene: Scene) -> Name:
    """`Rehearsal-based` under "Approaches" is the rehearsal-based approach."""
    if not re.search(r"-(?:based|driven|free|oriented|level|first)$", term.text):
        return term
    words = label_words(scene.facet)
    kind = words[-1] if words and words[-1] in {"approach", "method", "technique", "strategy", "model"} else "approach"
    return replace(term, text=f"{term.text} {kind}", article="the")


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
    place = re.sub(r"^(?:In|Among) (?:the |an? )?|, $", "", where)
    return f"{capitalised(term.text)} ({place})" if place and "(" not in place + term.text else capitalised(term.text)


def _asked(block: Block, term: Name, body: str, scene: Scene) -> tuple[str, str]:
    side = side_question(block.label.text, scene)
    if side:
        return side, resolved(_BE_CLAUSE.sub("", plain(body)), scene.subject)
    if re.search(r"[=<>≤≥]", term.text):
        return f"{setting(scene, term)}what does {term.text} mean?", plain(body)
    if block.number is not None and set(label_words(scene.facet)) & PROCESS:
        return f"What happens in step {block.number} ({term.text}) of {scene.subject.phrase}?", plain(body)
    return term_question(term, body, scene)


def definite(name: Name) -> str:
    """A name with "the" where it is one countable thing: "the convolution operation"."""
    several = " " in name.text and "'s " not in name.text and not name.plural and not name.text[0].isupper()
    return f"the {name.text}" if several and name.article in {"", "the"} else name.phrase


def is_statement(label: str) -> bool:
    """Whether a label opens a theorem, lemma or law."""
    return bool(_STATEMENT.match(plain(label)))


def is_lesson_label(label: str) -> bool:
    """Labels that name a part of the lesson, not a thing: "Step 1", "Q", "Figure 2"."""
    return bool(
        re.match(
            r"^(?:step|phase|stage|figure|fig|table|q|a|eq|listing|code|slide|page|exercise)\b\.?\s*\d*$",
            plain(label),
            re.I,
        )
    )


def is_formula(text: str) -> bool:
    """Whether a value is nothing but a formula, in LaTeX or typed plainly ("f(x) = max(0, x)")."""
    typed = re.match(r"^[^=]{1,24}=\s*\S", text) and re.search(r"[(\d]", text)
    short = all(len(word) <= 3 for word in re.findall(r"[A-Za-z]+", text.partition("=")[0]))
    if typed and short and not re.search(r"[a-z]{4,} [a-z]{3,}", text):
        return True
    return opaque_only(text) or (
        bool(_FORMULA.match(text)) and len(text.split()) <= 30 and not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", text)
    )


def term_question(term: Name, body: str, scene: Scene) -> tuple[str, str]:
    """The question that `body` answers about `term`, and the body as the answer says it."""
    where = setting(scene, term)
    text = plain(body)
    first = re.sub(r"\W+$", "", text.split(" ")[0]).casefold() if text else ""
    if set(content_words(scene.facet)) & PEOPLE:
        return f"{where}who was {term.phrase}?", text
    if _ADJECTIVE.match(term.text.casefold()) and not term.plural and not term.article:
        return f"{where}what does {term.text.casefold()} mean?", text
    if is_formula(body):
        return f"{where}what is the formula for {definite(term)}?", text
    used = _USED.match(text)
    if used:
        return _used(term, used, text, where)
    if first == "for" and len(text.split()) <= 8 and "," not in text:
        return f"{where}what {term.be} {term.phrase} used for?", text
    if re.match(r"(?:can|may|could|will)\b", text, re.IGNORECASE):
        return f"{where}what {first} {term.phrase} do?", text.split(" ", 1)[1]
    lemma = verbs.from_third_person(first)
    if lemma and (lemma in _DECIDERS or _acts(lemma, text)):
        if lemma in _DECIDERS:
            return f"{where}what does {agent(term)} {lemma}?", text.split(" ", 1)[1]
        return f"{where}what does {agent(term)} do?", text
    if _COMPARING.search(scene.facet):
        return f"{where}what characterizes {term.phrase}?", text
    if _PREDICATIVE.match(text):
        return f"{where}what characterizes {term.phrase}?", text
    if verbs.is_base(first) and _acts(first, text):
        return (f"{where}what do {term.phrase} do?" if term.plural else f"{where}how does {term.phrase} work?"), text
    if verbs.is_gerund(first):
        return f"{where}what {term.do} {term.phrase} involve?", text
    if first in {"you", "since", "for"} or re.match(r"[^.]{0,60}, you ", text):
        return f"{where}how {term.do} {term.phrase} work?", text
    shorter = _BE_CLAUSE.sub("", text)
    return f"{where}what {term.be} {term.phrase}?", shorter if shorter != text else resolved(text, term)


def _used(term: Name, used: re.Match[str], text: str, where: str) -> tuple[str, str]:
    adverbs = " ".join(word.strip() for word in (used.group("adverb") or "", used.group("more") or "") if word.strip())
    verb = " ".join(part for part in (adverbs.casefold(), used.group("verb").casefold()) if part)
    rest = text[used.end() :]
    prep = used.group("prep").casefold()
    if prep == "to" and verbs.is_base(rest.split(" ")[0].casefold()):
        return f"{where}what {term.be} {term.phrase} {verb} to do?", rest
    if prep == "when":
        return f"{where}when {term.be} {term.phrase} {verb}?", f"When {rest}"
    if prep in {"by", "with"}:
        return f"{where}how {term.be} {term.phrase} {verb}?", f"{prep} {rest}"
    return f"{where}what {term.be} {term.phrase} {verb} {prep}?", rest


def acts(text: str) -> bool:
    """Whether a text opens with what its subject does: "Computes …", "Has …"."""
    first = re.sub(r"\W+$", "", text.split(" ")[0]).casefold() if text else ""
    lemma = verbs.from_third_person(first)
    return bool(lemma) and _acts(lemma or "", text)


def _acts(lemma: str, text: str) -> bool:
    """A form that may be a noun counts as a verb only where an object follows: not before "of", "that", "in"."""
    following = text.split(" ")[1].casefold() if " " in text else ""
    if text.split(" ")[0].endswith((",", ":", ";")):
        return False
    if verbs.noun_like(lemma) and verbs.is_base(following) and not verbs.noun_like(following):
        return False
    if not verbs.noun_like(lemma):
        return following not in {"of", "that", "which"}
    return following not in {
        "of",
        "that",
        "which",
        "for",
        "in",
        "with",
        "where",
        "from",
        "on",
        "and",
        "or",
        "by",
        "at",
        "between",
        "",
    }


def agent(term: Name) -> str:
    """A thing that does something takes an article where it is one of many: "the forwarding engine"."""
    words = term.text.split()
    counted = len(words) > 1 and not term.plural and not term.article and words[-1].islower()
    return f"the {term.text}" if counted and not words[-1].endswith(_MASS) and words[-1] not in _DEEDS else term.phrase
