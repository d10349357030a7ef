"""Figures as data: what a demo yields and `figures` draws. No torch, no matplotlib.

Numbers may be given as anything with `tolist()` (a tensor, an array) or as a sequence; they are kept as plain floats.
NaN and infinities are allowed and are drawn as gaps: a diverging run is worth looking at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Numbers = tuple[float, ...]


def _numbers(values: Any) -> Numbers:
    plain = values.tolist() if hasattr(values, "tolist") else values
    return tuple(float(value) for value in plain)


@dataclass(frozen=True, slots=True)
class Line:
    """A curve through (x, y), in the order given."""

    label: str
    x: Any
    y: Any
    dashed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", _numbers(self.x))
        object.__setattr__(self, "y", _numbers(self.y))
        if len(self.x) != len(self.y):
            raise ValueError(f"line “{self.label}” has {len(self.x)} x but {len(self.y)} y")


@dataclass(frozen=True, slots=True)
class Points:
    """Separate marks at (x, y)."""

    label: str
    x: Any
    y: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", _numbers(self.x))
        object.__setattr__(self, "y", _numbers(self.y))
        if len(self.x) != len(self.y):
            raise ValueError(f"points “{self.label}” have {len(self.x)} x but {len(self.y)} y")


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar per name. Several Bars in one figure stand side by side and must share their names."""

    label: str
    names: Sequence[str]
    heights: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "heights", _numbers(self.heights))
        if len(self.names) != len(self.heights):
            raise ValueError(f"bars “{self.label}” have {len(self.names)} names but {len(self.heights)} heights")


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal reference line at `y`, across the figure."""

    label: str
    y: float


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A matrix of cells, `values[row][column]`; the first row is drawn at the top."""

    label: str
    values: Any
    row_names: Sequence[str] = ()
    column_names: Sequence[str] = ()

    def __post_init__(self) -> None:
        plain = self.values.tolist() if hasattr(self.values, "tolist") else self.values
        object.__setattr__(self, "values", tuple(_numbers(row) for row in plain))
        if len({len(row) for row in self.values}) != 1:
            raise ValueError(f"the rows of heatmap “{self.label}” are not equally long")


Mark = Line | Points | Bars | Level | Heatmap


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture of a run.

    `summary` says in a sentence what the picture shows, for those who do not see it. `x` and `y` label the axes.
    """

    title: str
    marks: Sequence[Mark]
    summary: str
    x: str = ""
    y: str = ""
    log_x: bool = False
    log_y: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", tuple(self.marks))
        if not self.marks:
            raise ValueError(f"figure “{self.title}” has no marks")
        if not self.summary:
            raise ValueError(f"figure “{self.title}” has no summary for those who cannot see it")
