"""What a learner ticked, as the wishes of a run."""

from collections.abc import Collection

from app.db import notes as note_store
from app.db.engine import Database
from app.domain import Learner
from app.errors import InvalidInputError
from app.services.run_plan import RunWishes


def choose(
    db: Database,
    learner: Learner,
    *,
    notes: Collection[int],
    sections: Collection[int],
    writer: str,
    instruction: str = "",
    again: bool = False,
) -> RunWishes:
    """The wishes for certain notes as a whole and, besides, for certain sections.

    Notes alone are kept as notes: what is added to them before the run is over is then written too. Ids that are not
    the learner's are left for the plan to refuse.

    Raises:
        InvalidInputError: none of it is to be written: nothing is ticked, or all of it was written before.
    """
    with db.read() as connection:
        read = note_store.written_or_not if again else note_store.unwritten
        found = {section for section, _ in read(connection, learner.id)}
        of_notes = [section for section, _ in note_store.written_or_not(connection, learner.id, tuple(notes))]
    chosen = {*sections, *of_notes}
    if not chosen:
        raise InvalidInputError("Nothing was ticked, so nothing was started.", advice="Tick notes or sections.")
    if not chosen & found:
        raise InvalidInputError(
            "All you ticked has been written about as it is now, so nothing was started.",
            advice="To write about it once more, tick “Also what was written about before”.",
        )
    return RunWishes(
        note_ids=None if sections else tuple(sorted(notes)),
        section_ids=tuple(sorted(chosen)) if sections else None,
        writer=writer,
        instruction=instruction,
        again=again,
    )
