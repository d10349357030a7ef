"""Sentence rule: what something is, does, has or is used for, asked with the sentence's own verb."""

import re
from collections.abc import Iterator

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.clauses import Clause, clause_of
from app.generator.extractive.drafting import basic
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, named
from app.notes.passage import Passage

RULE = "statement"
RULE_DEFINITION = "definition"

_ARTICLE = re.compile(r"^(?:an?|the|one|another|any|each)\s", re.IGNORECASE)
_PREP = re.compile(
    r"^(?P<prep>for|to|in|as|by|on|from|of|with|at|into|against|between|through|around|within|upon|about)\s+(?P<rest>\S.*)$"
)
_TO_DO = re.compile(
    r"^(?P<object>(?:(?:an?|the|its|their|our|your)\s+)?[\w' -]{2,50}?)\s+(?:to )(?P<do>[a-z]+)\b(?P<rest>.*)$"
)
_WEAK_OBJECT = re.compile(
    r"^(?:it|them|this|that|these|those|him|her|us|you|so|such|here|there|well|differently)\b", re.IGNORECASE
)
_WEAK_VERBS = frozenset(
    "appear become behave come differ fail get go happen keep let look occur remain say seem stand stay take tend try want".split()
)


def statements(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """One question from one plain statement."""
    clause = clause_of(sentence, scene.subject, trusted=trusted)
    if clause is None:
        return
    said = named(scene) if clause.is_topic else _plainly(clause.subject)
    if not clause.is_topic and not _tells(clause.subject):
        return
    rest = plain(clause.rest.text)
    if clause.aux in {"is", "are", "was", "were"}:
        yield from _being(clause, said, rest, sentence, scene)
    elif clause.aux == "can" and verbs.is_base(rest.split(" ")[0]):
        yield basic(scene, RULE, f"What can {said} do?", rest, sentence)
    elif clause.verb and clause.verb not in _WEAK_VERBS:
        yield from _doing(clause, said, rest, sentence, scene)


def _being(clause: Clause, said: str, rest: str, sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    first, _, after = rest.partition(" ")
    word = first.casefold().strip(",")
    while word.endswith("ly") and after:
        first, _, after = after.partition(" ")
        word = first.casefold()
    if _ARTICLE.match(rest):
        if clause.aux in {"is", "are"} and len(rest.split()) >= 3:
            yield basic(scene, RULE_DEFINITION, f"What {clause.aux} {said}?", rest, sentence)
        return
    if word == "to" and verbs.is_base(after.split(" ")[0]):
        yield basic(scene, RULE, f"What {clause.aux} {said}?", rest, sentence)
        return
    if verbs.is_participle(word):
        yield from _passive(clause, said, word, after, sentence, scene)
        return
    match = _PREP.match(after)
    if match and match.group("prep") in {"for", "to"} and not word.endswith("ing") and word.isalpha():
        yield basic(
            scene, RULE, f"What {clause.aux} {said} {word} {match.group('prep')}?", match.group("rest"), sentence
        )
        return
    if clause.aux == "are" and len(rest.split()) >= 4 and not word.endswith("ing") and not match:
        yield basic(scene, RULE_DEFINITION, f"What {clause.aux} {said}?", rest, sentence)


def _passive(
    clause: Clause, said: str, word: str, after: str, sentence: Passage, scene: Scene
) -> Iterator[Draft | None]:
    match = _PREP.match(after)
    if not match or _WEAK_OBJECT.match(match.group("rest")):
        return
    prep, rest = match.group("prep"), match.group("rest")
    if prep == "to" and verbs.is_base(rest.split(" ")[0]):
        yield basic(scene, RULE, f"What {clause.aux} {said} {word} to do?", rest, sentence)
    elif prep == "by":
        if re.match(r"[A-Z][a-z]+", rest):
            yield basic(scene, RULE, f"Who {clause.aux} {said} {word} by?", rest, sentence)
        else:
            yield basic(scene, RULE, f"How {clause.aux} {said} {word}?", f"By {rest}", sentence)
    elif prep == "in" and re.match(r"\d{4}\b", rest):
        yield basic(scene, RULE, f"When {clause.aux} {said} {word}?", f"In {rest}", sentence)
    elif prep in {"in", "at", "within", "on", "between"} and word in {
        "used",
        "found",
        "located",
        "applied",
        "placed",
        "stored",
        "made",
        "produced",
    }:
        yield basic(scene, RULE, f"Where {clause.aux} {said} {word}?", f"{prep} {rest}", sentence)
    else:
        yield basic(scene, RULE, f"What {clause.aux} {said} {word} {prep}?", rest, sentence)


def _doing(clause: Clause, said: str, rest: str, sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    rest = re.sub(r"^(?:\w+ly|also|then|often|only)\s+", "", rest)
    if _WEAK_OBJECT.match(rest) or len(rest.split()) < 2:
        return
    if clause.verb in verbs.CAUSATIVE:
        match = _TO_DO.match(rest)
        if match and verbs.is_base(match.group("do")) and not _WEAK_OBJECT.match(match.group("object")):
            answer = f"{match.group('do')}{match.group('rest')}"
            yield basic(
                scene, RULE, f"What {clause.do} {said} {clause.verb} {match.group('object')} to do?", answer, sentence
            )
            return
    match = _PREP.match(rest)
    if match is None:
        yield basic(scene, RULE, f"What {clause.do} {said} {clause.verb}?", rest, sentence)
        return
    prep, after = match.group("prep"), match.group("rest")
    if prep == "to" and verbs.is_base(after.split(" ")[0]):
        yield basic(scene, RULE, f"What {clause.do} {said} {clause.verb} to do?", after, sentence)
    elif not _WEAK_OBJECT.match(after) and prep not in {"by", "within"}:
        yield basic(scene, RULE, f"What {clause.do} {said} {clause.verb} {prep}?", after, sentence)


def _plainly(subject: str) -> str:
    return plain(subject)


def _tells(subject: str) -> bool:
    """A subject in its own right, not one that points back ("the result", "this loop", "each layer")."""
    return not re.match(
        r"(?:this|these|those|that|such|his|her|its|their|both|each|one|two|three|all|some|many|most|the (?:first|second|third|other|latter|former|result|process|goal))\b",
        subject,
        re.I,
    )
