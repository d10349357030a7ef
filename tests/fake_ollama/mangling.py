"""The words of a reply, and the faults that lie in words: fences, prose around, wrong shapes, broken rules."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fake_ollama.faults import WORD_FAULTS, Fault
from tests.fake_ollama.tokens import Prompt, tokenise

if TYPE_CHECKING:
    from tests.fake_ollama.state import State

_THOUGHTS = "The learner wants cards about this section. Each needs a sentence that proves it."
_UNCONSTRAINED = "Sure! Here is what I would ask.\n\nQ: What is this section about?\nA: Several things."
_CUT_SHARE = 0.6
_WHITESPACE = " \n" * 400


@dataclass(frozen=True, slots=True)
class Words:
    """What the model would say, what it thinks before (where it thinks), and how it ends.

    `endless` words go on with white space to the limit of tokens, on an engine that does not notice.
    """

    text: str
    reason: str = "stop"
    thoughts: str = _THOUGHTS
    endless: bool = False


def words(state: "State", body: dict[str, Any], prompt: Prompt, alphabetical: bool, fault: Fault | None) -> Words:
    """The reply to one call, spoilt where a fault says so. Replies of the script come first, as they are."""
    kind = fault.kind if fault is not None and fault.kind in WORD_FAULTS else ""
    if state.script:
        text = state.script.popleft()
    else:
        spoil = fault.detail if fault is not None and kind == "spoil" else state.plan.spoil
        text = state.author.reply(prompt.last_user, body.get("format"), alphabetical=alphabetical, spoil=spoil)
    if kind == "length":
        tokens = tokenise(text)
        return Words("".join(tokens[: int(len(tokens) * _CUT_SHARE)]), "length")
    endless = fault is not None and kind == "whitespace" and fault.detail == "endless"
    return Words(text[: len(text) // 2], endless=True) if endless else Words(mangled(text, kind))


def mangled(text: str, kind: str) -> str:
    """A reply's text with one kind of trouble; unchanged for a kind that is none of the text."""
    match kind:
        case "fenced":
            return f"```json\n{text}\n```"
        case "prose":
            return f"Here are the cards that you asked for:\n\n{text}\n\nLet me know if you want more of them!"
        case "thoughts":
            return f"<think>\n{_THOUGHTS}\n</think>\n\n{text}"
        case "cut_json":
            return text[: int(len(text) * _CUT_SHARE)]
        case "empty_text":
            return ""
        case "unconstrained":
            return _UNCONSTRAINED
        case "whitespace":
            return text[: len(text) // 2] + _WHITESPACE
        case "not_cards":
            return '{"flashcards": "none", "note": "I would rather talk about something else"}'
        case "schema_invalid" | "no_cards" | "repeated":
            return json.dumps(_reshaped(json.loads(text), kind), ensure_ascii=False)
    return text


def _reshaped(reply: dict[str, Any], kind: str) -> dict[str, Any]:
    """A reply whose array of cards is emptied, repeats one card, or holds cards that break the schema."""
    return {name: _cards(value, kind) if isinstance(value, list) else value for name, value in reply.items()}


def _cards(cards: list[dict[str, Any]], kind: str) -> list[Any]:
    if kind == "no_cards":
        return []
    if kind == "repeated":
        return cards[:1] * 8
    broken: list[Any] = ["a card that is no object"]
    for index, card in enumerate(cards):
        names = list(card)
        changed = dict(card)
        if index % 2:
            changed[names[-1]] = {"nested": [card[names[-1]]]}
        else:
            del changed[names[0]]
        broken.append(changed)
    return broken
