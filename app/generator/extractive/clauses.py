"""A sentence taken apart far enough to ask about it: subject, main verb, the rest. No tagger: it often declines."""

import re
from dataclasses import dataclass, replace

from app.generator.extractive import verbs
from app.generator.extractive.naming import Name
from app.generator.extractive.nouns import is_plural, plural_word
from app.generator.extractive.proper import PROPER
from app.notes.passage import Passage, masked

_TOKEN = re.compile(r"\S+")
_BE = frozenset("is are was were".split())
_MODAL = frozenset("can could may might will must should".split())
_HAVE = frozenset("has have had".split())
_ADVERBS = frozenset(
    """
    also always arguably best commonly essentially even exactly first generally just mainly mostly never normally
    not now often only originally particularly primarily probably rarely simply sometimes still therefore thus then
    typically usually effectively automatically directly significantly greatly widely largely frequently explicitly
    implicitly
    """.split()
)
_DETERMINERS = frozenset(
    """
    a an the this that these those its their your our my his her each every all any some many most both no one two three
    four
    """.split()
)
_PREPOSITIONS = frozenset(
    """
    about across against among around as at between by for from in into of on onto over through to toward towards
    under upon via with within without
    """.split()
)
_NO_SUBJECT = frozenset(
    """
    after although as at because before besides beyond by despite due during for from given here how however if
    imagine in instead let let's like more note of on once one over rather similar similarly since so some such than
    that then there these think this those though through to under unless unlike until using we what when where
    whereas whether which while who why with without you your i our it they he she its their both each consider see
    suppose recall remember compare take note
    """.split()
)
_RELATIVE = frozenset(
    "that which who whose where when because while if whereas to by for of in with on from as than".split()
)

