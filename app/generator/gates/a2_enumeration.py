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
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ENUMERATED = re.compile(r"^(?P<items>[^,;]+(?:[,;] [^,;]+)*)[,;]? (?:and|or|&) (?P<last>[^,;]+)$")
_MOST_WORDS_OF_AN_ITEM = 5


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
    plain = _BRACKETED.sub("", normalise(prose).text).strip().rstrip(".")
    parts = re.split(r"[,;] (?:and |or |& )?", plain)
    if enumerated := _ENUMERATED.match(plain):
        parts = [*re.split(r"[,;] ", enumerated["items"]), enumerated["last"]]
    short = [part for part in parts[1:] if part and len(part.split()) <= _MOST_WORDS_OF_AN_ITEM]
    return len(parts) if len(short) == len(parts) - 1 else 0
