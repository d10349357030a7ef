"""Is a model fit for writing cards? Judged by what its server tells of it; a sentence says why."""

import math
import re
from collections.abc import Sequence

from app.generator.ollama.answers import Fitness, Grade

# The prompt (rules, examples, a section) takes 2,000 to 3,000 tokens, the reply some hundred.
_CONTEXT_NEEDED = 4096
_CONTEXT_LEAST = 2048
_BEST_PARAMETERS = 8e9
_GOOD_PARAMETERS = 2.9e9
_LEAST_PARAMETERS = 0.9e9
_UNITS = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_EMBEDDING_NAME = re.compile(r"embed|bge-|minilm|(^|/)(e5|gte)-|reranker", re.IGNORECASE)
_CODE_NAME = re.compile(r"cod(er|e|estral)\b|code(llama|gemma|qwen)|starcoder|sqlcoder", re.IGNORECASE)
_VISION_NAME = re.compile(r"llava|vision|moondream|minicpm-v|\bocr\b|[-\d]vl\b", re.IGNORECASE)
_BASE_NAME = re.compile(r"[-:](base|text|foundation|pt)\b", re.IGNORECASE)
_CLOUD_NAME = re.compile(r"[-:]cloud$", re.IGNORECASE)
_CRUDE = re.compile(r"^(I?Q[12]_|TQ)", re.IGNORECASE)


def parameter_count(words: str | None) -> float | None:
    """The count behind a server's words like `8.0B`, `268.10M` or `8x7B`; None where they are no count."""
    match = re.fullmatch(r"(?:(\d+)x)?(\d+(?:\.\d+)?)\s*([KMBT])", (words or "").strip(), re.IGNORECASE)
    if match is None:
        return None
    experts, number, unit = match.groups()
    return int(experts or 1) * float(number) * _UNITS[unit.upper()]


def judge(
    name: str,
    *,
    capabilities: Sequence[str],
    context_length: int | None,
    parameters: float | None,
    quantisation: str,
) -> Fitness:
    """How fit the model of that name is. The first objection that counts is the one that is said."""
    if _CLOUD_NAME.search(name):
        return Fitness(Grade.UNFIT, "Runs on somebody else's machine: your notes would leave this one.")
    if _only_embeds(name, capabilities):
        return Fitness(Grade.UNFIT, "Makes vectors, not text; it can be the embedding model.")
    if capabilities and "completion" not in capabilities:
        return Fitness(Grade.UNFIT, "Does not write text.")
    if context_length is not None and context_length < _CONTEXT_LEAST:
        return Fitness(Grade.UNFIT, f"Holds {context_length:,} tokens: too few for a section and its cards.")
    return _by_strength(name, capabilities, context_length, parameters, quantisation)


def preference(fit: Fitness, parameters: float | None) -> tuple[int, float]:
    """A key that sorts models best first: by grade, then nearest to 8 billion parameters.

    Larger ones are slow on a desktop, smaller ones write poorer cards; one of unknown size comes last of its grade.
    """
    return fit.grade, math.inf if parameters is None else abs(math.log(parameters / _BEST_PARAMETERS))


def _by_strength(
    name: str, capabilities: Sequence[str], context_length: int | None, parameters: float | None, quantisation: str
) -> Fitness:
    size = "" if parameters is None else f"{parameters / 1e9:.1f} billion parameters".replace(".0 ", " ")
    if parameters is not None and parameters < _LEAST_PARAMETERS:
        return Fitness(Grade.POOR, f"Very small ({parameters / 1e6:.0f} million parameters): expect poor cards.")
    if _BASE_NAME.search(name):
        return Fitness(Grade.POOR, "A base model: it continues text, but follows no instructions.")
    if context_length is not None and context_length < _CONTEXT_NEEDED:
        return Fitness(Grade.POOR, f"Holds only {context_length:,} tokens: long sections will be cut into many.")
    if parameters is not None and parameters < _GOOD_PARAMETERS:
        return Fitness(Grade.FAIR, f"Small ({size}): quick, but more of its cards will be refused.")
    if _CRUDE.match(quantisation):
        return Fitness(Grade.FAIR, f"Strongly compressed ({quantisation}): it makes more mistakes than its size tells.")
    if _CODE_NAME.search(name):
        return Fitness(Grade.FAIR, "Made for code: fine for notes on programs, less so for prose.")
    if _VISION_NAME.search(name):
        return Fitness(
            Grade.FAIR, "Made for pictures: it can write cards, but a model for text of its size does it better."
        )
    if "thinking" in capabilities:
        return Fitness(
            Grade.FAIR,
            "A thinking model, asked not to think: some servers then forget the form; torchdeck doctor tests it.",
        )
    return Fitness(Grade.GOOD, f"Fit for the job{f': {size}' if size else ''}.")


def _only_embeds(name: str, capabilities: Sequence[str]) -> bool:
    if capabilities:
        return "embedding" in capabilities and "completion" not in capabilities
    return _EMBEDDING_NAME.search(name) is not None
