"""Saved notes followed by the server: read again in their turn, and their cards looked after by a run."""

from collections.abc import Sequence
from pathlib import Path

from app.services.add_notes import AddReport
from app.services.followed import followed
from app.services.run_plan import RunWishes
from app.services.watch import Watcher
from app.web.jobs import Job
from app.web.state import State
from app.web.writing import start_run


def watcher(state: State) -> Watcher:
    """Watches the learner's folders; a save is read once the work before it is done."""
    return Watcher(
        lambda: followed(state.db, state.learner) if state.settings.watch else [],
        lambda paths: look_again(state, paths),
    )


def look_again(state: State, places: Sequence[Path] = ()) -> "Job[AddReport]":
    """Queue a rescan of these places, or of all that is followed or known; a run follows where text has changed."""

    def work(job: Job[AddReport]) -> AddReport:
        from app.services.rescan import rescan  # here, because a server starts without what reads notes

        seen = rescan(
            state.db,
            places,
            learner=state.learner,
            now=state.now(),
            matcher=state.matcher,
            progress=lambda done, total, what: job.report("Reading notes", done, total, what),
        )
        run_id = start_run(state, RunWishes(note_ids=seen.touched, asks=True)) if seen.touched else 0
        return AddReport(seen.notes, run_id=run_id)

    return state.jobs.start(work)
