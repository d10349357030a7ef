"""The words of a reply, and the faults that lie in words: fences, prose around, wrong shapes, broken rules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fake_ollama.faults import Fault
from tests.fake_ollama.tokens import Prompt

if TYPE_CHECKING:
    from tests.fake_ollama.state import State

_THOUGHTS = "The learner wants cards about this section. Each needs a sentence that proves it."


@dataclass(frozen=True, slots=True)
class Words:
    """What the model would say, what it thinks before (where it thinks), and how it ends."""

    text: str
    reason: str = "stop"
    thoughts: str = _THOUGHTS


def words(state: "State", body: dict[str, Any], prompt: Prompt, alphabetical: bool, fault: Fault | None) -> Words:
    """The reply to one call, spoilt where a fault says so."""
    if state.script:
        return Words(state.script.popleft())
    text = state.author.reply(prompt.last_user, body.get("format"), alphabetical=alphabetical)
    return Words(text)
