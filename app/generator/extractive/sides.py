"""What a labelled point under a property asks: "**Cons:** - **Not zero-centred:** …" → "Why is … not zero-centred?"."""

import re

from app.generator.extractive import verbs
from app.generator.extractive.casing import inner_case
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, named
from app.notes.headings import is_generic
from app.notes.outline_labels import label_words, names_property

_GOOD = frozenset("pro advantage benefit strength".split())
_BAD = frozenset("con disadvantage drawback limitation weakness downside risk pitfall".split())
_ADJECTIVE = re.compile(
    r"(?:ed|ent|ant|ive|able|ible|ous|ful|ic|less|ant|al|fast|simple|easy|cheap|slow|small|large|robust|fast)$"
)
_ADVERB = re.compile(r"^[A-Za-z]+ly\b")

_SIDE_HEADS = frozenset(
    "analysis comparison consideration criterion hierarchy impact optimization simplification tuning".split()
)


def is_side(label: str) -> bool:
    """Whether a label names a side of the subject ("Selection Criteria", "LSTM Components"), not a thing of its own."""
    words = label_words(label)
    return names_property(label) or is_generic(label) or (bool(words) and words[-1] in _SIDE_HEADS)


def side_question(label: str, scene: Scene) -> str:
    """The question a labelled point answers, or an empty string where its facet gives none."""
    side = set(label_words(scene.facet)) if scene.facet else set()
    said = " ".join(label_words(scene.facet)) if scene.facet else ""
    subject, name = named(scene), scene.subject
    text = plain(label).strip(" .:")
    inner = inner_case(text, scene.evidence)
    if said.startswith("how") and re.match(r"(?:for|in|with|during)\s", inner, re.IGNORECASE):
        return f"How {name.do} {subject} work {inner[0].lower()}{inner[1:]}?"
    if said in {"best for", "good for", "useful for", "ideal for", "suitable for", "when to use"}:
        what = "useful for" if said == "when to use" else said
        return f"Why {name.be} {subject} {what} {inner}?"
    if not side & (_GOOD | _BAD):
        return ""
    first, _, rest = inner.partition(" ")
    lemma = verbs.from_third_person(first.casefold())
    if lemma and rest and not verbs.noun_like(lemma):
        return f"How {name.do} {subject} {lemma} {rest}?"
    if first.casefold() in {"not", "no", "non"} or _describes(inner):
        return f"Why {name.be} {subject} {inner[0].lower()}{inner[1:]}?" if first.casefold() != "no" else ""
    kind = "an advantage" if side & _GOOD else "a drawback"
    point = scene.name(label)
    return f"How {point.be} {point.phrase} {kind} of {subject}?"


def _describes(label: str) -> bool:
    """Whether a point is an adjective phrase: "Computationally Efficient", "Easy to tune"."""
    words = label.split()
    last = words[-1].casefold().split("-")[-1]
    return (bool(_ADVERB.match(label)) and len(words) == 2) or (len(words) == 1 and bool(_ADJECTIVE.search(last)))
