"""A working model that says what it was given to say, one reply after the other, and remembers what it was asked."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain import ModelSettings, Section
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.model.asking import Patience
from app.generator.model.seam import Completion, Deadline, Finish, Message, ModelError, ModelInfo, Schema
from app.generator.model.writer import ModelWriter
from app.generator.writer import SectionContext, WritingTask

INFO = ModelInfo("llama3.1:8b", "sha256:0123", 8192, 1)


@dataclass(frozen=True)
class Call:
    """What one call was given."""

    messages: tuple[Message, ...]
    schema: Schema
    max_tokens: int
    temperature: float
    seed: int

    @property
    def last(self) -> str:
        return self.messages[-1].content


Line = str | Completion | ModelError | Callable[[Call], str]


@dataclass
class ScriptedModel:
    """Replies in the order of its lines, the last one for ever; with no lines it answers with no cards."""

    lines: list[Line] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    seconds: float = 0.0

    async def generate(
        self,
        messages: Sequence[Message],
        schema: Schema,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        deadline: Deadline,
        on_tokens: Callable[[int], None] | None = None,
    ) -> Completion:
        call = Call(tuple(messages), schema, max_tokens, temperature, seed)
        self.calls.append(call)
        await asyncio.sleep(self.seconds)
        line = self.lines[min(len(self.calls), len(self.lines)) - 1] if self.lines else cards()
        if isinstance(line, ModelError):
            raise line
        if isinstance(line, Completion):
            return line
        text = line if isinstance(line, str) else line(call)
        if on_tokens is not None:
            on_tokens(len(text) // 4)
        return Completion(text, Finish.STOP, INFO.model_id, 100, len(text) // 4)

    async def describe(self) -> ModelInfo:
        return INFO


def card(quote: str, question: str, answer: str, kind: str = "basic", **more: Any) -> dict[str, Any]:
    return {**more, "a_quote": quote, "b_kind": kind, "c_question": question, "d_answer": answer}


def cards(*entries: dict[str, Any]) -> str:
    return json.dumps({"cards": list(entries)}, ensure_ascii=False)


def completion(text: str, finish: Finish = Finish.STOP) -> Completion:
    return Completion(text, finish, INFO.model_id)


def settings(**changes: Any) -> ModelSettings:
    values = {
        "host": "http://127.0.0.1:11434",
        "model": "llama3.1:8b",
        "context_length": 8192,
        "concurrency": 1,
        "language": "",
        "cards_per_section": 8,
        "second_look": False,
        "embedding_model": "",
    }
    return ModelSettings(**{**values, **changes})


def section(text: str, *path: str, key: str = "") -> Section:
    path = path or ("Notes", text.split("\n", 1)[0].lstrip("# ") or "Section")
    level = len(text) - len(text.lstrip("#")) if text.startswith("#") else 0
    return Section(key or "/".join(path), path[-1], level, path, 1, text.count("\n") + 1, text)


def task(text: str, *path: str, key: str = "", **more: Any) -> WritingTask:
    context = more.pop("context", SectionContext(note_title=(path or ("Notes",))[0]))
    return WritingTask(section(text, *path, key=key), context, **more)


async def no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


def model_writer(model: ScriptedModel, seed: int = 1, **changes: Any) -> ModelWriter:
    return ModelWriter(
        model,
        settings(**changes),
        ExtractiveWriter(),
        rng=random.Random(seed),
        info=INFO,
        patience=Patience(pause=no_pause),
    )
