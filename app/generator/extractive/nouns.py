"""Nouns: which are plural, their singular, and the article by sound."""

import re

_BRACKET = re.compile(r"\s*\(([^()]{1,80})\)\s*")
_MASS_ENDINGS = ("ss", "us", "is", "ics", "as", "os")
_SINGULAR_ENDINGS = ("'s", "lens", "series", "means", "species", "betes", "rabies", "news", "ceps")
_PLURALS = frozenset(
    """
    data criteria phenomena bacteria mitochondria people children media schemata axes indices matrices vertices
    """.split()
)
_IRREGULAR = {
    "analyses": "analysis", "bacteria": "bacterium", "children": "child", "criteria": "criterion",
    "indices": "index", "matrices": "matrix", "mitochondria": "mitochondrion", "phenomena": "phenomenon",
    "vertices": "vertex",
}  # fmt: skip


def article_for(text: str) -> str:
    """`a` or `an`, by sound."""
    first = text.split(" ")[0].strip("\"'“(")
    if re.match(r"^[A-Z]{2,}s?\b|^[A-Z]-", first):
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    if re.match(r"^(?:uni|use|usu|eu|one\b|once|ut[ei])", first, re.IGNORECASE):
        return "a"
    return "an" if re.match(r"^(?:[aeiou]|hour|honest|heir)", first, re.IGNORECASE) else "a"


def is_plural(text: str) -> bool:
    """Whether a name's head noun is plural: "activation functions", "weights and biases", "types of error"."""
    core = _BRACKET.sub(" ", text).strip()
    if re.search(r"\w (?:and|&) \w", core) and not re.search(r"\b(?:of|for|in) .*\b(?:and|&)\b", core):
        return not core.casefold().endswith(("trade-off", "tradeoff", "matrix", "algorithm", "curve", "loss"))
    head = re.split(r"\s(?:of|for|in|with|on|to|from|at|by|vs\.?|versus|through|over|without|between|as)\s", core)[0]
    words = head.split()
    return bool(words) and plural_word(words[-1])


def plural_word(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return False
    folded = word.casefold().strip("*_`\"'.,:")
    if folded in _PLURALS:
        return True
    if re.fullmatch(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]s", word):
        return True
    return len(folded) > 3 and folded.endswith("s") and not folded.endswith(_MASS_ENDINGS + _SINGULAR_ENDINGS)


def singular(text: str) -> str:
    """A plural category made singular: "optimization algorithms" → "optimization algorithm"."""
    head, *tail = re.split(r"(?=\s(?:of|for|in|with|on)\s)", text, maxsplit=1)
    words = head.split(" ")
    words[-1] = singular_word(words[-1])
    return " ".join(words) + "".join(tail)


def singular_word(word: str) -> str:
    """`strategies` → `strategy`; a word that is no plural stays."""
    if not plural_word(word):
        return word
    folded = word.casefold()
    if folded in _IRREGULAR:
        return _IRREGULAR[folded]
    if folded.endswith("ies") and len(folded) > 4:
        return word[:-3] + "y"
    if folded.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    return word[:-1]
