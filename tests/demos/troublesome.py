"""A demo whose concepts go wrong, each in its own way; the runner's tests run it in a worker of their own."""

import ctypes
import os
import sys
import time

import torch

from app.demos.contract import Check, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    steps: int = Slider(3, 1, 1000, title="Steps")


demo = Demo(id="troublesome", title="Trouble", topic="tests", summary="Goes wrong.", params=P)
GUESS = Predict("Will it end?", {"no": 0, "yes": 1}, measured="ended")


@demo.shows("fine", GUESS)
def fine(p, device):
    for done in range(1, p.steps + 1):
        yield Step(done, p.steps, {"half": done / 2})
    yield Figure("A line", [Line("y", [1, 2], [1, float("inf")])], "It rises out of sight.")
    yield result(ended=1, pid=os.getpid(), tensor=torch.tensor(0.5), gap=float("nan"))


@demo.claim("It ends", about="fine", breaks={"steps": 1})
def it_ends(p, r):
    return Check.exactly(r["ended"], 1)


@demo.shows("chatty", GUESS)
def chatty(p, device):
    print('{"type": "done"}')
    os.write(1, b"not for the one who listens\n")
    sys.stdout.flush()
    yield result(ended=1)


@demo.shows("slow", GUESS)
def slow(p, device):
    for done in range(1, 10_000):
        time.sleep(0.01)
        yield Step(done, 10_000)


@demo.shows("deaf", GUESS)
def deaf(p, device):
    yield Step(1, 2)
    while True:
        pass


@demo.shows("crash", GUESS)
def crash(p, device):
    yield Step(1, 2)
    ctypes.string_at(0)


@demo.shows("leaves", GUESS)
def leaves(p, device):
    yield Step(1, 2)
    os._exit(3)


@demo.shows("raises", GUESS)
def raises(p, device):
    yield Step(1, 2)
    raise ZeroDivisionError("η divided by nothing")


@demo.shows("greedy", GUESS)
def greedy(p, device):
    yield Step(1, 2)
    torch.empty(2**40)


@demo.shows("endless-promise", GUESS)
def endless_promise(p, device):
    yield Step(1, 2)


@demo.shows("child", GUESS)
def child(p, device):
    if os.fork() == 0:
        while True:
            time.sleep(1)
    yield from deaf(p, device)
