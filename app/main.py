"""create_app: the one place where the web's parts are wired together."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from app import __version__
from app.config import Settings, shipped
from app.demos.limits import Limits
from app.demos.runner import Runner
from app.errors import TorchdeckError
from app.services.add_notes import AddReport
from app.services.courtesy import Courtesy
from app.services.run_plan import mark_interrupted
from app.services.workspace import open_workspace
from app.web import errors
from app.web.courtesy import ServedFirst
from app.web.errors import Unexpected
from app.web.following import watcher
from app.web.gate import Gate
from app.web.jobs import Jobs
from app.web.routes import (
    add,
    assets,
    cards,
    changes,
    concepts,
    demos,
    generate,
    house,
    inbox,
    login,
    notes,
    pulls,
    runs,
    settings,
    stats,
    study,
    today,
)
from app.web.runs import Runs
from app.web.security import Guard, HostList
from app.web.sessions import Sessions
from app.web.state import State
from app.web.static import VersionedFiles
from app.web.templating import build_environment

_ROUTES = (
    today,
    study,
    notes,
    cards,
    changes,
    concepts,
    demos,
    add,
    generate,
    runs,
    inbox,
    stats,
    settings,
    pulls,
    house,
    login,
    assets,
)


def startup_failure(app: FastAPI) -> TorchdeckError | None:
    """Why the application could not start, if that is something the person can mend."""
    failure: TorchdeckError | None = getattr(app.state, "startup_failure", None)
    return failure


@contextmanager
def _remembering_failure(app: FastAPI) -> Iterator[None]:
    try:
        yield
    except TorchdeckError as error:
        app.state.startup_failure = error
        raise


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, *, now: Callable[[], datetime] = _utc_now) -> FastAPI:
    """The web application for one home. `now` is its only clock.

    Its database is opened when the server starts and closed when it stops.
    """

    sessions = Sessions(settings.password)
    courtesy = Courtesy()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        jobs: Jobs[AddReport] = Jobs()
        runs = Runs()
        pulls: Jobs[str] = Jobs()
        runner = Runner(Limits(seconds=settings.demo_seconds, memory_gib=settings.demo_memory_gib))
        with _remembering_failure(app), open_workspace(settings) as workspace:
            app.state.torchdeck = State(
                settings=settings,
                environment=build_environment(settings.home / "cache" / "templates"),
                now=now,
                db=workspace.db,
                learner=workspace.learner,
                catalogue=workspace.catalogue,
                manifest=workspace.manifest,
                runner=runner,
                matcher=workspace.matcher,
                rng=workspace.rng,
                jobs=jobs,
                runs=runs,
                pulls=pulls,
                sessions=sessions,
                courtesy=courtesy,
            )
            mark_interrupted(workspace.db, workspace.learner, now())
            saves = watcher(app.state.torchdeck)
            saves.start()
            try:
                yield
            finally:
                # A run may be waiting for notes that are being read: what starts work is stopped before it.
                for work in (saves, jobs, runs, pulls, runner):
                    work.close()

    app = FastAPI(title="Torchdeck", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan)
    errors.install(app)
    for routes in _ROUTES:
        app.include_router(routes.router)
    app.mount("/static", VersionedFiles(directory=shipped("static")), name="static")
    # The last one added is the outermost.
    app.add_middleware(ServedFirst, courtesy=courtesy)
    app.add_middleware(Unexpected)
    if settings.password:
        app.add_middleware(Gate, sessions=sessions, now=now)
    app.add_middleware(Guard, hosts=HostList.of(settings.extra_hosts))
    return app
