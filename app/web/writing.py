"""Having cards written from a page: who writes is settled first, then the plan is stored, then work begins."""

import threading
from typing import TYPE_CHECKING

from app.domain import ModelSettings
from app.services.choose_writer import (
    AUTO,
    EXTRACTIVE,
    OLLAMA,
    AnyWriter,
    ChosenWriter,
    author_of,
    choose_writer,
    is_slow,
)
from app.services.model_settings import model_settings
from app.services.run_plan import (
    RunWishes,
    mark_interrupted,
    mark_stopped,
    plan_run,
    resume,
    retry_fallbacks,
    wishes_of,
)
from app.web.runs import Tell
from app.web.state import State

if TYPE_CHECKING:
    from app.services.run_report import GenerateReport

_SOON = 0.3  # seconds; a run over by then needs no progress page


def writer_now(state: State, name: str = AUTO) -> tuple[ModelSettings, AnyWriter]:
    """Who would write now, and the settings of the model. Asks the model's server: a second, a few where it is slow.

    Raises:
        UnavailableError: the model was asked for by name ("ollama"), and does not answer.
    """
    settings, chosen = chosen_now(state, name)
    return settings, chosen.writer


def chosen_now(state: State, name: str = AUTO) -> tuple[ModelSettings, ChosenWriter]:
    """The same, with a sentence that says who it is and, where a model is wanted, why it is not."""
    settings = model_settings(state.db, state.learner, state.settings)
    return settings, choose_writer(name, settings, rng=state.rng)


def start_run(state: State, wishes: RunWishes, writing: tuple[ModelSettings, AnyWriter] | None = None) -> int:
    """Plan a run and have it begin, by the writer given or by the one that the wishes name; returns its number."""
    settings, writer = writing or writer_now(state, wishes.writer)
    run_id = plan_run(state.db, state.learner, wishes, author=author_of(writer), now=state.now())
    return _begin(state, run_id, settings, writer)


def continue_run(state: State, run_id: int) -> int:
    """Take up a run that was cancelled or interrupted; returns its number.

    The model goes on with it where it answers, or the built-in writer where that was the wish.

    Raises:
        NotFoundError: the learner has no such run.
        ConflictError: it is at work, or done.
    """
    if not state.runs.busy:
        # One of another process that has died since this server started.
        mark_interrupted(state.db, state.learner, state.now())
    wish = wishes_of(state.db, state.learner, run_id).writer
    settings, writer = writer_now(state, wish if wish == EXTRACTIVE else AUTO)
    resume(state.db, state.learner, run_id, author=author_of(writer))
    return _begin(state, run_id, settings, writer)


def write_again(state: State, run_id: int) -> int:
    """A new run by the model over what the built-in writer wrote in its place; returns its number.

    Raises:
        UnavailableError: the model does not answer; nothing was changed.
        ConflictError: the model wrote every section of that run.
    """
    settings, writer = writer_now(state, OLLAMA)
    new = retry_fallbacks(state.db, state.learner, run_id, author=author_of(writer), now=state.now())
    return _begin(state, new, settings, writer)


def _begin(state: State, run_id: int, settings: ModelSettings, writer: AnyWriter) -> int:
    def work(tell: Tell, stop: threading.Event) -> "GenerateReport":
        # Here, so that a server starts without what writes and judges.
        from app.services.run_carry_out import carry_out
        from app.services.vectors import Neighbourhood, OllamaEmbedder

        embeds = settings.embedding_model and is_slow(writer)
        report = carry_out(
            state.db,
            run_id,
            writer=writer,
            learner=state.learner,
            matcher=state.matcher,
            rng=state.rng,
            now=state.now,
            stop=stop,
            progress=tell,
            neighbourhood=Neighbourhood(OllamaEmbedder(settings)) if embeds else None,
            give_way=state.courtesy.give_way,
        )
        if state.runs.closing:
            mark_stopped(state.db, state.learner, run_id, state.now())
        return report

    state.runs.start(run_id, work).wait(_SOON)
    return run_id
