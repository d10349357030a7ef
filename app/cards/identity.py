"""A card's identity: minted once, never derived from its text, so that rewording a card keeps its history."""

import random
import uuid


def mint(rng: random.Random) -> str:
    """A version 4 UUID (RFC 9562, section 5.4) drawn from `rng`, in lower case with dashes."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
