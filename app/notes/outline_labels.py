"""Labels: the words before a colon that name what follows, and which of them name a property of the subject."""

import re
from functools import lru_cache

from app.notes.passage import NOTHING, Passage, masked

_MARK = r"(?:\*\*\*|\*\*|__|==|\*|_)"
_MARKED = re.compile(rf"^(?P<open>{_MARK})(?=\S)(?P<label>[^\n]{{1,120}}?)(?P<inside>\s*[:?.])?(?<=\S)(?P=open)(?!\w)")
_OUTSIDE = re.compile(r"(?P<tail>\s*\([^()]{1,60}\))?\s*(?::(?=\s|$)|(?:–|—|--?)(?=\s))")
_STOP = re.compile(r"(?P<tail>\s*\([^()]{1,60}\))?\.(?=\s+\S)")
_STATEMENT = re.compile(r"(?:theorem|lemma|corollary|proposition|definition|law|axiom|principle)\b", re.IGNORECASE)
_PLAIN = re.compile(r"^(?P<label>[^:\n]{1,80}?)\s*:(?=\s|$)")
_DASHED = re.compile(r"^(?P<label>[^:\n]{1,60}?)\s+(?:–|—|--?)\s+(?=\S)")
_VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|will|would|may|might|should|must|includes?|including|involves?"
    r"|consists?|contains?|uses|follows?|following|that|which|you|we|let's|let|if|because|on|these|this)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?:when|why|how|what|where|who)\b", re.IGNORECASE)

_NUMBERS = re.compile(r"^\d[\d\s/,.–-]*$")

_QUALIFIERS = frozenset(
    """
    a an and at basic best brief central clinical common core for general good historical how in input it its it's
    key legal linear main major mathematical memory most of output practical primary principal quick real-world
    related run running secondary side short simple simplified some space standard the time to typical useful visual
    what when where who why with works worked work you
    """.split()
)
_HEADS = frozenset(
    """
    advantage aim alternative analogy application approach architecture assumption author benefit case caution
    caveat cause challenge characteristic class complexity component con concept condition consequence context cost
    date default definition derivation description diagnosis difference disadvantage domain downside drawback effect
    equation example exception explanation fact feature for formula formulation function goal history holding how
    idea implementation importance input insight interpretation intuition issue justification key limit limitation
    location mechanism meaning method mnemonic motivation name notation note objective origin output outcome
    parameter part pitfall point practice principle pro problem procedure process proof property purpose range
    reason reasoning remark remedy representation result risk role rule runtime shape significance similarity size
    solution stage statement step strategy strength structure summary symptom synonym syntax takeaway technique test
    tip trade-off tradeoff trap treatment trick type unit usage use used useful value variant variation warning
    weakness when where why
    """.split()
)
_COLLECTIVE = frozenset(
    """
    advantage application approach assumption benefit best case cause challenge characteristic class component con
    condition consequence disadvantage downside drawback effect example exception fact feature goal limitation
    method mechanism part pitfall point practice principle pro problem process procedure property reason risk role
    rule solution stage step strategy strength structure symptom takeaway technique tip treatment type use variant
    variation weakness works architecture key
    """.split()
)


@lru_cache(maxsize=4096)
def label_words(label: str) -> tuple[str, ...]:
    """The label's words, casefolded and singular, marks and brackets dropped: `**Key Benefits**` → key, benefit."""
    plain = re.sub(r"\([^()]*\)|[*_=`:?.!]", " ", label).replace("’", "'").casefold()
    return tuple(_singular(word) for word in plain.split() if any(c.isalnum() for c in word))


def names_property(label: str) -> bool:
    """Whether a label speaks of the subject ("Output Range", "Why it's useful") rather than naming a new thing."""
    found = label_words(label)
    if not 0 < len(found) <= 6:
        return False
    if _QUESTION.match(label.strip("*_ ")):
        return True
    return all(word in _QUALIFIERS or word in _HEADS for word in found) and any(word in _HEADS for word in found)


