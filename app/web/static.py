"""Our own files, and the maths font, which comes with an installed package."""

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
_FONT = "STIXTwoMath-Regular.ttf"


class VersionedFiles(StaticFiles):
    """Static files; one asked for with its version is kept for good, any other is checked by its ETag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER if b"v=" in scope["query_string"] else ASK_FIRST
        return response


def maths_font() -> Path | None:
    """STIX Two Math (SIL Open Font License) as ziamath ships it, found without importing the package."""
    try:
        shipped = files("ziamath") or []
    except PackageNotFoundError:
        return None
    found: Any = next((entry for entry in shipped if entry.name == _FONT), None)
    return Path(found.locate()) if found is not None else None
