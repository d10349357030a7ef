"""The models on the learner's server, in words."""

from collections.abc import Collection
from dataclasses import dataclass

from app.errors import UnavailableError
from app.services.installed_models import InstalledModel


@dataclass(frozen=True, slots=True)
class InstalledEntry:
    """An installed model in a list: what is known of it, whether it is fit, and a sentence why."""

    name: str
    facts: str
    fit: bool
    sentence: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Installed:
    """What the model's server has: models that write and models that make vectors, or why that is not known.

    `asked` is False where the server was not asked, so that a page never waits for one.
    """

    asked: bool = False
    writers: tuple[InstalledEntry, ...] = ()
    embedders: tuple[InstalledEntry, ...] = ()
    problem: str = ""
    advice: str = ""


def installed_view(models: Collection[InstalledModel], chosen: str, embedding: str) -> Installed:
    """A server's list, divided by what its models do; one that is unfit for both stands among the writers, as unfit."""
    return Installed(
        asked=True,
        writers=tuple(_entry(each, chosen) for each in models if not _only_embeds(each)),
        embedders=tuple(_entry(each, embedding) for each in models if _only_embeds(each)),
    )


def nothing_installed(error: UnavailableError) -> Installed:
    """Why there is no list."""
    return Installed(asked=True, problem=error.message, advice=error.advice)


def same_model(one: str, other: str) -> bool:
    """Whether two names mean the same model: without a tag, the latest is meant."""
    return _whole(one) == _whole(other)


def facts(model: InstalledModel) -> str:
    """Size and context length, as far as the server told them."""
    parts = [size_text(model.size)] if model.size else []
    if model.context_length:
        parts.append(f"{model.context_length:,} tokens of context")
    if model.quantisation:
        parts.append(model.quantisation)
    return " · ".join(parts)


def size_text(size: int) -> str:
    """Bytes as people count them: `4.9 GB`, `274 MB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _entry(model: InstalledModel, chosen: str) -> InstalledEntry:
    return InstalledEntry(model.name, facts(model), model.fit.fit, model.fit.why, same_model(model.name, chosen))


def _only_embeds(model: InstalledModel) -> bool:
    return "embedding" in model.capabilities and "completion" not in model.capabilities


def _whole(name: str) -> str:
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
