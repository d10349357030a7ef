"""The model that writes and how it is to write: what the environment fixes, else what the learner saved, else defaults.

An environment variable wins because whoever starts the server may have a reason (a container, a class's own machine);
the page shows such a field as fixed.
"""

import re
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from app.config import Settings
from app.db import model_settings as store
from app.db.engine import Database
from app.db.model_settings import ModelChoices
from app.domain import Learner, ModelSettings
from app.errors import InvalidInputError

CONTEXT_LENGTH = (2_048, 1_048_576)
CONCURRENCY = (1, 64)
CARDS_PER_SECTION = (1, 40)
_LONGEST_LANGUAGE = 40
_LONGEST_NAME = 200

# What the environment calls the fields of ModelSettings, where it is something else.
_SETTING_OF = {"host": "ollama_host", "language": "card_language"}
_VARIABLE_OF = {"host": "OLLAMA_HOST"}
_NAME = re.compile(r"[\w.\-/:@]+")
_LANGUAGE = re.compile(r"[^\W\d_][^\W\d_ \-]*(?:[ \-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """The settings that hold, and by field the environment variable that fixes it, where one does."""

    settings: ModelSettings
    fixed: dict[str, str]


def model_settings(db: Database, learner: Learner, settings: Settings) -> ModelSettings:
    """What holds now for this learner.

    Raises:
        InvalidInputError: the host, from wherever it comes, is no address.
    """
    return chosen_model(db, learner, settings).settings


def chosen_model(db: Database, learner: Learner, settings: Settings) -> ChosenModel:
    """The same, with the fields that the environment fixes.

    Raises:
        InvalidInputError: the host, from wherever it comes, is no address.
    """
    with db.read() as connection:
        saved = store.load(connection, learner.id)
    return _chosen(saved, settings)


def save_model_settings(db: Database, learner: Learner, settings: Settings, wanted: ModelSettings) -> ChosenModel:
    """Store what the learner wants. A field that the environment fixes stays as saved before, and one that is wanted at
    its default is left to the default.

    Raises:
        InvalidInputError: a value that cannot be used, or another host on a server that others share; nothing changed.
    """
    wanted = _checked(wanted)
    with db.write() as connection:
        saved = store.load(connection, learner.id)
        now = _chosen(saved, settings)
        if settings.password and wanted.host != now.settings.host:
            raise InvalidInputError(
                "The model's host cannot be changed from the page of a shared server; nothing was changed.",
                advice="Set OLLAMA_HOST where the server is started.",
            )
        choices = ModelChoices(
            **{
                field.name: getattr(saved, field.name)
                if field.name in now.fixed or getattr(wanted, field.name) == getattr(now.settings, field.name)
                else getattr(wanted, field.name)
                for field in fields(ModelSettings)
            }
        )
        store.save(connection, learner.id, choices)
    return _chosen(choices, settings)


def _chosen(saved: ModelChoices, settings: Settings) -> ChosenModel:
    # Here, because a server starts without the rooms that talk to a model.
    from app.generator.ollama.addresses import server_url

    fixed: dict[str, str] = {}
    values: dict[str, object] = {}
    for field in fields(ModelSettings):
        name = _SETTING_OF.get(field.name, field.name)
        given, choice = getattr(settings, name), getattr(saved, field.name)
        # A variable that is set to nothing says nothing, as Ollama's own reading of OLLAMA_HOST has it.
        if name in settings.model_fields_set and given != "":
            fixed[field.name] = _VARIABLE_OF.get(field.name, f"TORCHDECK_{name.upper()}")
            values[field.name] = given
        elif choice is not None:
            values[field.name] = choice
        else:
            default = Settings.model_fields[name].default
            values[field.name] = default
    values["host"] = server_url(str(values["host"]))
    return ChosenModel(ModelSettings(**values), fixed)  # type: ignore[arg-type]  # by field, from typed settings


def _checked(wanted: ModelSettings) -> ModelSettings:
    """The settings as they can be stored: texts without white space around them, the host as a URL."""
    for what, value, (least, most) in (
        ("A context length", wanted.context_length, CONTEXT_LENGTH),
        ("A number of sections at once", wanted.concurrency, CONCURRENCY),
        ("A number of cards per section", wanted.cards_per_section, CARDS_PER_SECTION),
    ):
        if not least <= value <= most:
            raise InvalidInputError(
                f"{what} of {value:,} cannot be used; nothing was changed.",
                advice=f"Choose one from {least:,} to {most:,}.",
            )
    return ModelSettings(
        host=checked_host(wanted.host),
        model=_name(wanted.model, "a model"),
        context_length=wanted.context_length,
        concurrency=wanted.concurrency,
        language=_language(wanted.language),
        cards_per_section=wanted.cards_per_section,
        second_look=wanted.second_look,
        embedding_model=_name(wanted.embedding_model, "an embedding model") if wanted.embedding_model.strip() else "",
    )


def checked_host(host: str) -> str:
    """The base URL that a typed host means.

    Raises:
        InvalidInputError: it is no http(s) address, or carries a name and password, which would be stored readable.
    """
    from app.generator.ollama.addresses import server_url

    text = host.strip()
    if not text:
        raise InvalidInputError(
            "The model's host is missing; nothing was changed.",
            advice="Write it like http://127.0.0.1:11434 or just 192.168.1.20.",
        )
    url = server_url(text)
    if "@" in urlsplit(text if "://" in text else f"http://{text}").netloc:
        raise InvalidInputError(
            "The model's host may not carry a name and password: they would be kept readable. Nothing was changed.",
            advice="Give the address alone; a server that wants a key gets it from OLLAMA_API_KEY.",
        )
    return url


def _name(name: str, what: str) -> str:
    text = name.strip()
    if not text or len(text) > _LONGEST_NAME or not _NAME.fullmatch(text):
        raise InvalidInputError(
            f"“{text[:60]}” is not the name of {what}; nothing was changed.",
            advice="Names look like llama3.1:8b; `ollama list` shows those that are installed.",
        )
    return text


def _language(language: str) -> str:
    text = " ".join(language.split())
    if text and (len(text) > _LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(text)):
        raise InvalidInputError(
            f"“{text[:60]}” is not a language; nothing was changed.",
            advice="Write its English name, such as German, or leave it empty for the language of the note.",
        )
    return text
