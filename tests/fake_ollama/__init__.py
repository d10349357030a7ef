"""A fake Ollama: a process of its own that speaks Ollama's protocol over real sockets. There is no model in it.

It emulates what Ollama 0.29 to 0.33 does on the wire (see `docs/fake-ollama.md`), so that everything between a prompt
and a card can be tested without weights. What it writes is picked from the prompt by simple rules: it shows nothing
about the quality or speed of any model.

By hand: `python -m tests.fake_ollama --port 11434 --latency-ms 200 --slots 4`. In tests: `with fake_ollama() as fake`.
"""

from tests.fake_ollama.faults import Fault
from tests.fake_ollama.launch import FakeOllama, RecordedRequest, fake_ollama
from tests.fake_ollama.plan import InstalledModel, Plan

__all__ = ["FakeOllama", "Fault", "InstalledModel", "Plan", "RecordedRequest", "fake_ollama"]
