"""F2: a card speaks of its subject, never of the text it came from.

"Value above the threshold" and "words in the document" are subjects too; so each pattern names the text itself or
points at a place on the page, and a phrase about documents or texts that the section itself uses is let through.
"""

import re

from app.domain import Draft, Finding, Section
from app.generator.gates.reading import asked, is_basic
from app.generator.gates.spoken import is_english, spoken
from app.generator.gates.thresholds import SOURCE_TALK
from app.generator.gates.tongues import TONGUES
from app.text import normalise

_PAPER = (
    r"(?:text|section|passage|note|notes|author|authors|article|document|paragraph|excerpt|chapter|lecture|slides?)"
)
_POINTING = re.compile(
    rf"""\b(?:according\ to|as\ per|based\ on)\ (?:the\ |this\ |these\ )?
        (?:above\ |following\ |given\ |provided\ )?(?:{_PAPER}|table|list|figure|diagram)\b
      | \bthe\ (?:given|provided|above)\ (?:context|information)\b | \bbased\ on\ the\ (?:context|information)\b
      | \bthe\ (?:discussed|aforementioned|above-mentioned|described)\b
      | \b(?:the|this)\ (?:table|list|figure|diagram)\ (?:lists?|shows?|says?|gives?|states?|mentions?)\b
      | \bin\ (?:this|these)\ {_PAPER}\b | \b(?:this|the\ given|the\ provided)\ {_PAPER}\b
      | \bthe\ (?:author|authors)\b
      | \bthe\ {_PAPER}\ (?:says?|states?|mentions?|describes?|explains?|claims?|gives?|lists?)\b
      | \b(?:is|was)\ (?:the|this)\ {_PAPER}\b[^?]{0, 60}\babout\W*$
      | \bas\ (?:shown|given|listed|described|stated|defined|seen|explained)\ (?:in|by|on|earlier|before|here)\b
      | \b(?:is|are|was|were|been|as|not|ones?|previously|also)\ mentioned\b | \bmentioned\b(?=\W*$)
      | \b(?:as|listed|described|given|shown|stated|discussed|defined|the\ (?:table|list|figure|example|code|formula
          |equation|text|section|diagram|paragraph))\ (?:above|below)\b | \bthe\ above\b
      | \bthe\ following\b(?!\ (?:token|word|layer|state|element|step|time|year|day|item))
      | \bof\ the\ following\b""",
    re.VERBOSE,
)
_PERHAPS = re.compile(rf"\b(?:in|by|from)\ the\ {_PAPER}\b", re.VERBOSE)
_IN_ANSWER = re.compile(rf"\b(?:according\ to|in|as\ per)\ (?:the|this)\ {_PAPER}\b|\bthis\ {_PAPER}\b", re.VERBOSE)


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses a draft that speaks of the text, section, note or author, or of something "above"."""
    question, text = normalise(asked(draft)).text, normalise(section.text).text
    language = spoken(draft, section).card
    if not is_english(language):
        found = language in TONGUES and TONGUES[language].source_talk.search(question)
        return SOURCE_TALK.finding(1, found.group()) if found and found.group() not in text else None
    if found := _POINTING.search(question):
        return SOURCE_TALK.finding(1, found.group())
    suspects = [_PERHAPS.search(question)]
    if is_basic(draft):
        suspects.append(_IN_ANSWER.search(normalise(draft.answer).text))
    foreign = [found.group() for found in suspects if found and found.group() not in text]
    return SOURCE_TALK.finding(1, foreign[0]) if foreign else None
