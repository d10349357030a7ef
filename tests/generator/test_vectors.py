"""Vectors as they are stored, and the nearest among them, against a plain sum of products."""

import math
import random
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInputError
from app.generator.vectors import Neighbour, VectorIndex, packed

NUMBERS = st.floats(-1e6, 1e6, width=32)
QUANTISED = 0.02


def unpacked(vector: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(vector) // 4}f", vector)


def cosine(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True)) / (math.hypot(*left) * math.hypot(*right))


def index_of(vectors: dict[str, Sequence[float]]) -> VectorIndex:
    index = VectorIndex()
    for card_id, vector in vectors.items():
        assert index.put(card_id, packed(vector))
    return index


@given(st.lists(NUMBERS, min_size=1, max_size=40).filter(lambda numbers: math.hypot(*numbers) > 1e-3))
def test_a_stored_vector_has_length_one_and_its_old_direction(numbers: list[float]) -> None:
    stored = unpacked(packed(numbers))
    assert math.hypot(*stored) == pytest.approx(1, abs=1e-5)
    assert cosine(stored, numbers) == pytest.approx(1, abs=1e-4)


def test_numbers_are_little_endian_on_every_machine() -> None:
    assert packed([3.0, 4.0]) == struct.pack("<2f", 0.6, 0.8)


@pytest.mark.parametrize("numbers", [[], [0.0, 0.0]])
def test_a_text_without_a_direction_has_no_vector(numbers: list[float]) -> None:
    assert packed(numbers) == b""


@pytest.mark.parametrize("numbers", [[1.0, math.nan], [math.inf], [1.0, None], ["1"], [True], [[1.0]]])
def test_what_is_no_number_is_refused(numbers: list[float]) -> None:
    with pytest.raises(InvalidInputError):
        packed(numbers)


@given(st.data())
def test_the_nearest_are_those_of_the_plain_sum(data: st.DataObject) -> None:
    rng = random.Random(data.draw(st.integers(0, 10_000)))
    vectors = {str(n): [rng.gauss(0, 1) for _ in range(8)] for n in range(data.draw(st.integers(1, 60)))}
    query = [rng.gauss(0, 1) for _ in range(8)]
    (found,) = index_of(vectors).nearest([packed(query)], 5, -1.0)
    expected = sorted((cosine(query, vector) for vector in vectors.values()), reverse=True)[:5]
    assert [each.cosine for each in found] == pytest.approx(expected, abs=QUANTISED)
    for each in found:
        assert each.cosine == pytest.approx(cosine(query, vectors[each.card_id]), abs=QUANTISED)


def test_neighbours_come_nearest_first_and_none_below_the_least() -> None:
    index = index_of({"far": [0, 1], "near": [1, 0.2], "same": [1, 0], "opposite": [-1, 0]})
    ((first, second),) = index.nearest([packed([2, 0])], 5, 0.5)
    assert first == Neighbour("same", 1.0)
    assert second.card_id == "near"


def test_a_card_may_be_given_another_vector_or_dropped() -> None:
    index = index_of({"one": [1, 0], "two": [0, 1]})
    index.put("one", packed([0, 1]))
    assert {each.card_id for each in index.nearest([packed([0, 1])], 5, 0.9)[0]} == {"one", "two"}
    index.drop("one")
    index.drop("never there")
    assert {each.card_id for each in index.nearest([packed([0, 1])], 5, -1)[0]} == {"two"}
    assert len(index) == 1
    assert "one" not in index


def test_more_cards_than_one_block_holds() -> None:
    index = VectorIndex()
    for number in range(5000):
        angle = number / 5000
        index.put(str(number), packed([math.cos(angle), math.sin(angle)]))
    (found,) = index.nearest([packed([math.cos(1 - 1 / 5000), math.sin(1 - 1 / 5000)])], 100, 0.99)
    assert {"4999", "4998"} <= {each.card_id for each in found}
    assert len(found) == 100


def test_vectors_of_another_length_are_not_compared() -> None:
    index = index_of({"one": [1, 0]})
    assert not index.put("two", packed([1, 0, 0]))
    assert not index.put("three", b"")
    assert index.nearest([packed([1, 0, 0]), b"", packed([1, 0])], 5, 0) == [(), (), (Neighbour("one", 1.0),)]
    assert VectorIndex().nearest([packed([1, 0])], 5, 0) == [()]
