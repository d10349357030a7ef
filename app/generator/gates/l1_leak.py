"""L1: the question does not give the answer away."""

from app.cards import cloze
from app.domain import Draft, Finding, Section
from app.generator.gates.reading import answers, asked, is_basic
from app.generator.gates.spoken import spoken
from app.generator.gates.thresholds import LEAK
from app.generator.gates.tongues import TONGUES
from app.text import content_words, words

_EITHER = frozenset(("or",))


def check(draft: Draft, section: Section) -> Finding | None:
    """Refuses an answer that stands in the question, and hidden words that stay visible elsewhere."""
    leaked = _leaks_answer(draft, section) if is_basic(draft) else _visible_deletion(draft)
    return LEAK.finding(1, leaked) if leaked else None


def _leaks_answer(draft: Draft, section: Section) -> str:
    question, answer = words(draft.question), words(draft.answer)
    tongue = TONGUES.get(spoken(draft, section).card)
    if not answer or _is_an_option(answer, question, tongue.either if tongue else _EITHER):
        return ""
    telling = content_words(draft.answer)
    subset = bool(telling) and set(telling) <= set(content_words(draft.question))
    return draft.answer if subset or (_telling(answer) and _within(answer, question)) else ""


def _is_an_option(answer: list[str], question: list[str], either: frozenset[str]) -> bool:
    """Whether a short answer is offered: "Which saturates, sigmoid or ReLU?" may well be asked."""
    places = [at for at, word in enumerate(question) if word in either]
    near = [question[max(0, at - 3) : at + 4] for at in places]
    return len(answer) <= 2 and question[:3] != ["true", "or", "false"] and any(_within(answer, part) for part in near)


def _visible_deletion(draft: Draft) -> str:
    """The first deletion that can be read off, in what is always visible or in another deletion of the same words."""
    visible = words(asked(draft))
    seen: set[tuple[int, tuple[str, ...]]] = set()
    deletions = cloze.parse(draft.question) if answers(draft) else ()
    for each in deletions:
        hidden = tuple(words(each.words))
        twice = any(other == hidden and number != each.number for number, other in seen)
        if _telling(list(hidden)) and (twice or _within(list(hidden), visible)):
            return each.words
        seen.add((each.number, hidden))
    return ""


def _telling(answer: list[str]) -> bool:
    """A lone digit or letter is anywhere and gives nothing away."""
    return bool(answer) and (len(answer) > 1 or (len(answer[0]) > 2 and not answer[0].isdigit()))


def _within(part: list[str], text: list[str]) -> bool:
    """Whether the words of `part` stand in `text` one after the other."""
    return any(text[at : at + len(part)] == part for at in range(len(text) - len(part) + 1))
