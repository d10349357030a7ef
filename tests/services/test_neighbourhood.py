"""Vectors of cards by a fake server's embedding model: they propose, the gates decide."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.db.vectors import StoredVector, store_vectors
from app.domain import CardKind, CardStatus, Draft, ModelSettings
from app.generator.ollama import loop
from app.generator.vectors import packed
from app.services.choose_writer import author_of
from app.services.ingest import ingest
from app.services.list_cards import ListedCard, list_cards
from app.services.run_carry_out import carry_out
from app.services.run_plan import RunWishes, plan_run
from app.services.vectors import Neighbourhood, OllamaEmbedder
from app.services.workspace import Workspace
from tests.fake_ollama import FakeOllama, fake_ollama
from tests.samples import NOW
from tests.services.told_writer import WritesWhatItIsTold

PORTS = """# Ports

## Web

A browser that is given no port asks HTTP on port 80 of the server by default.

## Safe web

A browser that is given no port asks HTTPS on port 443 of the server by default.
"""

RAISINS = """# Raisins

## In water

A raisin swells in fresh water because its inside is saltier than its surroundings.

## Again

When the raisin swells it grows in fresh water because its inside is saltier than its surroundings.
"""

HTTP = ("Which port of the server does a browser that is given no port ask HTTP on by default?", "80")
HTTPS = ("Which port of the server does a browser that is given no port ask HTTPS on by default?", "443")
SWELLS = ("Why does a raisin swell in fresh water?", "Because its inside is saltier than its surroundings")
GROWS = ("Why does a raisin grow in fresh water?", "Because its inside is saltier than its surroundings")

_SEEDS = count(3)

SETTINGS = ModelSettings(
    host="",
    model="llama3.1:8b",
    context_length=8192,
    concurrency=1,
    language="",
    cards_per_section=8,
    second_look=False,
    embedding_model="nomic-embed-text",
)


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOllama]:
    with fake_ollama() as running:
        yield running
    loop.close_all()


@pytest.fixture
def settings(server: FakeOllama) -> ModelSettings:
    server.forget()
    return replace(SETTINGS, host=server.url)


def write(workspace: Workspace, told: dict[str, tuple[str, str]], near: Neighbourhood | None) -> None:
    writer = WritesWhatItIsTold(told)
    run_id = plan_run(workspace.db, workspace.learner, RunWishes(), author=author_of(writer), now=NOW)
    carry_out(
        workspace.db,
        run_id,
        writer=writer,
        learner=workspace.learner,
        matcher=workspace.matcher,
        rng=random.Random(next(_SEEDS)),
        now=lambda: NOW,
        neighbourhood=near,
    )


def cards(workspace: Workspace) -> dict[str, ListedCard]:
    return {card.question: card for card in list_cards(workspace.db, workspace.learner, workspace.catalogue)}


def rows(workspace: Workspace, sql: str) -> list[tuple[object, ...]]:
    with workspace.db.read() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def add(workspace: Workspace, write_note: Callable[..., Path], words: str, name: str = "note.md") -> None:
    ingest(workspace.db, [write_note(words, name)], learner=workspace.learner, now=NOW, matcher=workspace.matcher)


def basic(question: str, answer: str) -> Draft:
    return Draft(CardKind.BASIC, question, answer, "", 0, 0, "test")


def loaded(workspace: Workspace, settings: ModelSettings) -> Neighbourhood:
    near = Neighbourhood(OllamaEmbedder(settings))
    near.load(workspace.db, workspace.learner.id)
    assert near.fault == ""
    return near


def test_http_and_https_stay_two_cards_though_vectors_propose_the_pair(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings
) -> None:
    add(workspace, write_note, PORTS)
    write(workspace, {"Web": HTTP}, Neighbourhood(OllamaEmbedder(settings)))
    (proposed,) = loaded(workspace, settings).propose([basic(*HTTPS)])
    assert [each.card_id for each in proposed] == [cards(workspace)[HTTP[0]].id]

    add(workspace, write_note, PORTS.split("\n\n## Safe")[0].replace("HTTP", "HTTPS").replace("80", "443"), "second.md")
    write(workspace, {"Web": HTTPS}, Neighbourhood(OllamaEmbedder(settings)))
    assert {card.status for card in cards(workspace).values()} == {CardStatus.ACTIVE}
    assert set(cards(workspace)) == {HTTP[0], HTTPS[0]}


def test_the_same_answer_to_a_question_that_lies_near_waits_for_the_learners_word(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings
) -> None:
    add(workspace, write_note, RAISINS.split("\n\n## Again")[0])
    write(workspace, {"In water": SWELLS}, Neighbourhood(OllamaEmbedder(settings)))
    add(workspace, write_note, "# Fruit\n\n## Again" + RAISINS.split("## Again")[1], "again.md")
    write(workspace, {"Again": GROWS}, Neighbourhood(OllamaEmbedder(settings)))
    assert cards(workspace)[SWELLS[0]].status is CardStatus.ACTIVE
    assert cards(workspace)[GROWS[0]].status is CardStatus.INBOX
    assert rows(workspace, "SELECT rule, severity, span FROM rejections") == [("D4", "soft", SWELLS[0])]


def test_without_vectors_the_two_are_two_cards(workspace: Workspace, write_note: Callable[..., Path]) -> None:
    add(workspace, write_note, RAISINS)
    write(workspace, {"In water": SWELLS, "Again": GROWS}, None)
    assert {card.status for card in cards(workspace).values()} == {CardStatus.ACTIVE}
    assert rows(workspace, "SELECT * FROM card_vectors") == []


def test_a_card_is_put_into_numbers_once_and_anew_when_its_words_change(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings, server: FakeOllama
) -> None:
    add(workspace, write_note, PORTS)
    write(workspace, {"Web": HTTP, "Safe web": HTTPS}, None)
    assert loaded(workspace, settings).size == 2
    assert len(server.requests("/api/embed")) == 1
    loaded(workspace, settings)
    assert len(server.requests("/api/embed")) == 1
    with workspace.db.write() as connection:
        connection.execute(text("UPDATE cards SET answer = 'port 80' WHERE answer = '80'"))
    loaded(workspace, settings)
    assert [each.body["input"] for each in server.requests("/api/embed")][1:] == [[f"{HTTP[0]}\nport 80"]]


def test_vectors_of_other_weights_are_made_anew(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings
) -> None:
    add(workspace, write_note, PORTS)
    write(workspace, {"Web": HTTP}, None)
    loaded(workspace, settings)
    with workspace.db.write() as connection:
        connection.execute(text("UPDATE card_vectors SET model = 'nomic-embed-text:latest@0123', vector = x'00'"))
    (proposed,) = loaded(workspace, settings).propose([basic(*HTTP)])
    assert proposed[0].cosine > 0.99
    ((model, length),) = rows(workspace, "SELECT model, length(vector) FROM card_vectors")
    assert str(model).startswith("nomic-embed-text:latest@")
    assert length == 4 * 256


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": "http://127.0.0.1:9"}, "not looked for"),
        ({"embedding_model": "not-installed"}, "not-installed"),
        ({"embedding_model": "llama3.1:8b"}, "llama3.1:8b"),
    ],
    ids=["no server", "no such model", "a model that makes no vectors"],
)
def test_a_model_that_fails_stops_nothing_and_is_told_of(
    workspace: Workspace,
    write_note: Callable[..., Path],
    settings: ModelSettings,
    change: dict[str, str],
    said: str,
) -> None:
    add(workspace, write_note, PORTS)
    near = Neighbourhood(OllamaEmbedder(replace(settings, **change)))
    write(workspace, {"Web": HTTP, "Safe web": HTTPS}, near)
    assert len(cards(workspace)) == 2
    assert said in near.fault
    assert near.propose([basic(*HTTP)]) == [()]
    assert said in str(rows(workspace, "SELECT message FROM runs WHERE kind = 'generate'")[0][0])


class _Odd:
    """An embedder that answers as it is told."""

    def __init__(self, *answers: Sequence[Sequence[float]]) -> None:
        self.answers = list(answers)

    def identify(self) -> str:
        return "odd"

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return self.answers.pop(0)


@pytest.mark.parametrize("answer", [[], [[1.0]] * 3, [[float("nan")]], [["x"]]], ids=["none", "three", "nan", "text"])
def test_an_odd_answer_is_a_fault(workspace: Workspace, answer: list[list[float]]) -> None:
    near = Neighbourhood(_Odd(answer))
    near.load(workspace.db, workspace.learner.id)
    assert near.propose([basic(*HTTP)]) == [()]
    assert near.fault


def test_a_stop_while_vectors_are_made_keeps_those_that_are_there(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings
) -> None:
    add(workspace, write_note, PORTS)
    write(workspace, {"Web": HTTP, "Safe web": HTTPS}, None)
    near = Neighbourhood(OllamaEmbedder(settings))
    near.load(workspace.db, workspace.learner.id, cancelled=lambda: True)
    assert near.size == 0
    assert near.fault == ""
    assert loaded(workspace, settings).size == 2


def test_cards_that_are_not_asked_are_near_to_nothing(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings
) -> None:
    add(workspace, write_note, PORTS)
    write(workspace, {"Web": HTTP, "Safe web": HTTPS}, Neighbourhood(OllamaEmbedder(settings)))
    with workspace.db.write() as connection:
        connection.execute(text("UPDATE cards SET status = 'retired' WHERE answer = '80'"))
    near = loaded(workspace, settings)
    assert near.size == 1
    (proposed,) = near.propose([basic(*HTTP)])
    assert [each.card_id for each in proposed] == [cards(workspace)[HTTPS[0]].id]


def test_a_fact_met_again_in_other_words_leaves_the_cards_vector_alone(
    workspace: Workspace, write_note: Callable[..., Path], settings: ModelSettings, server: FakeOllama
) -> None:
    add(workspace, write_note, RAISINS)
    again = (SWELLS[0], f"{SWELLS[1]}, in fresh water")
    write(workspace, {"In water": SWELLS, "Again": again}, Neighbourhood(OllamaEmbedder(settings)))
    (card,) = cards(workspace).values()
    assert rows(workspace, f"SELECT count(*) FROM sources WHERE card_id = '{card.id}'") == [(2,)]
    server.forget()
    loaded(workspace, settings)
    assert server.requests("/api/embed") == [], "the vector is of the card's own words, so nothing is stale"


def test_a_card_that_is_gone_by_the_time_its_vector_is_made_gets_none(workspace: Workspace) -> None:
    with workspace.db.write() as connection:
        store_vectors(connection, "m", [StoredVector("gone", "hash", packed([1.0]))])
    assert rows(workspace, "SELECT * FROM card_vectors") == []


def test_texts_without_a_direction_are_passed_over(workspace: Workspace) -> None:
    near = Neighbourhood(_Odd([[0.0, 0.0], [0.0, 1.0]]))
    near.load(workspace.db, workspace.learner.id)
    assert near.propose([basic(*HTTP), basic(*HTTPS)]) == [(), ()]
    assert near.fault == ""
