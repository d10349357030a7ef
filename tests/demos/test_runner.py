"""The runner with a real worker: what goes well, everything that can go wrong, and that nothing is left behind.

Times are asserted generously: the machine may be busy. Importing torch takes seconds, so most tests share one runner.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.demos.limits import Limits
from app.demos.runner import LONGEST_QUEUE, Runner
from app.demos.runs import Request, Run, RunState
from app.errors import NotFoundError, UnavailableError

HERE = Path(__file__).parent
PATIENCE = 60.0


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    limits = Limits(seconds=20, memory_gib=2, spare_after=0.2)
    running = Runner(limits, search_path=[HERE])
    running.warm()
    yield running
    running.close()


def ask(runner: Runner, concept: str, **settings: object) -> Run:
    return runner.submit(Request("troublesome", concept, settings))


def ended(run: Run) -> Run:
    assert run.wait(PATIENCE), f"{run.request.concept} is {run.state} after {PATIENCE} s"
    return run


def until_step(run: Run) -> None:
    seen = 0
    while not any(event.name == "step" for event in run.events_after(0)):
        assert run.wait(PATIENCE, after=seen)
        seen = len(run.events_after(0))
        assert not run.state.is_final, run.message


def pid_of_worker(runner: Runner) -> int:
    run = ended(ask(runner, "fine"))
    assert run.outcome is not None, run.message
    return int(run.outcome.results["pid"])


def test_a_run_brings_steps_figures_and_an_outcome(runner: Runner) -> None:
    run = ended(ask(runner, "fine", steps=3))
    assert run.state is RunState.DONE, run.message
    names = [event.name for event in run.events_after(0)]
    assert names[:2] == ["queued", "started"]
    assert names[-2:] == ["figure", "done"]
    assert [event.number for event in run.events_after(0)] == list(range(1, len(names) + 1))
    assert [event.name for event in run.events_after(len(names) - 1)] == ["done"]
    outcome = run.outcome
    assert outcome is not None
    assert outcome.params == {"steps": 3}
    assert outcome.results["tensor"] == 0.5
    assert outcome.results["gap"] != outcome.results["gap"]
    assert [(claim.text, claim.status) for claim in outcome.claims] == [("It ends", "passed")]
    assert outcome.answer == 1
    assert (outcome.device, outcome.threads) == ("cpu", 1)
    assert 0 <= outcome.seconds < 5
    assert run.figures[0].svg.startswith("<svg ")
    assert run.figures[0].table.rows == ((1.0, 1.0), (2.0, float("inf")))


def test_the_last_step_is_always_sent_and_the_rest_are_thinned(runner: Runner) -> None:
    run = ended(ask(runner, "fine", steps=1000))
    steps = [event.data for event in run.events_after(0) if event.name == "step"]
    assert steps[-1]["done"] == 1000
    assert len(steps) < 100


def test_a_worker_that_finished_cleanly_is_used_again(runner: Runner) -> None:
    assert pid_of_worker(runner) == pid_of_worker(runner)


def test_what_a_demo_prints_does_not_disturb_the_messages(runner: Runner) -> None:
    assert ended(ask(runner, "chatty")).state is RunState.DONE


def test_a_cancelled_run_stops_at_its_next_step_and_keeps_the_worker(runner: Runner) -> None:
    before = pid_of_worker(runner)
    run = ask(runner, "slow")
    until_step(run)
    asked = time.monotonic()
    runner.cancel(run.id)
    assert ended(run).state is RunState.CANCELLED
    assert time.monotonic() - asked < 10
    assert pid_of_worker(runner) == before


def test_a_run_that_does_not_listen_is_killed_and_a_new_worker_comes(runner: Runner) -> None:
    before = pid_of_worker(runner)
    run = ask(runner, "deaf")
    until_step(run)
    asked = time.monotonic()
    runner.cancel(run.id)
    assert ended(run).state is RunState.CANCELLED
    assert time.monotonic() - asked < 10
    assert not psutil.pid_exists(before)
    assert pid_of_worker(runner) != before


@pytest.mark.parametrize(
    ("concept", "message"),
    [
        ("crash", "crashed (SIGSEGV)"),
        ("leaves", "ended by itself (status 3)"),
        ("raises", "ZeroDivisionError: η divided by nothing"),
        ("greedy", "more than 2 GiB"),
        ("endless-promise", "ended without a result"),
        ("no such concept", "KeyError"),
    ],
)
def test_whatever_goes_wrong_costs_one_clear_message(runner: Runner, concept: str, message: str) -> None:
    run = ended(ask(runner, concept))
    assert run.state is RunState.FAILED
    assert message in run.message
    assert run.advice
    assert ended(ask(runner, "fine")).state is RunState.DONE


def test_settings_are_checked_by_the_demo_itself_too(runner: Runner) -> None:
    run = ended(ask(runner, "fine", steps=0))
    assert run.state is RunState.FAILED
    assert "These settings do not fit the demo" in run.message


def test_a_device_that_is_not_there_is_said(runner: Runner) -> None:
    if len(runner.devices) > 1:
        pytest.skip("this machine has an accelerator")
    run = ended(runner.submit(Request("troublesome", "fine", {}, "mps")))
    assert "PyTorch sees no mps device" in run.message


def test_runs_wait_in_line_and_can_leave_it(runner: Runner) -> None:
    first = ask(runner, "slow")
    until_step(first)
    second, third = ask(runner, "fine"), ask(runner, "fine")
    assert [run.events_after(0)[0].data["ahead"] for run in (second, third)] == [1, 2]
    runner.cancel(second.id)
    assert second.state is RunState.CANCELLED
    assert third.events_after(0)[-1].data == {"ahead": 1}
    runner.cancel(first.id)
    assert ended(third).state is RunState.DONE
    assert ended(first).state is RunState.CANCELLED


def test_a_new_run_of_the_same_page_takes_the_place_of_the_old(runner: Runner) -> None:
    old = runner.submit(Request("troublesome", "slow", {}), owner="page")
    until_step(old)
    new = runner.submit(Request("troublesome", "fine", {}), owner="page")
    assert ended(old).state is RunState.CANCELLED
    assert ended(new).state is RunState.DONE


def test_a_line_that_is_too_long_is_refused(runner: Runner) -> None:
    first = ask(runner, "slow")
    until_step(first)
    waiting = [ask(runner, "fine") for _ in range(LONGEST_QUEUE)]
    with pytest.raises(UnavailableError, match="waiting already"):
        ask(runner, "fine")
    for run in [*waiting, first]:
        runner.cancel(run.id)
    ended(first)


def test_listeners_hear_of_every_event_until_they_stop(runner: Runner) -> None:
    run = ask(runner, "slow")
    heard: list[int] = []
    stop = run.listen(lambda: heard.append(1))
    until_step(run)
    assert heard
    stop()
    runner.cancel(run.id)
    ended(run)
    assert len(heard) < len(run.events_after(0))


def test_an_unknown_run_is_not_found(runner: Runner) -> None:
    with pytest.raises(NotFoundError):
        runner.get("nothing")


def test_a_spare_waits_after_the_first_run(runner: Runner) -> None:
    ended(ask(runner, "fine"))
    patience = 200
    while len(runner.processes()) != 2 and patience:
        time.sleep(0.05)
        patience -= 1
    assert len(runner.processes()) == 2


def test_an_endless_run_is_stopped_at_its_limit_with_all_its_children() -> None:
    runner = Runner(Limits(seconds=1), spare=False, search_path=[HERE])
    try:
        run = ask(runner, "child")
        until_step(run)
        family = [psutil.Process(pid) for pid in runner.processes()]
        family += [child for process in family for child in process.children(recursive=True)]
        assert len(family) == 2
        assert ended(run).state is RunState.FAILED
        assert "longer than 1 seconds" in run.message
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    finally:
        runner.close()


def test_idle_workers_go_and_come_back_and_closing_ends_everything() -> None:
    runner = Runner(Limits(idle_seconds=0.2), spare=False, search_path=[HERE])
    try:
        assert ended(ask(runner, "fine")).state is RunState.DONE
        for _ in range(200):
            if not runner.processes():
                break
            time.sleep(0.05)
        assert not runner.processes()
        run, waiting = ask(runner, "deaf"), ask(runner, "fine")
        until_step(run)
        (pid,) = runner.processes()
    finally:
        runner.close()
    assert run.state is RunState.CANCELLED
    assert waiting.state is RunState.CANCELLED
    assert not psutil.pid_exists(pid)
    with pytest.raises(UnavailableError, match="shutting down"):
        ask(runner, "fine")


def test_the_worker_goes_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from app.demos.runner import Runner\n"
        "from app.demos.runs import Request\n"
        f"runner = Runner(search_path=[{str(HERE)!r}], spare=False)\n"
        "run = runner.submit(Request('troublesome', 'deaf', {}))\n"
        "while not any(event.name == 'step' for event in run.events_after(0)):\n"
        "    run.wait(1, after=len(run.events_after(0)))\n"
        "print(runner.processes()[0], flush=True)\n"
        "time.sleep(60)\n"
    )
    root = str(HERE.parent.parent)
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs([worker], timeout=20)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_the_process_that_asks_never_imports_torch() -> None:
    code = (
        "import sys; from app.demos.runner import Runner; from app.demos.manifest import Manifest; Manifest.load(); "
        "import app.services.run_demo; "
        "assert not {'torch', 'matplotlib', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
