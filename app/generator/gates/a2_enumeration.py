"""A2: lists are learnt badly in one piece; they are better as a cloze."""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import is_basic
from app.generator.gates.thresholds import ENUMERATION
from app.text import code_and_maths, normalise

_COUNT = r"(?:three|four|five|six|seven|eight|nine|ten|\d+)"
_KINDS = r"(?:types|kinds|steps|stages|phases|components|parts|categories|classes|members|ingredients)"
_ASKS_FOR_LIST = re.compile(
    rf"^\W*(?:list|enumerate)\b|\bname (?:all|the|{_COUNT})\b|\bwhat are (?:the )?(?:all |main |key |basic )?"
    rf"(?:{_COUNT}|{_KINDS})\b|\bwhich {_COUNT}\b"
)
_ONE_THING = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\b(?:between|both) [^,;]{1,40}? and \S+")
_CLAUSE = re.compile(r"(?:which|who|where|when|while|because|since|so|but|by|even|especially|if|as|such|not|though)\b")
_ENUMERATED = re.compile(r"^(?P<items>[^,;]+(?:[,;] [^,;]+)*)[,;]? (?:and|or|&) (?P<last>[^,;]+)$")
_MOST_WORDS_OF_AN_ITEM = 5
_MOST_WORDS_WITHOUT_AND = 4
_MOST_WORDS_OF_THE_FIRST = 8
_LEAD_IN = re.compile(r"[:.] ")


def check(draft: Draft, section: Section) -> Finding | None:
    """Doubts a question for a list, or an answer that is one."""
    if not is_basic(draft):
        return None
    if found := _ASKS_FOR_LIST.search(normalise(draft.question).text):
        return ENUMERATION.finding("a list", found.group())
    count = _items(draft.answer)
    return ENUMERATION.finding(count, draft.answer) if count >= ENUMERATION.value else None


def _items(answer: str) -> int:
    """How many things an answer lists: "A, B and C" is 3; a sentence with commas between clauses is none."""
    prose = answer
    for span in reversed(code_and_maths(answer)):
        prose = prose[: span.start] + "x" + prose[span.end :]
    plain = _LEAD_IN.split(_ONE_THING.sub("", normalise(prose).text).strip().rstrip("."))[-1]
    enumerated = _ENUMERATED.match(plain)
    if enumerated is None:
        parts, most = re.split(r"[,;] ", plain), _MOST_WORDS_WITHOUT_AND
    else:
        parts, most = [*re.split(r"[,;] ", enumerated["items"]), enumerated["last"]], _MOST_WORDS_OF_AN_ITEM
    counted = parts if enumerated is None else parts[1:]  # before an "and" the first may have words that lead in
    led_in = len(parts[0].split()) <= _MOST_WORDS_OF_THE_FIRST
    return len(parts) if led_in and all(_is_item(part, most) for part in counted) else 0


def _is_item(part: str, most_words: int) -> bool:
    return bool(part) and len(part.split()) <= most_words and not _CLAUSE.match(part)
