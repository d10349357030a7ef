"""A run that has told nothing for a while: how long, and what is said of it."""

import threading

from app.services.run_report import GenerateReport, RunProgress
from app.web.pages.runs import live_view
from app.web.runs import Runs, Tell

TOLD = RunProgress(sections_done=1, sections=3)


def test_a_run_knows_for_how_long_it_has_told_nothing() -> None:
    now = 100.0
    runs = Runs(clock=lambda: now)
    told, go_on = threading.Event(), threading.Event()

    def work(tell: Tell, stop: threading.Event) -> GenerateReport:
        tell(TOLD)
        told.set()
        go_on.wait(20)
        raise RuntimeError("enough of it")

    runs.start(1, work)
    assert told.wait(20)
    now = 190.0
    found = runs.find(1)
    assert found is not None
    assert found.progress == TOLD
    assert found.silent == 90.0
    go_on.set()
    runs.close()


def test_a_short_silence_is_not_worth_a_word() -> None:
    assert live_view(TOLD, ("Bees", "Wax"), stopping=False, waits_for=0, silent=20.0).patience == ""


def test_after_a_minute_it_is_said_how_long_a_model_is_waited_for() -> None:
    said = live_view(TOLD, ("Bees", "Wax"), stopping=False, waits_for=0, silent=130.0).patience
    assert said.startswith("Nothing was finished for about 2 minutes.")
    assert "without a word for 5 minutes, or with one reply for 15 minutes" in said
