"""Which part of a prompt a server has read already: exact common prefixes, per slot and in main memory."""

from collections import deque
from dataclasses import dataclass, field

from tests.fake_ollama.tokens import Prompt, tokenise

_LEAST_SHARE_FOR_SLOT = 0.1


@dataclass(slots=True)
class PrefixCache:
    """The last prompt of each slot, and a few older ones that were moved out of their slot."""

    slots: int
    keeps: int
    _last: list[str] = field(init=False)
    _used: list[int] = field(init=False)
    _older: deque[str] = field(init=False)
    _clock: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._last = [""] * self.slots
        self._used = [0] * self.slots
        self._older = deque(maxlen=self.keeps)

    def best_slot(self, prompt: Prompt, free: list[int]) -> int:
        """The free slot that shares the longest prefix, if that is over a tenth of the prompt; else the one longest
        unused."""
        shared = {slot: common_prefix(self._last[slot], prompt.text) for slot in free}
        best = max(free, key=shared.__getitem__)
        if shared[best] > _LEAST_SHARE_FOR_SLOT * len(prompt.text):
            return best
        return min(free, key=self._used.__getitem__)

    def read(self, slot: int, prompt: Prompt) -> int:
        """Put a prompt into a slot; how many of its tokens need not be read again. At least one always is read."""
        self._clock += 1
        shared = common_prefix(self._last[slot], prompt.text)
        for older in self._older:
            if older.startswith(prompt.text[: shared + 1]):
                shared = common_prefix(older, prompt.text)
        if self._last[slot]:
            self._older.append(self._last[slot])
        self._last[slot] = prompt.text
        self._used[slot] = self._clock
        return min(len(tokenise(prompt.text[:shared])), prompt.tokens - 1) if shared else 0


def common_prefix(one: str, other: str) -> int:
    """How many characters two texts share at their start."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
