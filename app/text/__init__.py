"""Reading text the way quotes are compared: normalised, with a map back to the original.

Normalising unifies what a careful reader would not call a difference (NFKC, case, runs of white space, quotation marks
and dashes, markdown's marks) and keeps for every character the place it came from, so a match can be highlighted.
Inside code and maths only the first three are unified: there `_`, `*` and a backslash carry meaning.
"""

from app.text.normalised import NormalisedText, find_quote, normalise
from app.text.spans import Span, code_and_maths
from app.text.stems import STOP_WORDS, content_words, jaccard, stem, token_f1, words

__all__ = [
    "STOP_WORDS",
    "NormalisedText",
    "Span",
    "code_and_maths",
    "content_words",
    "find_quote",
    "jaccard",
    "normalise",
    "stem",
    "token_f1",
    "words",
]
