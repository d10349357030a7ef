"""What a labelled value asks about its label: what it is, does, is used for, or nothing where no question is sure."""

import re

from app.generator.extractive import verbs
from app.generator.extractive.answers import resolved
from app.generator.extractive.label_kinds import (
    contrast,
    date_phrase,
    is_clause,
    is_code,
    is_number,
    looks_like_date,
    opens_as_noun,
)
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.proper import COUNT_HEADS
from app.generator.extractive.scene import Scene, of_people, setting
from app.notes.outline_labels import label_words
from app.notes.passage import opaque_only

_COMPARING = re.compile(r"compar|analys|characteristic|versus|\bvs\b|trade-?off|profile", re.IGNORECASE)
_USED = re.compile(
    r"^(?P<adverb>\w+ly )?(?P<verb>used|designed|suited|intended|meant|needed|required|ideal|suitable|useful|good"
    r"|excellent|optimized|built|known)(?P<more> \w+ly)? (?P<prep>for|to|in|as|by|with|when) ",
    re.I,
)
BE_CLAUSE = re.compile(r"^(?:it['’]s|this is|it is|these are|they are)\s+(?=(?:an?|the|one)\b)", re.IGNORECASE)
_PREDICATIVE = re.compile(
    r"^(?:smooth|simple|fast|slow|cheap|robust|stable|dense|flexible|rigid|soft|hard|clear|open|close|warm|cool"
    r"|dry|lower)(?: and |, )",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"^[a-z]{4,}(?:tic|ive|able|ible|ous|ful|less)$")
NONE = ("", "")
_STAGE = re.compile(r"(?:phase|stage|step)$", re.IGNORECASE)
_STAGES = frozenset("phase stage step".split())
_RULES = re.compile(
    r"(?:law|rule|principle|hypothesis|effect|theorem|problem|paradox|theory|doctrine|postulate|axiom)$|^(?:law|rule"
    r"|principle|theory|problem) of ",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"(?:between|in|on|at|by|with|from|to|of|under|over|after|before|during|when|if|because|as|not|no|only|default"
    r"|\w+ed (?:by|into|in|from|to|with|as|at|once|twice|when|only))\b",
    re.IGNORECASE,
)
_DOES = re.compile(r"^[A-Za-z]+s (?:an?|the|all|any|each|every|up|down|out|away|back|off|on|only|its|your|to|from)\b")
_FORMULA = re.compile(r"^\W*[\w\\^{}|]{1,12}(?:\([^()]{1,30}\))?\s*(?:=|≈|∝|:=)\s*\S")
_DECIDERS = frozenset("decide determine choose select".split())


def definite(name: Name) -> str:
    """A name with "the" where it is one countable thing: "the convolution operation"."""
    several = " " in name.text and "'s " not in name.text and not name.plural and not name.text[0].isupper()
    return f"the {name.text}" if several and name.article in {"", "the"} else name.phrase


def is_formula(text: str) -> bool:
    """Whether a value is nothing but a formula, in LaTeX or typed plainly ("f(x) = max(0, x)")."""
    typed = re.match(r"^[^=]{1,24}=\s*\S", text) and re.search(r"[(\d]", text)
    short = all(len(word) <= 3 for word in re.findall(r"[A-Za-z]+", text.partition("=")[0]))
    if typed and short and not re.search(r"[a-z]{4,} [a-z]{3,}", text):
        return True
    return opaque_only(text) or (
        bool(_FORMULA.match(text)) and len(text.split()) <= 30 and not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", text)
    )


def term_question(term: Name, body: str, scene: Scene, written: str = "") -> tuple[str, str]:
    """The question that `body` answers about `term`, and the body as the answer says it.

    `written` is the label as the note writes it. Two empty strings where no question is certain to be good English.
    """
    where = setting(scene, term)
    text = plain(body)
    first = re.sub(r"\W+$", "", text.split(" ")[0]).casefold() if text else ""
    special = _by_label(plain(written) or term.text, term, text, first, where, scene)
    if special is not None:
        return special
    if is_formula(body):
        return (f"{where}what is the formula for {definite(term)}?", text) if _callable(term) else NONE
    if (
        (_COMPARING.search(scene.facet) or _PREDICATIVE.match(text))
        and term.sure
        and not verbs.from_third_person(first)
    ):
        return f"{where}what characterizes {term.phrase}?", text
    used = _USED.match(text)
    if used and _callable(term):
        return _used(term, used, text, where)
    if first == "for" and len(text.split()) <= 8 and "," not in text and term.sure:
        return f"{where}what {term.be} {term.phrase} used for?", text
    if re.match(r"(?:can|may|could|will)\b", text, re.IGNORECASE) and term.sure:
        return f"{where}what {first} {term.phrase} do?", text.split(" ", 1)[1]
    return _by_verb(term, text, first, where) or _by_noun(term, text, where, scene, written)


