"""Settings from the environment (TORCHDECK_*), and where the shipped files are."""

import ipaddress
from functools import cached_property
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import InvalidInputError

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `templates`, `static` or `content`: beside app/ in a checkout, inside it in an installed wheel."""
    installed = _PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def is_loopback(host: str) -> bool:
    """Whether a server bound to `host` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Everything that may be set from outside. Each field is TORCHDECK_<NAME>; README.md lists them."""

    model_config = SettingsConfigDict(env_prefix="TORCHDECK_", extra="ignore", populate_by_name=True)

    home: Path = Field(default_factory=lambda: user_data_path("torchdeck", appauthor=False))
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    password: str = Field(default="", repr=False)
    allowed_hosts: str = ""
    zone: str = ""
    model: str = "llama3.1:8b"
    ollama_host: str = Field(
        default="http://127.0.0.1:11434",
        validation_alias=AliasChoices("OLLAMA_HOST", "TORCHDECK_OLLAMA_HOST", "ollama_host"),
    )
    context_length: int = Field(default=8192, ge=2048, le=1_048_576)
    concurrency: int = Field(default=1, ge=1, le=64)
    card_language: str = Field(default="", max_length=40)
    cards_per_section: int = Field(default=8, ge=1, le=40)
    second_look: bool = False
    embedding_model: str = Field(default="", max_length=200)
    watch: bool = True
    demo_seconds: float = Field(default=30.0, gt=0)
    demo_memory_gib: float = Field(default=8.0, gt=0)

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().resolve()

    @model_validator(mode="after")
    def _no_open_door(self) -> "Settings":
        """Beyond this machine only with a password and an explicit list of names; nothing switches this off."""
        if not is_loopback(self.host) and not (self.password and self.extra_hosts):
            raise InvalidInputError(
                f"Torchdeck will not listen on {self.host}: other machines could read your notes.",
                advice="Set TORCHDECK_PASSWORD and TORCHDECK_ALLOWED_HOSTS (the names it will be called by), "
                "or leave TORCHDECK_HOST at 127.0.0.1.",
            )
        return self

    def changed(self, **changes: object) -> "Settings":
        """These settings with some changed (by options of a command), checked again as a whole."""
        return Settings.model_validate({**self.model_dump(exclude_unset=True), **changes})

    @cached_property
    def extra_hosts(self) -> tuple[str, ...]:
        """Host names allowed besides the loopback ones, from the comma-separated setting."""
        return tuple(name.strip().lower() for name in self.allowed_hosts.split(",") if name.strip())

    @property
    def database_path(self) -> Path:
        """The SQLite file with notes, cards and reviews."""
        return self.home / "torchdeck.db"

    @property
    def notes_dir(self) -> Path:
        """Where uploaded and pasted notes are kept."""
        return self.home / "notes"

    @property
    def backups_dir(self) -> Path:
        """Where upgrades leave the database as it was before."""
        return self.home / "backups"
