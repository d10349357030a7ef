"""What can be wrong with a reply, by a short name, and what follows from it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain import Rejection
from app.generator.model import seam


class Again(StrEnum):
    """Whether asking once more may help: never, after a pause, or at once, since chance may have it better."""

    NEVER = "never"
    AFTER_A_PAUSE = "after a pause"
    AT_ONCE = "at once"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a call gave nothing to use: a short name, a sentence, what to do.

    `of_server` is True where the server failed and not the reply: the next section would most likely fare the same.
    `rejections` are cards that did come, by the number of their passage (from 0), and why each was of no use.
    """

    fault: str
    message: str
    advice: str = ""
    again: Again = Again.AT_ONCE
    of_server: bool = False
    rejections: tuple[tuple[int, Rejection], ...] = ()


CUT = Trouble(
    "cut",
    "The model's reply was cut at its limit of tokens.",
    "Choose fewer cards per section or a larger context length in Settings.",
)
INCOMPLETE = Trouble(
    "incomplete",
    "The server ended the reply without saying that it was whole.",
    "Update the server; a model that repeats itself is best replaced by another.",
    again=Again.AFTER_A_PAUSE,
)
EMPTY = Trouble("empty", "The model's reply was empty.", "Try another model.")
WHITE_SPACE = Trouble("white space", "The model wrote white space without end.", "Try another model.")
NOT_JSON = Trouble("not JSON", "The model's reply was no whole JSON.", "Try another model, or update the server.")
ECHO = Trouble("echo", "The model repeated the form instead of filling it in.", "Try a larger model.")
SHAPE = Trouble("wrong form", "No card of the model's reply had the form that was asked for.", "Try a larger model.")
TOO_LARGE = Trouble("too large", "The model's reply was far too long.", "Try another model.")
LANGUAGE = Trouble("wrong language", "The model wrote in another language than asked for.", "Try another model.")
UNGROUNDED = Trouble(
    "not grounded", "None of the model's quotes stands in the section.", "Try again, or try a larger model."
)

_NAMES: tuple[tuple[type[seam.ModelError], str], ...] = (
    (seam.ServerUnavailableError, "server unavailable"),
    (seam.ServerBusyError, "server busy"),
    (seam.ServerFaultError, "server fault"),
    (seam.ModelMissingError, "model missing"),
    (seam.ModelTimeoutError, "timeout"),
    (seam.ContextOverflowError, "context overflow"),
    (seam.BadSchemaError, "request refused"),
    (seam.ReplyTooLargeError, "too large"),
)
_OF_THE_REPLY = (seam.ContextOverflowError, seam.BadSchemaError, seam.ReplyTooLargeError)


def trouble_of(error: seam.ModelError) -> Trouble:
    """What a model's error means for the section that was asked about."""
    name = next((name for kind, name in _NAMES if isinstance(error, kind)), "model")
    again = Again.AFTER_A_PAUSE if error.passing else Again.NEVER
    return Trouble(name, error.message, error.advice, again, of_server=not isinstance(error, _OF_THE_REPLY))
