"""Notes and instants that several rooms' tests share."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

OSMOSIS = """# Membranes

## Osmosis

Osmosis is the diffusion of water through a membrane that lets water pass but holds back the solute.

- **Driving force:** The difference in water potential between the two sides.
- **Example:** A raisin swells in fresh water because its inside is saltier than its surroundings.

## Active transport

Active transport is the movement of ions against their gradient by pumps that spend ATP.
"""
