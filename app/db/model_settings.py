"""What learners have chosen for the model that writes: one row each, empty where nothing was chosen."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from app.db.tables import Base, ModelSettingsRow

_settings = Base.metadata.tables[str(ModelSettingsRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class ModelChoices:
    """What a learner has saved; None leaves a thing to the environment and the default."""

    host: str | None = None
    model: str | None = None
    context_length: int | None = None
    concurrency: int | None = None
    language: str | None = None
    cards_per_section: int | None = None
    second_look: bool | None = None
    embedding_model: str | None = None


_NAMES = tuple(ModelChoices.__dataclass_fields__)


def load(connection: Connection, learner_id: int) -> ModelChoices:
    """The learner's choices; all empty where none were made."""
    columns = [_settings.c[name] for name in _NAMES]
    row = connection.execute(select(*columns).where(_settings.c.learner_id == learner_id)).first()
    return ModelChoices() if row is None else ModelChoices(**row._mapping)


def save(connection: Connection, learner_id: int, choices: ModelChoices) -> None:
    """Store the choices in place of those made before."""
    connection.execute(delete(_settings).where(_settings.c.learner_id == learner_id))
    values = {name: getattr(choices, name) for name in _NAMES}
    connection.execute(insert(_settings).values(learner_id=learner_id, **values))
