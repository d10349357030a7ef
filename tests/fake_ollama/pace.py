"""When each piece of a reply leaves: fixed points in time, so that no delay adds up."""

from collections.abc import Sequence
from typing import Protocol

from tests.fake_ollama.mangling import Words
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.runner import Turn
from tests.fake_ollama.steps import End, Fail, Final, Step, spoken
from tests.fake_ollama.tokens import Prompt, tokenise

_PROMPT_SHARE = 0.3
_STUCK = "prediction aborted, token repeat limit reached"


class Limits(Protocol):
    """What a call allows."""

    @property
    def prompt(self) -> Prompt: ...

    @property
    def most_tokens(self) -> int: ...

    @property
    def thinks(self) -> bool: ...


def plan_reply(plan: Plan, call: Limits, turn: Turn, words: Words) -> list[Step]:
    """The steps of a reply from the moment its slot is ready; its words stop at the limit of tokens."""
    thoughts = list(tokenise(words.thoughts)) if call.thinks else []
    tokens = list(tokenise(words.text))
    room = max(call.most_tokens, 0)
    if words.endless:
        tokens += ["\n"] * (room + 1)
    reason = words.reason if len(thoughts) + len(tokens) <= room else "length"
    thoughts = thoughts[:room]
    tokens = tokens[: room - len(thoughts)]
    stuck = None if words.endless else stuck_at(tokens, plan.repeat_limit)
    tokens = tokens[:stuck]
    begin, end = _span(plan, call.prompt, turn, len(thoughts) + len(tokens))
    turning = begin + (end - begin) * len(thoughts) / max(1, len(thoughts) + len(tokens))
    steps = spoken(thoughts, start=begin, end=turning, lines=plan.frames, thought=True)
    steps += spoken(tokens, start=turning, end=end, lines=plan.frames)
    if stuck is None:
        return [*steps, Final(end, reason)]
    return [*steps, Fail(end, _STUCK) if plan.tells_repeats else End()]


def stuck_at(tokens: Sequence[str], limit: int) -> int | None:
    """Where more than `limit` tokens in a row are the same but for white space: there the server gives up."""
    for place in range(0, len(tokens), limit + 1):  # a run that is too long covers one of these places
        same = tokens[place].strip()
        first, end = place, place + 1
        while first and tokens[first - 1].strip() == same:
            first -= 1
        while end < len(tokens) and end - first <= limit and tokens[end].strip() == same:
            end += 1
        if end - first > limit:
            return first + limit
    return None


def _span(plan: Plan, prompt: Prompt, turn: Turn, tokens: int) -> tuple[float, float]:
    """When the prompt is read, and when the last word is said. What is cached takes no time to read."""
    if plan.latency_ms:
        unread = 1 - turn.cached_tokens / prompt.tokens
        reading = plan.latency_ms * _PROMPT_SHARE * unread
        return turn.ready_at + reading / 1000, turn.ready_at + plan.latency_ms / 1000
    begin = turn.ready_at + plan.first_ms / 1000
    return begin, begin + tokens * plan.token_ms / 1000
