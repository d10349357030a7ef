"""Long work: one at a time, stopped between steps, and never silent about what went wrong."""

import threading

import pytest

from app.errors import InvalidInputError, NotFoundError
from app.web.jobs import Job, Jobs, JobState, Stopped


@pytest.fixture
def jobs():
    started: Jobs[int] = Jobs()
    yield started
    started.close()


def test_work_reports_and_ends(jobs: Jobs[int]) -> None:
    def work(job: Job[int]) -> int:
        job.report("Counting", 1, 2, "one")
        return 2

    job = jobs.start(work)
    assert job.wait(5)
    assert (job.state, job.outcome, job.stage, job.done, job.total, job.what) == (
        JobState.DONE,
        2,
        "Counting",
        1,
        2,
        "one",
    )
    assert not jobs.busy


def test_one_waits_for_the_other(jobs: Jobs[int]) -> None:
    gate = threading.Event()
    first = jobs.start(lambda job: int(gate.wait(5)))
    second = jobs.start(lambda job: 2)
    assert not second.wait(0.05)
    assert second.state is JobState.WAITING
    assert jobs.busy
    gate.set()
    assert second.wait(5)
    assert (first.outcome, second.outcome) == (1, 2)


def test_stopping_ends_work_at_its_next_step(jobs: Jobs[int]) -> None:
    steps, gate = [], threading.Event()

    def work(job: Job[int]) -> int:
        for step in range(100):
            job.report("Walking", step, 100, "")
            steps.append(step)
            gate.wait(5)
        return 100

    job = jobs.start(work)
    job.stop()
    gate.set()
    assert job.wait(5)
    assert job.state is JobState.STOPPED
    assert len(steps) <= 1
    assert job.outcome is None
    with pytest.raises(Stopped):
        job.report("Walking", 0, 0, "")


def test_failures_are_kept_in_words(jobs: Jobs[int], caplog: pytest.LogCaptureFixture) -> None:
    def refuse(job: Job[int]) -> int:
        raise InvalidInputError("The sand is wet.")

    def stumble(job: Job[int]) -> int:
        raise ZeroDivisionError("the secret of the sand")

    refused, stumbled = jobs.start(refuse), jobs.start(stumble)
    assert refused.wait(5)
    assert stumbled.wait(5)
    assert refused.state is stumbled.state is JobState.FAILED
    assert refused.failure is not None
    assert refused.failure.message == "The sand is wet."
    assert stumbled.failure is not None
    assert "secret" not in str(stumbled.failure)
    assert "secret of the sand" in caplog.text


def test_old_work_is_forgotten_in_the_end(jobs: Jobs[int]) -> None:
    done = [jobs.start(lambda job: 1) for _ in range(60)]
    assert done[-1].wait(5)
    jobs.start(lambda job: 1)
    with pytest.raises(NotFoundError):
        jobs.get(done[0].id)
    assert jobs.get(done[-1].id) is done[-1]