_DENIED = re.compile(r"n['’]t\b")
# Words that only another clause can hold: what stands before them is no noun phrase.
_OTHER_CLAUSE = frozenset("but it they he she we you".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` as a question says it, `aux` as the sentence has it ("is", "can", ""), the verb's base form, the rest.

    `rest` is the sentence after the verb, without its full stop; `plural` says which auxiliary the subject takes.
    """

    subject: str
    plural: bool
    aux: str
    verb: str
    rest: Passage
    is_topic: bool
    literal: str = ""
    past: bool = False

    @property
    def do(self) -> str:
        """The auxiliary a question needs."""
        return "did" if self.past else "do" if self.plural else "does"


def starts_with_verb(text: str) -> bool:
    """Whether the first word (adverbs aside) can be a finite verb."""
    for word in text.casefold().split()[:3]:
        bare = word.strip(",.;:*_")
        known = verbs.from_third_person(bare) or verbs.is_base(bare) or verbs.from_past(bare)
        if bare in _BE | _MODAL | _HAVE or known:
            return True
        if bare not in _ADVERBS and not bare.endswith("ly"):
            return False
    return False


def clause_of(sentence: Passage, name: Name, *, trusted: bool) -> Clause | None:
    """The clause of a sentence, or None. `trusted`: a pronoun may be read as the subject `name`."""
    text = masked(sentence.text)
    if text.rstrip().endswith(("?", ":", "!")):
        return None
    found = _pronoun_subject(text, name) if trusted else None
    if trusted and (own := _own_subject(sentence, text, name)):
        return own
    found = found or _named_subject(text, name)
    if found:
        at, plural = found
        clause = _verb_at(sentence, at, name.phrase, plural, is_topic=True)
        return replace(clause, literal=_inner(sentence.text[:at].strip())) if clause else None
    return _other_subject(sentence, text)


def _pronoun_subject(text: str, name: Name) -> tuple[int, bool] | None:
    match = re.match(r"(?P<word>it|this|they|these)(?P<is>['’]s)?\s+", text, re.IGNORECASE)
    if not match:
        return _generic_subject(text, name)
    many = match.group("word").casefold() in {"they", "these"}
    if many != name.plural:
        return None
    at = match.end("word") if match.group("is") else match.end()
    return (at, name.plural) if match.group("is") or starts_with_verb(text[at:]) else None


def _own_subject(sentence: Passage, text: str, name: Name) -> Clause | None:
    """`Its purpose is …`: the purpose of the subject."""
    match = re.match(r"(?P<own>its|their)\s+(?P<noun>[a-z]+)\s+(?=is\b)", text, re.IGNORECASE)
    if not match or (match.group("own").casefold() == "their") != name.plural:
        return None
    return _verb_at(sentence, match.end(), f"the {match.group('noun')} of {name.phrase}", False, is_topic=False)


def _generic_subject(text: str, name: Name) -> tuple[int, bool] | None:
    match = re.match(
        r"(?:the\s+(?:algorithm|approach|method|technique)|(?:this|these)\s+(?:algorithm|approach|method"
        r"|technique|model|function|process|mechanism|metric|network|optimizer|layer"
        r"|architecture|framework|strategy|measure|procedure|principle|rule|law|tool|concept))(?P<many>s)?\s+",
        text,
        re.IGNORECASE,
    )
    if match and bool(match.group("many")) == name.plural and starts_with_verb(text[match.end() :]):
        return match.end(), name.plural
    return None


def _named_subject(text: str, name: Name) -> tuple[int, bool] | None:
    """The sentence opens with the subject itself, in any of its forms, brackets and a head noun allowed."""
    lead = re.match(r"(?:[*_=\"“]{0,3})(?:(?:an?|the|standard|vanilla)\s+)?[*_=\"“]{0,3}", text, re.IGNORECASE)
    at = lead.end() if lead else 0
    low = text.casefold()
    for alias in sorted(name.aliases, key=len, reverse=True):
        if not low.startswith(alias, at):
            continue
        after = re.match(
            r"[*_=\"”]{0,3}(?:\s*\([^()]{1,80}\))?[*_=\"”]{0,3}"
            r"(?:\s+(?:function|algorithm|method|architecture|cell|model|score|metric))?[*_=]{0,3}\s+",
            text[at + len(alias) :],
        )
        if after and starts_with_verb(text[at + len(alias) + after.end() :]):
            end = at + len(alias) + after.end()
            return end, _agrees_plural(text[end:], name)
    return None


def _agrees_plural(rest: str, name: Name) -> bool:
    for token in rest.split()[:3]:
        word = token.strip(",.;:*_").casefold()
        if word in {"is", "was", "has", "does"} or (verbs.from_third_person(word) and not verbs.is_base(word)):
            return False
        if word in {"are", "were", "have", "do"} or (verbs.is_base(word) and not word.endswith("ly")):
            return True
        if word in _MODAL:
            return name.plural
    return name.plural


def _other_subject(sentence: Passage, text: str) -> Clause | None:
    """A sentence about something else: a noun phrase of up to eight words, then a verb that agrees with it."""
    tokens = list(_TOKEN.finditer(text))
    if len(tokens) < 4:
        return None
    first = tokens[0].group().casefold().strip('*_"“(')
    second = tokens[1].group().casefold()
    kind = plural_word(tokens[1].group()) and not verbs.from_third_person(second)
    process = verbs.is_gerund(first) and verbs.from_third_person(second) and not verbs.is_base(second)
    if (
        first in _NO_SUBJECT | _ADVERBS
        or (verbs.is_gerund(first) and not process and not kind)
        or not first[:1].isalpha()
        or first in verbs.CAUSATIVE
    ):
        return None
    for index, token in enumerate(tokens[1:12], start=1):
        word = token.group().casefold().strip("*_")
        if "\x00" in word or (word.endswith((",", ";", ":")) and word.rstrip(",;:") not in _ADVERBS):
            return None
        if _DENIED.search(word) or word in _OTHER_CLAUSE:
            return None
        before = re.sub(r"[()*_,]", "", tokens[index - 1].group())
        subject = _without_adverbs(sentence.text[: token.start()].strip())
        if word in _BE | _MODAL | _HAVE:
            plural = word in {"are", "were", "have"} or (word in _MODAL and is_plural(subject))
            return _verb_at(sentence, token.start(), _inner(subject), plural, is_topic=False)
        if word in _RELATIVE - {"of", "in", "for", "with", "on", "to"} and word != "than":
            return None
        lemma = verbs.from_third_person(word)
        if lemma and not is_plural(subject) and _is_verb_here(lemma, before, tokens, index):
            return _verb_at(sentence, token.start(), _inner(subject), False, is_topic=False)
        past = verbs.from_past(word)
        if (
            past
            and before.casefold() not in _BE | _HAVE | _DETERMINERS | _PREPOSITIONS
            and is_past_here(sentence.text[token.end() :])
        ):
            return _verb_at(sentence, token.start(), _inner(subject), False, is_topic=False)
        if (
            verbs.is_base(word)
            and is_plural(subject)
            and before.endswith("s")
            and _is_verb_here(word, before, tokens, index)
        ):
            return _verb_at(sentence, token.start(), _inner(subject), True, is_topic=False)
    return None


def is_past_here(rest: str) -> bool:
    """A past form is the verb and no participle where no other finite verb comes in its clause."""
    ahead = [re.sub(r"\W", "", word).casefold() for word in rest.split(",")[0].split()[:9]]
    finite = any(
        word in _BE | _MODAL | _HAVE or (verbs.from_third_person(word) and not is_plural(word)) for word in ahead
    )
    return bool(ahead) and not finite and ahead[0] != "by"


def _without_adverbs(subject: str) -> str:
    """A noun phrase without the adverbs that stand between it and its verb: "the loss function then"."""
    words = subject.split(" ")
    while len(words) > 1 and (words[-1].casefold() in _ADVERBS or words[-1].casefold().endswith("ly")):
        words.pop()
    return " ".join(words)


def _is_verb_here(lemma: str, before: str, tokens: list[re.Match[str]], index: int) -> bool:
    """A form that is also a noun ("models") counts as the verb only before a determiner, pronoun or wh-word."""
    following = tokens[index + 1].group().casefold() if index + 1 < len(tokens) else ""
    if before.casefold() in _DETERMINERS | _PREPOSITIONS or following in _BE | _HAVE | _MODAL:
        return False
    if not verbs.noun_like(lemma):
        return True
    return following in _DETERMINERS or following in {"what", "how", "whether", "which", "it", "them"}


def _inner(subject: str) -> str:
    """A sentence's opening noun phrase for the middle of a question: a small word loses its capital."""
    plain = re.sub(r"[*_=]{2,3}", "", subject)
    first, _, rest = plain.partition(" ")
    common = first not in PROPER and not rest.startswith(("de ", "von ", "van ", "et al"))
    if first.casefold() in _DETERMINERS or (first[1:].islower() and rest and not rest[:1].isupper() and common):
        return f"{first[0].lower()}{first[1:]} {rest}".strip()
    return plain


def _verb_at(sentence: Passage, at: int, subject: str, plural: bool, *, is_topic: bool) -> Clause | None:
    rest = sentence.cut(at)
    match = re.match(r"['’]s\b|[\w-]+", rest.text)
    skipped = 0
    while match and (match.group().casefold() in _ADVERBS or match.group().casefold().endswith("ly")):
        if match.group().casefold() in {"not", "never", "rarely", "only"}:
            return None
        skipped = match.end()
        following = re.compile(r"\s+([\w-]+)").match(rest.text, skipped)
        if not following:
            return None
        match = re.compile(r"[\w-]+").match(rest.text, following.start(1))
    if not match:
        return None
    word = match.group().casefold()
    after = rest.cut(match.end())
    after = after.cut(0, len(after.text) - 1) if after.text.endswith(".") else after
    if not after or re.match(r"(?:not|never)\b|n?['’]t\b", after.text):
        return None
    if word in {"'s", "’s"}:
        word = "is"
    if word in _BE | _MODAL | _HAVE:
        return Clause(subject, plural, word, "", after, is_topic)
    lemma = word if plural and verbs.is_base(word) else verbs.from_third_person(word)
    if lemma:
        return Clause(subject, plural, "", lemma, after, is_topic)
    past = verbs.from_past(word)
    return Clause(subject, plural, "", past, after, is_topic, past=True) if past and is_past_here(after.text) else None
