"""A reply as it comes in, frame by frame, and the completion it makes at its end."""

from collections.abc import Mapping
from typing import Any

from app.generator.model.seam import Completion, Finish

# A schema's grammar allows few blanks between two tokens; a model that writes more of them has lost its way and would
# go on until its limit. A quoted table may hold a long row of blanks, but in few pieces.
_BLANK_FRAMES = 30
_BLANK_CHARACTERS = 400
_NANOSECONDS = 1e9


class Reply:
    """Collects the frames of one chat. `stuck` says that nothing but blanks comes any more."""

    def __init__(self, model_id: str) -> None:
        self._model_id = model_id
        self._pieces: list[str] = []
        self._blank_frames = 0
        self._blank_characters = 0
        self._end: Mapping[str, Any] | None = None
        self.pieces = 0

    @property
    def ended(self) -> bool:
        """Whether the server has said that it is done."""
        return self._end is not None

    @property
    def stuck(self) -> bool:
        """Whether the last pieces were blanks only, too many of them."""
        return self._blank_frames > _BLANK_FRAMES or self._blank_characters > _BLANK_CHARACTERS

    def take(self, frame: Mapping[str, Any]) -> None:
        """Add one frame. A thinking model's thoughts are no part of the text."""
        message = frame.get("message")
        piece = message.get("content") if isinstance(message, dict) else None
        if isinstance(piece, str) and piece:
            self._pieces.append(piece)
            self.pieces += 1
            if piece.isspace():
                self._blank_frames += 1
                self._blank_characters += len(piece)
            else:
                self._blank_frames = 0
                self._blank_characters = len(piece) - len(piece.rstrip())
        if frame.get("done") is True:
            self._end = frame

    def completion(self) -> Completion:
        """What was said and how it ended: by itself only where the server says both `done` and `stop`."""
        end = self._end or {}
        return Completion(
            text="".join(self._pieces),
            finish=_finish(end),
            model_id=self._model_id,
            prompt_tokens=_count(end, "prompt_eval_count"),
            output_tokens=_count(end, "eval_count"),
            prompt_seconds=_seconds(end, "prompt_eval_duration"),
            output_seconds=_seconds(end, "eval_duration"),
        )


def _finish(end: Mapping[str, Any]) -> Finish:
    match end.get("done_reason"):
        case "stop":
            return Finish.STOP
        case "length":
            return Finish.LENGTH
        case _:
            return Finish.INCOMPLETE


def _count(end: Mapping[str, Any], key: str) -> int | None:
    """A count of the server's; absent means zero or unknown, which the protocol does not tell apart."""
    value = end.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _seconds(end: Mapping[str, Any], key: str) -> float | None:
    value = _count(end, key)
    return None if value is None else value / _NANOSECONDS
