"""Slips of a model that are mended without changing what a card says; anything else is left to the gates.

Each repair is a function from text to text (or from card to card) that gives back what it got where it does not apply.
"""

import re
from dataclasses import dataclass

from app.cards import cloze
from app.domain import CardKind
from app.errors import InvalidInputError
from app.generator.model.fencing import JOINER
from app.generator.model.schema import CardReply
from app.text import normalise

_CONTROL = re.compile(r"([\b\f\n\r\t])([A-Za-z]{1,20})")
_LETTER_OF = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_LABEL = re.compile(r"^\s*\**(?:question|answer|front|back|q|a)\d*\**\s*:\**\s+(?=\S)", re.IGNORECASE)
_QUOTATION_MARKS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"))
_ASKING_FIRST = re.compile(
    r"""^(?:what|which|who|whom|whose|when|where|why|how|in\ (?:what|which)\ \w+|at\ what|for\ what|under\ what|by\ what
      |was|welche[rsmn]?|wer|wen|wem|wessen|wann|wo|warum|weshalb|wie|wozu|wodurch|woraus|wovon|worin
      |que|qu'|quel(?:le)?s?|qui|quand|où|pourquoi|comment|combien
      |cu[aá]l(?:es)?|qu[eé]|qui[eé]n(?:es)?|cu[aá]ndo|d[oó]nde|c[oó]mo|cu[aá]nt[oa]s?|por\ qu[eé]
      |che|cosa|quale|quali|chi|quando|dove|perch[eé]|come|quant[oaie]
      |o\ que|qual|quais|quem|onde|porqu[eê]|por\ que|como
      |wat|welke?|wie|wanneer|waar|waarom|hoe)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_DELETION_SLIP = re.compile(r"\{{1,2}c(\d{1,3}):{1,2}(?!:)([^{}:\n][^{}\n]{0,200})\}{1,2}")
_BARE_BRACES = re.compile(r"\{\{(?!c\d)([^{}\n:]{1,200})\}\}")
_GAP = re.compile(r"_{2,}|\[\s*(?:…|\.{3}|_+)\s*\]")
_SPACES = re.compile(r"[ \t]+(?=\n|$)")


@dataclass(frozen=True, slots=True)
class MendedCard:
    """A card with its slips mended and its kind settled. For a cloze, `answer` is what it hides."""

    kind: CardKind
    question: str
    answer: str


def mended(card: CardReply, section_text: str) -> MendedCard:
    """The card as its author meant it. `section_text` decides what is the author's and what a slip."""
    question = tidy(card.question, section_text)
    answer = tidy(card.answer, section_text)
    question = with_deletions(question, answer, section_text) if card.kind == "cloze" else question
    asks = normalise(question).text.endswith("?")
    if (hidden := _hidden(question)) and (card.kind == "cloze" or not asks):
        return MendedCard(_cloze_kind(question), question, hidden)
    if card.kind == "cloze" and not (answer and asks):
        return MendedCard(CardKind.CLOZE, question, answer)
    return MendedCard(CardKind.BASIC, with_question_mark(question), answer)


def tidy(text: str, section_text: str) -> str:
    """Without labels ("Answer:"), quotation marks around all of it, loose white space and swallowed backslashes."""
    text = with_backslashes(text.replace(JOINER, ""), section_text)
    text = _SPACES.sub("", text).strip()
    text = _LABEL.sub("", text)
    return without_quotation_marks(text, section_text)


def with_backslashes(text: str, section_text: str) -> str:
    r"""Formulas whose backslash was read as JSON's: a form feed before "rac" is `\frac`, if the section writes that."""

    def command(match: re.Match[str]) -> str:
        whole = f"\\{_LETTER_OF[match[1]]}{match[2]}"
        return whole if whole in section_text else match.group()

    return _CONTROL.sub(command, text)


def without_quotation_marks(text: str, section_text: str) -> str:
    """Without the marks around the whole text, where the section does not write it so."""
    for opening, closing in _QUOTATION_MARKS:
        inner = text[1:-1]
        if (
            len(text) > 2
            and text[0] == opening
            and text[-1] == closing
            and opening not in inner
            and closing not in inner
            and text not in section_text
        ):
            return inner.strip()
    return text


def with_question_mark(question: str) -> str:
    """With "?" at the end of one sentence that begins by asking."""
    plain = normalise(question).text
    if plain.endswith("?") or "\n" in question or not _ASKING_FIRST.match(plain):
        return question
    return question.rstrip(" .:…") + "?"


def with_deletions(question: str, answer: str, section_text: str) -> str:
    """A cloze text whose braces are half right, whose gap is drawn as a line, or that shows its answer once."""
    if _hidden(question):
        return question
    slips = _DELETION_SLIP.sub(lambda slip: _delete(slip[2], int(slip[1])), question)
    if _hidden(slips):
        return slips
    if "{{" not in section_text and _BARE_BRACES.search(question):
        numbers = iter(range(1, 500))
        return _BARE_BRACES.sub(lambda slip: _delete(slip[1], next(numbers)), question)
    gaps = _GAP.findall(question)
    words = [part.strip() for part in answer.split(";")] if len(gaps) > 1 else [answer]
    if gaps and len(gaps) == len(words) and all(words):
        fillings = iter([_delete(word, number) for number, word in enumerate(words, start=1)])
        return _GAP.sub(lambda _: next(fillings), question)
    at = question.find(answer) if answer else -1
    if at >= 0 and question.count(answer) == 1 and not normalise(question).text.endswith("?"):
        return f"{question[:at]}{_delete(answer, 1)}{question[at + len(answer) :]}"
    return question


def _delete(words: str, number: int) -> str:
    """A deletion, or the bare words where they can not be one: rule F1 refuses the card then and says why."""
    try:
        return cloze.delete(words.strip(), number)
    except InvalidInputError:
        return words


def _hidden(text: str) -> str:
    """What the text hides; empty where nothing or where a deletion is malformed."""
    try:
        return cloze.hidden(text)
    except InvalidInputError:
        return ""


def _cloze_kind(text: str) -> CardKind:
    """Numbered lines are the steps of a process."""
    steps = re.findall(r"^\s*\d{1,2}[.)]\s", text, re.MULTILINE)
    return CardKind.ORDERED if len(steps) > 1 else CardKind.CLOZE
