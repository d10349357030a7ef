"""Which words of a sentence are worth hiding: what it calls something, marked words, dates, amounts, names, objects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.generator.extractive import verbs
from app.generator.extractive.clauses import is_past_here
from app.generator.extractive.nouns import plural_word
from app.notes.passage import masked
from app.text import content_words

MOST_OBJECT_WORDS, MOST_NOUN_WORDS, MOST_SUBJECT_WORDS = 8, 5, 9

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_STOP = (
    r"(?=[,.;:()—–]|\s(?:and|or|because|if|when|which|that|in|for|on|by|after|with|is|was|are|where|since|but|as|to|at|of"
    r"|from)\b|$)"
)
_CALLED = re.compile(
    r"\b(?:called|known as|termed|referred to as|nicknamed|dubbed)\s+(?:an?\s|the\s)?[\"“]?"
    rf"(?P<hide>[^\s,.;:()\"”\x00]+(?:\s[^\s,.;:()\"”\x00]+){{0,4}}?)[\"”]?{_STOP}"
)
_ITALIC = re.compile(
    r"(?<![*\w\\])\*(?![\s*])(?P<star>[^*\n]{3,60}?)(?<![\s\\])\*(?![*\w])"
    r"|(?<![_\w\\])_(?![\s_])(?P<line>[^_\n]{3,60}?)(?<![\s\\])_(?![_\w])"
)
_QUOTED = re.compile(r"[\"“](?P<hide>[A-Za-z][\w' -]{2,40})[\"”]")
_DATE = re.compile(
    rf"\b(?P<hide>\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}, \d{{4}}|{_MONTH} \d{{4}}"
    r"|(?:1\d{3}|20\d{2})s?(?:[–-]\d{2,4})?(?: BCE?| AD| CE)?|\d{1,4} (?:BCE?|AD|CE)|\d{1,2}(?:st|nd|rd|th) century)"
    r"(?![\w%])(?! (?:people|men|women|words|bytes|bits))"
)
_DATED = re.compile(
    r"\b(?:in|since|until|on|by|from|of|after|before|around|about|between|circa|ca\.|to|and|late|early)\s+(?:the\s+)?$",
    re.I,
)
_NUMBER = r"\d[\d,.]*(?<![,.])(?:(?:\s?[–±×/x-]\s?|:)\d[\d.,]*(?<![,.]))?"
_UNIT = (
    r"(?:\s?(?:%|°C|°F|‰)|\s(?:percent|per cent|million|billion|thousand|times|bits?|bytes?|[kKMGT]i?B|seconds?"
    r"|minutes?|hours?|days?|weeks?|months?|years?|metres?|meters?|miles?|[kcmnµ]?m|[kmµ]?g|[kM]?Hz|GHz|[mµn]?s|volts?|watts?"
    r"|degrees|layers?|epochs?)(?!\w))*"
)
_AMOUNT = re.compile(
    rf"(?<![\w.\-–−/$€£#^_:])(?P<hide>[−$€£]?{_NUMBER}(?:, {_NUMBER})*(?:,? (?:and|or|to) {_NUMBER})?{_UNIT})(?![\w/^])"
)
_WORD_AMOUNT = re.compile(
    r"(?<!\w)(?P<hide>three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
    r"|half|twice)\s(?=[a-z]{3,}s\b)"
)
_COUNTED = re.compile(
    r"\b(?:figures?|fig\.|tables?|eq\.|equations?|sections?|chapters?|steps?|theorem|lemma|definition|corollary|example|part"
    r"|page|p\.|pp\.|v\.?|version|level|no\.|articles?|rfc|stage|phase|type|module|week|lecture|port|rule|exercise|question)"
    r"\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<![\w'’–-])(?!(?:The|An?|In|On|At|By|For|From|If|When|While|Since|Because|As|After|Before|Under|With|Each|Every"
    r"|Both|But|And|Not|No|Most|Many|Some|All|Its|Our|Their|This|These|Unlike|Although|Early|Late|Like) )"
    r"(?P<hide>[A-ZÀ-Þ][\w'’–-]*[a-zß-ÿ](?:\s(?:(?:de|von|van|der|of the|of|la)\s)?(?:[A-ZÀ-Þ]\.\s?)?"
    r"[A-ZÀ-Þ][\w'’–-]*[a-zß-ÿ])+|(?<=by )[A-ZÀ-Þ][a-zß-ÿ]{2,})(?![\w'’–-])"
)
_SPAN = re.compile("\x00+")
_TELLING_FORMULA = re.compile(r"[=<>^/\\+*(]|\d")
_DETERMINER = re.compile(
    r"^(?:(?:out|up|down|off|away|back|on|in|by|with|to|from|at|for|of|into|about|as|an?|the|its|their|his|her|all|each|every|any|some|no|only|also|always|usually|often|typically|mainly"
    r"|not|never|then|both|very|more|most|[a-z]+ly)\s)+"
)
_END = re.compile(
    r"[,;:.!?()]|\s(?:and|but|or|like|such as|in about|because|when|whenever|if|so|whereas|while|unless|although|though"
    r"|since|which|until|without|by|rather|as|where|before|after|making|causing|leading|using|giving)\b"
)
_NOUN_END = re.compile(
    r"[,;:.!?()]|\s(?:and|but|or|because|when|if|so|whereas|while|which|that|who|by|of|in|on|at|to|for|from|with|into"
    r"|between|through|over|under|than|as|is|are|was|were|can|may|during|within|across|about|against|onto|via)\b"
)
_WEAK = re.compile(
    r"^(?:it|them|this|that|these|those|him|her|us|you|we|one|so|such|there|here|up|out|down|off|away|back|place|able"
    r"|important|crucial|useful|useless|good|bad|great|popular|common|simple|easy|hard|difficult|possible|impossible"
    r"|necessary|likely|unlikely|different|similar|same|key|essential|powerful|better|best|worse|well|true|false|clear"
    r"|worth|like|how|what|why|whether|if|distinct|various|several|multiple|certain|set|number|range|variety|kinds?"
    r"|types?|ones?|other|another|(?:two|three|four|some|many) (?:ways?|parts?|kinds?|types?|main)|specific set|part"
    r"|ways?|things?|get|and|or|but|to|be|been|called|known|known as|needed|used|done|made)\b",
    re.IGNORECASE,
)
_FINITE = frozenset("is are was were has have had".split())
_MODAL = frozenset("can could may might will must should does do did".split())
_BREAKS = frozenset("that which who whose where when because while if whereas than whether".split())
_BEFORE_SPAN = re.compile(
    r"(?:=|\b(?:is|are|was|equals?|of|by|to|in|with|at|about|least|most|as|on|from|takes?|costs?|uses?|has|have|gives?|sets?"
    r"|than|the|an?|over|via|via the))\s+$"
)
_TOKEN = re.compile(r"\S+")
_ASIDE = re.compile(r"\([^()]{1,80}\)")
OPENING_CLAUSE = re.compile(
    r"^(?:when|if|because|although|while|since|once|after|before|as|in|at|on|for|with|under|during|by|from|to|without|unlike)"
    r" [^,]{2,80}, ",
    re.IGNORECASE,
)
_BEFORE_OBJECT = frozenset(
    "a an the its their his her no all each every with to by in on from into at for between as".split()
)
_OTHER = re.compile(r"\b(?:the other|each other|one another|the latter|the former|the rest)\b")
_QUOTES = re.compile(r"“[^”]*”|\"[^\"]*\"")
_DETERMINERS = frozenset("a an the its their your his her our each every no this these all some any".split())


@dataclass(frozen=True, slots=True)
class Hiding:
    """A stretch of a sentence that may be hidden; `literal` ones (dates, amounts, names) may be two on one card."""

    start: int
    end: int
    literal: bool = True


def hidings(text: str, markdown: str) -> list[Hiding]:
    """The stretches of `text` worth hiding, the most telling first; `markdown` is the sentence with its marks.

    What stands in brackets, often a source, comes last.
    """
    veiled = masked(text)
    found = [*_found(text, veiled, markdown)]
    return sorted(found, key=lambda each: veiled[: each.start].count("(") > veiled[: each.start].count(")"))


def _found(text: str, veiled: str, markdown: str) -> Iterator[Hiding]:
    for match in _CALLED.finditer(veiled):
        yield Hiding(*match.span("hide"))
    yield from _marked(text, markdown)
    for match in _DATE.finditer(veiled):
        if len(match.group("hide")) > 5 or _DATED.search(veiled[: match.start()]):
            yield Hiding(*match.span("hide"))
    for match in _AMOUNT.finditer(veiled):
        if _is_amount(veiled, match):
            yield Hiding(*match.span("hide"))
    unquoted = _QUOTES.sub(lambda match: "_" * len(match.group()), veiled)
    for match in _NAME.finditer(unquoted):
        yield Hiding(*match.span("hide"))
    for match in _WORD_AMOUNT.finditer(veiled):
        yield Hiding(*match.span("hide"), literal=False)
    spans = [match for match in _SPAN.finditer(veiled) if _is_telling_span(text[match.start() : match.end()], match)]
    yield from (Hiding(*match.span()) for match in spans if _BEFORE_SPAN.search(veiled[: match.start()]))
    if found := what_it_says(veiled):
        yield found
    yield from (Hiding(*match.span(), literal=False) for match in spans)


def _is_telling_span(shown: str, match: re.Match[str]) -> bool:
    """Code, or a formula of more than a letter, that does not open the sentence."""
    inside = shown.strip("$`").removeprefix("\\(").removesuffix("\\)")
    return match.start() > 8 and len(shown) <= 60 and (shown[0] == "`" or len(_TELLING_FORMULA.findall(inside)) > 1)


def _marked(text: str, markdown: str) -> Iterator[Hiding]:
    """Words in italics or quotation marks that are terms, not mere stress."""
    said = [match.group("star") or match.group("line") for match in _ITALIC.finditer(masked(markdown))]
    said += [match.group("hide") for match in _QUOTED.finditer(text)]
    for words in said:
        at = text.find(words)
        if at >= 0 and "\x00" not in words and len(words.split()) <= 8 and _is_term(words):
            yield Hiding(at, at + len(words))


def _is_term(words: str) -> bool:
    return bool(content_words(words)) and not _WEAK.match(words) and not re.fullmatch(r"[a-z]+ly|only|all|many", words)


def _is_amount(veiled: str, match: re.Match[str]) -> bool:
    """A number that says how much, not one that counts figures or belongs to a citation."""
    before, after = veiled[: match.start()], veiled[match.end() :]
    if re.search(r"\b(?:[A-Z]{2,}|(?<=[a-z] )[A-Z]\w+)\s$", before) or re.match(r"\s[A-Z][a-z]", after):
        return False
    if _COUNTED.search(before) or re.search(r"\bet al\.?,? \(?$|[\[(]$", before) or after.startswith(("]", ")")):
        return False
    hidden = match.group("hide")
    return not (re.fullmatch(r"[0-2]", hidden) or re.fullmatch(r"(?:1[5-9]|20)\d{2}", hidden))


def what_it_says(veiled: str) -> Hiding | None:
    """What stands behind the main verb: the whole short clause, or its noun phrase; None where there is none."""
    veiled = _ASIDE.sub(lambda match: "\x00" * len(match.group()), veiled)
    at = verb_end(veiled)
    return _behind(veiled, at) if at else None


def verb_end(veiled: str) -> int:
    """Where the main verb ends (with a modal, the verb behind it); 0 where none is surely found."""
    opening = OPENING_CLAUSE.match(veiled)
    tokens = list(_TOKEN.finditer(veiled, opening.end() if opening else 0))
    for index, token in enumerate(tokens[1 : MOST_SUBJECT_WORDS + 1], start=1):
        word = token.group().casefold().strip('*_"“”')
        if word in _BREAKS or word.endswith((",", ";", ":")):
            return 0
        if _is_verb(word, tokens, index):
            return tokens[index + 1].end() if word in _MODAL and index + 1 < len(tokens) else token.end()
    return 0


def has_verb(veiled: str) -> bool:
    """Whether some word after the first is surely a finite verb, so that the text is a sentence and no phrase."""
    first, *others = veiled.casefold().split() or [""]
    if verbs.is_gerund(first):
        return bool(set(others) & (_FINITE | _MODAL)) or any(
            verbs.from_third_person(word) and after in _DETERMINERS for word, after in pairwise(others)
        )
    for token in others:
        word = token.strip(',.;:()*_"“”')
        lemma = verbs.from_third_person(word)
        if word in _FINITE | _MODAL or verbs.from_past(word) or (lemma and not verbs.noun_like(lemma)):
            return True
    if veiled.endswith(".") and any(token.endswith("ed") and len(token) > 4 for token in others):
        return True
    return verb_end(veiled) > 0


def _is_verb(word: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether the token can be the main verb: an auxiliary, or a verb form with a noun before and no verb behind."""
    if word in _FINITE | _MODAL:
        return True
    before = tokens[index - 1].group().casefold().strip('*_"“”()')
    after = tokens[index + 1].group().casefold() if index + 1 < len(tokens) else ""
    if before in {"they", "we", "you"}:
        return verbs.is_base(word) or verbs.from_past(word) is not None
    if before in _DETERMINERS or after in _FINITE | _MODAL or (verbs.is_gerund(before) and index > 1):
        return False
    past_here = is_past_here(" ".join(each.group() for each in tokens[index + 1 : index + 12]))
    if plural_word(before):
        return verbs.is_base(word) or (verbs.from_past(word) is not None and past_here)
    lemma = verbs.from_third_person(word)
    if verbs.is_base(word) and after in _DETERMINERS and any(plural_word(each.group()) for each in tokens[:index]):
        return True
    likely = lemma and (not verbs.noun_like(lemma) or after in _BEFORE_OBJECT or after[:1] == "\x00" or index == 1)
    return bool(verbs.from_past(word) and past_here) or bool(likely)


