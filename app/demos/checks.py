"""How a claim is decided: numbers of the run against what the claim says. A number that is not finite never passes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import ClaimStatus


@dataclass(frozen=True, slots=True)
class Check:
    """One measured number and whether it is as expected; made by `near`, `exactly`, `below`, `above` or `undecided`."""

    measured: str
    expected: str
    status: ClaimStatus

    @classmethod
    def near(cls, measured: float, expected: float, *, within: float, label: str = "") -> "Check":
        """|measured − expected| ≤ within."""
        holds = abs(measured - expected) <= within
        return cls._decided(label, measured, f"{readable(expected)} ± {readable(within)}", holds)

    @classmethod
    def exactly(cls, measured: float, expected: float, *, label: str = "") -> "Check":
        """measured = expected, to the last bit."""
        return cls._decided(label, measured, f"exactly {readable(expected)}", measured == expected)

    @classmethod
    def below(cls, measured: float, limit: float, *, label: str = "") -> "Check":
        """measured < limit."""
        return cls._decided(label, measured, f"< {readable(limit)}", measured < limit)

    @classmethod
    def above(cls, measured: float, limit: float, *, label: str = "") -> "Check":
        """measured > limit."""
        return cls._decided(label, measured, f"> {readable(limit)}", measured > limit)

    @classmethod
    def undecided(cls, reason: str) -> "Check":
        """The run gives no ground to say yes or no."""
        return cls(reason, "", ClaimStatus.INCONCLUSIVE)

    @classmethod
    def _decided(cls, label: str, measured: float, expected: str, holds: bool) -> "Check":
        passed = holds and math.isfinite(measured)
        shown = f"{label} {readable(measured)}".strip()
        return cls(shown, expected, ClaimStatus.PASSED if passed else ClaimStatus.FAILED)


def combined(checks: Sequence[Check]) -> Check:
    """All of a claim's checks as one: failed if any failed, else inconclusive if any was, else passed."""
    if not checks:
        raise ValueError("a claim needs at least one check")
    worst = next(
        (
            status
            for status in (ClaimStatus.FAILED, ClaimStatus.INCONCLUSIVE)
            if any(c.status is status for c in checks)
        ),
        ClaimStatus.PASSED,
    )
    expected = "; ".join(check.expected for check in checks if check.expected)
    return Check("; ".join(check.measured for check in checks), expected, worst)


def readable(number: float) -> str:
    """A number as a person writes it: four significant digits, 1.2e-07 as 1.2 × 10⁻⁷."""
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    mantissa, _, exponent = f"{number:.4g}".partition("e")
    mantissa = mantissa.replace("-", "−")
    if not exponent:
        return mantissa
    power = superscript(int(exponent))
    return f"10{power}" if mantissa == "1" else f"{mantissa} × 10{power}"


def superscript(power: int) -> str:
    """−3 as ⁻³."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
