"""F5: no placeholders, no echo of a schema, no broken markdown or maths, no letters of a script the section has not."""

import re
import unicodedata
from functools import lru_cache

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import collapsed, context, is_basic
from app.generator.gates.spoken import is_english, spoken
from app.generator.gates.thresholds import ARTEFACTS
from app.generator.small_words import SCRIPTS_OF
from app.text import code_and_maths, normalise

_PLACEHOLDER = re.compile(
    r"""\b(?:(?-i:TODO)|todo:|tbd|fixme|lorem\ ipsum|xxx+)\b | ^\W*n/a\W*$ | ^[\s.…?_-]+$
      | \[\s*(?:insert|your|\.{3})[^\]]*\]
      | <\s*(?:question|answer|term|quote|topic)\s*> | your\ (?:question|answer)\ here | as\ an\ ai\b
      | ["'](?:question|answer|quote|cards?)["']\s*: | ^\s*(?:question|answer|q|a|front|back)\s*: | ^\s*[{\[]\s*["']
      | ^\s*(?:none|null|undefined)\s*$ | \\u[0-9a-f]{4} | &(?:[a-z]{2,8}|\#\d{2,6}); | �|[\x00-\x08\x0b-\x1f]""",
    re.VERBOSE | re.IGNORECASE,
)
_UNFINISHED = re.compile(r"\b(?:the|an?|and|or|of|because|that|which|with|from|than|its|their)$")
_UNFINISHED_QUESTION = re.compile(r"\b(?:the|and|or|because|its|their|(?:by|for|of|with|in|to) by|than)\W*\?$")
_CLOZE = re.compile(r"\{\{c\d+::")
_MONEY = re.compile(r"\$(?=\d)")


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses what no careful author leaves in a finished card; the finding shows it."""
    languages = spoken(draft, section)
    own = SCRIPTS_OF.get(languages.card, frozenset()) if languages.foreign else frozenset()
    for text in (draft.question, draft.answer):
        artefact = _artefact(text) or _foreign_script(text, _scripts(context(section)) | own)
        if artefact:
            return ARTEFACTS.finding(1, artefact)
    if is_english(languages.card) and (broken := _broken_off(draft)):
        return ARTEFACTS.finding(1, broken)
    stray = _CLOZE.search(f"{draft.question}\n{draft.answer}") if is_basic(draft) else None
    return ARTEFACTS.finding(1, stray.group()) if stray else None


def _artefact(text: str) -> str:
    spans = code_and_maths(text)
    prose = text
    for span in reversed(spans):
        prose = prose[: span.start] + " x " + prose[span.end :]
    if found := _PLACEHOLDER.search(prose):
        return found.group() or text
    for mark in ("```", "`", "**", "=="):
        if prose.count(mark) % 2 and not re.search(rf"\s{re.escape(mark)}\s", prose):
            return f"{mark} without its pair"
    if "$" in _MONEY.sub("", prose.replace("\\$", "")) or re.search(r"(?<!\\)\\[()\[\]](?!\()", prose):
        return "a formula that does not end"
    for span in spans:
        body = text[span.body_start : span.body_end].replace("\\{", "").replace("\\}", "")
        body = _CLOZE.sub("", body).replace("}}", "") if _CLOZE.search(body) else body
        if span.kind == "maths" and body.count("{") != body.count("}"):
            return f"braces of {text[span.start : span.end]}"
        if span.kind == "fence" and span.body_end == span.end:
            return "a code block that does not end"
    return ""


def _broken_off(draft: Draft) -> str:
    """The last word of an answer or question that only makes sense with another word after it."""
    if not is_basic(draft):
        return ""
    answer, question = (normalise(collapsed(text)).text for text in (draft.answer, draft.question))
    found = _UNFINISHED.search(answer) or _UNFINISHED_QUESTION.search(question)
    return f"… {found.group()}" if found else ""


def _foreign_script(text: str, known: frozenset[str]) -> str:
    foreign = [letter for letter in text if letter.isalpha() and not letter.isascii() and _script(letter) not in known]
    return "".join(foreign)


@lru_cache(maxsize=64)
def _scripts(text: str) -> frozenset[str]:
    return frozenset(_script(letter) for letter in set(text) if letter.isalpha()) | {"LATIN", "GREEK", "MATHEMATICAL"}


@lru_cache(maxsize=2048)
def _script(letter: str) -> str:
    """The first word of a letter's Unicode name, which for letters is the script's."""
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
