"""A share with how sure it is: Wilson's score interval."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # the 97.5th percentile of the normal distribution, for an interval of 95 %
_FEW = 500


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `of`. All shares are in 0..1."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """0 where there is nothing to share."""
        return self.count / self.of if self.of else 0.0

    @property
    def few(self) -> bool:
        """Whether the share alone would claim too much: past 500 its interval is within about 4 points of it."""
        return self.of < _FEW

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence, after Wilson (1927); (0, 1) where nothing is known."""
        if not self.of:
            return 0.0, 1.0
        n, p, z2 = self.of, self.share, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)
