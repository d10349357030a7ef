"""Adding notes: upload, paste, name a folder; then the work and its result."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi import Form as FromForm
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import InvalidInputError
from app.services import browse
from app.services.add_notes import AddReport, Refused, add_notes, keep_text, keep_uploads, local_path
from app.services.followed import follow
from app.services.run_plan import RunWishes
from app.services.workspace import starter_notes
from app.web.forms import FolderForm, PasteForm
from app.web.jobs import Job, JobState
from app.web.pages.add import AddPage, JobPage, NoteResult
from app.web.pages.base import render, render_partial
from app.web.pages.rules import rule_sentences
from app.web.state import State, StateDep
from app.web.writing import chosen_now, start_run

router = APIRouter(tags=["add"], default_response_class=HTMLResponse)
_MOST_FILES = 1_000
_SOON = 0.4  # seconds; work over by then needs no progress page


@router.get("/add")
def add(request: Request, state: StateDep) -> HTMLResponse:
    """The ways in."""
    shipped = starter_notes()
    # A path from the command line may be relative to where it was called, which `make run` shares with the server.
    here = any(
        Path(note.path).resolve().is_relative_to(shipped) for note in browse.list_note_names(state.db, state.learner)
    )
    page = AddPage(folders=not state.settings.password, starter=0 if here else len(state.catalogue))
    return render(request, page)


@router.post("/add/files")
async def add_files(
    request: Request, state: StateDep, files: Annotated[list[UploadFile], File(description="Notes, or zips of them.")]
) -> RedirectResponse:
    """Keep uploaded notes, then read them. A file that is none is named beside what the others gave."""
    chosen = [file for file in files if file.filename]
    if not chosen or len(chosen) > _MOST_FILES:
        raise InvalidInputError(
            "No file was chosen." if not chosen else "Those are too many files at once; none was kept.",
            advice="Go back and choose some, or a zip of them.",
        )

    uploads = [(file.filename or "", file.file) for file in chosen]
    kept, refused = await run_in_threadpool(keep_uploads, state.settings.notes_dir, uploads)
    return await run_in_threadpool(_start, state, kept, refused)


@router.post("/add/text")
def add_text(state: StateDep, form: Annotated[PasteForm, FromForm()]) -> RedirectResponse:
    """Keep pasted text as a note, then read it."""
    return _start(state, [keep_text(state.settings.notes_dir, form.title, form.text)])


@router.post("/add/folder")
def add_folder(state: StateDep, form: Annotated[FolderForm, FromForm()]) -> RedirectResponse:
    """Read a file or folder of this machine where it is."""
    if state.settings.password:
        raise InvalidInputError(
            "Folders of the server cannot be named where others can sign in; nothing was read.",
            advice="Upload the notes, or run `torchdeck ingest` on the server.",
        )
    place = local_path(form.path)
    follow(state.db, place, learner=state.learner, now=state.now())
    return _start(state, [place])


@router.post("/add/starter")
def add_starter(state: StateDep) -> RedirectResponse:
    """Read the concept notes that come with Torchdeck."""
    return _start(state, [starter_notes()])


@router.get("/jobs/{job_id}")
def job(request: Request, state: StateDep, job_id: int) -> HTMLResponse:
    """The work going on, or what it gave; only the changing part for a script that asks."""
    page = _page(state.jobs.get(job_id), state.settings.notes_dir)
    return render_partial(request, page) if "x-fragment" in request.headers else render(request, page)


@router.post("/jobs/{job_id}/stop")
def stop(state: StateDep, job_id: int) -> RedirectResponse:
    """Stop before the next note; what is stored stays."""
    found = state.jobs.get(job_id)
    found.stop()
    found.wait(_SOON)
    return RedirectResponse(f"/jobs/{job_id}", 303)


def _start(state: State, paths: Sequence[Path], refused: Sequence[Refused] = ()) -> RedirectResponse:
    def work(job: Job[AddReport]) -> AddReport:
        settings, chosen = chosen_now(state)
        writing = settings, chosen.writer
        return add_notes(
            state.db,
            paths,
            writer=chosen.writer,
            learner=state.learner,
            now=state.now(),
            rng=state.rng,
            matcher=state.matcher,
            progress=job.report,
            start_run=lambda note_ids: start_run(state, RunWishes(note_ids=tuple(note_ids), asks=True), writing),
            refused=refused,
            said=chosen.said,
        )

    started = state.jobs.start(work)
    started.wait(_SOON)
    return RedirectResponse(f"/jobs/{started.id}", 303)


def _page(job: Job[AddReport], kept: Path) -> JobPage:
    report = job.outcome
    results: tuple[NoteResult, ...] = ()
    errors: tuple[str, ...] = ()
    rules: Counter[str] = Counter()
    if report is not None:
        # Who uploaded a file knows its name, and need not know where it is kept.
        errors = tuple(each.error.replace(f"{kept}{os.sep}", "") for each in report.notes.errors)
        read = report.notes.notes
        titles = Counter(note.title for note in read)
        results = tuple(
            NoteResult(
                note.id,
                note.title,
                PurePath(note.path).name if titles[note.title] > 1 else "",
                note.change,
                len(note.sections),
            )
            for note in read
        )
        rules.update(rejected.rule for rejected in (report.cards.rejected if report.cards else ()))
    said = rule_sentences()
    ranked = tuple((rule, said.get(rule, ""), count) for rule, count in rules.most_common())
    return JobPage(job=job, heading=_heading(job), results=results, errors=errors, rules=ranked)


def _heading(job: Job[AddReport]) -> str:
    if job.state is JobState.DONE and job.outcome is not None:
        return "Your notes are in." if job.outcome.notes.notes else "No note could be read."
    return {
        JobState.WAITING: "Waiting for other work to finish",
        JobState.RUNNING: job.stage or "Starting",
        JobState.DONE: "Done",
        JobState.FAILED: "That did not work",
        JobState.STOPPED: "Stopped",
    }[job.state]
