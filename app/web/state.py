"""What every handler may reach: built once by `create_app`, carried by the application, found through the request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment

from app.config import Settings


@dataclass(slots=True)
class State:
    """The parts of the running application. `now` is the clock; nothing in the web reads another one."""

    settings: Settings
    environment: Environment
    now: Callable[[], datetime]


def state_of(request: Request) -> State:
    """The state of the application that serves this request."""
    state: State = request.app.state.torchdeck
    return state


StateDep = Annotated[State, Depends(state_of)]
