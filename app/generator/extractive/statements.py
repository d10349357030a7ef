"""Sentence rule: what something is, does, has or is used for, asked with the sentence's own verb."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain import Draft
from app.generator.extractive import verbs
from app.generator.extractive.clauses import Clause, clause_of
from app.generator.extractive.drafting import basic as _basic
from app.generator.extractive.enumerations import LEAST, items_of
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.pointing import tells
from app.generator.extractive.saying import ARTICLE, SETTING, cloze_of_list, phrase_of, surely_said
from app.generator.extractive.scene import Scene, named, setting
from app.generator.extractive.telling import has_verb
from app.notes.passage import Passage
from app.text import content_words

RULE = "statement"
RULE_DEFINITION = "definition"

_PREP = re.compile(
    r"^(?P<prep>for|to|in|as|by|on|from|of|with|at|into|against|between|through|around|within|upon"
    r"|about)\s+(?P<rest>\S.*)$"
)
_PLACE = re.compile(
    r"^(?:take place|occur|happen|live|reside|sit|lie|begin|end|start) (?P<where>(?P<prep>in|at|on|within|inside"
    r"|when|during|after|before|if) \S.*)$"
)
_TIME = re.compile(
    r"^(?:just |right |only |shortly |immediately )?(?:before|after|during|when|whenever|until|once|while)\s\S.*$"
)
_KIND_OF = re.compile(r"^(?:an? )?(?P<kind>[a-z-]+) (?P<noun>[a-z]+)$")
_TO_DO = re.compile(
    r"^(?P<object>(?:(?:an?|the|its|their|our|your)\s+)?[\w' -]{2,50}?)\s+(?:to )(?P<do>[a-z]+)\b(?P<rest>.*)$"
)
_WEAK_OBJECT = re.compile(
    r"^(?:it|them|this|that|these|those|him|her|us|you|so|such|here|there|elsewhere|back|well|differently)\b",
    re.IGNORECASE,
)
_SECOND = re.compile(r",? and (?:it |they |he |she )?(?:is|are|was|were|has|have|can) ")
_EMPTY_PRAISE = re.compile(
    r"^(?:an?|the|one of the)\s+(?:very |most |more )?(?:\w+\s+){0,2}(?:types?|kinds?|ones?|choices?|approach(?:es)?"
    r"|options?|topics?|blocks?|skills?)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:about|around|over|nearly|roughly|almost|at least|more than|up to) [\d\w]+ ", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[0-9]\d\d|20\d\d)s?\b")
_AND_WORD = re.compile(r" and ([a-z]+) ")
_RUN_ON = re.compile(r"(?<=[a-z]{4})\. (?=[a-z`])")
_NEXT_CLAUSE = re.compile(r",? (?:but|yet) (?:it|they|this|he|she)\b.*$|, then (?:it|they|the|an?) .*$")
_PARTICLE = re.compile(r"^(?:out|up|down|off|away|apart|together|over|back|along|forth|aside)\b", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(r", (?:whereas|while|so(?! that)|hence|therefore|and so|which is why) .*$")
_WEAK_VERBS = frozenset(
    """
    appear become behave come differ fail get go happen keep let look occur remain say seem stand stay take tend try
    want
    """.split()
)


def basic(scene: Scene, rule: str, question: str, answer: str, proof: Passage) -> Draft | None:
    """As `drafting.basic`; a subject that is only understood inside the scene brings "In …, " to the front."""
    if SETTING in question:
        asked = question.replace(SETTING, "")
        where = setting(scene, Name(asked))
        question = f"{where}{asked[0].lower()}{asked[1:]}" if where else asked
    return _basic(scene, rule, question, _NEXT_CLAUSE.sub("", _RUN_ON.split(answer)[0]), proof)


def statements(sentence: Passage, scene: Scene, *, trusted: bool) -> Iterator[Draft | None]:
    """One question from one plain statement."""
    clause = clause_of(sentence, scene.subject, trusted=trusted)
    if clause is None:
        return
    if not clause.is_topic and not surely_said(clause, sentence, scene):
        return
    said = phrase_of(clause, scene)
    if ":" in clause.subject or (not clause.is_topic and not tells(clause.subject)):
        return
    rest = plain(clause.rest.text)
    if clause.aux in {"is", "are", "was", "were"}:
        yield from _being(clause, said, rest, sentence, scene)
    elif clause.aux == "can" and verbs.is_base(rest.split(" ")[0]) and not rest.endswith((" way", " ways")):
        yield basic(scene, RULE, f"What can {said} do?", rest, sentence)
    elif clause.aux in {"has", "have"} and (kind := _KIND_OF.match(rest)) and clause.is_topic:
        yield basic(scene, RULE, f"What kind of {kind.group('noun')} {clause.do} {said} have?", rest, sentence)
    elif clause.verb == "mean" and rest.startswith("that "):
        yield basic(scene, RULE, f"What {clause.do} {said} mean?", rest, sentence)
    elif clause.verb and (clause.verb not in _WEAK_VERBS or _TIME.match(rest) or _PLACE.match(f"{clause.verb} {rest}")):
        yield from _doing(clause, said, rest, sentence, scene)


def _being(clause: Clause, said: str, rest: str, sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    first, _, after = _until_second(rest).partition(" ")
    word = first.casefold().strip(",")
    while word.endswith("ly") and after:
        first, _, after = after.partition(" ")
        word = first.casefold()
    rest = re.sub(
        r"^(?:\w+ly|also|just|simply|now|still|often|typically)\s+(?=(?:an?|the|one|another)\s)",
        "",
        _until_second(rest),
    )
    rest = _AFTERTHOUGHT.sub("", rest)
    if len(items_of(rest)) >= LEAST and not ARTICLE.match(rest):
        listed = cloze_of_list(clause, rest, sentence, scene)
        if any(listed):
            yield from listed
            return
    half = rest.partition("; ")[2]
    if half and has_verb(half) and not re.match(r"(?:it|they|which|this|he|she)\b", half):
        return
    if ARTICLE.match(rest):
        named_thing = bool(re.match(r"the [A-Z]", plain(clause.subject))) and not clause.is_topic
        if (clause.aux in {"is", "are"} or named_thing) and len(rest.split()) >= 3 and not _EMPTY_PRAISE.match(rest):
            yield basic(scene, RULE_DEFINITION, f"What {clause.aux} {said}?", rest, sentence)
        return
    if word == "to" and verbs.is_base(after.split(" ")[0]):
        yield basic(scene, RULE, f"What {clause.aux} {said}?", rest, sentence)
        return
    if verbs.is_participle(word) and (_PREP.match(after) or _TIME.match(after)):
        yield from _passive(clause, said, word, after, sentence, scene)
        return
    when = _TIME.match(after)
    if when and word.isalpha() and not word.endswith("ing"):
        yield basic(scene, RULE, f"When {clause.aux} {said} {word}?", when.group(), sentence)
        return
    match = _PREP.match(after)
    if match and match.group("prep") == "to" and verbs.is_base(match.group("rest").split(" ")[0]):
        return
    if match and match.group("prep") in {"for", "to"} and not word.endswith("ing") and word.isalpha():
        yield basic(
            scene, RULE, f"What {clause.aux} {said} {word} {match.group('prep')}?", match.group("rest"), sentence
        )
        return
    if clause.aux == "are" and len(rest.split()) >= 4 and not word.endswith("ing") and not match:
        if verbs.is_participle(word) and (first.endswith(",") or re.match(r"(?:and|or|but|which)\b", after)):
            return
        yield basic(scene, RULE_DEFINITION, f"What {clause.aux} {said}?", rest, sentence)


def _passive(
    clause: Clause, said: str, word: str, after: str, sentence: Passage, scene: Scene
) -> Iterator[Draft | None]:
    when = _TIME.match(after)
    if when:
        yield basic(scene, RULE, f"When {clause.aux} {said} {word}?", when.group(), sentence)
        return
    match = _PREP.match(after)
    if not match or _WEAK_OBJECT.match(match.group("rest")):
        return
    prep, rest = match.group("prep"), match.group("rest")
    if prep == "to" and verbs.is_base(rest.split(" ")[0]):
        yield basic(scene, RULE, f"What {clause.aux} {said} {word} to do?", rest, sentence)
    elif prep == "by":
        if re.search(r"\b(?:in|on|around|by) (?:\w+ )?\d|^the [A-Z]|\d{4}", rest):
            return  # who and when, or a body such as "the National Convention": the sentence itself asks for both
        if re.match(r"[A-Z][a-z]+", rest):
            question = f"Who {word} {said}?" if word.endswith("ed") else f"Who {clause.aux} {said} {word} by?"
            yield basic(scene, RULE, question, rest, sentence)
        else:
            yield basic(scene, RULE, f"How {clause.aux} {said} {word}?", f"By {rest}", sentence)
    elif prep in {"in", "on"} and re.search(r"\bby [A-Z]", rest):
        return
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
    elif prep not in {"at", "on", "within", "around"}:
        yield basic(scene, RULE, f"What {clause.aux} {said} {word} {prep}?", rest, sentence)


def _doing(clause: Clause, said: str, rest: str, sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    rest = re.sub(r"^(?:\w+ly|also|then|often|only)\s+", "", rest)
    question = re.match(r"the question: [\"“](?P<asked>[^\"”]+)[\"”]?$", rest)
    if clause.verb == "answer" and question:
        yield basic(scene, RULE, f"What question {clause.do} {said} answer?", question.group("asked"), sentence)
        return
    if len(items_of(rest)) >= LEAST:
        listed = cloze_of_list(clause, rest, sentence, scene)
        if any(listed):
            yield from listed
            return
    rest = rest.partition(";")[0].rstrip()
    if _NUMBERED.match(rest) or (clause.past and _YEAR.search(rest)):
        return  # two facts at once: the sentence itself asks for each of them
    rest, second, other = _verbs_joined(clause, rest)
    yield from _object(clause, said, rest, sentence, scene)
    if second and second not in _WEAK_VERBS:
        yield from _doing(replace(clause, verb=second), said, other, sentence, scene)


def _object(clause: Clause, said: str, rest: str, sentence: Passage, scene: Scene) -> Iterator[Draft | None]:
    """The question for what stands behind the verb."""
    place = _PLACE.match(f"{clause.verb} {rest}")
    if place and any(verbs.is_base(word) or verbs.from_third_person(word) for word in _AND_WORD.findall(rest)):
        return
    if place:
        when = place.group("prep") not in {"in", "at", "on", "within", "inside"} or re.match(
            r"(?:in|on) (?:\w+ )?(?:\d{1,2} \w+ )?\d{4}\b", place.group("where")
        )
        asked = "When" if when else "Where"
        verb = clause.verb if clause.verb != "take" else "take place"
        yield basic(scene, RULE, f"{asked} {clause.do} {said} {verb}?", place.group("where"), sentence)
        return
    if _TIME.match(rest) or rest.startswith("if "):
        yield basic(scene, RULE, f"When {clause.do} {said} {clause.verb}?", rest, sentence)
        return
    if _WEAK_OBJECT.match(rest) or _PARTICLE.match(rest) or not content_words(rest):
        return
    rest = _until_next_verb(clause, _AFTERTHOUGHT.sub("", rest))
    if clause.verb in verbs.CAUSATIVE:
        if clause.verb == "help" and verbs.is_base(rest.split(" ")[0]):
            yield basic(scene, RULE, f"What {clause.do} {said} help to do?", rest, sentence)
            return
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


def _until_second(rest: str) -> str:
    """An answer ends where a second statement begins: "…, and it is …", "… and is used for …"."""
    match = _SECOND.search(rest)
    return rest[: match.start()] if match and len(rest[: match.start()].split()) >= 2 else rest


def _until_next_verb(clause: Clause, rest: str) -> str:
    """An object ends where the subject's next verb stands: "uses 2 ATP, makes 4 ATP" says two things."""
    for match in re.finditer(r", (?:and |then )?([a-z]+) ", rest):
        lemma = None if clause.plural else verbs.from_third_person(match.group(1))
        if lemma and not verbs.noun_like(lemma):
            return rest[: match.start()]
    return rest


