"""The engine in the fake server: one context, one call at a time, in a thread of its own."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import llama_cpp

from tests.fake_ollama.engine import weights
from tests.fake_ollama.engine.grammar import gbnf

_MOST_TOKENS = 2048
_PROMPT_CHARACTERS = 3000


class Sampler:
    """llama.cpp with random weights, made when first asked for."""

    def __init__(self, seed: int) -> None:
        self._lock = asyncio.Lock()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "noise.gguf"
            weights.write(path, seed)
            # Without mmap the file is read whole, so that it may go with its folder.
            self._engine = llama_cpp.Llama(
                str(path), n_ctx=weights.CONTEXT, n_threads=1, use_mmap=False, verbose=False, seed=seed
            )

    async def reply(self, prompt: str, schema: Mapping[str, Any], *, seed: int, most_tokens: int) -> tuple[str, str]:
        """Noise in the shape of the schema, and how it ended: `stop` or `length`. Raises ValueError for the schema."""
        grammar = llama_cpp.LlamaGrammar.from_string(gbnf(schema), verbose=False)
        async with self._lock:
            return await asyncio.to_thread(self._sample, prompt[-_PROMPT_CHARACTERS:], grammar, seed, most_tokens)

    def _sample(self, prompt: str, grammar: llama_cpp.LlamaGrammar, seed: int, most_tokens: int) -> tuple[str, str]:
        most = max(1, min(most_tokens, _MOST_TOKENS))
        made = self._engine.create_completion(
            prompt, max_tokens=most, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, seed=seed, grammar=grammar
        )
        choice = made["choices"][0]
        return str(choice["text"]), str(choice["finish_reason"])
