"""Vectors of cards: made in batches by an embedding model where one is chosen, and asked which cards lie near a draft.

They propose pairs to the gates and decide nothing, so no fault of the embedding model stops a run: the reason is kept
in words, and the run goes on without them.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Connection

from app.db import vectors as vector_store
from app.db.engine import Database
from app.db.vectors import CardText, StoredVector
from app.domain import CardKind, Draft, ModelSettings
from app.errors import TorchdeckError, UnavailableError
from app.generator.gates.similarity import asked_text
from app.generator.gates.thresholds import PERHAPS_SAME
from app.generator.vectors import Neighbour, VectorIndex, packed

_TEXTS_AT_ONCE = 32
_MOST_NEIGHBOURS = 5
_LONGEST_NAME = 180
_MOST_REMEMBERED = 512
"""Drafts whose vectors are kept until it is known which of them become cards."""


class Embedder(Protocol):
    """Makes vectors of texts, one for each, in their order.

    `identify` names the model and its weights: vectors of two models can not be compared. Both raise UnavailableError
    (ModelError is one) where the model does not answer as it should.
    """

    def identify(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


class OllamaEmbedder:
    """The embedding model that the learner has chosen, on the server that writes the cards. Blocks its thread."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    def identify(self) -> str:
        """The model's full name and the beginning of its digest. Raises ModelError where it is not installed."""
        from app.generator.ollama import loop  # here and below, so that a server starts without an HTTP client

        asked = replace(self._settings, model=self._settings.embedding_model)
        info = loop.run(loop.shared(asked).describe())
        return f"{info.model_id[:_LONGEST_NAME]}@{info.digest[:12]}"

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector for each text. Raises ModelError; must not be called on the client's own event loop."""
        from app.generator.ollama import loop

        return loop.run(loop.shared(self._settings).embed(list(texts)))


class Neighbourhood:
    """The cards of one deck as an embedding model sees them, for one run of a writer; one thread at a time.

    `load` comes first. `fault` says, in words, why vectors are not to be had; it is empty as long as they are.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.fault = ""
        self._embedder = embedder
        self._model = ""
        self._index = VectorIndex()
        self._of_drafts: OrderedDict[str, bytes] = OrderedDict()

    @property
    def size(self) -> int:
        """How many cards have a vector."""
        return len(self._index)

    def load(self, database: Database, learner_id: int, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Read the stored vectors; those that are missing or stale are made first, unless `cancelled` says to stop.

        No transaction is open while the model works. What was made stays if the model fails on the way.
        """
        try:
            self._model = self._embedder.identify()
        except TorchdeckError as error:
            self._give_up(error)
            return
        with database.read() as connection:
            stale = [
                card.card_id for card in vector_store.texts_of(connection, learner_id, self._model) if _is_stale(card)
            ]
        for batch in _batches(stale):
            if cancelled() or not self._renew(database, learner_id, batch):
                break
            stale = stale[len(batch) :]
        left = set(stale)
        with database.read() as connection:
            for each in vector_store.vectors_of(connection, learner_id, self._model):
                if each.card_id not in left:
                    self._index.put(each.card_id, each.vector)

    def propose(self, drafts: Sequence[Draft]) -> list[tuple[Neighbour, ...]]:
        """For each draft the cards that lie near it, nearest first; all empty once the model has failed.

        Asks the model once for all drafts: to be called outside any transaction.
        """
        made = self._embedded([_text_of(draft) for draft in drafts]) if drafts else []
        if not made:
            return [() for _ in drafts]
        self._of_drafts.update(made)
        while len(self._of_drafts) > max(_MOST_REMEMBERED, len(made)):
            self._of_drafts.popitem(last=False)
        return self._index.nearest([vector for _, vector in made], _MOST_NEIGHBOURS, PERHAPS_SAME.value)

    def keep(self, connection: Connection, card_id: str, draft: Draft) -> None:
        """The draft has become this card: its vector is stored with it and found from now on.

        A card that was there before, and has only met its fact again in other words, keeps the vector of its own.
        """
        text_hash = _hash(_text_of(draft))
        vector = self._of_drafts.get(text_hash, b"")
        if card_id not in self._index and self._index.put(card_id, vector):
            vector_store.store_vectors(connection, self._model, [StoredVector(card_id, text_hash, vector)])

    def _renew(self, database: Database, learner_id: int, card_ids: Sequence[str]) -> bool:
        with database.read() as connection:
            cards = list(vector_store.texts_of(connection, learner_id, self._model, card_ids))
        made = self._embedded([card_text(card.kind, card.question, card.answer) for card in cards])
        rows = [StoredVector(card.card_id, *each) for card, each in zip(cards, made, strict=False) if each[1]]
        with database.write() as connection:
            vector_store.store_vectors(connection, self._model, rows)
        return not self.fault

    def _embedded(self, texts: Sequence[str]) -> list[tuple[str, bytes]]:
        """The hash and the vector of each text; nothing, and `fault` set, where the model fails, now or before."""
        if self.fault or not self._model or not texts:
            return []
        try:
            vectors = self._embedder.embed(texts)
            if len(vectors) != len(texts):
                raise UnavailableError(f"{self._model} gave {len(vectors)} vectors for {len(texts)} texts.")
            return [(_hash(text), packed(vector)) for text, vector in zip(texts, vectors, strict=True)]
        except TorchdeckError as error:
            self._give_up(error)
            return []

    def _give_up(self, error: TorchdeckError) -> None:
        self.fault = f"Cards alike were not looked for by vectors. {error}"


def card_text(kind: CardKind, question: str, answer: str) -> str:
    """What a vector is made of: question and answer, or the cloze text filled in."""
    return f"{question}\n{answer}" if kind is CardKind.BASIC else asked_text(kind, question)


def _text_of(draft: Draft) -> str:
    return card_text(draft.kind, draft.question, draft.answer)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_stale(card: CardText) -> bool:
    return card.text_hash != _hash(card_text(card.kind, card.question, card.answer))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _TEXTS_AT_ONCE):
        yield ids[start : start + _TEXTS_AT_ONCE]
