"""What can go wrong, in words for the person at the keyboard. No HTTP in here: `web/errors.py` translates."""


class TorchdeckError(Exception):
    """Something failed in a way the user can understand and act on.

    Attributes:
        message: what happened and what is safe, in one or two sentences.
        advice: what to do next, or an empty string.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class InvalidInputError(TorchdeckError):
    """What was given cannot be used as it is (a bad setting, file, form field or command argument)."""


class NotFoundError(TorchdeckError):
    """The named thing does not exist."""


class ConflictError(TorchdeckError):
    """The thing has changed since the caller last looked (a stale page, a second tab)."""


class UnavailableError(TorchdeckError):
    """Something we depend on does not answer (the model's server, the disk, the demo worker)."""


class StorageError(TorchdeckError):
    """The database cannot be read or written; what was confirmed before is still on disk."""
