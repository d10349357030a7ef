"""One call of a model: what it costs this process beside the server's own Python package, and what a huge reply costs.

The server is the fake one: the figures are about reading a reply, and say nothing of any model.

python -m tests.benchmarks.model_call
"""

import asyncio
import time
import tracemalloc
from collections.abc import Awaitable, Callable

import ollama

from app.domain import ModelSettings
from app.generator.model.seam import Deadline, Message, ReplyTooLargeError, Role
from app.generator.ollama.adapter import OllamaModel
from tests.benchmarks.measure import heading, median, row, table, verdict
from tests.fake_ollama import FakeOllama, Fault, fake_ollama

CALLS, ROUNDS = 20, 5
MILLISECONDS, MIB = 8.0, 16.0
MESSAGES = (Message(Role.SYSTEM, "You write flashcards. " * 200), Message(Role.USER, "A leaf is green. " * 120))
SCHEMA = {"type": "object", "properties": {"cards": {"type": "array", "items": {"type": "string"}}}}
MODEL, CONTEXT, TOKENS = "llama3.1:8b", 8192, 1000
REPLY = "".join(f"{number:04}" for number in range(300))  # a token each, no two alike


def main() -> None:
    """Print the tables."""
    heading("One call of a model", f"Target: ≤ {MILLISECONDS:g} ms of processor time; a reply of 100 MB ≤ {MIB:g} MiB.")
    table(["reply", "our adapter, ms", "the package's chat, ms", "ratio"])
    with fake_ollama() as fake:
        for frames in (16, 300):
            ours, theirs = asyncio.run(contest(fake, frames))
            row(f"{frames} lines", f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}")
        print()
        table(["target", "measured"])
        row("a call with a reply of 300 lines, ms", verdict(ours, MILLISECONDS))
        row("peak of Python's memory for a reply of 100 MB, MiB", verdict(asyncio.run(huge(fake)), MIB))


async def contest(fake: FakeOllama, frames: int) -> tuple[float, float]:
    """Processor milliseconds of a call, ours and the package's, by turns."""
    fake.change(frames=frames)
    model = adapter(fake)
    package = ollama.AsyncClient(host=fake.url, trust_env=False)

    async def ours() -> str:
        completion = await model.generate(
            MESSAGES, SCHEMA, max_tokens=TOKENS, temperature=0.0, seed=1, deadline=Deadline()
        )
        return completion.text

    async def theirs() -> str:
        messages = [{"role": each.role.value, "content": each.content} for each in MESSAGES]
        options = {"num_ctx": CONTEXT, "num_predict": TOKENS, "temperature": 0.0, "seed": 1}
        parts = [
            part.message.content or ""
            async for part in await package.chat(MODEL, messages, stream=True, format=SCHEMA, options=options)
        ]
        return "".join(parts)

    times: dict[Callable[[], Awaitable[str]], list[float]] = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for contender, found in times.items():
            fake.change(script=[REPLY] * CALLS)
            start = time.process_time()
            replies = [await contender() for _ in range(CALLS)]
            found.append(1000 * (time.process_time() - start) / CALLS)
            assert set(replies) == {REPLY}
    await model.close()
    await package.close()
    return median(times[ours]), median(times[theirs])


async def huge(fake: FakeOllama) -> float:
    """MiB at the peak of a call whose reply has no end."""
    model = adapter(fake)
    await model.describe()
    fake.change(script=[], faults=[Fault("huge", times=1, detail="100000000")])
    tracemalloc.start()
    try:
        await model.generate(MESSAGES, SCHEMA, max_tokens=TOKENS, temperature=0.0, seed=1, deadline=Deadline())
    except ReplyTooLargeError:
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
        await model.close()
    raise AssertionError("a reply of 100 MB was read to its end")


def adapter(fake: FakeOllama) -> OllamaModel:
    """A model of the fake server."""
    return OllamaModel(ModelSettings(fake.url, MODEL, CONTEXT, 1, "", 8, False, ""))


if __name__ == "__main__":
    main()
