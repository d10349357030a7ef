"""Whether a subject stands in its own right or points back to something said before."""

import re

_POINTING = re.compile(
    r"(?:this|these|those|that|such|his|her|its|their|both|each|one|two|three|all|some|many|most"
    r"|the (?:first|second|third|other|latter|former|result|process|goal)(?! of\b))\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(?:an?|the)\s+(?:(?:main|first|next|last|big|whole|only|key|same|best|other|usual|simple|basic|core)\s+)?"
    r"(?:strategy|idea|way|approach|result|drawback|problem|point|thing|reason|answer"
    r"|question|advantage|goal|aim|trick|key|difference|example|case)s?$"
    r"|^(?:an?|the|typical|common|usual)?\s*(?:\w+ ){0,3}(?:values?|factors?|cases?|steps?|choices?|parts?)$",
    re.I,
)


def tells(subject: str) -> bool:
    """A subject in its own right, not one that points back ("the result", "this loop", "each layer")."""
    return not _POINTING.match(subject) and not _VAGUE.match(subject)
