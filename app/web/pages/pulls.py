"""A model that is being fetched."""

from dataclasses import dataclass
from typing import ClassVar

from app.web.jobs import Job, JobState
from app.web.pages.base import Page
from app.web.pages.installed import size_text


@dataclass(frozen=True, slots=True)
class PullView:
    """How far a download is, in words; `done` of `total` bytes, 0 where the server has not told them yet.

    `bar` is False where nothing is being loaded: before the first layer, and while the server checks what it has.
    """

    id: int
    name: str
    over: bool
    heading: str
    step: str
    amount: str
    percent: int
    bar: bool
    problem: str
    advice: str
    fetched: bool


@dataclass(frozen=True, slots=True)
class PullPage(Page):
    template: ClassVar[str] = "pull.html"
    partial: ClassVar[str] = "_pull.html"
    nav: ClassVar[str] = "Settings"

    pull: PullView


def pull_view(job: Job[str]) -> PullView:
    """A pull's job in words."""
    loading = job.total > 0 and job.stage.startswith("pulling")
    return PullView(
        id=job.id,
        name=job.what,
        over=job.over,
        heading=_heading(job),
        step=job.stage if not loading else "",
        amount=f"{size_text(job.done)} of {size_text(job.total)}" if loading else "",
        percent=100 * job.done // job.total if job.total else 0,
        bar=loading,
        problem=job.failure.message if job.failure else "",
        advice=job.failure.advice if job.failure else "",
        fetched=job.state is JobState.DONE,
    )


def _heading(job: Job[str]) -> str:
    return {
        JobState.WAITING: "Waiting for another model",
        JobState.RUNNING: f"Fetching {job.what or 'a model'}",
        JobState.DONE: f"{job.what} is there",
        JobState.FAILED: f"{job.what or 'The model'} could not be fetched",
        JobState.STOPPED: f"{job.what} was not fetched",
    }[job.state]
