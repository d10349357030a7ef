"""G3: every number, unit, code span, formula, name and negation of the answer is in the section, numbers in the quote.

A wrong digit or a lost "not" hardly changes how alike two texts are, so these are looked up one by one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, context, is_basic, prose
from app.generator.gates.thresholds import LITERALS, QUOTED_NUMBERS
from app.text import code_and_maths, normalise, stem, words
from app.text.meaning import is_negation

_NUMBER = re.compile(r"(?<![\w.])(?:(?<![\w)\]}])-)?\d+(?:[.,]\d+){0,6}")
_UNIT = (
    r"%|percent|°[cf]?|[munpk]?s|min|[kmgt]i?b|[kmgt]?hz|px|[kcmn]?m|[km]?g|[kmg]?w|v|ev|k|flops|x|times|bits?|bytes?"
    r"|days?|weeks?|months?|hours?|minutes?|seconds?|years?|decades?|epochs?|layers?|[€£$]"
)
_MEASURE = re.compile(rf"(?<![\w.])\d+(?:[.,]\d+){{0,6}}\s?(?:{_UNIT})(?![^\W_])|[€£$]\s?\d+(?:[.,]\d+){{0,6}}")
_NAME = re.compile(r"(?<![\w])[^\W\d_]+(?:[-'][^\W_]+)*[\w]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n|(]\s*|\n\s*[-*+]\s+|\d[.)]\s+)[\"'“‘(*_\[]*$")
_NUMBER_WORDS = dict(
    zip("zero one two three four five six seven eight nine ten".split(), map(str, range(11)), strict=True)
)
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_NEAR = 30
_SYMBOLS = re.compile(r"[\s\\]|(?<=\})[.,;:]$|[.,;:]$")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses an answer with a literal that the section does not have; the finding names them."""
    text = context(section)
    foreign = list(dict.fromkeys(each for answer in answers(draft) for each in _foreign(answer, text)))
    if foreign:
        return LITERALS.finding(len(foreign), ", ".join(foreign))
    elsewhere = _unquoted_numbers(draft) if is_basic(draft) else []
    return QUOTED_NUMBERS.finding(len(elsewhere), ", ".join(elsewhere)) if elsewhere else None


def _unquoted_numbers(draft: Draft) -> list[str]:
    """The numbers of the answer that its own quote does not have: the neighbour's value, or the next row's."""
    told = _numbers(prose(draft.answer))
    if not told:
        return []
    known = (_numbers(text) | _written_out(text) for text in (draft.quote, draft.question))
    return sorted(told.difference(*known))


def _foreign(answer: str, text: str) -> Iterator[str]:
    for span in code_and_maths(answer):
        body = answer[span.body_start : span.body_end]
        if _compact(body) not in _compact(text):
            yield body.strip()
    plain = prose(answer)
    yield from (number for number in _numbers(plain) if number not in _numbers(text) | _written_out(text))
    yield from (measure for measure in _measures(plain) if measure not in _measures(text))
    yield from (name for name in _names(plain) if stem(name.casefold()) not in _stems(text))
    negations = [word for word in words(plain) if is_negation(word)]
    if negations and not any(is_negation(word) for word in words(text)):
        yield negations[0]


@lru_cache(maxsize=256)
def _compact(text: str) -> str:
    """Normalised, without white space and backslashes: LaTeX written with other gaps is the same formula."""
    return _SYMBOLS.sub("", normalise(text).text)


@lru_cache(maxsize=256)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_plain_number(match.group()) for match in _NUMBER.finditer(normalise(text).text))


def _plain_number(number: str) -> str:
    """1,000 is 1000 and 2.50 is 2.5."""
    plain = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=256)
def _measures(text: str) -> frozenset[str]:
    """Numbers with their units, spaces dropped, "percent" as the sign and "three" as 3."""
    plain = _COUNTED.sub(lambda match: _NUMBER_WORDS[match.group()], normalise(text).text)
    found = (match.group() for match in _MEASURE.finditer(plain))
    return frozenset(re.sub(r"\s", "", each).replace("percent", "%").rstrip("s") for each in found)


@lru_cache(maxsize=256)
def _written_out(text: str) -> frozenset[str]:
    return frozenset(_NUMBER_WORDS[word] for word in words(text) if word in _NUMBER_WORDS)


def _names(text: str) -> Iterator[str]:
    """Words with a capital that no sentence start explains: names and acronyms."""
    for match in _NAME.finditer(text):
        word = match.group()
        inner_capital = any(letter.isupper() for letter in word[1:])
        begins = _SENTENCE_START.search(_just_before(text, match.start())) is not None
        if len(word) > 1 and (inner_capital or (word[0].isupper() and not begins)):
            yield from (part for part in re.split(r"[-'_]", word) if len(part) > 1 and part[0].isupper())


def _just_before(text: str, at: int) -> str:
    """A few characters, enough to see whether a sentence starts; a cut is marked so that it is not taken for one."""
    return text[:at] if at <= _NEAR else "x" + text[at - _NEAR : at]


@lru_cache(maxsize=64)
def _stems(text: str) -> frozenset[str]:
    parts = (part for word in words(text) for part in re.split(r"[-'.]", word))
    return frozenset(stem(part) for part in parts) | frozenset(stem(part.removesuffix("s")) for part in words(text))
