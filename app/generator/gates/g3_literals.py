"""G3: every number, unit, code span, formula, name and negation of the answer is in the section, numbers in the quote.

A wrong digit or a lost "not" hardly changes how alike two texts are, so these are looked up one by one. Of a card
in another language than its section, names and negations are left out, and 4,2 is 4.2.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, context, is_basic, prose
from app.generator.gates.spoken import Spoken, spoken
from app.generator.gates.thresholds import LITERALS, QUOTED_NUMBERS
from app.generator.gates.tongues import NUMBERS, UNITS, denies
from app.text import code_and_maths, normalise, stem, words

_NUMBER = re.compile(r"(?<![\w.])(?:(?<![\w)\]}])-)?\d+(?:[.,]\d+){0,6}")
_UNIT = (
    r"%|percent|°[cf]?|[munpk]?s|min|[kmgt]i?b|[kmgt]?hz|px|[kcmn]?m|[km]?g|[kmg]?w|v|ev|k|flops|x|times|bits?|bytes?"
    r"|days?|weeks?|months?|hours?|minutes?|seconds?|years?|decades?|epochs?|layers?|[€£$]"
    rf"|{'|'.join(UNITS)}"
)
_MEASURE = re.compile(rf"(?<![\w.])\d+(?:[.,]\d+){{0,6}}\s?(?:{_UNIT})(?![^\W_])|[€£$]\s?\d+(?:[.,]\d+){{0,6}}")
_NAME = re.compile(r"(?<![\w])[^\W\d_]+(?:[-'][^\W_]+)*[\w]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n|(]\s*|\n\s*[-*+]\s+|\d[.)]\s+)[\"'“‘(*_\[]*$")
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_COUNTED_ANYWHERE = re.compile(rf"\b(?:{'|'.join(word for word, number in NUMBERS.items() if int(number) > 1)})\b")
_NEAR = 30
_SYMBOLS = re.compile(r"[\s\\]|(?<=\})[.,;:]$|[.,;:]$")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses an answer with a literal that the section does not have; the finding names them."""
    text, languages = context(section), spoken(draft, section)
    foreign = list(dict.fromkeys(each for answer in answers(draft) for each in _foreign(answer, text, languages)))
    if foreign:
        return LITERALS.finding(len(foreign), ", ".join(foreign))
    elsewhere = _unquoted_numbers(draft, languages) if is_basic(draft) else []
    return QUOTED_NUMBERS.finding(len(elsewhere), ", ".join(elsewhere)) if elsewhere else None


def _unquoted_numbers(draft: Draft, languages: Spoken) -> list[str]:
    """The numbers of the answer that its own quote does not have: the neighbour's value, or the next row's."""
    told = _numbers(prose(draft.answer))
    if not told:
        return []
    known = _known_numbers(draft.quote) | _known_numbers(draft.question)
    return sorted(each for each in told if known.isdisjoint(_as_read(each, languages)))


def _as_read(number: str, languages: Spoken) -> set[str]:
    """A number in the ways that it may be meant: a translated card may write 4.2 as 4,2 and 1,000 as 1.000."""
    if not languages.foreign:
        return {number}
    return {number, _plain_number(number.replace(",", ".")), number.replace(".", "")}


def _foreign(answer: str, text: str, languages: Spoken) -> Iterator[str]:
    for span in code_and_maths(answer):
        body = answer[span.body_start : span.body_end]
        if _compact(body) not in _compact(text):
            yield body.strip()
    plain = prose(answer)
    known, measured = _known_numbers(text), _measures(text, anywhere=True)
    yield from (number for number in _numbers(plain) if known.isdisjoint(_as_read(number, languages)))
    yield from (measure for measure in _measures(plain) if measured.isdisjoint(_as_read(measure, languages)))
    if languages.foreign:
        return
    yield from (name for name in _names(plain, languages) if stem(name.casefold()) not in _stems(text))
    negations = [word for word in words(plain) if denies(word, languages.card)]
    if negations and not any(denies(word, languages.card) for word in words(text)):
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
def _measures(text: str, *, anywhere: bool = False) -> frozenset[str]:
    """Numbers with their units in English, spaces dropped, "percent" as the sign and "three" as 3; in all the languages
    that are known where `anywhere`, for "dos" is no number everywhere."""
    counted = _COUNTED_ANYWHERE if anywhere else _COUNTED
    plain = counted.sub(lambda match: NUMBERS[match.group()], normalise(text).text)
    return frozenset(_in_english(match.group()) for match in _MEASURE.finditer(plain))


def _in_english(measure: str) -> str:
    plain = re.sub(r"\s", "", measure)
    number = plain.rstrip("".join(each for each in plain if each.isalpha()))
    unit = plain.removeprefix(number)
    return number + UNITS[unit] if unit in UNITS else plain.replace("percent", "%").rstrip("s")


@lru_cache(maxsize=256)
def _known_numbers(text: str) -> frozenset[str]:
    """The numbers of a text, in digits or written out."""
    return _numbers(text).union(NUMBERS[word] for word in words(text) if word in NUMBERS)


def _names(text: str, languages: Spoken) -> Iterator[str]:
    """Words with a capital that no sentence start explains: names and acronyms. In German every noun has one, so there
    only a capital within a word tells; the words themselves are rule G2's."""
    capitals_tell = languages.card != "German"
    for match in _NAME.finditer(text):
        word = match.group()
        inner_capital = any(letter.isupper() for letter in word[1:])
        begins = _SENTENCE_START.search(_just_before(text, match.start())) is not None
        if len(word) > 1 and (inner_capital or (capitals_tell and word[0].isupper() and not begins)):
            yield from (part for part in re.split(r"[-'_]", word) if len(part) > 1 and part[0].isupper())


def _just_before(text: str, at: int) -> str:
    """A few characters, enough to see whether a sentence starts; a cut is marked so that it is not taken for one."""
    return text[:at] if at <= _NEAR else "x" + text[at - _NEAR : at]


@lru_cache(maxsize=64)
def _stems(text: str) -> frozenset[str]:
    parts = (part for word in words(text) for part in re.split(r"[-'.]", word))
    return frozenset(stem(part) for part in parts) | frozenset(stem(part.removesuffix("s")) for part in words(text))