def _behind(veiled: str, at: int) -> Hiding | None:
    """The words after a verb that can be hidden; adverbs, articles and a participle's preposition stay visible."""
    rest = veiled[at:]
    begin = at + len(rest) - len(rest.lstrip())
    passive = re.match(
        r"(?:(?:\w+ly|also|often|first|then) )?\w+(?:ed|en|wn|nd|ld|de|pt|lt|ut|ught) "
        r"(?:by|in|into|to|from|with|on|as|for|at|through|between|of|about|using|via) ",
        veiled[begin:],
    )
    begin += passive.end() if passive else 0
    if small := _DETERMINER.match(veiled[begin:]):
        begin += small.end()
    infinitive = re.match(r"\s*(?:\w+ )?to [a-z]+ ", rest)
    for pattern, most in ((_END, MOST_OBJECT_WORDS), (_NOUN_END, 0 if infinitive else MOST_NOUN_WORDS)):
        match = pattern.search(veiled, begin)
        end = match.start() if match else len(veiled)
        hidden = veiled[begin:end].strip()
        if 1 <= len(hidden.split()) <= most and _worth(hidden):
            return Hiding(begin, begin + len(veiled[begin:end].rstrip()), literal=False)
    return None


def _worth(hidden: str) -> bool:
    return (
        not _WEAK.match(hidden)
        and not _OTHER.search(hidden)
        and bool("\x00" in hidden or any(len(word) > 2 for word in content_words(hidden)))
    )
