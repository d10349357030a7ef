"""create_app: the one place where the web's parts are wired together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import FastAPI

from app.config import Settings, shipped
from app.web import errors
from app.web.errors import Unexpected
from app.web.routes import assets
from app.web.security import Guard, HostList
from app.web.state import State
from app.web.static import VersionedFiles
from app.web.templating import build_environment


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, *, now: Callable[[], datetime] = _utc_now) -> FastAPI:
    """The web application for one home. `now` is its only clock."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield

    app = FastAPI(title="Torchdeck", version=version("torchdeck"), docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.torchdeck = State(
        settings=settings, environment=build_environment(settings.home / "cache" / "templates"), now=now
    )
    errors.install(app)
    for routes in (assets,):
        app.include_router(routes.router)
    app.mount("/static", VersionedFiles(directory=shipped("static")), name="static")
    # The last one added is the outermost.
    app.add_middleware(Unexpected)
    app.add_middleware(Guard, hosts=HostList.of(settings.extra_hosts))
    return app
