"""Text of the learner's inside a prompt: fenced, on one line where a line is meant, its control tokens defused.

A model's own control tokens (`<|eot_id|>`, `[INST]`) are read as such by some servers wherever they stand, also in a
note about them. An invisible word joiner inside keeps them what they are in a note, letters; comparing quotes passes
over it.
"""

import re

JOINER = "\u2060"

_TILDES = re.compile(r"~+")
_SHORTEST_FENCE = 4
_CONTROL = re.compile(
    r"""<(?=[|｜][^<>\n]{1,60}[|｜]>)
      | <(?=/?(?:s|unk|pad|bos|eos|mask|im_start|im_end|end_of_turn|start_of_turn|think|tool_call|tool_response)>)
      | \[(?=/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|IMG|PREFIX|SUFFIX|MIDDLE)\])
      | <(?=</?SYS>>)""",
    re.VERBOSE | re.IGNORECASE,
)


def defused(text: str) -> str:
    """The text with a word joiner inside every control token."""
    return _CONTROL.sub(lambda match: match.group() + JOINER, text)


def fenced(text: str) -> str:
    """The text between two lines of tildes, longer than any run of tildes in it."""
    longest = max((len(run) for run in _TILDES.findall(text)), default=0)
    fence = "~" * max(_SHORTEST_FENCE, longest + 1)
    return f"{fence}\n{defused(text)}\n{fence}"


def one_line(text: str, most: int) -> str:
    """The text on one line of at most `most` characters, so that no line of it can pass for one of the prompt's."""
    flat = " ".join(defused(text).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
