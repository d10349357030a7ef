"""Settings: how much a day holds, and the model that writes."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse

from app.domain import ModelSettings
from app.errors import UnavailableError
from app.services.browse_changes import list_followed
from app.services.installed_models import installed_models
from app.services.model_settings import chosen_model, save_model_settings
from app.services.settings import save_settings
from app.web.forms import ModelForm, SettingsForm
from app.web.pages.base import render, render_partial
from app.web.pages.installed import Installed, installed_view, nothing_installed
from app.web.pages.pulls import pull_view
from app.web.pages.settings import SettingsPage
from app.web.state import State, StateDep

router = APIRouter(prefix="/settings", tags=["settings"], default_response_class=HTMLResponse)


@router.get("")
def settings_page(
    request: Request,
    state: StateDep,
    saved: Annotated[Literal["", "study", "model"], Query(description="The part that was saved just now.")] = "",
    ask: Annotated[bool, Query(description="Ask the model's server before the page is shown.")] = False,
    fetch: Annotated[str, Query(max_length=200, description="A model that might be fetched next.")] = "",
) -> HTMLResponse:
    """The learner's settings, and those of the model that writes."""
    return render(request, _page(state, saved=saved, ask=ask, fetch=fetch))


@router.get("/models")
def models(request: Request, state: StateDep) -> HTMLResponse:
    """The choice of the model, as a part of the page: asked of its server, which may take a moment."""
    return render_partial(request, _page(state, saved="", ask=True, fetch=""))


@router.post("")
def change_settings(state: StateDep, form: Annotated[SettingsForm, FromForm()]) -> RedirectResponse:
    """Store how much a day holds."""
    state.learner = save_settings(
        state.db,
        state.learner,
        new_per_day=form.new_per_day,
        reviews_per_day=form.reviews_per_day,
        desired_retention=form.desired_retention,
        zone=form.zone,
        ask_before_accepting=form.ask_before_accepting,
    )
    return RedirectResponse("/settings?saved=study", 303)


@router.post("/model")
def change_model(state: StateDep, form: Annotated[ModelForm, FromForm()]) -> RedirectResponse:
    """Store which model writes, and how. What the environment fixes stays as it is."""
    save_model_settings(state.db, state.learner, state.settings, ModelSettings(**form.model_dump()))
    return RedirectResponse("/settings?saved=model#writing", 303)


def _page(state: State, *, saved: str, ask: bool, fetch: str) -> SettingsPage:
    chosen = chosen_model(state.db, state.learner, state.settings)
    return SettingsPage(
        learner=state.learner,
        zones=tuple(sorted(available_timezones())),
        saved=saved,
        model=chosen.settings,
        # Who can sign in to a shared server may not send its notes elsewhere.
        fixed={"host": "OLLAMA_HOST", **chosen.fixed} if state.settings.password else chosen.fixed,
        installed=_installed(chosen.settings) if ask else Installed(),
        pulling=next((pull_view(job) for job in state.pulls.all() if not job.over), None),
        fetch=fetch,
        followed=list_followed(state.db, state.learner),
        folders=not state.settings.password,
        watched=state.settings.watch,
    )


def _installed(settings: ModelSettings) -> Installed:
    try:
        return installed_view(installed_models(settings.host), settings.model, settings.embedding_model)
    except UnavailableError as error:
        return nothing_installed(error)
