"""Sentence rules: why something is so, what happens if, how to, and what a sentence compares."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.answers import resolved
from app.generator.extractive.clauses import Clause, clause_of
from app.generator.extractive.drafting import basic
from app.generator.extractive.naming import Name
from app.generator.extractive.nouns import plural_word
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, has_name, named
from app.notes.passage import Passage, masked

RULE_WHEN = "date"
RULE_WHY = "reason"
RULE_IF = "condition"
RULE_HOW = "way"
RULE_COMPARE = "comparison"
RULE_ANALOGY = "analogy"

_BECAUSE = re.compile(r",?\s+(?P<why>because|since)\s+", re.IGNORECASE)
_FIRST = re.compile(
    r"^(?:(?P<why>because|since) [^,]{8,100}|(?:in|on|by|around|during) (?:[^,]{0,24}\b)?\d{3,4}(?: (?:BC|BCE|AD"
    r"|CE))?), ",
    re.IGNORECASE,
)
_IF = re.compile(r"^(?P<if>if|when)\s+(?P<condition>[^,]{5,90}),\s+(?:then\s+)?(?P<result>.+)$", re.IGNORECASE)
_WITHOUT = re.compile(r"^without (?P<what>[^,]{2,60}), (?P<result>.+)$", re.IGNORECASE)
_YOU_CAN = re.compile(r"^(?:you|we|one) can (?P<what>[\w'’ -]{4,60}?) (?P<by>by \w+ing\b.+)$", re.IGNORECASE)
_UNLIKE = re.compile(r"^unlike (?P<other>[^,]{2,60}), (?P<rest>.+)$", re.IGNORECASE)
_SIMILAR = re.compile(r"^(?:similar to|like) (?P<other>[^,]{2,60}), (?P<rest>.+)$", re.IGNORECASE)
_SIMILAR_BUT = re.compile(r"^similar to (?P<other>[\w() -]{2,60}?),? but (?P<rest>.+)$", re.IGNORECASE)
_WHEREAS = re.compile(r", (?:whereas|while) (?P<clause>[A-Za-z][^,;]{6,120})", re.IGNORECASE)
_INSTEAD = re.compile(r"^instead of (?P<what>[^,]{4,80}), (?P<rest>.+)$", re.IGNORECASE)
_ANALOGY = re.compile(r"^(?:think of|imagine|picture|it (?:is|works) like|it['’]s like)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:it|they|this|that|these|those|he|she|there|we)\b", re.IGNORECASE)


def reasons(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """`X is crucial because …` → "Why is X crucial?"; `X does Y because …` → "Why does X do Y?"."""
    match = _BECAUSE.search(masked(sentence.text))
    if not match or (match.group("why").casefold() == "since" and not match.group().startswith(",")):
        return
    clause = clause_of(sentence.cut(0, match.start()), _called(scene), trusted=trusted)
    if clause is None or re.search(r"\b(?:which|that|who)\b", clause.rest.text):
        return
    reason = plain(sentence.text[match.end() :])
    if _PRONOUN.match(reason):
        if not clause.is_topic:
            return
        reason = _lower_first(resolved(reason, scene.subject))
        if _PRONOUN.match(reason):
            return
    yield basic(scene, RULE_WHY, _why(clause), f"Because {reason}", sentence)


def _contrast(text: str) -> str:
    """`…, whereas Y does …`: the Y, where a verb surely follows it; else an empty string."""
    match = _WHEREAS.search(text)
    found = match.group("clause").split(" ") if match else []
    for at, (before, word) in enumerate(pairwise(found[:6]), start=1):
        word = word.rstrip(".")
        lemma = verbs.from_third_person(word)
        known = bool(lemma and not verbs.noun_like(lemma)) or (plural_word(before) and verbs.is_base(word))
        if word in {"are", "is", "have", "has", "can", "was", "were"} or known:
            return " ".join(found[:at])
    return ""


def causes(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """`Because R, S.` → "Why S?"; `In 1793, S.` → "When did S?"."""
    match = _FIRST.match(masked(sentence.text))
    if not match:
        return
    clause = clause_of(sentence.cut(match.end()), scene.subject, trusted=trusted)
    if clause is None or clause.aux in {"has", "have", "had"}:
        return
    lead = plain(sentence.text[: match.end()]).rstrip(", ")
    if match.group("why"):
        if not _PRONOUN.match(lead.split(" ", 1)[1]):
            yield basic(scene, RULE_WHY, _why(clause), f"Because {lead.split(' ', 1)[1]}", sentence)
    elif clause.aux in {"was", "were"} or clause.past:
        yield basic(scene, RULE_WHEN, _why(clause).replace("Why", "When", 1), lead, sentence)


def conditions(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """`If C, R.` → "What happens if C?" R."""
    text = plain(sentence.text)
    without = _WITHOUT.match(text)
    if without and trusted:
        what = (
            named(scene)
            if without.group("what").casefold() in {"it", "them", "this", "these"}
            else without.group("what")
        )
        yield basic(scene, RULE_IF, f"What happens without {what}?", without.group("result"), sentence)
        return
    match = _IF.match(text)
    if not match or _PRONOUN.match(match.group("condition")) or _PRONOUN.match(match.group("result")):
        return
    if re.match(r"(?:you|we|i)\b", match.group("condition"), re.IGNORECASE) and not trusted:
        return
    if _told(match.group("condition")):
        return
    condition = match.group("condition")
    subject = named(scene)
    where = "" if _mentions(condition, scene.subject) or not has_name(scene.subject) else f"In {subject}, "
    yield basic(
        scene,
        RULE_IF,
        f"{where}what happens {match.group('if').casefold()} {condition}?",
        match.group("result"),
        sentence,
    )


def _told(condition: str) -> bool:
    """Whether a condition tells of one past event ("When Darwin sailed in 1831"), which does not "happen"."""
    found = condition.casefold().split()
    past = any(
        verbs.from_past(word) and not verbs.is_base(word) and before not in {"is", "are", "be", "been", "has", "have"}
        for before, word in pairwise(found)
    )
    return bool(re.search(r"\b(?:was|were|had|1\d{3}|20\d{2})\b", condition)) or (past and "is" not in found)


def ways(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """`You can identify overfitting by observing …` → "How can you identify overfitting?"."""
    match = _YOU_CAN.match(plain(sentence.text))
    if match and not _PRONOUN.match(match.group("what").split(" ")[-1]):
        yield basic(scene, RULE_HOW, f"How can you {match.group('what')}?", match.group("by"), sentence)


def comparisons(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """Unlike A, …; similar to A but …; whereas A …; instead of A, …."""
    text = plain(sentence.text)
    subject, name = named(scene), scene.subject
    for pattern, ask in ((_UNLIKE, "How {do} {s} differ from {o}?"), (_SIMILAR, "How {be} {s} similar to {o}?")):
        match = pattern.match(text)
        if match:
            rest = match.group("rest")
            about = clause_of(_tail(sentence, rest), name, trusted=trusted)
            if about and about.is_topic:
                question = ask.format(s=subject, o=match.group("other"), do=name.do, be=name.be)
                yield basic(scene, RULE_COMPARE, question, resolved(rest, name), sentence)
            return
    clause = clause_of(sentence, _called(scene), trusted=trusted)
    whereas = _contrast(text)
    if whereas and clause is not None and not clause.is_topic and len(clause.subject.split()) <= 4:
        question = f"How {clause.do} {plain(clause.subject)} differ from {whereas}?"
        yield basic(scene, RULE_COMPARE, question, text, sentence)
        return
    if clause is None or not clause.is_topic:
        instead = _INSTEAD.match(text)
        if instead and trusted:
            yield from _instead(instead, sentence, scene)
        return
    if clause.aux in {"is", "are"} and (match := _SIMILAR_BUT.match(plain(clause.rest.text))):
        question = f"How {name.do} {subject} differ from {match.group('other')}?"
        pronoun = "They" if name.plural else "It"
        yield basic(scene, RULE_COMPARE, question, f"{pronoun} {match.group('rest')}", sentence)
    elif other := _contrast(text):
        yield basic(
            scene,
            RULE_COMPARE,
            f"How {name.do} {subject} differ from {other}?",
            resolved(text, name),
            sentence,
        )


def analogies(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """A picture the author offers for the subject."""
    text = plain(sentence.text)
    if trusted and _ANALOGY.match(text) and (len(text.split()) >= 12 or re.search(r"\b(?:like|as an?)\b", text)):
        yield basic(scene, RULE_ANALOGY, f"What analogy explains {named(scene)}?", text, sentence)


def _instead(match: re.Match[str], sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    name = scene.subject
    rest = match.group("rest")
    clause = clause_of(_tail(sentence, rest), name, trusted=True)
    if clause and clause.is_topic:
        yield basic(
            scene,
            RULE_COMPARE,
            f"What {name.do} {named(scene)} do instead of {match.group('what')}?",
            resolved(rest, name),
            sentence,
        )


def _why(clause: Clause) -> str:
    rest = plain(clause.rest.text)
    if clause.aux:
        return f"Why {clause.aux} {clause.subject} {rest}?"
    return f"Why {clause.do} {clause.subject} {clause.verb} {rest}?"


def _called(scene: Scene) -> Name:
    return scene.subject


def _mentions(text: str, name: Name) -> bool:
    low = text.casefold()
    return any(alias in low for alias in name.aliases if len(alias) > 2)


def _tail(sentence: Passage, rest: str) -> Passage:
    """The part of the sentence that starts with `rest`'s first words; markdown marks may stand between."""
    first = rest.split(" ")[0]
    at = sentence.text.find(first, sentence.text.find(","))
    return sentence.cut(max(at, 0))


def _lower_first(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