def _verbs_joined(clause: Clause, rest: str) -> tuple[str, str, str]:
    """(first object, second verb, its object) of "combines A and merges B"; empty strings where there is one verb."""
    for match in re.finditer(r",? and (?:then |thus |also )?(?P<verb>[a-z]+) ", rest):
        word = match.group("verb")
        lemma = (
            word
            if clause.plural and verbs.is_base(word)
            else verbs.from_third_person(word)
            if not clause.plural
            else None
        )
        if clause.past:
            lemma = verbs.from_past(word)
        if lemma and not verbs.noun_like(lemma) and len(rest[: match.start()].split()) >= 1:
            return rest[: match.start()], lemma, rest[match.end() :]
    return rest, "", ""


def predicate(text: Passage, scene: Scene) -> Iterator[Draft | None]:
    """A statement without its subject ("Computes attention weights …"): the heading is what does it."""
    lead = plain(text.text)
    first, _, _rest = lead.partition(" ")
    lemma = verbs.from_third_person(first.casefold())
    if not lemma or lemma == "do" or re.match(r"\S+ (?:is|are|was|were|has|have|can|may|must)\b", lead):
        return
    after = text.cut(len(text.text.split(" ")[0]))
    clause = Clause(scene.subject.phrase, scene.subject.plural, "", lemma, after, is_topic=True)
    if lemma == "have":
        yield basic(scene, RULE, f"What {clause.do} {named(scene)} have?", plain(after.text).rstrip("."), text)
    elif lemma not in _WEAK_VERBS:
        yield from _doing(clause, named(scene), plain(after.text).rstrip("."), text, scene)
