"""Cards picked out of a section by four plain rules, each with a sentence of the section as its quote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.fake_ollama.content.reading import Block

_MOST_ANSWER_WORDS = 32
_MOST_QUOTE = 290
_FENCED = re.compile(r"^(```|~~~|\$\$).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_SKIPPED_LINE = re.compile(r"^\s*(#|\||>|!\[|<|\d+[.)]\s)")
_BULLET = re.compile(r"^\s*[-*+]\s+")
_LABEL = re.compile(r"^\*{0,2}([A-Z][A-Za-z][\w /-]{1,28}?)(?::\*\*|\*\*:|:)\s+(.{12,})$")
_ASKING_LABEL = re.compile(r"^(?:why|how|when|where|what|who|if|for)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s|$)[^.!?]+)*[.!?](?=\s|$)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|Fig|Eq|approx)\.$")
_DEFINITION = re.compile(
    r"^(?:(?:An?|The)\s+)?(?P<term>\*\*[^*\n]{2,50}\*\*|[A-Za-z][\w'-]*(?: [\w'-]+){0,3}?)"
    r"(?:\s+\([^()]{1,30}\))?\s+(?P<verb>is|are)\s+(?P<what>(?:an?|the)\s.+)$",
    re.DOTALL,
)
_BOLD = re.compile(r"\*\*([^*\n]{3,40})\*\*")
_POINTER = re.compile(r"\b(?:this|that|these|those|it|its|they|their|there|here|which|above|below|following)\b", re.I)
_OPEN_END = re.compile(r"[:;,]$")


@dataclass(frozen=True, slots=True)
class WrittenCard:
    """A card as the fake writes it, before it is put into the schema's fields."""

    part: int
    kind: str
    quote: str
    question: str
    answer: str


def written(block: Block, kinds: tuple[str, ...]) -> list[WrittenCard]:
    """All cards that the rules find in a section, in the order of the text, no question twice."""
    cards: dict[str, WrittenCard] = {}
    for sentence in sentences(block.text):
        card = _definition(block, sentence) or _labelled(block, sentence)
        if card is None and "cloze" in kinds:
            card = _gap(block, sentence)
        if card is not None:
            cards.setdefault(card.question.casefold(), card)
    return list(cards.values())


def sentences(text: str) -> Iterator[str]:
    """The sentences and bullets of a section, word for word; no headings, tables, lists of steps, code or formulas."""
    prose = _FENCED.sub("\n", text)
    paragraph: list[str] = []
    for line in [*prose.splitlines(), ""]:
        bullet = _BULLET.match(line)
        if line.strip() and not bullet and not _SKIPPED_LINE.match(line):
            paragraph.append(line.strip())
            continue
        yield from _split("\n".join(paragraph))
        paragraph = []
        if bullet:
            yield line[bullet.end() :].strip()


def _split(paragraph: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE.finditer(paragraph):
        if _ABBREVIATION.search(match.group()):
            continue
        yield paragraph[start : match.end()].strip()
        start = match.end()


def _definition(block: Block, sentence: str) -> WrittenCard | None:
    match = _DEFINITION.match(sentence)
    if match is None or _POINTER.search(match["term"]) or not _quotable(sentence):
        return None
    term, answer = _plain(match["term"]), _first_clause(match["what"])
    if answer is None or _POINTER.match(answer):
        return None
    return WrittenCard(block.part, "basic", sentence, f"What {match['verb']} {_inside(term)}?", answer)


def _labelled(block: Block, sentence: str) -> WrittenCard | None:
    match = _LABEL.match(sentence)
    if match is None or _ASKING_LABEL.match(match[1]) or not block.title or not _quotable(sentence):
        return None
    label, answer = match[1], _first_clause(match[2])
    if answer is None or label.casefold() in block.title.casefold():
        return None
    return WrittenCard(
        block.part, "basic", sentence, f"What is the {_inside(label)} of {_inside(_plain(block.title))}?", answer
    )


def _gap(block: Block, sentence: str) -> WrittenCard | None:
    bold = _BOLD.search(sentence)
    flat = " ".join(sentence.split())
    if bold is None or _POINTER.search(sentence) or not _quotable(sentence) or len(flat.split()) < 8:
        return None
    if flat.casefold().count(bold[1].casefold()) > 1:
        return None
    question = flat.replace(bold.group(), f"{{{{c1::{bold[1]}}}}}")
    return WrittenCard(block.part, "cloze", sentence, question, bold[1])


def _quotable(sentence: str) -> bool:
    return 8 <= len(sentence) <= _MOST_QUOTE and not _OPEN_END.search(sentence)


def _first_clause(text: str) -> str | None:
    """An answer of one sentence: the text without its full stop, up to its first semicolon or dash if it is long."""
    answer = " ".join(text.split()).rstrip(".!? ")
    if len(answer.split()) > _MOST_ANSWER_WORDS:
        answer = re.split(r"; | — | – |, (?:which|so|because|while|but|where)\b", answer)[0]
    balanced = all(answer.count(mark) % 2 == 0 for mark in ("**", "`", "$")) and answer.count("(") == answer.count(")")
    return answer if 0 < len(answer.split()) <= _MOST_ANSWER_WORDS and balanced else None


def _plain(text: str) -> str:
    return text.replace("**", "").strip()


def _inside(term: str) -> str:
    """A term in the middle of a sentence: small where its only capital is the first letter of a long word."""
    first = term.split()[0] if term.split() else ""
    return term[:1].lower() + term[1:] if first[1:].islower() and len(first) > 1 else term
