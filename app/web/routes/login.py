"""Signing in and out, where a password is set."""

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.web.forms import LoginForm
from app.web.gate import COOKIE, local_target, token_of
from app.web.pages.base import render
from app.web.pages.login import LoginPage
from app.web.sessions import LASTS
from app.web.state import StateDep

router = APIRouter(tags=["session"])


@router.get("/login", response_class=HTMLResponse)
async def login_page(
    request: Request, state: StateDep, next: Annotated[str, Query(max_length=2_000)] = "/"
) -> Response:
    """The form; nothing to do where no password is set."""
    if not state.settings.password:
        return RedirectResponse("/", 303)
    return render(request, LoginPage(next=local_target(next), complaint=""))


@router.post("/login", response_class=HTMLResponse)
async def login(request: Request, state: StateDep, form: Annotated[LoginForm, FromForm()]) -> Response:
    """Open a session for the right password; wrong ones are slowed down."""
    if not state.settings.password:
        return RedirectResponse("/", 303)
    target = local_target(form.next)
    caller = request.client.host if request.client else ""
    wait = state.throttle.wait(caller, state.now())
    if wait:
        seconds = math.ceil(wait.total_seconds())
        page = LoginPage(next=target, complaint=f"Too many tries. Wait {seconds} seconds, then try again.")
        return render(request, page, status=429, headers={"Retry-After": str(seconds)})
    token = state.sessions.sign_in(form.password, state.now())
    if token is None:
        state.throttle.failed(caller, state.now())
        return render(request, LoginPage(next=target, complaint="That is not the password."), status=401)
    state.sessions.sign_out(token_of(request.headers.get("cookie", "")))
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/logout")
async def logout(request: Request, state: StateDep) -> RedirectResponse:
    """End this session."""
    state.sessions.sign_out(token_of(request.headers.get("cookie", "")))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response
