"""An error that ends a request before a word was written."""


class HttpError(Exception):
    """A status of 400 or more and the message that goes with it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
