"""What kind of thing a label is, by its form alone: a date, a command, a number, a theorem, a clause, a contrast."""

import re

from app.generator.extractive import verbs
from app.generator.extractive.nouns import plural_word
from app.generator.extractive.plain import plain

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = re.compile(
    rf"^(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{{1,2}})? {_MONTH}|{_MONTH} [0-3]?\d(?:st|nd|rd|th)?\b),?"
    r"(?: \d{3,4})?(?: (?:BCE?|CE|AD))?(?: \([^()]{1,40}\))?$"
)
_MONTH_OR_YEAR = re.compile(
    rf"^(?:(?:in )?(?:{_MONTH} )?(?:1\d{{3}}|20\d\d)|AD \d{{1,4}}|(?:{_MONTH} )?\d{{1,4}} (?:BCE?|CE|AD)"
    r"|(?:1\d{3}|20\d\d)s)$",
    re.IGNORECASE,
)
_WRAPPER = re.compile(
    r"^(?:theorem|lemma|corollary|proposition|definition|remark|example|proof|claim|exercise|axiom|law|principle|notation"
    r"|observation|fact|note)s?"
    r"(?:\s+(?:\d+(?:\.\d+)*|[IVX]+))?\s*(?:\((?P<name>[^()]{2,80})\))?\s*[.:]?$",
    re.IGNORECASE,
)
_STATED = re.compile(r"^(?:theorem|lemma|corollary|proposition|law|axiom|principle)\b", re.IGNORECASE)
_OWN_NAME = re.compile(r"^[^()]{3,60}(?:theorem|lemma|law|principle|inequality)$", re.IGNORECASE)
_LESSON = re.compile(
    r"^(?:step|phase|stage|figure|fig|table|q|a|eq|listing|code|slide|page|exercise|question|answer)\b\.?\s*\d*$",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?<!which )(?<!that )(?<!who )(?<!where )(?<!when )\b(?:is|are|was|were|has|have|had|can|could|must|may|might"
    r"|will|would|should|does|do|did|cannot|can't|isn't|aren't)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where|when|in which|if|as|because|so that|since|while|after)\b")
_DETERMINERS = frozenset(
    "a an the any each every all both some this these one two its their your his her no more less".split()
)
_PREPOSITIONS = frozenset(
    """
    about after against as at before between by during for from in into of on over through to under until when with
    within without
    """.split()
)


def date_phrase(label: str) -> str:
    """`14 July 1789` → "on 14 July 1789", `1962` → "in 1962"; empty where the label is no date."""
    text = plain(label).strip(" .:")
    if _DAY.match(text):
        several = re.match(r"^\d{1,2}\s?[–-]\s?\d", text)
        return "" if several else f"on {text}"
    if not _MONTH_OR_YEAR.match(text):
        return ""
    bare = re.sub(r"^in ", "", text, flags=re.IGNORECASE)
    return f"in the {bare}" if bare.endswith("0s") else f"in {bare}"


def looks_like_date(label: str) -> bool:
    """Whether a label is a date, or a span of dates."""
    text = plain(label).strip(" .:")
    span = re.match(rf"^(?:c\. ?|{_MONTH} )?\d{{1,4}}\s?(?:BCE?|CE|AD)?\s?[–—-]\s?(?:{_MONTH} )?\d{{1,4}}\b", text)
    return bool(date_phrase(text) or span or _DAY.match(text))


def is_code(label: str) -> bool:
    """Whether a label is one code span and nothing else: "`git stash`"."""
    return bool(re.fullmatch(r"(`+)[^`]+\1", label.strip(" *_")))


def is_number(label: str) -> bool:
    """Whether a label is a number, a code or a measure: "22", "80 / 443", "404"."""
    return bool(re.fullmatch(r"[\d\s/.,:%–+-]+[A-Za-z]{0,2}", plain(label).strip()))


def is_clause(text: str) -> bool:
    """Whether words make a statement of their own ("demand falls as income rises") and not a noun phrase."""
    shown = re.sub(r"`[^`]*`|\$[^$]*\$|\([^()]*\)", "x", plain(text))
    words = re.split(r"[;:]|\.\s", shown)[0].split()
    for at, word in enumerate(words[:12]):
        if _RELATIVE.fullmatch(word.casefold().strip(",")):
            return False
        if _FINITE.fullmatch(word.strip(",.")) and at > 0:
            return True
        if at > 0 and _reads_as_verb(words, at):
            return True
    return False


def _reads_as_verb(words: list[str], at: int) -> bool:
    """A third person form in front of an object, or at the end ("chromosomes condense", "prices rise")."""
    word = words[at].strip(",.")
    following = words[at + 1].casefold().strip(",.") if at + 1 < len(words) else ""
    before = words[at - 1].casefold()
    if not word.islower() or before in _DETERMINERS or before in _PREPOSITIONS:
        return False
    opens = not following or following in _DETERMINERS or following in _PREPOSITIONS
    lemma = verbs.from_third_person(word)
    if lemma and verbs.noun_like(lemma) and len(words) < 3:
        return False
    if lemma:
        return not plural_word(words[at - 1]) and (
            not verbs.noun_like(lemma) or (opens and following not in {"of", "for", "in"})
        )
    return verbs.is_base(word) and plural_word(words[at - 1]) and opens and following != "of"


def is_statement(label: str) -> bool:
    """Whether a label opens a theorem, definition, remark and the like, or names a theorem or law."""
    text = plain(label)
    return bool(_WRAPPER.match(text) or _OWN_NAME.match(text))


def is_wrapper(label: str) -> bool:
    """Whether a label says only what kind of sentence follows: "Definition 1.1 (Group).", "Remark"."""
    return bool(_WRAPPER.match(plain(label)))


def stated_name(label: str) -> str:
    """The name of the theorem or law whose statement follows the label, or an empty string."""
    text = plain(label).strip(" .:")
    wrapper = _WRAPPER.match(text)
    if wrapper:
        return (wrapper.group("name") or "").strip() if _STATED.match(text) else ""
    return text if _OWN_NAME.match(text) else ""


def is_lesson_label(label: str) -> bool:
    """Labels that name a part of the lesson, not a thing: "Step 1", "Q", "Figure 2"."""
    return bool(_LESSON.match(plain(label)))


def contrast(label: str) -> tuple[str, str] | None:
    """The two things of "TRUNCATE vs DELETE"."""
    parts = re.split(r"\s+(?:vs\.?|versus)\s+", plain(label).strip(" .:?"), flags=re.IGNORECASE)
    return (parts[0], parts[1]) if len(parts) == 2 and all(0 < len(part.split()) <= 4 for part in parts) else None


def opens_as_noun(text: str) -> bool:
    """Whether a value opens as a definition does: "a …", "the …", "any … that"."""
    return bool(re.match(r"(?:an?|the|any|one of|two or more|that part of|those)\s", text, re.IGNORECASE))
