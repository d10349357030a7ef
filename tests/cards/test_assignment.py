"""The assignment is the best there is, compared with trying all."""

import random
import time
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.assignment import best_assignment

SCORES = st.integers(1, 5).flatmap(
    lambda rows: st.integers(rows, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(-20, 20).map(float), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


def total(scores: list[list[float]], columns: tuple[int, ...]) -> float:
    return sum(row[column] for row, column in zip(scores, columns, strict=True))


@given(SCORES)
def test_no_other_assignment_is_better(scores: list[list[float]]) -> None:
    found = best_assignment(scores)
    assert len(set(found)) == len(scores)
    best = max(total(scores, each) for each in permutations(range(len(scores[0])), len(scores)))
    assert total(scores, found) == pytest.approx(best)


def test_taking_the_best_pair_first_would_be_worse() -> None:
    assert best_assignment([[0.9, 0.8], [0.8, 0.1]]) == (1, 0)


def test_the_edges() -> None:
    assert best_assignment([]) == ()
    with pytest.raises(ValueError, match="2 rows for 1 columns"):
        best_assignment([[1.0], [2.0]])


def test_sixty_by_sixty_is_quick() -> None:
    rng = random.Random(3)
    scores = [[rng.random() for _ in range(60)] for _ in range(60)]
    began = time.process_time()
    best_assignment(scores)
    assert time.process_time() - began < 20
