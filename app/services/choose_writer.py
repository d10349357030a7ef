"""Who writes the cards."""

from app.errors import UnavailableError
from app.generator.writer import Writer


def choose_writer(name: str, model: str) -> Writer:
    """The writer of that name; "auto" is the extractive one, which needs no model.

    Raises:
        UnavailableError: the writer is not part of this version.
    """
    if name == "ollama":
        raise UnavailableError(
            f"This version cannot have {model} write cards yet; nothing was changed.",
            advice="Leave --writer out: the built-in extractive writer needs no model.",
        )
    from app.generator.extractive.writer import ExtractiveWriter  # here, so that a server starts without its rules

    return ExtractiveWriter()
