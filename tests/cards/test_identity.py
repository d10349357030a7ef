"""Identities are UUIDs of version 4, drawn from the generator that is passed in."""

import random
import uuid

from app.cards.identity import mint


def test_a_minted_identity_is_a_random_uuid() -> None:
    minted = uuid.UUID(mint(random.Random(1)))
    assert minted.version == 4
    assert minted.variant == uuid.RFC_4122


def test_the_generator_decides() -> None:
    rng = random.Random(7)
    first = [mint(rng) for _ in range(1000)]
    assert len(set(first)) == 1000
    assert first[0] == mint(random.Random(7)) != mint(random.Random(8))
