"""What the gates ask for, in words: the same sentences that a writer is given."""

from functools import cache

from app.generator.gates.thresholds import OF_REPLIES, TABLE

_LOST = "LOST"
_LOST_LIMIT = "words after the label, at least 1"
_LOST_SENTENCE = "A label stood without its value, so there was nothing to ask."


@cache
def sentences() -> dict[str, str]:
    """The sentence of each limit, by the limit as a finding names it."""
    return {limit.limit: limit.sentence for limit in (*TABLE, *OF_REPLIES)} | {_LOST_LIMIT: _LOST_SENTENCE}


@cache
def rule_sentences() -> dict[str, str]:
    """What each rule asks for, by its id; the sentences of its limits together."""
    found: dict[str, dict[str, None]] = {}
    for limit in (*TABLE, *OF_REPLIES):
        found.setdefault(limit.rule, {})[limit.sentence] = None
    return {rule: " ".join(said) for rule, said in found.items()} | {_LOST: _LOST_SENTENCE}