def gathers(label: str) -> bool:
    """Whether a property label, left without a value, stands for the list after it ("Cons", "How it Works")."""
    return names_property(label) and any(word in _COLLECTIVE for word in label_words(label))


def split_label(passage: Passage, *, in_list: bool) -> tuple[Passage, Passage]:
    """(label, body) of a paragraph or list item; an empty label where there is none.

    A bold or highlighted lead with a colon or dash is a label anywhere; unmarked words before a colon only when they
    are few and no clause. Outside lists an unmarked label must be one of the known property names, or stand alone.
    """
    text = passage.text
    veiled = masked(text)
    marked = _MARKED.match(veiled)
    if marked:
        return _marked_label(passage, veiled, marked, in_list=in_list)
    plain = _PLAIN.match(veiled)
    if plain and _names(plain.group("label"), in_list=in_list, alone=not veiled[plain.end() :].strip()):
        return _bare(passage.cut(0, plain.end("label"))), passage.cut(plain.end())
    dashed = _DASHED.match(veiled) if in_list else None
    if dashed and _names(dashed.group("label"), in_list=True, alone=False) and len(dashed.group("label").split()) <= 5:
        return _bare(passage.cut(0, dashed.end("label"))), passage.cut(dashed.end())
    return NOTHING, passage


def _marked_label(passage: Passage, veiled: str, marked: re.Match[str], *, in_list: bool) -> tuple[Passage, Passage]:
    """`**Term:** …`, `**Term**: …`, `**Term** (T) – …`, `**Why?** …`, and in lists `**Term.** …`."""
    inside = (marked.group("inside") or "").strip()
    rest = passage.cut(marked.end())
    if inside in {":", "?"} or (inside == "." and in_list and rest):
        return _bare(passage.cut(marked.start("label"), marked.end("label") + (inside == "?"))), rest
    if inside == "." and rest and _STATEMENT.match(marked.group("label")):
        return _bare(passage.cut(marked.start("label"), marked.end("label"))), rest
    if not inside and not rest and not in_list and len(marked.group("label").split()) <= 6:
        return _bare(passage.cut(marked.start("label"), marked.end("label"))), rest
    outside = _OUTSIDE.match(veiled, marked.end())
    if outside is None and in_list and len(marked.group("label").split()) <= 6:
        outside = _STOP.match(veiled, marked.end())
    if not outside:
        return NOTHING, passage
    if outside.group("tail"):
        name = passage.cut(marked.start("label"), marked.end("label"))
        return name.joined(passage.cut(*outside.span("tail"))), passage.cut(outside.end())
    return _bare(passage.cut(marked.start("label"), marked.end("label"))), passage.cut(outside.end())


def _bare(label: Passage) -> Passage:
    """A label without marks around the whole of it."""
    match = re.fullmatch(rf"{_MARK}(.*?){_MARK}", label.text)
    return label.cut(match.start(1), match.end(1)) if match else label


def _names(label: str, *, in_list: bool, alone: bool) -> bool:
    """Whether unmarked words before a colon read as a name and not as the start of a sentence."""
    count = len(re.sub(r"\([^()]*\)", " ", label).split())
    if not count or count > 6 or label.endswith((".", "!", ";")) or "http" in label:
        return False
    if names_property(label):
        return True
    if _VERBS.search(label) or not (in_list or alone):
        return False
    if not in_list and not _titled(label):
        return False
    if in_list and _NUMBERS.match(label):
        return True
    return any(character.isalpha() for character in label) or "\x00" in label


def _titled(label: str) -> bool:
    """Outside lists an unmarked label is short, in title case, or led by a property ("Types of X")."""
    found = label.split()
    if label_words(found[0])[:1] and label_words(found[0])[0] in _HEADS:
        return True
    small = {"of", "and", "the", "for", "in", "to", "vs", "vs."}
    return (len(found) <= 3 and not found[0].endswith("ing")) or all(
        word[:1].isupper() or word in small for word in found
    )


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "works", "'s")):
        return word[:-1]
    return word