def _by_label(label: str, term: Name, text: str, first: str, where: str, scene: Scene) -> tuple[str, str] | None:
    """What the form of the label decides: people, dates, commands, numbers, contrasts, whole clauses."""
    if of_people(scene.facet):
        if verbs.from_past(first) or verbs.from_third_person(first):
            return f"{where}what is {term.phrase} known for?", text
        return f"{where}who was {term.phrase}?", text
    if looks_like_date(label):
        dated = date_phrase(label)
        return (f"{where}what happened {dated}?", text) if dated and len(text.split()) > 1 else NONE
    if is_code(label):
        where = where if " " not in label else ""
        lemma = verbs.from_third_person(first)
        if opens_as_noun(text):
            return f"{where}what is {term.text}?", text
        does = bool(lemma) or (verbs.is_base(first) and not verbs.noun_like(first)) or bool(_DOES.match(text))
        return (f"{where}what does {term.text} do?", text) if does and not text.endswith(":") else NONE
    both = contrast(label)
    if both:
        telling = re.search(r"\b(?:while|whereas|but|than|unlike)\b", text)
        return (f"{where}what is the difference between {both[0]} and {both[1]}?", text) if telling else NONE
    if re.fullmatch(r"[\w$ ()-]{1,20} [=<>≤≥] [\d.]+", label):
        return f"{where}what does {label} mean?", text
    clausal = len(label.split()) > 7 or is_clause(label) or re.search(r"\w (?:as|is|without) \w", label)
    if clausal or is_number(label) or re.search(r"[=<>≤≥→?!;]", label):
        return NONE
    return None


def _by_verb(term: Name, text: str, first: str, where: str) -> tuple[str, str] | None:
    """What a value asks that opens with a verb: what the thing does, involves, or how it is done."""
    adverb = re.match(r"[A-Za-z]+ly (?P<rest>\S.*)$", text)
    acting = adverb.group("rest") if adverb else text
    lemma = verbs.from_third_person(re.sub(r"\W+$", "", acting.split(" ")[0]).casefold())
    if lemma and (lemma in _DECIDERS or _acts(lemma, acting)):
        if not _callable(term) and not agent(term).startswith("the "):
            return NONE
        do = "do" if term.plural else "does"
        if lemma in _DECIDERS and not adverb:
            return f"{where}what {do} {agent(term)} {lemma}?", text.split(" ", 1)[1]
        return f"{where}what {do} {agent(term)} do?", text
    if verbs.is_base(first) and _acts(first, text) and _commands(first, text):
        if not term.sure:
            return NONE
        return (f"{where}what do {term.phrase} do?" if term.plural else f"{where}how does {term.phrase} work?"), text
    if verbs.is_gerund(first):
        noun = text.split(" ")[1:2] in (["of"], ["in"], ["by"], ["is"], ["are"]) or len(text.split()) < 3
        return (f"{where}what {term.do} {term.phrase} involve?", text) if term.sure and not noun else NONE
    return None


def _commands(first: str, text: str) -> bool:
    """Whether a value opens with what to do ("Adapt models …") and not with a noun ("Demand rises …")."""
    return (
        first == "use"
        or not verbs.noun_like(first)
        or text.split(" ")[1:2] in (["a"], ["an"], ["the"], ["all"], ["each"], ["your"])
    )


def _by_noun(term: Name, text: str, where: str, scene: Scene, written: str) -> tuple[str, str]:
    """What a value asks that opens as a noun phrase or is a statement of its own."""
    if re.match(r"(?:you|since)\b|[^.]{0,60}, you ", text, re.IGNORECASE):
        return (f"{where}how {term.do} {term.phrase} work?", text) if term.sure else NONE
    shorter = BE_CLAUSE.sub("", text)
    defined = opens_as_noun(shorter) and not is_clause(shorter)
    if term.plural and re.match(r"an? ", shorter):
        return NONE
    answer = shorter if shorter != text else resolved(text, term)
    staged = bool(_STAGE.search(term.bare)) and not _FRAGMENT.match(text)
    if not defined and (staged or is_clause(text)):
        if _STAGE.search(term.bare) or set(label_words(scene.facet)) & _STAGES:
            return (f"{where}what happens in {stage(term)}?", text) if term.sure or _STAGE.search(term.bare) else NONE
        return (f"{where}what {term.be} {definite(term)}?", answer) if _RULES.search(term.bare) and term.sure else NONE
    if defined and not term.sure and written:
        shown = plain(written).strip(" .:")
        return f"{where}what is meant by “{shown}”?", answer
    if not term.sure or (not defined and (len(text.split()) < 2 or _FRAGMENT.match(text))):
        return NONE
    if _ADJECTIVE.match(term.text.casefold()) and not term.plural and not term.article:
        return (f"{where}what does “{term.text}” mean?", text) if not defined else NONE
    return f"{where}what {term.be} {term.phrase}?", answer


def stage(term: Name) -> str:
    """A stage as it is said: "prophase", "the growing phase"."""
    return f"the {term.text}" if " " in term.text else term.phrase


def _callable(term: Name) -> bool:
    """Whether a term may be said as it is: certain, or one capitalised word that the note always writes so ("Adam")."""
    return term.sure or (" " not in term.text and term.text[:1].isupper())


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
    if text.split(" ")[0].endswith((",", ":", ";")) or verbs.from_past(following.strip(",.")):
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
    counted = len(words) > 1 and not term.plural and not term.article and words[-1] in COUNT_HEADS
    return f"the {term.text}" if counted else term.phrase
