"""Which words of a heading or label keep their capital inside a sentence, read from how the note itself writes them."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from app.generator.extractive.nouns import plural_word
from app.generator.extractive.proper import COMMON_OPENERS, COUNT_HEADS, EPONYM_HEADS, MASS_HEADS, PROPER
from app.generator.extractive.verbs import is_base, is_gerund, is_participle
from app.notes.passage import masked

CASE_NAME = re.compile(r"\w v\.? [A-Z]")
BRACKET = re.compile(r"\s*\(([^()]{1,80})\)\s*")

_ROMAN = re.compile(r"\w+ (?=[IVX]{1,5}\b)")
_PART = re.compile(r"(?<![\w])[^\W_][\w'’.]*[^\W_]|(?<![\w])[^\W_](?![\w])")
_EMPHASISED = re.compile(r"(\*{1,3}|==|_{2})(?=\S)[^*=\n]{1,200}?(?<=\S)\1")
_SENTENCE = re.compile(r"[^.!?\n]+")
_TOKEN = re.compile(r"[^\W\d_][\w'’]*(?:-[a-z]+)*")
_COMMON_ENDINGS = tuple(
    """
    tion out sion ment ness ity ance ence ency ancy ing ship graphy ology esis ism lysis trix ace ant ure age er or ory
    ade ode ist ics logy phy dom hood take some acy phase able ible ed al ive ous ful less osis
    """.split()
)
_FUNCTION_WORDS = frozenset(
    "a an and as at by de for from in into of on or per the through to under van von vs vs. with".split()
)
_INSTITUTIONS = frozenset(
    """
    Act Bill Charter Civil Church Congress Constitution Convention Council Empire Enlightenment Kingdom Parliament Party
    Peace Reformation Renaissance Republic Revolution Senate Treaty Union War Wars
    """.split()
)
_NOBILIARY = frozenset("de von van du da della bin ibn al".split())
_TECHNICAL_HEADS = frozenset(
    """
    algorithm algorithms architecture cell function functions gate layer layers loss machine machines matrix method
    methods metric model models network networks optimization problem process system systems unit units
    """.split()
)


@dataclass(frozen=True, slots=True)
class Usage:
    """How a text writes its words: those it uses in lower case (sorted), and capitals in the middle of a sentence."""

    lower: tuple[str, ...]
    inner: frozenset[str]

    def has_lower(self, root: str) -> bool:
        """Whether the text uses the word, or a form up to three letters longer, without a capital."""
        at = bisect_left(self.lower, root)
        while at < len(self.lower) and self.lower[at].startswith(root):
            if len(self.lower[at]) <= len(root) + 3:
                return True
            at += 1
        return False


@lru_cache(maxsize=256)
def usage(evidence: str) -> Usage:
    """The usage of a text; emphasis, code and formulas are no evidence for capitals."""
    text = masked(evidence)
    lower = {word for word in _TOKEN.findall(text) if word[0].islower()}
    inner: set[str] = set()
    for sentence in _SENTENCE.findall(_EMPHASISED.sub("\x00", text)):
        inner.update(_inner_names(sentence))
    return Usage(tuple(sorted(lower)), frozenset(inner))


def _inner_names(sentence: str) -> set[str]:
    """Capitalised words that neither open a sentence of running text nor stand in a term in title case."""
    found = list(_TOKEN.finditer(sentence))
    small = sum(match.group()[0].islower() for match in found)
    if len(found) < 4 or small * 2 < len(found):
        return set()
    names: set[str] = set()
    at = 1
    while at < len(found):
        chain = at
        while (
            chain < len(found)
            and found[chain].group()[0].isupper()
            and (chain == at or _joined(sentence, found, chain))
        ):
            chain += 1
        before, gap = found[at - 1].group(), sentence[found[at - 1].end() : found[at].start()]
        words = [match.group() for match in found[at:chain]]
        if words and before[0].islower() and gap in {" ", ", "} and _names(words, before):
            names.update(word for word in words if len(words) == 1 or not _is_common(word))
        at = max(chain, at + 1)
    return names


def _joined(sentence: str, found: list[re.Match[str]], at: int) -> bool:
    return sentence[found[at - 1].end() : found[at].start()] in {" ", "-", "–"}


def _names(words: list[str], before: str) -> bool:
    """Several capitals behind an article are as likely a term in title case ("a Neural Network")."""
    if len(words) == 1 or before not in {"a", "an", "the"}:
        term = len(words) > 1 and words[-1].casefold() not in EPONYM_HEADS and _is_common(words[-1])
        return len(words) < 5 and not term
    return before == "the" and words[-1].casefold() not in _TECHNICAL_HEADS and len(words) < 4


@lru_cache(maxsize=2048)
def cased(title: str, evidence: str) -> tuple[str, bool]:
    """A heading's words as they stand inside a sentence, and whether that is certain.

    A word keeps its capital when it is an acronym or camel-cased, a month, a people or another known name, the name
    in front of "theorem" and the like, or when the text writes it with a capital in mid-sentence and never without
    one. Code and formulas stay as they are.
    """
    if CASE_NAME.search(title):
        return title, True
    seen = usage(evidence)
    veiled = masked(title)
    outside = BRACKET.sub(lambda match: "\x01" * len(match.group()), veiled)
    parts = list(_PART.finditer(outside.replace("\x01", " ")))
    words = [match.group() for match in parts]
    keeps = [_keeps(words, at, seen) for at in range(len(words))]
    for at, match in enumerate(parts):
        if keeps[at] and outside[match.end() : match.end() + 1] == "-" and words[at] not in PROPER:
            keeps[at] = _guessed(words[at : at + 1], 0) is not False or bool(
                re.search(r"[A-Z0-9].*[A-Z]|\d", words[at])
            )
    keeps = _neighbours(words, keeps, outside, parts)
    roman = {match.start() for match in _ROMAN.finditer(outside)}
    text = list(title)
    sure = True
    for match, keep in zip(parts, keeps, strict=True):
        if not match.group()[0].isupper() or keep is True or match.start() in roman:
            continue
        sure = sure and keep is not None
        if keep is False or match.group() not in evidence:
            text[match.start()] = match.group()[0].lower()
    shown = "".join(text)
    return (title, True) if _is_proper_phrase(title, shown, evidence) else (shown, sure)


def _keeps(words: list[str], at: int, seen: Usage) -> bool | None:
    """True: it keeps its capital; False: it is a common word; None: the text does not tell."""
    word = words[at]
    if len(word) > 2 and not word.isascii() and not seen.has_lower(word[0].lower() + word[1:]):
        return True
    if re.search(r"[A-Z0-9].*[A-Z]|\d", word) or re.sub(r"['’]s?$", "", word) in PROPER or word.endswith(("'s", "’s")):
        return True
    if len(word) == 1 or word.casefold() in _FUNCTION_WORDS:
        return len(word) == 1 and word != "A"
    root = word.rstrip("s") if len(word) > 4 else word
    if seen.has_lower(root[0].lower() + root[1:]):
        return False
    if word in seen.inner or root in seen.inner:
        return True
    return _guessed(words, at)


def _guessed(words: list[str], at: int) -> bool | None:
    """Judged by the word alone, where the text uses it nowhere else."""
    word = words[at]
    if _is_common(word):
        return False
    sentence_case = any(
        other[:1].islower() and len(other) > 2 and other.casefold() not in _FUNCTION_WORDS for other in words
    )
    first = next((index for index, other in enumerate(words) if len(other) > 1), 0)
    if at > first and sentence_case:
        return True
    if at == 0 and len(words) > 1 and words[-1].casefold() in EPONYM_HEADS:
        return True if len(words) == 2 else None
    return False if len(words) > 1 else None


def _is_common(word: str) -> bool:
    """Whether a word looks like one of the common words of English, by its ending or as a known verb."""
    folded = word.casefold()
    return (
        folded.endswith(_COMMON_ENDINGS)
        or plural_word(word)
        or folded in COMMON_OPENERS
        or folded in COUNT_HEADS
        or folded in MASS_HEADS
        or is_base(folded)
        or is_participle(folded)
        or is_gerund(folded)
    )


def _neighbours(
    words: list[str], keeps: list[bool | None], outside: str, parts: list[re.Match[str]]
) -> list[bool | None]:
    """What belongs to a known name: "Kullback–Leibler", "French Revolution"."""
    result = list(keeps)
    if any(word in PROPER for word in words):
        result = [keep or (word in _INSTITUTIONS or None) or keep for word, keep in zip(words, keeps, strict=True)]
    for at, word in enumerate(words):
        after = words[at + 1 :]
        if word in _NOBILIARY and at and words[at - 1][:1].isupper() and after[:1] and after[0][:1].isupper():
            result[at - 1] = result[at + 1] = True
        if word[:1].isupper() and after[:2] == ["et", "al"]:
            result[at] = True
    for at in range(1, len(words)):
        between = outside[parts[at - 1].end() : parts[at].start()]
        if between in {"-", "–"} and words[at][:1].isupper() and words[at - 1] in PROPER:
            result[at] = True
    return result


def _is_proper_phrase(title: str, shown: str, evidence: str) -> bool:
    """A title with one proper name in it ("French") that the text writes with all its capitals is one name."""
    kept = [word for word in shown.split() if word[:1].isupper() and word[1:].islower()]
    core = BRACKET.sub(" ", title).strip()
    return bool(kept) and " " in core and re.search(rf"[a-z,] {re.escape(core)}(?!\w)", evidence) is not None


def inner_case(title: str, evidence: str) -> str:
    """As `cased`, whether certain or not."""
    return cased(title, evidence)[0]
