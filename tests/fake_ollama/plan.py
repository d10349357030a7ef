"""What a fake server is to be: its models, its pace, its faults. Goes to the server's process as JSON."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from tests.fake_ollama.faults import Fault

RENDERED = "rendered"
NATIVE = "native"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that the server says it has. `size` is in bytes, `context_length` in tokens.

    `path` is how a prompt is made for it: `rendered` by the server, or `native` by the engine (imported models), which
    sorts the names of a schema and refuses prompts that are too long. An empty `digest` is derived from the name.
    """

    name: str = "llama3.1:8b"
    size: int = 4_920_753_328
    context_length: int = 131_072
    capabilities: tuple[str, ...] = ("completion", "tools")
    family: str = "llama"
    parameters: str = "8.0B"
    quantisation: str = "Q4_K_M"
    digest: str = ""
    path: str = RENDERED
    vector_length: int = 256

    @property
    def full_name(self) -> str:
        """The name with its tag, as the server lists it."""
        return with_tag(self.name)

    @property
    def full_digest(self) -> str:
        """64 hexadecimal digits."""
        return self.digest or hashlib.sha256(self.full_name.encode()).hexdigest()


def with_tag(name: str) -> str:
    """A model's name as the server keeps it: without a tag it means `:latest`."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


LLAMA = InstalledModel()
THINKER = InstalledModel(
    "qwen3:8b", 5_225_388_164, 40_960, ("completion", "tools", "thinking"), "qwen3", "8.2B", "Q4_K_M"
)
EMBEDDER = InstalledModel("nomic-embed-text:latest", 274_302_450, 2048, ("embedding",), "nomic-bert", "137M", "F16")


@dataclass(frozen=True, slots=True)
class Plan:
    """All that can be set. Times ending in `_ms` are milliseconds; a change at run time is a Plan with other values.

    Pace: `latency_ms` is the whole reply's time from its slot on, prompt and words; else `first_ms` is the wait before
    the first word and `token_ms` the time of one token. `load_ms` is spent on a first call and on each reload.
    `frames` caps how many lines a reply is cut into (0: one for each token, as Ollama does).
    `tcp` is `whole` (a line is written at once) or `torn` (pieces of 7 bytes, through escapes and letters).

    `content` is what is written: `extractive`, `empty`, `instructed`, or `engine`; `spoil` names a rule of the gates
    that every card is to break; `second_look` is `agree`, `disagree` or `unanswerable`; `verdicts` on old cards are
    `honest`, or `reword` for every change; `script` holds replies that are
    given first, one per call. `truncation` is `half`, `full` or empty (as that `version` does).
    """

    models: tuple[InstalledModel, ...] = (LLAMA, THINKER, EMBEDDER)
    pullable: tuple[InstalledModel, ...] = (
        InstalledModel("llama3.2:3b", 2_019_393_189, 131_072, parameters="3.2B"),
        InstalledModel("mistral:7b", 4_113_301_824, 32_768, family="mistral", parameters="7.2B"),
    )
    version: str = "0.32.4"
    latency_ms: float = 0.0
    first_ms: float = 0.0
    token_ms: float = 0.0
    load_ms: float = 0.0
    pull_ms: float = 0.0
    loaded: bool = False
    slots: int = 1
    max_queue: int = 512
    frames: int = 6
    tcp: str = "whole"
    content: str = "extractive"
    spoil: str = ""
    second_look: str = "agree"
    verdicts: str = "honest"
    script: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    truncation: str = ""
    default_context: int = 4096
    ram_cache: int = 32
    seed: int = 0

    @property
    def keeps_half(self) -> bool:
        """Whether an over-long prompt is cut to half of the context (0.30 and later) or to all of it."""
        return self.truncation == "half" if self.truncation else self.release >= (0, 30)

    @property
    def tells_repeats(self) -> bool:
        """Whether a reply stuck on one token ends in an error (late 2026), or without a word."""
        return self.release >= (0, 34)

    @property
    def repeat_limit(self) -> int:
        """How often a token may follow itself before the server gives up."""
        return 100 if self.tells_repeats else 30

    @property
    def release(self) -> tuple[int, int]:
        """Major and minor number of the version."""
        major, minor, *_ = self.version.split(".")
        return int(major), int(minor)

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dicts."""
        return asdict(self)

    def changed(self, values: Mapping[str, Any]) -> "Plan":
        """This plan with some values of a JSON object. Raises TypeError for a name that there is not."""
        unknown = set(values) - {each.name for each in fields(self)}
        if unknown:
            raise TypeError(f"a plan has no {', '.join(sorted(unknown))}")
        return replace(self, **{name: _read(name, value) for name, value in values.items()})


def _read(name: str, value: Any) -> Any:
    """A plan's value from JSON: lists become tuples, objects what they stand for."""
    if name in ("models", "pullable"):
        return tuple(each if isinstance(each, InstalledModel) else _model(each) for each in value)
    if name == "faults":
        return tuple(each if isinstance(each, Fault) else Fault.from_json(each) for each in value)
    return tuple(value) if isinstance(value, list) else value


def _model(values: Mapping[str, Any]) -> InstalledModel:
    capabilities = values.get("capabilities", LLAMA.capabilities)
    return InstalledModel(**{**values, "capabilities": tuple(capabilities)})
