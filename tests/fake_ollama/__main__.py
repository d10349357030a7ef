"""python -m tests.fake_ollama: the fake server, by hand."""

import argparse
import asyncio
import json
import os
import sys
from importlib.util import find_spec
from typing import Any

from tests.fake_ollama.faults import WIRE_FAULTS, WORD_FAULTS
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.server import Server


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fake_ollama", description="A fake Ollama for tests. No model."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--latency-ms", type=float, help="the whole reply's time")
    parser.add_argument("--token-ms", type=float, help="the time of one token, where no latency is set")
    parser.add_argument("--first-ms", type=float, help="the wait before the first word, where no latency is set")
    parser.add_argument("--load-ms", type=float, help="the time to load the model")
    parser.add_argument("--slots", type=int, help="calls served at once; others wait in a queue")
    parser.add_argument("--content", choices=["extractive", "empty", "instructed", "engine"])
    parser.add_argument(
        "--engine", action="store_const", const="engine", dest="content", help="random weights, real engine"
    )
    parser.add_argument("--version", dest="version", help="the release it says it is")
    parser.add_argument("--fault", action="append", metavar="KIND", help=", ".join((*WIRE_FAULTS, *WORD_FAULTS)))
    parser.add_argument("--fault-share", type=float, default=1.0, help="which share of the calls a fault befalls")
    parser.add_argument("--plan-from-stdin", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _plan(arguments: argparse.Namespace) -> Plan:
    names = ("latency_ms", "token_ms", "first_ms", "load_ms", "slots", "content", "version")
    values: dict[str, Any] = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    if arguments.fault:
        values["faults"] = [{"kind": kind, "share": arguments.fault_share} for kind in arguments.fault]
    if arguments.plan_from_stdin:
        values |= json.loads(sys.stdin.readline())
    return Plan().changed(values)


def _about(plan: Plan) -> str:
    """What this server is. Exits with a message where its engine is not installed."""
    if plan.content != "engine":
        return "a fake Ollama for tests: no model, sentences picked from the prompt"
    if find_spec("llama_cpp") is None or find_spec("gguf") is None:
        sys.exit("The engine is not installed. Type: pip install -e '.[engine]' (it compiles for about ten minutes).")
    return "a fake Ollama for tests: a real engine with random weights, whose words are noise"


async def _serve(plan: Plan, host: str, port: int, until_stdin_closes: bool) -> None:
    server = Server(plan)
    about = _about(plan)
    try:
        listening = await server.start(host, port)
    except OSError as problem:
        sys.exit(f"Cannot listen on {host}:{port}: {os.strerror(problem.errno or 0)}")
    about = f"is {about} ({plan.slots} slots, {plan.latency_ms:g} ms a reply). Ctrl+C ends it."
    print(f"http://{host}:{server.port} {about}", flush=True)
    if until_stdin_closes:
        await asyncio.to_thread(sys.stdin.read)
    else:
        await asyncio.Event().wait()
    listening.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where it is installed: it costs half as much for each line of a reply."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def main() -> None:
    """Serve until interrupted."""
    arguments = _arguments()
    try:
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            runner.run(
                _serve(_plan(arguments), arguments.host, arguments.port, until_stdin_closes=arguments.plan_from_stdin)
            )
    except KeyboardInterrupt:
        print("ended", file=sys.stderr)


main()
